pragma Singleton
import QtQuick

// The one place for colours, sizes, type and motion. Every pair of text and ground has 4.5:1 or more, 7:1 in high contrast.
QtObject {
    // the modes, and what the machine gives: set by Main
    property real unit: 8
    property bool highContrast: false
    property bool largeText: false
    property bool still: false
    property string family
    property string iconFamily
    property var glyphs: ({})

    // surfaces and ink
    readonly property color paper: highContrast ? "#000000" : "#F7F5F0"
    readonly property color card: highContrast ? "#000000" : "#FFFFFF"
    readonly property color line: highContrast ? "#FFFFFF" : "#E2DDD2"
    readonly property color edge: highContrast ? "#FFFFFF" : "#7B858E"
    readonly property color ink: highContrast ? "#FFFFFF" : "#16202A"
    readonly property color quiet: highContrast ? "#F0F0F0" : "#55606B"
    readonly property color clear: "#00000000"

    // the carriage: a deep green-blue
    readonly property color accent: highContrast ? "#FFD60A" : "#0B4F5E"
    readonly property color accentInk: highContrast ? "#000000" : "#FFFFFF"
    readonly property color accentQuiet: highContrast ? "#000000" : "#D5E7EA"

    // the signal colours of a verdict
    readonly property color good: highContrast ? "#8CF0B8" : "#0B6B46"
    readonly property color warn: highContrast ? "#FFC46B" : "#8A4B00"
    readonly property color bad: highContrast ? "#FFB0A8" : "#9E2A20"
    readonly property color calm: highContrast ? "#FFFFFF" : "#33475A"
    readonly property color verdictInk: highContrast ? "#000000" : "#FFFFFF"
    function tone(name) { return { good: good, warn: warn, bad: bad, calm: calm }[name] }

    // what lies over something: a touch, the scrim under a question, the banner on the camera's picture
    readonly property color press: highContrast ? "#66808080" : "#29000000"
    readonly property color scrim: highContrast ? "#D9000000" : "#A616202A"
    readonly property color lens: "#16202A"
    readonly property color lensInk: "#FFFFFF"
    readonly property color lensGood: "#8CF0B8"
    readonly property color banner: highContrast ? "#FFC46B" : "#FFE3B3"
    readonly property color bannerInk: highContrast ? "#000000" : "#4A2800"
    readonly property color bone: highContrast ? "#4D4D4D" : "#E2DDD2"
    readonly property color boneOnPanel: highContrast ? "#333333" : "#CFC9BC"
    readonly property color panelAtRest: highContrast ? "#1A1A1A" : "#E9E5DB"

    // an 8-pixel grid at 1024 x 600
    readonly property real hair: (highContrast ? 0.375 : 0.1875) * unit
    readonly property real thick: 0.375 * unit
    readonly property real gap: 2 * unit
    readonly property real pad: 3 * unit
    readonly property real margin: 5 * unit
    readonly property real between: largeText ? gap : pad  // larger letters take their room from here
    readonly property real radius: 2.5 * unit
    readonly property real target: 6 * unit
    readonly property real touch: 9 * unit
    readonly property real panel: 54 * unit

    // type
    readonly property real small: (largeText ? 2.625 : 2) * unit
    readonly property real body: (largeText ? 3.125 : 2.5) * unit
    readonly property real lead: (largeText ? 3.75 : 3) * unit
    readonly property real head: (largeText ? 4.25 : 3.5) * unit
    readonly property real title: (largeText ? 5.75 : 5) * unit
    readonly property real display: 24 * unit
    readonly property int regular: Font.Medium
    readonly property int strong: Font.DemiBold
    readonly property int heavy: Font.ExtraBold
    readonly property real tight: 1.05
    readonly property real packed: 0.8

    // motion, in milliseconds
    readonly property int turn: still ? 0 : 220
    readonly property int breath: 1100
}
