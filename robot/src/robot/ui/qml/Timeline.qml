import QtQuick

// Stations with their times, from top to bottom. The time's column is as wide as the widest of them.
Column {
    id: timeline
    property var stops: []
    readonly property real timeWidth: {
        let widest = 0
        for (let i = 0; i < stations.count; ++i)
            widest = Math.max(widest, stations.itemAt(i)?.timeWanted ?? 0)
        return widest
    }
    spacing: Tokens.between - Tokens.unit
    Repeater {
        id: stations
        model: timeline.stops
        Item {
            id: stop
            required property var modelData
            required property int index
            readonly property real timeWanted: Math.max(time.implicitWidth, day.implicitWidth)
            readonly property bool last: index === timeline.stops.length - 1
            width: timeline.width
            height: Math.max(when.height, where.height)
            Column {
                id: when
                width: timeline.timeWidth
                Label { id: time; text: stop.modelData.time; font { pixelSize: Tokens.lead; weight: Tokens.heavy } wrapMode: Text.NoWrap }
                Label { id: day; visible: text; text: stop.modelData.day; font.pixelSize: Tokens.small; color: Tokens.quiet; wrapMode: Text.NoWrap }
            }
            Rectangle {
                visible: !stop.last
                x: dot.x + (dot.width - width) / 2
                y: dot.y + dot.height / 2
                width: Tokens.thick
                height: stop.height + timeline.spacing
                color: Tokens.line
            }
            Rectangle {
                id: dot
                x: timeline.timeWidth > 0 ? timeline.timeWidth + Tokens.gap : 0
                y: (time.height - height) / 2
                width: 2 * Tokens.unit
                height: width
                radius: width / 2
                color: stop.modelData.filled ? Tokens.accent : Tokens.card
                border { color: Tokens.accent; width: Tokens.thick }
            }
            Column {
                id: where
                anchors { left: dot.right; leftMargin: Tokens.gap; right: parent.right }
                y: Math.max(0, (time.height - name.firstLine) / 2)
                Item {
                    width: parent.width
                    height: name.contentHeight  // of the letters that fit, not of those that were wanted
                    Label {
                        id: name
                        readonly property real firstLine: contentHeight / Math.max(1, lineCount)
                        width: parent.width
                        text: stop.modelData.name
                        maximumLineCount: 3
                        elide: Text.ElideRight
                        fontSizeMode: Text.HorizontalFit
                        minimumPixelSize: Tokens.small
                        font.weight: stop.modelData.filled ? Tokens.strong : Tokens.regular
                    }
                }
                Label { width: parent.width; visible: text; text: stop.modelData.note; font.pixelSize: Tokens.small; color: Tokens.quiet }
            }
        }
    }
}
