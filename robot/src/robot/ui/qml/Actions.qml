import QtQuick

// What can be done, side by side where that fits, else one above the other with the most likely one on top.
Item {
    id: actions
    property var model: []
    signal touched(string touch)
    readonly property real wanted: {
        let sum = 0
        for (let i = 0; i < buttons.count; ++i)
            sum += (buttons.itemAt(i)?.implicitWidth ?? 0) + (i ? Tokens.gap : 0)
        return sum
    }
    readonly property bool stacked: wanted > width
    readonly property real step: Tokens.touch + 1.5 * Tokens.unit
    implicitHeight: buttons.count === 0 ? 0 : stacked ? buttons.count * step - 1.5 * Tokens.unit : Tokens.touch
    height: implicitHeight
    Repeater {
        id: buttons
        model: actions.model.length  // a number: new words must not take a button from under a finger
        BigButton {
            required property int index
            readonly property var action: actions.model[index] ?? {}
            text: action.label ?? ""
            icon: action.icon ?? ""
            touch: action.touch ?? ""
            primary: action.primary ?? false
            width: actions.stacked || buttons.count === 1 ? actions.width : implicitWidth + (actions.width - actions.wanted) / buttons.count
            x: actions.stacked || index === 0 ? 0 : buttons.itemAt(index - 1).x + buttons.itemAt(index - 1).width + Tokens.gap
            y: actions.stacked ? index * actions.step : 0
            onTouched: actions.touched(action.touch)
        }
    }
}
