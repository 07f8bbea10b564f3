import QtQuick
import Kiosk.Camera

Item {
    id: root
    required property var page
    required property QtObject kiosk
    Rectangle {
        id: lens
        width: Tokens.panel
        anchors { left: parent.left; top: parent.top; bottom: parent.bottom }
        color: Tokens.lens
        readonly property real middle: (height - (banner.visible ? banner.height + Tokens.pad : 0)) / 2
        CameraView { anchors.fill: parent; feed: root.kiosk.camera }
        Aim {
            visible: root.page.outline === "code"
            anchors.horizontalCenter: parent.horizontalCenter
            y: lens.middle - height / 2
            width: 36 * Tokens.unit
            height: width
        }
        FaceOutline {
            visible: root.page.outline !== "code"
            held: root.page.outline === "still_face"
            anchors.horizontalCenter: parent.horizontalCenter
            y: Tokens.margin  // it stays where the face is, with a banner and without
            width: 36 * Tokens.unit
            height: 47 * Tokens.unit
        }
        Rectangle {
            id: banner
            visible: root.page.hint
            anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: Tokens.pad }
            height: words.height + 2 * Tokens.gap
            radius: Tokens.radius
            color: Tokens.banner
            Icon {
                id: mark
                anchors { left: parent.left; leftMargin: Tokens.gap; verticalCenter: parent.verticalCenter }
                name: root.page.hint_icon ?? ""
                size: 4.5 * Tokens.unit
                color: Tokens.bannerInk
            }
            Label {
                id: words
                anchors { left: mark.right; right: parent.right; leftMargin: Tokens.gap; rightMargin: Tokens.gap; verticalCenter: parent.verticalCenter }
                text: root.page.hint ?? ""
                color: Tokens.bannerInk
                font.weight: Tokens.strong
            }
        }
    }
    Item {
        anchors { left: lens.right; right: parent.right; top: parent.top; bottom: parent.bottom; margins: Tokens.margin; topMargin: Tokens.pad }
        TopBar { id: bar; compact: true; model: root.page.bar; kiosk: root.kiosk; width: parent.width }
        Sheet {
            anchors { top: bar.bottom; bottom: actions.top }
            spacing: Tokens.gap
            Title { width: parent.width; text: root.page.title }
            Repeater {
                model: root.page.tips
                Item {
                    id: tip
                    required property var modelData
                    width: parent.width
                    height: Math.max(mark.height, advice.height)
                    Icon { id: mark; name: tip.modelData.icon; color: Tokens.accent; size: 5 * Tokens.unit; anchors.verticalCenter: parent.verticalCenter }
                    Label {
                        id: advice
                        anchors { left: mark.right; leftMargin: Tokens.gap; right: parent.right; verticalCenter: parent.verticalCenter }
                        text: tip.modelData.text
                    }
                }
            }
            ActionCard {
                visible: (root.page.choice ?? null) !== null
                width: parent.width
                low: true
                icon: root.page.choice?.icon ?? ""
                title: root.page.choice?.label ?? ""
                hint: root.page.choice?.hint ?? ""
                touch: root.page.choice?.touch ?? ""
                onTouched: root.kiosk.touched(root.page.serial, touch)
            }
        }
        Actions {
            id: actions
            anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
            model: root.page.actions
            onTouched: touch => root.kiosk.touched(root.page.serial, touch)
        }
    }
}
