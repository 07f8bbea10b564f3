import QtQuick

// A Phosphor icon by its name.
Text {
    id: icon
    property string name
    property real size: 4 * Tokens.unit
    text: Tokens.glyphs[name] ?? ""
    textFormat: Text.PlainText
    renderType: Text.QtRendering
    font.family: Tokens.iconFamily
    font.pixelSize: size
    color: Tokens.ink
    width: size
    height: size
    horizontalAlignment: Text.AlignHCenter
    verticalAlignment: Text.AlignVCenter
}
