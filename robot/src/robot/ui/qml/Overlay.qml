import QtQuick

// A question over what is shown. Nothing beneath it can be touched.
Rectangle {
    id: root
    required property var page
    required property QtObject kiosk
    color: Tokens.scrim
    Rectangle {
        anchors.centerIn: parent
        width: 76 * Tokens.unit
        height: content.height + 2 * Tokens.margin
        radius: Tokens.radius
        color: Tokens.card
        border { color: Tokens.line; width: Tokens.hair }
        Column {
            id: content
            anchors { left: parent.left; right: parent.right; top: parent.top; margins: Tokens.margin }
            spacing: Tokens.pad
            Row {
                width: parent.width
                spacing: Tokens.pad
                Icon { id: mark; name: root.page.icon; size: 9 * Tokens.unit; color: Tokens.accent; anchors.verticalCenter: parent.verticalCenter }
                Column {
                    width: parent.width - mark.width - Tokens.pad
                    spacing: Tokens.unit / 2
                    Title { width: parent.width; text: root.page.title }
                    Label { width: parent.width; text: root.page.text; color: Tokens.quiet }
                }
            }
            Actions {
                width: parent.width
                model: root.page.actions
                onTouched: touch => root.kiosk.touched(root.page.serial, touch)
            }
        }
    }
}
