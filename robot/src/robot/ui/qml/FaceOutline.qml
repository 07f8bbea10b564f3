import QtQuick

// Where the face goes. `held`: it is just there, and only has to stay.
Rectangle {
    property bool held: false
    radius: width / 2
    color: Tokens.clear
    border { color: held ? Tokens.lensGood : Tokens.lensInk; width: held ? 1.25 * Tokens.unit : 0.75 * Tokens.unit }
    Behavior on border.color { ColorAnimation { duration: Tokens.turn } }
}
