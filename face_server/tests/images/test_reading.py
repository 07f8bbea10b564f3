"""Picture files of every kind that may be sent, and of those that may not."""

import io
import struct
import tracemalloc
import zlib

import numpy as np
import pytest
from PIL import Image, ImageFile

from face_server.images.reading import MOST_PIXELS, WORKING_SIDE_PX, read_picture
from provodnik.contracts.faces import PictureFault, PoorImage

RED, BLUE = (200, 30, 30), (30, 30, 200)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def half_red_half_blue(width: int = 80, height: int = 60) -> Image.Image:
    """The left half is red."""
    image = Image.new("RGB", (width, height), BLUE)
    image.paste(RED, (0, 0, width // 2, height))
    return image


def fault_of(file: bytes) -> PictureFault:
    with pytest.raises(PoorImage) as refusal:
        read_picture(file)
    assert refusal.value.args[0] != PoorImage.summary()  # says what to do
    return refusal.value.details["fault"]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_three_formats_are_read(kind: str) -> None:
    read = read_picture(saved(half_red_half_blue(), kind))

    assert (read.picture.shape, read.picture.dtype, read.scale) == ((60, 80, 3), np.uint8, 1)
    assert read.picture.flags["C_CONTIGUOUS"]
    assert read.picture[30, 10].tolist() == pytest.approx(RED, abs=12)
    assert read.picture[30, 70].tolist() == pytest.approx(BLUE, abs=12)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "PPM", "ICO", "JPEG2000"])
def test_other_formats_are_refused(kind: str) -> None:
    assert fault_of(saved(half_red_half_blue(), kind)) == PictureFault.UNREADABLE


