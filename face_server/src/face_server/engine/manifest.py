"""What has to be known of an embedding network, besides its file: an operator's own brings it as TOML."""

import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from face_server.engine.errors import EngineUnusable
from face_server.engine.likeness import CosineLikeness

Point = tuple[float, float]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.]{0,31}$")]

KINDS: Final = (".tflite", ".onnx")


class Manifest(BaseModel):
    """A network, how its crop is cut and its numbers are made, and from where on two faces are one person's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    version: Name
    file: Path = Field(description="TFLite or ONNX, by its ending; beside the manifest where it is relative.")
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    width: int = Field(ge=16, le=1024)
    height: int = Field(ge=16, le=1024)
    layout: Literal["NHWC", "NCHW"]
    colours: Literal["RGB", "BGR"]
    mean: float = Field(description="A number of the input is (value − mean) / scale, values from 0 to 255.")
    scale: float = Field(gt=0)
    template: tuple[Point, Point, Point] = Field(
        description="Where in the crop, in pixels, the network expects the middle of the eye on the picture's left, "
        "of the other eye, and the base of the nose."
    )
    dimension: int = Field(ge=8, le=4096)
    limit: float = Field(gt=0, lt=1, description="The least cosine of one person's faces; calibration proposes it.")
    certainty: float = Field(
        default=0, ge=0, lt=1, description="At enrolment: the least cosine of a crop and one cut a little aside."
    )
    smallest_photograph_px: int = Field(default=80, ge=20, description="The least face that is enrolled.")
    smallest_frame_px: int = Field(default=50, ge=20, description="The least face that is searched for.")

    @model_validator(mode="after")
    def _kind_is_known(self) -> Self:
        if self.file.suffix not in KINDS:
            raise ValueError(f"file must end in {' or '.join(KINDS)}")
        return self

    @property
    def input_shape(self) -> tuple[int, int, int, int]:
        """Of a crop and its mirror image."""
        return (2, self.height, self.width, 3) if self.layout == "NHWC" else (2, 3, self.height, self.width)

    @property
    def likeness(self) -> CosineLikeness:
        return CosineLikeness(f"{self.name}-{self.version}", self.dimension, self.limit)


def read_manifest(path: Path) -> Manifest:
    """Raises EngineUnusable, which names each fault."""
    try:
        manifest = Manifest.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as cause:
        raise EngineUnusable(f"the manifest {path} can't be read: {cause}") from cause
    except ValidationError as cause:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc'])) or 'all'}: {fault['msg']}" for fault in cause.errors())
        raise EngineUnusable(f"the manifest {path} can't be used: {faults}") from cause
    return manifest.model_copy(update={"file": path.parent / manifest.file})


def checked_weights(manifest: Manifest, mend: str) -> bytes:
    """The network's file, if it is the one that is meant. Raises EngineUnusable, which says to `mend` it."""
    try:
        weights = manifest.file.read_bytes()
    except OSError as cause:
        raise EngineUnusable(f"the weights of {manifest.name} can't be read at {manifest.file}: {mend}") from cause
    if (found := sha256(weights).hexdigest()) != manifest.sha256:
        raise EngineUnusable(
            f"{manifest.file} is not the file that is meant: its SHA-256 is {found} and should be "
            f"{manifest.sha256}: {mend}"
        )
    return weights
