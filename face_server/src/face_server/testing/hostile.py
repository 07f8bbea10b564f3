"""Damaged and hostile picture files by a seeded generator: what a service must stand, whoever sends it."""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from random import Random
from typing import Final

import numpy as np
from PIL import Image

from provodnik.testing.pictures import astronaut

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_ORIENTATION_TAG: Final = 0x0112


def hostile_images(seed: int, count: int) -> Iterator[bytes]:
    """So many files, the same for the same seed; every kind comes in turn. Some of them are whole pictures."""
    chance = Random(seed)  # noqa: S311 - a test's corpus is no secret
    samples = _samples()
    for number in range(count):
        yield _KINDS[number % len(_KINDS)](chance, chance.choice(samples))


class _Sample:
    """A picture, and its file in each format, made once: a WebP takes longer to make than all that befalls it."""

    def __init__(self, image: Image.Image) -> None:
        self.image = image
        self.files = {kind: _saved(image, kind) for kind in ("JPEG", "PNG", "WEBP")}


def _samples() -> list[_Sample]:
    """A face, a flat grey and noise; small, so that thousands of them are read in no time."""
    face = Image.fromarray(astronaut()).crop((150, 55, 300, 205))
    noise = np.random.default_rng(1).integers(0, 256, (48, 64, 3), dtype=np.uint8)
    return [_Sample(image) for image in (face, Image.new("RGB", (40, 30), (128, 128, 128)), Image.fromarray(noise))]


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def _any_file(chance: Random, sample: _Sample) -> bytes:
    return chance.choice(list(sample.files.values()))


def _whole(chance: Random, sample: _Sample) -> bytes:
    return _any_file(chance, sample)


def _nothing(chance: Random, _: _Sample) -> bytes:
    return chance.choice((b"", b"\x00", b"\xff\xd8", _PNG, b"RIFF", b"GIF89a", b"{}", b"\xff\xd8\xff\xe0"))


def _random_bytes(chance: Random, _: _Sample) -> bytes:
    return chance.choice((b"", b"\xff\xd8\xff", _PNG, b"RIFF\x10\x00\x00\x00WEBP")) + chance.randbytes(
        chance.randint(0, 4096)
    )


def _truncated(chance: Random, sample: _Sample) -> bytes:
    file = _any_file(chance, sample)
    return file[: chance.randrange(len(file))]


def _flipped(chance: Random, sample: _Sample) -> bytes:
    file = bytearray(_any_file(chance, sample))
    for _ in range(chance.randint(1, 40)):
        file[chance.randrange(len(file))] ^= 1 << chance.randrange(8)
    return bytes(file)


def _damaged_header(chance: Random, sample: _Sample) -> bytes:
    file = bytearray(_any_file(chance, sample))
    for _ in range(chance.randint(1, 12)):
        file[chance.randrange(min(64, len(file)))] = chance.randrange(256)
    return bytes(file)


def _foreign_header(chance: Random, sample: _Sample) -> bytes:
    one, other = chance.sample(list(sample.files.values()), 2)
    at = chance.randint(4, 32)
    return one[:at] + other[at:]


def _cut_and_joined(chance: Random, sample: _Sample) -> bytes:
    file = _any_file(chance, sample)
    start, end = sorted((chance.randrange(len(file)), chance.randrange(len(file))))
    return file[:start] + file[end:] + file[start:end]


def _wrong_format(chance: Random, sample: _Sample) -> bytes:
    return _saved(sample.image, chance.choice(("GIF", "BMP", "TIFF", "PPM", "ICO", "TGA", "PCX", "JPEG2000")))


def _animated(chance: Random, sample: _Sample) -> bytes:
    image = sample.image.resize((32, 32))
    frames = [image.rotate(90 * turn) for turn in range(1, chance.randint(2, 4))]
    return _saved(image, chance.choice(("GIF", "WEBP", "PNG")), save_all=True, append_images=frames, duration=1)


