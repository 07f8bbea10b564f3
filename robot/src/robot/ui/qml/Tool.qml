import QtQuick

// A small round switch at the head of the screen; filled while it is on.
Rectangle {
    id: tool
    property string icon
    property string text
    property string touch
    property string name: text
    property bool on: false
    signal touched
    readonly property color inside: on ? Tokens.accentInk : Tokens.ink
    implicitHeight: Tokens.target
    implicitWidth: text ? content.implicitWidth + 2 * Tokens.gap + Tokens.unit : Tokens.target
    radius: height / 2
    color: on ? Tokens.accent : Tokens.clear
    border { color: on ? Tokens.accent : Tokens.edge; width: Tokens.hair }
    Row {
        id: content
        anchors.centerIn: parent
        spacing: Tokens.unit
        Icon { name: tool.icon; size: 3 * Tokens.unit; color: tool.inside; anchors.verticalCenter: parent.verticalCenter }
        Label {
            visible: text
            text: tool.text
            color: tool.inside
            font.weight: Tokens.strong
            wrapMode: Text.NoWrap
            anchors.verticalCenter: parent.verticalCenter
        }
    }
    Target { anchors.fill: parent; radius: tool.radius; name: tool.name; touch: tool.touch; onClicked: tool.touched() }
}
