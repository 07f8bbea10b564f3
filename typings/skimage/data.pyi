import numpy as np
from numpy.typing import NDArray

def astronaut() -> NDArray[np.uint8]: ...
