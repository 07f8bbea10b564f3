import QtQuick

// A piece of the skeleton. It breathes, so that waiting does not look like having stopped.
Rectangle {
    id: bone
    color: Tokens.bone
    radius: Tokens.unit
    SequentialAnimation on opacity {
        running: !Tokens.still && bone.visible
        loops: Animation.Infinite
        NumberAnimation { from: 1; to: 0.55; duration: Tokens.breath; easing.type: Easing.InOutSine }
        NumberAnimation { from: 0.55; to: 1; duration: Tokens.breath; easing.type: Easing.InOutSine }
    }
}
