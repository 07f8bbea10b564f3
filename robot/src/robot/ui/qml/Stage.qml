import QtQuick

// Turns from page to page: forward slides left, back slides right. The page that leaves takes no touches.
Item {
    id: stage
    required property QtObject kiosk
    property var page: null
    property Loader front: one
    readonly property Loader spare: front === one ? two : one
    property string key
    clip: true
    onPageChanged: if (page?.component) page.key === key && front.item ? front.item.page = page : turn()

    function turn() {
        sliding.complete()
        const leaving = front
        front = spare
        key = page.key
        front.setSource(page.component + ".qml", { page: page, kiosk: kiosk })
        const moves = leaving.item && Tokens.turn > 0 && page.motion !== "none"
        const from = page.motion === "back" ? -width : width
        leave.target = leaving
        enter.target = front
        leave.to = -from
        enter.from = moves ? from : 0
        front.x = enter.from
        front.enabled = true
        leaving.enabled = false
        if (moves) sliding.start()
        else leaving.source = ""
    }

    component Leaf: Loader { width: stage.width; height: stage.height }
    Leaf { id: one; objectName: "leaf" }
    Leaf { id: two; objectName: "leaf" }
    ParallelAnimation {
        id: sliding
        NumberAnimation { id: leave; property: "x"; duration: Tokens.turn; easing.type: Easing.OutCubic }
        NumberAnimation { id: enter; property: "x"; to: 0; duration: Tokens.turn; easing.type: Easing.OutCubic }
        onFinished: stage.spare.source = ""
    }
}
