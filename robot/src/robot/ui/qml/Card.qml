import QtQuick

Rectangle {
    default property alias inside: content.data
    implicitHeight: content.childrenRect.height + 2 * Tokens.between
    height: implicitHeight
    radius: Tokens.radius
    color: Tokens.card
    border { color: Tokens.line; width: Tokens.hair }
    Item { id: content; anchors { fill: parent; margins: Tokens.pad; topMargin: Tokens.between; bottomMargin: Tokens.between } }
}
