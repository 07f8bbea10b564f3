"""Running a network's file. Input and output are arrays; what they mean, the manifest says."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from face_server.engine.errors import EngineUnusable

Batch = NDArray[np.float32]


class Network(Protocol):
    def __call__(self, batch: Batch) -> Batch:
        """[pictures, …] to [pictures, dimension]."""
        ...


class TfLite:
    """By LiteRT, on one thread: the workers are as many as the cores."""

    def __init__(self, weights: bytes) -> None:
        from ai_edge_litert.interpreter import Interpreter  # noqa: PLC0415 - only where such a network is used

        self._interpreter = Interpreter(model_content=weights, num_threads=1)
        self._interpreter.allocate_tensors()
        (self._input,) = self._interpreter.get_input_details()
        (self._output,) = self._interpreter.get_output_details()

    def __call__(self, batch: Batch) -> Batch:
        return _in_parts(self._run, batch, int(self._input["shape"][0]))

    def _run(self, batch: Batch) -> Batch:
        self._interpreter.set_tensor(self._input["index"], batch)
        self._interpreter.invoke()
        return self._interpreter.get_tensor(self._output["index"])


class Onnx:
    """By ONNX Runtime, on one thread."""

    def __init__(self, weights: bytes) -> None:
        import onnxruntime  # noqa: PLC0415 - only where such a network is used

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        (self._input,) = self._session.get_inputs()

    def __call__(self, batch: Batch) -> Batch:
        at_once: Any = self._input.shape[0]
        return _in_parts(self._run, batch, at_once if isinstance(at_once, int) else len(batch))

    def _run(self, batch: Batch) -> Batch:
        outputs: Sequence[Any] = self._session.run(None, {self._input.name: batch})
        return np.asarray(outputs[0], dtype=np.float32)


def load_network(name: str, ending: str, weights: bytes, input_shape: tuple[int, ...], dimension: int) -> Network:
    """Tried with one input of that shape, [2, …], which makes the first real one quick. Raises EngineUnusable."""
    kind = {".tflite": TfLite, ".onnx": Onnx}[ending]
    try:
        network = kind(weights)
        output = network(np.zeros(input_shape, dtype=np.float32))
    except Exception as cause:  # each runtime has its own, and LiteRT none
        raise EngineUnusable(f"the network {name} does not run on an input of {input_shape}: {cause}") from cause
    if output.shape != (input_shape[0], dimension):
        raise EngineUnusable(
            f"the network {name} makes {output.shape} of {input_shape}, and its manifest says dimension {dimension}"
        )
    return network


def _in_parts(run: Network, batch: Batch, at_once: int) -> Batch:
    """As many at once as the network was made for."""
    return np.concatenate([run(batch[start : start + at_once]) for start in range(0, len(batch), at_once)])
