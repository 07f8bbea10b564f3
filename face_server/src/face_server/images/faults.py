"""A picture that can't be used: each fault with what to do about it."""

from typing import Final

from provodnik.contracts.faces import PictureFault, PoorImage

_WAYS_OUT: Final = {
    PictureFault.UNREADABLE: "The picture can't be read: send a whole JPEG, PNG or WebP file.",
    PictureFault.TOO_LARGE: "The picture has too many pixels: send one of at most 25 megapixels.",
    PictureFault.FACE_TOO_SMALL: "The face is too small: come closer to the camera.",
    PictureFault.BLURRED: "The face is blurred: hold still, and wipe or focus the camera.",
    PictureFault.TURNED: "The face is turned away: look straight into the camera.",
    PictureFault.TOO_DARK: "The face is too dark: turn to the light.",
    PictureFault.UNCERTAIN: "The face can't be seen well: show the whole face, with nothing before it.",
}


def poor_image(fault: PictureFault) -> PoorImage:
    return PoorImage(_WAYS_OUT[fault], fault=fault)
