import QtQuick

Rectangle {
    id: button
    property string text
    property string icon
    property string touch
    property bool primary: false
    signal touched
    readonly property color on: primary ? Tokens.accentInk : Tokens.ink
    implicitWidth: content.implicitWidth + 2 * Tokens.gap
    implicitHeight: Tokens.touch
    radius: Tokens.radius
    color: primary ? Tokens.accent : Tokens.clear
    border { color: primary ? Tokens.accent : Tokens.edge; width: Tokens.hair }
    Row {
        id: content
        anchors.centerIn: parent
        spacing: 1.5 * Tokens.unit
        Icon {
            visible: button.icon
            name: button.icon
            size: 3.5 * Tokens.unit
            color: button.on
            anchors.verticalCenter: parent.verticalCenter
        }
        Label {
            text: button.text
            color: button.on
            font.weight: Tokens.strong
            wrapMode: Text.NoWrap
            anchors.verticalCenter: parent.verticalCenter
        }
    }
    Target { anchors.fill: parent; name: button.text; touch: button.touch; onClicked: button.touched() }
}
