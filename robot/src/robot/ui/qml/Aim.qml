import QtQuick

// Four corners to hold a code in.
Item {
    id: aim
    readonly property real arm: width / 5
    Repeater {
        model: 4
        Item {
            required property int index
            readonly property bool atRight: index % 2 === 1
            readonly property bool atBottom: index > 1
            x: atRight ? aim.width - width : 0
            y: atBottom ? aim.height - height : 0
            width: aim.arm
            height: aim.arm
            clip: true
            Rectangle {
                x: parent.atRight ? parent.width - width : 0
                y: parent.atBottom ? parent.height - height : 0
                width: aim.arm * 2
                height: width
                radius: Tokens.pad
                color: Tokens.clear
                border { color: Tokens.lensInk; width: Tokens.unit * 0.75 }
            }
        }
    }
}