def _odd_mode(chance: Random, sample: _Sample) -> bytes:
    kind, mode = chance.choice(
        (
            ("JPEG", "CMYK"),
            ("JPEG", "L"),
            ("PNG", "P"),
            ("PNG", "1"),
            ("PNG", "L"),
            ("PNG", "LA"),
            ("PNG", "RGBA"),
            ("PNG", "I;16"),
            ("WEBP", "RGBA"),
            ("JPEG", "YCbCr"),
        )
    )
    grey_first = sample.image.convert("L") if mode.startswith("I") else sample.image
    return _saved(grey_first.convert(mode), kind)


def _turned(chance: Random, sample: _Sample) -> bytes:
    exif = Image.Exif()
    exif[_ORIENTATION_TAG] = chance.choice((*range(10), 255, 65535))
    return _saved(sample.image, chance.choice(("JPEG", "PNG", "WEBP")), exif=exif)


def _damaged_exif(chance: Random, sample: _Sample) -> bytes:
    exif = Image.Exif()
    exif[_ORIENTATION_TAG] = chance.randint(1, 8)
    content = bytearray(exif.tobytes())
    for _ in range(chance.randint(1, 8)):
        content[chance.randrange(6, len(content))] = chance.randrange(256)
    return _saved(sample.image, "JPEG", exif=bytes(content))


def _progressive(chance: Random, sample: _Sample) -> bytes:
    file = _saved(sample.image, "JPEG", progressive=True)
    return file[: chance.randint(len(file) // 2, len(file))]


def _huge_png(chance: Random, _: _Sample) -> bytes:
    """Sides that no memory holds, and a few bytes behind them."""
    sides = (chance.choice((1, 50, 30_000, 2**31 - 1)), chance.choice((25_000_001, 70_000, 2**31 - 1)))
    width, height = sides if chance.randrange(2) else sides[::-1]
    return _png(width, height, zlib.compress(bytes(chance.randint(0, 10_000))))


def _huge_jpeg(chance: Random, sample: _Sample) -> bytes:
    """A JPEG whose frame header claims 65,535 on both sides."""
    file = _saved(sample.image, "JPEG", progressive=bool(chance.randrange(2)))
    at = max(file.find(b"\xff\xc0"), file.find(b"\xff\xc2"))
    return file[: at + 5] + b"\xff\xff\xff\xff" + file[at + 9 :]


def _huge_webp(chance: Random, sample: _Sample) -> bytes:
    """An animation's canvas of 2**24 on a side, or as much as one frame may have."""
    side = chance.choice((0xFFFFFF, 16_382))
    canvas = b"\x02\x00\x00\x00" + 2 * struct.pack("<I", side)[:3]
    rest = sample.files["WEBP"][12:]
    chunks = b"VP8X" + struct.pack("<I", len(canvas)) + canvas + rest
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks


def _bomb(chance: Random, _: _Sample) -> bytes:
    """A few kilobytes that unpack to megabytes: as pixels that belong to no row, a text, or a colour profile."""
    packed = _megabytes_packed()
    where = chance.choice(("IDAT", "zTXt", "iCCP", "iTXt"))
    pixels = zlib.compress(bytes(3 * 16 * 17))
    if where == "IDAT":
        return _png(16, 16, packed)
    name = b"name\x00" + (b"\x01\x00\x00\x00" if where == "iTXt" else b"\x00")
    extra = _chunk(where.encode(), name + packed) * chance.randint(1, 3)
    return _png(16, 16, pixels, extra)


def _png(width: int, height: int, pixels: bytes, extra: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return _PNG + _chunk(b"IHDR", header) + extra + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


_packed: list[bytes] = []


def _megabytes_packed() -> bytes:
    """Made once: packing takes longer than all the rest."""
    if not _packed:
        _packed.append(zlib.compress(bytes(40_000_000), 9))
    return _packed[0]


_KINDS: Final[tuple[Callable[[Random, _Sample], bytes], ...]] = (
    _whole,
    _nothing,
    _random_bytes,
    _truncated,
    _flipped,
    _damaged_header,
    _foreign_header,
    _cut_and_joined,
    _wrong_format,
    _animated,
    _odd_mode,
    _turned,
    _damaged_exif,
    _progressive,
    _huge_png,
    _huge_jpeg,
    _huge_webp,
    _bomb,
)
