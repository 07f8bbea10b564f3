"""Faces before the kiosk's camera: photographs of people, and the same people as a camera sees them another day."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter
from skimage import data

from provodnik.testing.real_data import data_folder
from standalone.passenger import SIZE, WALL

# What a photograph's height becomes before the camera: a face is then some 150 px wide at arm's length.
HEIGHT: Final = 400


@dataclass(frozen=True)
class Portrait:
    """A person: `enrolled` is the photograph that the railway has; `seen` is another one of theirs, or the same."""

    enrolled: Image.Image
    seen: Image.Image


def astronaut() -> Portrait:
    """The one real face that comes with a package: of her there is one photograph, which `worn` makes another of."""
    photograph = Image.fromarray(data.astronaut()).crop((105, 10, 335, 240))
    return Portrait(photograph, photograph)


def londoners(count: int) -> list[Portrait]:
    """People of the London set: a neutral photograph and a smiling one; empty where the test data are absent."""
    folder = data_folder() / "faces" / "london"
    neutral = {path.name.split("_")[0]: path for path in folder.glob("neutral/*.jpg")}
    smiling = {path.name.split("_")[0]: path for path in folder.glob("smiling/*.jpg")}
    numbers = sorted(neutral.keys() & smiling.keys())[:count]
    return [Portrait(_read(neutral[number]), _read(smiling[number])) for number in numbers]


def before_camera(*faces: Image.Image, light: float = 1.0) -> Image.Image:
    """The photographs side by side before a wall, [640, 480]; `light` under 1 is a darker room."""
    scene = Image.new("RGB", SIZE, WALL)
    room = SIZE[0] // max(len(faces), 1)
    for place, face in enumerate(faces):
        shown = _cut(face, room / HEIGHT).resize((min(room, HEIGHT), HEIGHT), Image.Resampling.LANCZOS)
        scene.paste(shown, (place * room + (room - shown.width) // 2, SIZE[1] - shown.height))
    return ImageEnhance.Brightness(scene).enhance(light)


def worn(photograph: Image.Image, seed: int) -> Image.Image:
    """As a cheap camera sees the person another day: aslant, in other light, a little soft, noisy, hard compressed."""
    chance = np.random.default_rng(seed)
    tilted = photograph.rotate(chance.uniform(-6, 6), resample=Image.Resampling.BICUBIC, fillcolor=WALL)
    lit = ImageEnhance.Brightness(tilted).enhance(chance.uniform(0.7, 0.85))
    soft = ImageEnhance.Color(lit).enhance(0.6).filter(ImageFilter.GaussianBlur(1.0))
    noisy = np.asarray(soft, dtype=np.float32) + chance.normal(0, 6, (soft.height, soft.width, 3))
    return _compressed(Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)), quality=55)


def as_file(picture: Image.Image) -> bytes:
    """A JPEG file, as it is enrolled."""
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=92)
    return file.getvalue()


def _cut(face: Image.Image, most: float) -> Image.Image:
    """A square photograph, cut to `most` of its height where that is narrower."""
    left = round(face.width * max(0.0, 1 - most) / 2)
    return face.crop((left, 0, face.width - left, face.height))


def _read(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        return picture.convert("RGB")


def _compressed(picture: Image.Image, quality: int) -> Image.Image:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return Image.open(file).convert("RGB")
