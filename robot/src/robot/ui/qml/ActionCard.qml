import QtQuick

// A large target with an icon and one short line. `primary` is the one thing that most people come for.
Rectangle {
    id: card
    property string icon
    property string touch
    property string title
    property string hint
    property bool primary: false
    property bool low: false  // too low for an icon above the words
    readonly property bool roomy: height > 30 * Tokens.unit
    signal touched
    implicitHeight: words.height + 2 * Tokens.gap
    radius: Tokens.radius
    color: primary ? Tokens.accent : Tokens.card
    border { color: primary ? Tokens.accent : Tokens.line; width: Tokens.hair }
    Icon {
        id: mark
        name: card.icon
        size: (card.primary ? 15 : card.roomy ? 9 : 5.5) * Tokens.unit
        color: card.primary ? Tokens.accentInk : Tokens.accent
        anchors { left: parent.left; margins: Tokens.pad; leftMargin: Tokens.pad - size / 12 }
        y: card.low ? (card.height - height) / 2 : Tokens.pad
    }
    Column {
        id: words
        anchors { left: card.low ? mark.right : parent.left; right: parent.right; margins: Tokens.pad; leftMargin: card.low ? Tokens.gap : Tokens.pad }
        y: card.low ? (card.height - height) / 2 : card.height - height - Tokens.pad
        spacing: Tokens.unit / 2
        Label {
            width: parent.width
            text: card.title
            color: card.primary ? Tokens.accentInk : Tokens.ink
            font.weight: Tokens.heavy
            font.pixelSize: card.primary ? Tokens.title : card.roomy ? Tokens.head : Tokens.lead
            lineHeight: Tokens.tight
        }
        Label {
            width: parent.width
            visible: text
            text: card.hint
            color: card.primary ? Tokens.accentQuiet : Tokens.quiet
            font.pixelSize: card.primary || card.roomy ? Tokens.body : Tokens.small
        }
    }
    Target { anchors.fill: parent; name: card.title; touch: card.touch; onClicked: card.touched() }
}
