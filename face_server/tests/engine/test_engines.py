"""Both engines on real faces: the one that comes with a package, and the London set where it is."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageFilter

from face_server.engine.dlib_network import DlibEmbedder
from face_server.engine.face_engine import FaceEngine
from face_server.engine.interface import Engine
from face_server.engine.landmarks import Landmarks
from face_server.images.reading import read_picture
from provodnik.contracts.faces import NoFace, PictureFault, PoorImage, SeveralFaces
from provodnik.faces.detection import FaceDetector, Picture
from provodnik.testing.pictures import astronaut, jpeg


def pixels(image: Image.Image) -> Picture:
    return np.ascontiguousarray(np.asarray(image.convert("RGB")))


@pytest.fixture(scope="module", params=["mobilefacenet", "dlib"])
def engine(request: pytest.FixtureRequest) -> Engine:
    return request.getfixturevalue("mobile" if request.param == "mobilefacenet" else "dlib_engine")


@pytest.fixture(scope="module")
def portrait() -> Image.Image:
    """The astronaut's face, 110 px high, in a picture of 250 by 250, as press photographs are cut."""
    image = Image.fromarray(astronaut()).resize((640, 640), Image.Resampling.BICUBIC)
    return image.crop((154, 34, 404, 284))


def pressed(path: Path) -> Picture:
    """A portrait of the London set as a middling press photograph: 250 px, face of 110, a little soft, JPEG at 75."""
    image = Image.open(path).convert("RGB")
    (face, *_) = FaceDetector().faces(pixels(image))
    factor = 110 / face.box.side
    small = image.resize((round(image.width * factor), round(image.height * factor)), Image.Resampling.BICUBIC)
    left = round((face.box.left + face.box.right) / 2 * factor) - 125
    top = round((face.box.top + face.box.bottom) / 2 * factor) - 125
    soft = small.crop((left, top, left + 250, top + 250)).filter(ImageFilter.GaussianBlur(0.6))
    return read_picture(jpeg(pixels(soft), quality=75)).picture


class TestVectors:
    def test_a_vector_is_of_the_engines_dimension(self, engine: Engine) -> None:
        described = engine.describe_photograph(astronaut())

        assert described.vector.shape == (engine.likeness.dimension,)
        assert described.vector.dtype == np.float32
        assert described.quality.face_px == 88

    def test_the_same_picture_makes_the_same_vector(self, engine: Engine) -> None:
        one, other = engine.describe_frame(astronaut()), engine.describe_photograph(astronaut())

        assert np.array_equal(one.vector, other.vector)

    def test_a_mirrored_face_is_the_same_persons(self, engine: Engine) -> None:
        vector = engine.describe_frame(astronaut()).vector
        mirrored = engine.describe_frame(np.ascontiguousarray(astronaut()[:, ::-1])).vector

        assert engine.likeness.best(mirrored, 1, vector[np.newaxis], [1]).row == 0

    def test_a_degraded_picture_is_still_the_same_persons(self, engine: Engine, portrait: Image.Image) -> None:
        vector = engine.describe_photograph(astronaut()).vector
        worse = darker(portrait.filter(ImageFilter.GaussianBlur(0.8)), 0.5)
        frame = engine.describe_frame(read_picture(jpeg(pixels(worse), quality=60)).picture)

        assert engine.likeness.best(frame.vector, 1, vector[np.newaxis], [1]).row == 0

    def test_mobilefacenets_are_of_length_one(self, mobile: Engine) -> None:
        assert np.linalg.norm(mobile.describe_frame(astronaut()).vector) == pytest.approx(1, abs=1e-5)

    # face_recognition_models reads its files through pkg_resources, which warns of its end.
    @pytest.mark.filterwarnings("ignore:pkg_resources is deprecated:UserWarning")
    def test_dlibs_are_those_of_face_recognition(self) -> None:
        import face_recognition  # noqa: PLC0415 - loads a hundred megabytes, for this test alone

        picture = astronaut()
        (face,) = FaceDetector().faces(picture)
        place = (face.box.top, face.box.right - 1, face.box.bottom - 1, face.box.left)
        (expected,) = face_recognition.face_encodings(picture, [place], model="small")

        embedder = DlibEmbedder()
        encoding = embedder.encoding(embedder.crop(picture, Landmarks().points(picture, face.box)))

        assert encoding == pytest.approx(expected, abs=1e-6)

    @pytest.mark.parametrize("name", ["mobilefacenet", "dlib"])
    def test_london_smiling_is_found_among_london_neutral(
        self, london: dict[str, tuple[Path, Path]], name: str, request: pytest.FixtureRequest
    ) -> None:
        engine: Engine = request.getfixturevalue("mobile" if name == "mobilefacenet" else "dlib_engine")
        people = [london[number] for number in list(london)[:8]]
        gallery = np.stack([described(engine, neutral) for neutral, _ in people[:4]])

        found = [engine.likeness.best(described(engine, smiling), 1, gallery, [1] * 4).row for _, smiling in people]

        assert found == [0, 1, 2, 3, None, None, None, None]


