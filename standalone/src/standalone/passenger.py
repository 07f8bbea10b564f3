"""What a passenger holds to the kiosk's camera."""

import io
from pathlib import Path

import segno
from PIL import Image

SIZE = (640, 480)
WALL = (168, 160, 150)
CODE_SIDE = 300


def camera_picture(content: str | None) -> Image.Image:
    """A wall, and before it a QR code with this content, held a little aslant; None: nobody stands there."""
    scene = Image.new("RGB", SIZE, WALL)
    if content is None:
        return scene
    drawn = io.BytesIO()
    segno.make(content, error="m").save(drawn, kind="png", scale=10, border=4)
    code = Image.open(drawn).convert("RGB").resize((CODE_SIDE, CODE_SIDE), Image.Resampling.LANCZOS)
    held = code.rotate(4, expand=True, fillcolor=WALL, resample=Image.Resampling.BICUBIC)
    scene.paste(held, ((SIZE[0] - held.width) // 2, (SIZE[1] - held.height) // 2))
    return scene


def show_to_camera(path: Path, picture: Image.Image) -> None:
    """At once, as far as the camera can see: it never reads half a picture."""
    fresh = path.with_suffix(".next")
    picture.save(fresh, format="PNG", compress_level=1)
    fresh.replace(path)
