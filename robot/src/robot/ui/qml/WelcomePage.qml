import QtQuick

Item {
    id: root
    required property var page
    required property QtObject kiosk
    readonly property bool known: page.stops.length > 0
    function send(touch) { kiosk.touched(page.serial, touch) }
    TopBar {
        id: bar
        model: root.page.bar
        kiosk: root.kiosk
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: Tokens.margin; topMargin: Tokens.pad }
    }
    Column {
        id: hello
        anchors { left: parent.left; right: parent.right; top: bar.bottom; margins: Tokens.margin; topMargin: Tokens.gap }
        spacing: Tokens.unit / 2
        Label { width: parent.width; text: root.page.greeting; font { pixelSize: Tokens.title; weight: Tokens.heavy } }
        Label { width: parent.width; text: root.page.text; color: Tokens.quiet; maximumLineCount: 2; elide: Text.ElideRight }
    }
    Item {
        id: area
        anchors { left: parent.left; right: parent.right; top: hello.bottom; bottom: parent.bottom; margins: Tokens.margin; topMargin: Tokens.pad }
        readonly property real aside: (Tokens.largeText ? 50 : 46) * Tokens.unit
        ActionCard {
            anchors { left: parent.left; top: parent.top; bottom: parent.bottom }
            width: parent.width - area.aside - Tokens.gap
            primary: true
            icon: root.page.board.icon
            title: root.page.board.label
            touch: root.page.board.touch
            hint: root.page.board.hint
            onTouched: root.send(root.page.board.touch)
        }
        Card {
            visible: root.known
            width: area.aside
            anchors { right: parent.right; top: parent.top; bottom: help.top; bottomMargin: Tokens.gap }
            Timeline { width: parent.width; stops: root.page.stops; anchors.verticalCenter: parent.verticalCenter }
        }
        ActionCard {
            id: help
            width: area.aside
            height: root.known ? 12 * Tokens.unit : area.height
            low: root.known
            anchors { right: parent.right; bottom: parent.bottom }
            icon: root.page.help.icon
            title: root.page.help.label
            touch: root.page.help.touch
            hint: root.page.help.hint
            onTouched: root.send(root.page.help.touch)
        }
    }
}
