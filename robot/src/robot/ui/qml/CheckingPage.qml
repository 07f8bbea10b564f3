import QtQuick

// The shape of the answer, before there is one.
Item {
    id: root
    required property var page
    required property QtObject kiosk
    Rectangle {
        id: panel
        width: Tokens.panel
        anchors { left: parent.left; top: parent.top; bottom: parent.bottom }
        color: Tokens.panelAtRest
        Bone {
            id: badge
            color: Tokens.boneOnPanel
            width: 9 * Tokens.unit; height: width; radius: width / 2
            anchors { left: parent.left; top: parent.top; margins: Tokens.margin }
        }
        Bone {
            color: Tokens.boneOnPanel
            width: 28 * Tokens.unit; height: 3.5 * Tokens.unit
            anchors { left: badge.right; leftMargin: Tokens.gap; verticalCenter: badge.verticalCenter }
        }
        Column {
            anchors { left: parent.left; bottom: parent.bottom; margins: Tokens.margin }
            spacing: Tokens.pad
            Bone { color: Tokens.boneOnPanel; width: 12 * Tokens.unit; height: Tokens.pad }
            Bone { color: Tokens.boneOnPanel; width: 30 * Tokens.unit; height: 17 * Tokens.unit; radius: Tokens.radius }
            Bone { color: Tokens.boneOnPanel; width: 24 * Tokens.unit; height: Tokens.pad }
        }
    }
    Item {
        anchors { left: panel.right; right: parent.right; top: parent.top; bottom: parent.bottom; margins: Tokens.margin; topMargin: Tokens.pad }
        TopBar { id: bar; compact: true; model: root.page.bar; kiosk: root.kiosk; width: parent.width }
        Column {
            anchors { left: parent.left; right: parent.right; top: bar.bottom; topMargin: Tokens.pad }
            spacing: Tokens.pad
            Title { width: parent.width; text: root.page.title }
            Label {
                id: reason
                width: parent.width
                visible: false
                text: root.page.reason
                color: Tokens.quiet
                font.pixelSize: Tokens.lead
                Timer { interval: root.page.reason_after_ms; running: true; onTriggered: reason.visible = true }
            }
            Column {
                visible: !reason.visible
                spacing: Tokens.gap
                Bone { width: 42 * Tokens.unit; height: 2.5 * Tokens.unit }
                Bone { width: 30 * Tokens.unit; height: 2.5 * Tokens.unit }
            }
        }
        Bone { anchors { left: parent.left; right: parent.right; bottom: parent.bottom } height: Tokens.touch; radius: Tokens.radius }
    }
}