def described(engine: Engine, path: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return engine.describe_frame(read_picture(path.read_bytes()).picture).vector


def fault(engine: Engine, image: Image.Image) -> PictureFault:
    with pytest.raises(PoorImage) as refusal:
        engine.describe_photograph(pixels(image))
    return refusal.value.details["fault"]


class TestEnrolment:
    """Strict: what is clearly bad is not kept."""

    def test_an_ordinary_portrait_is_taken(self, engine: Engine, portrait: Image.Image) -> None:
        assert engine.describe_photograph(pixels(portrait)).quality.face_px >= 80

    def test_a_small_face_is_refused(self, engine: Engine, portrait: Image.Image) -> None:
        assert fault(engine, portrait.resize((150, 150))) == PictureFault.FACE_TOO_SMALL

    def test_a_blurred_face_is_refused(self, engine: Engine, portrait: Image.Image) -> None:
        assert fault(engine, portrait.filter(ImageFilter.GaussianBlur(3))) == PictureFault.BLURRED

    def test_a_dark_face_is_refused(self, engine: Engine, portrait: Image.Image) -> None:
        assert fault(engine, darker(portrait, 0.1)) == PictureFault.TOO_DARK

    def test_a_turned_face_is_refused(self, engine: Engine, portrait: Image.Image) -> None:
        assert fault(engine, turned(portrait)) == PictureFault.TURNED

    def test_two_people_are_refused(self, engine: Engine, portrait: Image.Image) -> None:
        with pytest.raises(SeveralFaces):
            engine.describe_photograph(pixels(side_by_side(portrait, portrait)))

    def test_one_far_behind_is_no_second_person(self, engine: Engine, portrait: Image.Image) -> None:
        nearer = portrait.resize((600, 600), Image.Resampling.BICUBIC)
        behind = Image.new("RGB", (250, 600), "gray")
        behind.paste(portrait.resize((200, 200)), (20, 20))
        picture = pixels(side_by_side(nearer, behind))

        assert len(engine.faces(picture)) == 2
        assert engine.describe_photograph(picture).quality.face_px > 200

    def test_a_picture_without_a_face_is_refused(self, engine: Engine) -> None:
        with pytest.raises(NoFace):
            engine.describe_photograph(np.full((480, 640, 3), 128, dtype=np.uint8))

    def test_a_covered_face_is_refused_or_not_found(self, engine: Engine, portrait: Image.Image) -> None:
        covered = portrait.copy()
        covered.paste((90, 90, 90), (0, 100, 250, 125))

        with pytest.raises((NoFace, PoorImage)):
            engine.describe_photograph(pixels(covered))


class TestUncertainty:
    def test_a_face_of_which_the_network_is_unsure_is_refused(self, mobile: Engine, portrait: Image.Image) -> None:
        assert isinstance(mobile, FaceEngine)
        faded = Image.blend(portrait, Image.new("RGB", portrait.size, (130, 130, 130)), 0.9)

        assert fault(mobile, faded) == PictureFault.UNCERTAIN


class TestSearch:
    """Lenient: only what can't be used is refused."""

    @pytest.mark.parametrize("spoil", ["small", "blurred", "dark", "turned"])
    def test_what_is_no_photograph_may_be_a_frame(self, engine: Engine, portrait: Image.Image, spoil: str) -> None:
        spoilt = {
            "small": portrait.resize((150, 150)),
            "blurred": portrait.filter(ImageFilter.GaussianBlur(3)),
            "dark": darker(portrait, 0.1),
            "turned": turned(portrait),
        }[spoil]

        assert engine.describe_frame(pixels(spoilt)).vector.any()

    def test_where_no_face_is_sure_the_best_guess_is_taken(self, engine: Engine) -> None:
        picture = pixels(Image.blend(Image.fromarray(astronaut()), Image.new("RGB", (512, 512), (128, 128, 128)), 0.95))

        with pytest.raises(NoFace):
            engine.describe_photograph(picture)
        assert engine.describe_frame(picture).quality.face_px == 88

    def test_a_tiny_face_is_refused(self, engine: Engine, portrait: Image.Image) -> None:
        with pytest.raises(PoorImage) as refusal:
            engine.describe_frame(pixels(portrait.resize((100, 100))))

        assert refusal.value.details["fault"] == PictureFault.FACE_TOO_SMALL

    def test_two_people_are_refused(self, engine: Engine, portrait: Image.Image) -> None:
        with pytest.raises(SeveralFaces):
            engine.describe_frame(pixels(side_by_side(portrait, portrait)))

    def test_nobody_is_refused(self, engine: Engine) -> None:
        with pytest.raises(NoFace):
            engine.describe_frame(np.full((480, 640, 3), 128, dtype=np.uint8))


class TestOrdinaryPictures:
    """What must not be refused: portraits, saved as middling press photographs."""

    @pytest.mark.parametrize("name", ["mobilefacenet", "dlib"])
    def test_none_is_refused(
        self, london: dict[str, tuple[Path, Path]], name: str, request: pytest.FixtureRequest
    ) -> None:
        engine: Engine = request.getfixturevalue("mobile" if name == "mobilefacenet" else "dlib_engine")
        numbers = list(london)[:: 50 if name == "dlib" else 10]

        refused = [number for number in numbers if not accepted(engine, pressed(london[number][0]))]

        assert refused == []


def accepted(engine: Engine, picture: Picture) -> bool:
    try:
        return bool(engine.describe_photograph(picture).vector.any() and engine.describe_frame(picture).vector.any())
    except (NoFace, SeveralFaces, PoorImage):
        return False


def darker(image: Image.Image, light: float) -> Image.Image:
    return ImageEnhance.Brightness(image).enhance(light)


def side_by_side(one: Image.Image, other: Image.Image) -> Image.Image:
    both = Image.new("RGB", (one.width + other.width, max(one.height, other.height)))
    both.paste(one, (0, 0))
    both.paste(other, (one.width, 0))
    return both


def turned(portrait: Image.Image) -> Image.Image:
    """As if turned to the side: one half of the face narrower, the other wider, and the nose off the middle."""
    narrower, middle, slant = 0.55, 135, 0.2
    width, height = portrait.size
    near = portrait.crop((0, 0, middle, height)).resize((round(middle * narrower), height))
    far = portrait.crop((middle, 0, width, height)).resize((round((width - middle) * (2 - narrower)), height))
    both = side_by_side(near, far)
    onto = (1, slant, -slant * 110, 0, 1, 0)
    return both.transform(both.size, Image.Transform.AFFINE, onto, Image.Resampling.BICUBIC)
