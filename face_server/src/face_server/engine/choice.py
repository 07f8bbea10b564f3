"""Which engine it is, from the settings: cheap to make, to send to a process, and loaded there."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from face_server.engine.dlib_network import DlibEmbedder, dlib_weights
from face_server.engine.embedding import ManifestEmbedder
from face_server.engine.errors import EngineUnusable
from face_server.engine.face_engine import Demands, FaceEngine
from face_server.engine.interface import Engine, Likeness
from face_server.engine.likeness import DlibLikeness
from face_server.engine.manifest import Manifest, checked_weights, read_manifest
from face_server.engine.mobilefacenet import MEND, mobilefacenet
from face_server.engine.networks import load_network

_MANIFEST: Final = "manifest:"


class Recipe(Protocol):
    """What an engine is made of; it can be pickled."""

    @property
    def likeness(self) -> Likeness: ...

    def check(self) -> None:
        """Raises EngineUnusable where a file is missing or another than it should be."""
        ...

    def load(self) -> Engine:
        """Raises EngineUnusable."""
        ...


@dataclass(frozen=True)
class ManifestRecipe:
    """An engine by its manifest: MobileFaceNet's, or an operator's."""

    manifest: Manifest
    mend: str

    @property
    def likeness(self) -> Likeness:
        return self.manifest.likeness

    def check(self) -> None:
        checked_weights(self.manifest, self.mend)

    def load(self) -> Engine:
        manifest = self.manifest
        weights = checked_weights(manifest, self.mend)
        network = load_network(manifest.name, manifest.file.suffix, weights, manifest.input_shape, manifest.dimension)
        demands = Demands(manifest.smallest_photograph_px, manifest.smallest_frame_px, manifest.certainty)
        return FaceEngine(manifest.likeness, ManifestEmbedder(manifest, network), demands)


@dataclass(frozen=True)
class DlibRecipe:
    """dlib's network, whose file comes with face_recognition_models."""

    @property
    def likeness(self) -> Likeness:
        return DlibLikeness()

    def check(self) -> None:
        dlib_weights()

    def load(self) -> Engine:
        return FaceEngine(self.likeness, DlibEmbedder(), Demands())


def recipe_of(engine: str, weights: Path | None = None) -> Recipe:
    """The recipe of the setting `engine`: "mobilefacenet", "dlib", "auto" or "manifest:<path of a TOML file>".

    `weights` is MobileFaceNet's file where it isn't in its usual place. "auto" is MobileFaceNet where its weights are,
    else dlib; `likeness.name` says which it came to. Raises EngineUnusable, which says what to do.
    """
    if engine.startswith(_MANIFEST):
        path = Path(engine.removeprefix(_MANIFEST))
        recipe: Recipe = ManifestRecipe(read_manifest(path), f"mend {path} or bring the file that it names")
    elif engine in {"mobilefacenet", "auto"}:
        manifest = mobilefacenet(weights)
        missing = not manifest.file.is_file()
        recipe = DlibRecipe() if engine == "auto" and missing else ManifestRecipe(manifest, MEND)
    elif engine == "dlib":
        recipe = DlibRecipe()
    else:
        raise EngineUnusable(f"there is no engine {engine!r}: it is mobilefacenet, dlib, auto or manifest:<path>")
    recipe.check()
    return recipe
