"""From a face in a picture to its vector: what differs between networks."""

from typing import Final, Protocol

import numpy as np

from face_server.engine.alignment import aligned
from face_server.engine.interface import Vector
from face_server.engine.landmarks import PointSet, eyes_and_nose
from face_server.engine.likeness import unit
from face_server.engine.manifest import Manifest
from face_server.engine.networks import Batch, Network
from provodnik.faces.detection import Picture


class Embedder(Protocol):
    """Not for two threads at once."""

    def vector(self, picture: Picture, points: PointSet) -> Vector:
        """Of the face whose five points these are, and of its mirror image, together."""
        ...


class ManifestEmbedder:
    """Cuts the crop and makes the input as a manifest says."""

    def __init__(self, manifest: Manifest, network: Network) -> None:
        self._manifest = manifest
        self._template: Final = np.array(manifest.template, dtype=np.float64)
        self._network = network

    def vector(self, picture: Picture, points: PointSet) -> Vector:
        size = (self._manifest.width, self._manifest.height)
        crop = aligned(picture, eyes_and_nose(points), self._template, *size)
        both = unit(self._network(self._input(crop)))
        return unit(both.mean(axis=0))

    def _input(self, crop: Picture) -> Batch:
        """The crop and its mirror image, as the network takes them."""
        if self._manifest.colours == "BGR":
            crop = crop[..., ::-1]
        values = (np.stack([crop, crop[:, ::-1]]) - np.float32(self._manifest.mean)) / np.float32(self._manifest.scale)
        if self._manifest.layout == "NCHW":
            values = values.transpose(0, 3, 1, 2)
        return np.ascontiguousarray(values, dtype=np.float32)
