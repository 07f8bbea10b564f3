import QtQuick

Text {
    color: Tokens.ink
    font.family: Tokens.family
    font.pixelSize: Tokens.body
    font.weight: Tokens.regular
    wrapMode: Text.WordWrap
    textFormat: Text.PlainText  // names come from people: never markup
    renderType: Text.QtRendering
}
