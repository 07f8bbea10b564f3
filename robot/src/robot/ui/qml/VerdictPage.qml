import QtQuick

// A verdict or a notice on the left half, and what to do now on the right one.
Item {
    id: root
    required property var page
    required property QtObject kiosk
    Panel { id: panel; page: root.page; width: Tokens.panel; anchors { left: parent.left; top: parent.top; bottom: parent.bottom } }
    Item {
        id: side
        anchors { left: panel.right; right: parent.right; top: parent.top; bottom: parent.bottom; margins: Tokens.margin; topMargin: Tokens.pad }
        TopBar { id: bar; compact: true; model: root.page.bar; kiosk: root.kiosk; width: parent.width }
        Sheet {
            anchors { top: bar.bottom; bottom: actions.top }
            Column {
                width: parent.width
                spacing: Tokens.unit
                Title { width: parent.width; text: root.page.title }
                Label { width: parent.width; visible: text; text: root.page.text; color: Tokens.quiet; font.pixelSize: Tokens.lead }
            }
            Card {
                visible: root.page.stops.length > 0
                width: parent.width
                Timeline { width: parent.width; stops: root.page.stops }
            }
            WagonStrip {
                visible: wagons.length > 0
                width: parent.width
                wagons: root.page.wagons
                hereLabel: root.page.here_label
                thereLabel: root.page.there_label
                tone: Tokens.tone(root.page.tone)
            }
            Card {
                visible: root.page.code
                width: parent.width
                Label { width: parent.width; text: root.page.code; font.weight: Tokens.strong; fontSizeMode: Text.HorizontalFit; minimumPixelSize: Tokens.small }
            }
            Label { width: parent.width; visible: text; text: root.page.footnote; color: Tokens.quiet; font.pixelSize: Tokens.small }
        }
        Actions {
            id: actions
            anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
            model: root.page.actions
            onTouched: touch => root.kiosk.touched(root.page.serial, touch)
        }
    }
}
