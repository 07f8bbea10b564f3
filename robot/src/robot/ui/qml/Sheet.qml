import QtQuick

// The room between a page's head and its actions; what is too high for it is cut off rather than over them.
Item {
    default property alias inside: column.data
    property alias spacing: column.spacing
    anchors { left: parent.left; right: parent.right; topMargin: Tokens.between; bottomMargin: Tokens.unit }
    clip: true
    Column { id: column; width: parent.width; spacing: Tokens.between }
}
