import QtQuick

// Where a finger counts. The look of being pressed comes with the finger, before anybody answers.
MouseArea {
    id: target
    property real radius: Tokens.radius
    property string name
    property string touch  // by which the simulated finger finds it
    Accessible.role: Accessible.Button
    Accessible.name: name
    Accessible.onPressAction: target.clicked(null)
    Rectangle {
        anchors.fill: parent
        radius: target.radius
        color: Tokens.press
        visible: target.pressed
    }
}
