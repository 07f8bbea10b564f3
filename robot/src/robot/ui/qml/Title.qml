import QtQuick

// The one sentence of a page: two lines at most, a long name in smaller letters. As high as its words, whatever their size.
Item {
    property alias text: words.text
    implicitHeight: words.contentHeight
    height: implicitHeight
    Label {
        id: words
        width: parent.width
        height: 2.8 * Tokens.title
        font { pixelSize: Tokens.title; weight: Tokens.heavy }
        lineHeight: Tokens.tight
        fontSizeMode: Text.Fit
        minimumPixelSize: Tokens.body
        elide: Text.ElideRight
    }
}
