"""A small ONNX network, written by hand: one matrix product of the flattened input."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def matrix_network(weights: NDArray[np.float32], input_shape: Sequence[int | str]) -> bytes:
    """An ONNX file, [n, values] = flattened input @ weights; a name in the shape is a side that may vary.

    Field numbers as in onnx.proto3.
    """
    initializer = _packed(1, weights.shape) + _number(2, 1) + _text(8, "weights") + _bytes(9, weights.tobytes())
    graph = (
        _bytes(1, _text(1, "input") + _text(2, "flat") + _text(4, "Flatten"))
        + _bytes(1, _text(1, "flat") + _text(1, "weights") + _text(2, "vector") + _text(4, "MatMul"))
        + _text(2, "matrix")
        + _bytes(5, initializer)
        + _bytes(11, _value("input", input_shape))
        + _bytes(12, _value("vector", [input_shape[0], weights.shape[1]]))
    )
    return _number(1, 8) + _bytes(7, graph) + _bytes(8, _text(1, "") + _number(2, 13))


def _value(name: str, shape: Sequence[int | str]) -> bytes:
    sides = b"".join(_bytes(1, _number(1, side) if isinstance(side, int) else _text(2, side)) for side in shape)
    return _text(1, name) + _bytes(2, _bytes(1, _number(1, 1) + _bytes(2, sides)))


def _varint(value: int) -> bytes:
    low, rest = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + _varint(rest) if rest else bytes([low])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _text(field: int, content: str) -> bytes:
    return _bytes(field, content.encode())


def _packed(field: int, values: Sequence[int]) -> bytes:
    return _bytes(field, b"".join(map(_varint, values)))
