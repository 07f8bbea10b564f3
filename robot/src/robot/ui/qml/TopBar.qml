import QtQuick

// Where am I, what time is it, how is it shown: the same on every screen. `compact` leaves the train out.
Item {
    id: bar
    required property var model
    required property QtObject kiosk
    property bool compact: false
    implicitHeight: Tokens.target
    Row {
        anchors { left: parent.left; verticalCenter: parent.verticalCenter }
        spacing: Tokens.gap
        Label { visible: !bar.compact && text; text: bar.model.train ?? ""; font.weight: Tokens.strong; wrapMode: Text.NoWrap }
        Label { visible: !bar.compact && text; text: bar.model.wagon ?? ""; color: Tokens.quiet; wrapMode: Text.NoWrap }
        Label { visible: bar.compact && text; text: bar.model.clock ?? ""; font.weight: Tokens.strong; wrapMode: Text.NoWrap }
    }
    Row {
        anchors { right: parent.right; verticalCenter: parent.verticalCenter }
        spacing: 1.5 * Tokens.unit
        Label {
            visible: !bar.compact && text
            text: bar.model.clock ?? ""
            font.weight: Tokens.strong
            wrapMode: Text.NoWrap
            rightPadding: Tokens.unit
            anchors.verticalCenter: parent.verticalCenter
        }
        Tool {
            touch: "large_text"
            icon: bar.model.large_icon; name: bar.model.large_name; on: Tokens.largeText
            onTouched: bar.kiosk.text_size_asked()
        }
        Tool {
            touch: "high_contrast"
            icon: bar.model.contrast_icon; name: bar.model.contrast_name; on: Tokens.highContrast
            onTouched: bar.kiosk.contrast_asked()
        }
        Tool {
            touch: "language"
            icon: bar.model.language_icon; text: bar.model.language
            onTouched: bar.kiosk.language_asked()
        }
    }
}
