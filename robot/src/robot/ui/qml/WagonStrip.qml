import QtQuick

// The train from above: where the passenger stands and where to go, told by place, shape and words.
Item {
    id: strip
    property var wagons: []
    property string hereLabel
    property string thereLabel
    property color tone: Tokens.warn
    readonly property int count: Math.max(1, wagons.length)
    readonly property real cell: Math.min(13 * Tokens.unit, (width - (count - 1) * Tokens.unit) / count)
    readonly property int here: wagons.findIndex(wagon => wagon.here)
    readonly property int there: wagons.findIndex(wagon => wagon.there)
    function middle(index) { return index * (cell + Tokens.unit) + cell / 2 }
    function under(label, index) { return Math.max(0, Math.min(width - label.width, middle(index) - label.width / 2)) }
    implicitHeight: above.height + Tokens.unit + 8 * Tokens.unit + Tokens.unit + below.height
    height: implicitHeight
    Label {
        id: above
        x: strip.under(this, strip.there)
        text: strip.thereLabel
        font.weight: Tokens.strong
        color: strip.tone
        wrapMode: Text.NoWrap
    }
    Repeater {
        model: strip.wagons
        Rectangle {
            id: wagon
            required property var modelData
            required property int index
            readonly property bool gap: !modelData.here && !modelData.there && !modelData.number
            x: index * (strip.cell + Tokens.unit)
            y: above.height + Tokens.unit
            width: strip.cell
            height: 8 * Tokens.unit
            radius: 1.5 * Tokens.unit
            color: modelData.there ? strip.tone : gap ? Tokens.clear : Tokens.card
            border {
                width: gap ? 0 : modelData.here ? 2 * Tokens.hair : Tokens.hair
                color: modelData.there ? strip.tone : modelData.here ? Tokens.ink : Tokens.line
            }
            Label {
                visible: !wagon.gap
                anchors.centerIn: parent
                text: wagon.modelData.number
                font { weight: Tokens.heavy; pixelSize: Tokens.lead }
                color: wagon.modelData.there ? Tokens.verdictInk : wagon.modelData.here ? Tokens.ink : Tokens.quiet
            }
            Row {
                visible: wagon.gap
                anchors.centerIn: parent
                spacing: Tokens.unit
                Repeater {
                    model: 3
                    Rectangle { width: Tokens.unit; height: width; radius: width / 2; color: Tokens.edge }
                }
            }
        }
    }
    Label {
        id: below
        x: strip.under(this, strip.here)
        y: above.height + 10 * Tokens.unit
        text: strip.hereLabel
        color: Tokens.quiet
        wrapMode: Text.NoWrap
    }
}
