"""Ten thousand damaged and hostile files: each is read or refused, and nothing is left behind."""

from collections import Counter
from hashlib import sha256
from itertools import islice

import psutil

from face_server.engine.choice import recipe_of
from face_server.images.reading import read_picture
from face_server.testing.hostile import hostile_images
from provodnik.contracts.faces import NoFace, PictureFault, PoorImage, SeveralFaces
from provodnik.faces.detection import FaceDetector, Picture

FILES = 10_000
DETECTED = 150
SEED = 20_260_101


def outcome(file: bytes) -> PictureFault | Picture:
    try:
        return read_picture(file).picture
    except PoorImage as refusal:
        return refusal.details["fault"]


def test_each_file_is_read_or_refused_and_memory_stays() -> None:
    memory = psutil.Process()
    outcomes: Counter[str] = Counter()
    settled = 0
    for number, file in enumerate(hostile_images(SEED, FILES)):
        result = outcome(file)
        outcomes[result if isinstance(result, PictureFault) else "read"] += 1
        if number == FILES // 5:
            settled = memory.memory_info().rss

    assert outcomes.total() == FILES
    assert set(outcomes) == {"read", PictureFault.UNREADABLE, PictureFault.TOO_LARGE}
    assert min(outcomes.values()) > FILES // 20
    assert memory.memory_info().rss - settled < 30_000_000


def test_what_can_be_read_is_looked_at_without_a_crash() -> None:
    detector = FaceDetector()
    pictures = (result for file in hostile_images(SEED, FILES) if not isinstance(result := outcome(file), PictureFault))

    found = sum(bool(detector.faces(picture)) for picture in islice(pictures, DETECTED))

    assert 0 < found < DETECTED


def test_the_corpus_is_the_same_for_the_same_seed() -> None:
    def digests(seed: int) -> list[str]:
        return [sha256(file).hexdigest() for file in hostile_images(seed, 400)]

    assert digests(1) == digests(1)
    assert digests(1) != digests(2)


def test_a_frame_of_any_shape_is_described_or_refused() -> None:
    engine = recipe_of("auto").load()
    pictures = (result for file in hostile_images(SEED, 500) if not isinstance(result := outcome(file), PictureFault))
    described = 0
    for picture in islice(pictures, 25):
        try:
            engine.describe_frame(picture)
            described += 1
        except (NoFace, SeveralFaces, PoorImage):
            pass

    assert described > 0
