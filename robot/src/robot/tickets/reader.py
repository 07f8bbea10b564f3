"""Finds a ticket's code in a picture."""

import zxingcpp
from zxingcpp import BarcodeFormat, BarcodeFormats, TextMode

from provodnik.contracts.ticket_code import is_ticket_code
from robot.states.ports import NotATicket, Unreadable
from robot.video.frame import Image

# A ticket is a QR code. The other matrix codes are looked for to tell passengers that theirs is no ticket of ours: it
# is what other tickets, boarding passes and payment slips carry. Bars are not: noise looks like them too often, and
# nobody takes the bars of a bottle for a ticket.
_TICKET = BarcodeFormat.QRCode
_MATRIX_CODES = BarcodeFormats(
    [
        BarcodeFormat.QRCode,
        BarcodeFormat.MicroQRCode,
        BarcodeFormat.RMQRCode,
        BarcodeFormat.Aztec,
        BarcodeFormat.DataMatrix,
        BarcodeFormat.PDF417,
    ]
)


def read(image: Image) -> str | NotATicket | Unreadable | None:
    """A ticket's code, if any is in the picture; else what is there instead. None where no code is in view."""
    codes = zxingcpp.read_barcodes(image, formats=_MATRIX_CODES, text_mode=TextMode.Plain, return_errors=True)
    qr_codes = [code for code in codes if code.format == _TICKET]
    tickets = (code.text for code in qr_codes if code.valid and is_ticket_code(code.text))
    if ticket := next(tickets, None):
        return ticket
    if any(code.valid for code in codes):
        return NotATicket()
    return Unreadable() if qr_codes else None
