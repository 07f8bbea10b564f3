import QtQuick

Rectangle {
    id: root
    required property QtObject kiosk
    required property var fonts  // { family, icons, glyphs }
    readonly property var page: kiosk.page
    color: Tokens.paper

    Binding { target: Tokens; property: "family"; value: root.fonts.family }
    Binding { target: Tokens; property: "iconFamily"; value: root.fonts.icons }
    Binding { target: Tokens; property: "glyphs"; value: root.fonts.glyphs }
    // 75 units high; on a screen of another shape never so large that a page would be too narrow
    Binding { target: Tokens; property: "unit"; value: Math.min(root.height / 75, root.width / 120) }
    Binding { target: Tokens; property: "highContrast"; value: root.page.high_contrast ?? false }
    Binding { target: Tokens; property: "largeText"; value: root.page.large_text ?? false }
    Binding { target: Tokens; property: "still"; value: root.page.still ?? false }

    Stage { anchors.fill: parent; kiosk: root.kiosk; page: root.page.leaf; enabled: !question.active }
    Loader {
        id: question
        readonly property var overlay: root.page.overlay ?? null
        anchors.fill: parent
        active: overlay !== null
        sourceComponent: Overlay { page: question.overlay; kiosk: root.kiosk }
    }
}
