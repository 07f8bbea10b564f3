from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Image: TypeAlias = NDArray[np.uint8]  # height × width × 3, BGR, C-contiguous


@dataclass(frozen=True, eq=False)
class Frame:
    image: Image
    taken_at: float  # monotonic, in seconds
