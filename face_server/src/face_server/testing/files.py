"""Looking for a vector in the bytes of a database's files."""

from pathlib import Path

from face_server.engine.interface import Vector

# A part of a vector of 192 values that no other one shares.
_PART_BYTES = 16


def files_with(folder: Path, vector: Vector) -> list[str]:
    """The files that hold the vector, or its beginning, middle or end, as float32."""
    raw = vector.astype("<f4").tobytes()
    middle = len(raw) // 2
    parts = (raw[:_PART_BYTES], raw[middle : middle + _PART_BYTES], raw[-_PART_BYTES:])
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(part in path.read_bytes() for part in parts)
    ]
