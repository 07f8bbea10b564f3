import QtQuick

// The half that tells a verdict: by its colour, an icon and words, and the one fact that matters, to be read from afar.
Rectangle {
    id: panel
    required property var page
    readonly property var fact: page.fact ?? null
    color: Tokens.tone(page.tone)
    Rectangle {
        id: badge
        visible: panel.fact
        width: 9 * Tokens.unit
        height: width
        radius: width / 2
        color: Tokens.verdictInk
        anchors { left: parent.left; top: parent.top; margins: Tokens.margin }
        Icon { anchors.centerIn: parent; name: panel.page.icon; size: 5.5 * Tokens.unit; color: panel.color }
    }
    Label {
        visible: panel.fact
        anchors { left: badge.right; right: parent.right; verticalCenter: badge.verticalCenter; leftMargin: Tokens.gap; rightMargin: Tokens.pad }
        text: panel.page.verdict
        color: Tokens.verdictInk
        font { pixelSize: Tokens.head; weight: Tokens.heavy }
        lineHeight: Tokens.tight
    }
    Column {
        visible: panel.fact
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: Tokens.margin }
        spacing: Tokens.unit
        Label {
            width: parent.width
            visible: text
            text: panel.fact?.above ?? ""
            color: Tokens.verdictInk
            font { pixelSize: Tokens.lead; weight: Tokens.strong }
        }
        Label {
            width: parent.width
            text: panel.fact?.value ?? ""
            color: Tokens.verdictInk
            font { pixelSize: Tokens.display; weight: Tokens.heavy }
            height: contentHeight  // of the letters that fit, not of those that were wanted
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Tokens.title
            wrapMode: Text.NoWrap
            lineHeight: Tokens.packed
            elide: Text.ElideRight
        }
        Label {
            width: parent.width
            visible: text
            text: panel.fact?.below ?? ""
            color: Tokens.verdictInk
            font { pixelSize: Tokens.lead; weight: Tokens.strong }
        }
    }
    Icon {
        visible: !panel.fact
        name: panel.page.icon
        size: Tokens.display
        color: Tokens.verdictInk
        anchors { left: parent.left; top: parent.top; margins: Tokens.margin; leftMargin: Tokens.margin - size / 12 }
    }
    Label {
        visible: !panel.fact
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: Tokens.margin }
        text: panel.page.verdict
        color: Tokens.verdictInk
        font { pixelSize: Tokens.title; weight: Tokens.heavy }
        lineHeight: Tokens.tight
    }
}
