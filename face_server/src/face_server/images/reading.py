"""Picture files, read with suspicion: few formats, few pixels, one frame, and one refusal for whatever goes wrong."""

import io
import warnings
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image, ImageFile

from face_server.images.faults import poor_image
from provodnik.contracts.faces import PictureFault
from provodnik.faces.detection import Picture

MOST_PIXELS: Final = 25_000_000
# A face that fills a tenth of such a picture still has the size that the networks look at (112 and 150 px), and the
# detector's time goes with the number of pixels.
WORKING_SIDE_PX: Final = 1280

_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_ORIENTATION_TAG: Final = 0x0112
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS: Final = (_UPRIGHT[5], _UPRIGHT[6], _UPRIGHT[7], _UPRIGHT[8])


@dataclass(frozen=True)
class ReadPicture:
    """A picture at its working size, and how large it was sent: `scale` pixels for one."""

    picture: Picture
    width: int
    height: int

    @property
    def scale(self) -> float:
        return max(self.width, self.height) / max(self.picture.shape[:2])


def read_picture(file: bytes) -> ReadPicture:
    """The picture upright; of an animated one the first frame; what is transparent is white.

    Raises PoorImage, UNREADABLE or TOO_LARGE: the latter by the file's header, before any pixel is decoded.
    """
    # Pillow warns of much that isn't our affair, such as odd EXIF. A worker has one thread, so nobody else's warnings
    # are silenced.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _read(file)
        except _TooLarge:
            raise poor_image(PictureFault.TOO_LARGE) from None
        # Decoders raise whatever comes to them of a damaged file: OSError, SyntaxError, struct.error, KeyError …
        except Exception:  # noqa: BLE001
            raise poor_image(PictureFault.UNREADABLE) from None


class _TooLarge(Exception):
    pass


def _read(file: bytes) -> ReadPicture:
    try:
        image = Image.open(io.BytesIO(file), formats=_FORMATS)
    except Image.DecompressionBombError:
        raise _TooLarge from None
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # for all who read pictures in this process; face_recognition allows them
    with image:
        if image.width * image.height > MOST_PIXELS:
            raise _TooLarge
        # A JPEG is decoded at a half, a quarter or an eighth of its size, where that is still enough.
        size = image.size
        image.draft("RGB", (WORKING_SIDE_PX, WORKING_SIDE_PX))
        image.load()
        small = _simple(image)
        small.thumbnail((WORKING_SIDE_PX, WORKING_SIDE_PX), Image.Resampling.BILINEAR, reducing_gap=2.0)
        turn = _UPRIGHT.get(_orientation(image))
    if turn is not None:
        small = small.transpose(turn)
    width, height = size[::-1] if turn in _SIDEWAYS else size
    return ReadPicture(np.ascontiguousarray(np.asarray(_opaque(small))), width, height)


def _simple(image: Image.Image) -> Image.Image:
    """In a mode that can be made smaller by averaging: a palette's numbers and 16 bits can't."""
    match image.mode:
        case "P":
            return image.convert("RGBA" if "transparency" in image.info else "RGB")
        case "1":
            return image.convert("L")
        case "LA" | "PA" | "La":
            return image.convert("RGBA")
        case mode if mode.startswith("I"):  # grey of 16 bits, which Pillow would cut off at 255
            return Image.fromarray((np.asarray(image).astype(np.uint32) >> 8).clip(0, 255).astype(np.uint8))
        case _:
            return image


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image.convert("RGB")
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _orientation(image: Image.Image) -> int:
    """As EXIF says it. Damaged EXIF makes no picture unreadable: it is taken for upright."""
    try:
        value: object = image.getexif().get(_ORIENTATION_TAG)
    except Exception:  # noqa: BLE001 - Pillow raises whatever comes to it
        return 1
    return value if isinstance(value, int) else 1