@pytest.mark.parametrize("file", [b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x00\x00\x00\x00WEBP", b"<svg/>"])
def test_what_is_no_picture_is_refused(file: bytes) -> None:
    assert fault_of(file) == PictureFault.UNREADABLE


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_truncated_picture_is_refused(kind: str) -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (80, 80, 3), dtype=np.uint8))
    file = saved(noise, kind)

    assert fault_of(file[: len(file) * 3 // 4]) == PictureFault.UNREADABLE


def test_another_packages_leniency_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as importing face_recognition does
    file = saved(Image.effect_noise((80, 80), 100), "PNG")

    assert fault_of(file[: len(file) // 2]) == PictureFault.UNREADABLE


class TestModes:
    @pytest.mark.parametrize("mode", ["L", "CMYK"])
    def test_a_jpeg_of_grey_or_of_printing_colours_is_read(self, mode: str) -> None:
        picture = read_picture(saved(half_red_half_blue().convert(mode), "JPEG", quality=95)).picture

        expected = np.asarray(half_red_half_blue().convert(mode).convert("RGB"))
        assert np.abs(picture.astype(int) - expected).mean() < 6

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA"])
    def test_every_mode_of_png_is_read(self, mode: str) -> None:
        image = half_red_half_blue().convert(mode)

        assert np.array_equal(read_picture(saved(image, "PNG")).picture, np.asarray(image.convert("RGB")))

    def test_sixteen_bits_are_brought_to_eight(self) -> None:
        deep = Image.fromarray(np.full((40, 50), 0x8040, dtype=np.uint16))

        assert (read_picture(saved(deep, "PNG")).picture == 0x80).all()

    def test_what_is_transparent_is_white(self) -> None:
        image = half_red_half_blue().convert("RGBA")
        image.paste((0, 255, 0, 0), (0, 0, 80, 30))
        picture = read_picture(saved(image, "PNG")).picture

        assert picture[5, 5].tolist() == [255, 255, 255]
        assert picture[55, 5].tolist() == list(RED)

    def test_a_palette_may_be_transparent(self) -> None:
        image = half_red_half_blue().quantize(2)
        file = saved(image, "PNG", transparency=image.getpixel((0, 0)))

        assert read_picture(file).picture[5, 5].tolist() == [255, 255, 255]


class TestAnimations:
    @pytest.mark.parametrize("kind", ["PNG", "WEBP"])
    def test_the_first_frame_is_taken(self, kind: str) -> None:
        first, second = Image.new("RGB", (40, 40), RED), Image.new("RGB", (40, 40), BLUE)
        file = saved(first, kind, save_all=True, append_images=[second], duration=50)

        assert read_picture(file).picture[20, 20].tolist() == pytest.approx(RED, abs=12)


class TestOrientation:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_the_picture_is_upright(self, kind: str, orientation: int) -> None:
        undo = {
            2: Image.Transpose.FLIP_LEFT_RIGHT,
            3: Image.Transpose.ROTATE_180,
            4: Image.Transpose.FLIP_TOP_BOTTOM,
            5: Image.Transpose.TRANSPOSE,
            6: Image.Transpose.ROTATE_90,
            7: Image.Transpose.TRANSVERSE,
            8: Image.Transpose.ROTATE_270,
        }
        exif = Image.Exif()
        exif[0x0112] = orientation
        upright = half_red_half_blue()
        kept = upright.transpose(undo[orientation]) if orientation in undo else upright

        read = read_picture(saved(kept, kind, exif=exif))

        assert (read.width, read.height) == upright.size
        assert read.picture[30, 10].tolist() == pytest.approx(RED, abs=12)

    @pytest.mark.parametrize("orientation", [0, 9, 65535])
    def test_an_orientation_that_does_not_exist_turns_nothing(self, orientation: int) -> None:
        exif = Image.Exif()
        exif[0x0112] = orientation

        assert read_picture(saved(half_red_half_blue(), "JPEG", exif=exif)).picture.shape == (60, 80, 3)

    def test_damaged_exif_makes_no_picture_unreadable(self) -> None:
        file = saved(half_red_half_blue(), "JPEG", exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff")

        assert read_picture(file).picture.shape == (60, 80, 3)


class TestSizes:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_a_large_picture_is_worked_on_smaller(self, kind: str) -> None:
        read = read_picture(saved(half_red_half_blue(3000, 2000), kind))

        assert (read.width, read.height) == (3000, 2000)
        assert read.picture.shape == (853, 1280, 3)
        assert read.scale == 3000 / WORKING_SIDE_PX
        assert read.picture[400, 200].tolist() == pytest.approx(RED, abs=12)

    def test_one_side_may_be_hardly_anything(self) -> None:
        assert read_picture(saved(Image.new("RGB", (20_000, 1)), "PNG")).picture.shape == (1, 1280, 3)

    def test_just_as_many_pixels_as_allowed_are_read(self) -> None:
        assert read_picture(saved(Image.new("1", (5000, MOST_PIXELS // 5000)), "PNG")).width == 5000

    def test_more_pixels_are_refused(self) -> None:
        assert fault_of(saved(Image.new("1", (5001, MOST_PIXELS // 5000)), "PNG")) == PictureFault.TOO_LARGE

    @pytest.mark.parametrize(("width", "height"), [(30_000, 30_000), (2**31 - 1, 2**31 - 1), (25_000_001, 1)])
    def test_huge_sides_are_refused_by_the_header(self, width: int, height: int) -> None:
        assert fault_of(png(width, height, zlib.compress(b"\x00" * 1000))) == PictureFault.TOO_LARGE


class TestBombs:
    """A few kilobytes that want to become a hundred megabytes."""

    @pytest.mark.parametrize("chunk", [b"zTXt", b"iCCP", b"iTXt"])
    def test_a_packed_text_or_profile_eats_no_memory(self, chunk: bytes) -> None:
        packed = zlib.compress(bytes(100_000_000), 9)
        header = b"name\x00" + (b"\x01\x00\x00\x00" if chunk == b"iTXt" else b"\x00")
        file = png(16, 16, zlib.compress(bytes(16 * (16 * 3 + 1))), chunk_of(chunk, header + packed) * 3)

        assert peak_bytes(file) < 20_000_000

    def test_pixels_that_belong_to_no_row_eat_no_memory(self) -> None:
        assert peak_bytes(png(16, 16, zlib.compress(bytes(100_000_000), 9))) < 20_000_000


def peak_bytes(file: bytes) -> int:
    """What Python's allocator gave out while the file was read, whether or not it could be."""
    tracemalloc.start()
    try:
        read_picture(file)
    except PoorImage:
        pass
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return peak


def png(width: int, height: int, pixels: bytes, extra: bytes = b"") -> bytes:
    header = chunk_of(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + extra + chunk_of(b"IDAT", pixels) + chunk_of(b"IEND", b"")


def chunk_of(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
