"""A worker process: `python -m face_server.workers.process`, started by the service with a socket as standard input.

It imports no server, no Chroma and none of the service's settings, and its environment holds no secret.
"""

import os
import signal
import socket
import traceback
from contextlib import suppress
from typing import Final

import numpy as np

from face_server.engine.choice import Recipe
from face_server.engine.errors import EngineUnusable
from face_server.engine.interface import Described, Engine, FoundFace
from face_server.images.reading import ReadPicture, read_picture
from face_server.workers.messages import Channel, Fault, Job, Task
from provodnik.contracts.errors import DomainError
from provodnik.contracts.faces import Box, FaceQuality, FacesDetected, FaceSeen, NoFace

# The service stops a worker that exceeds a job's time. Where the service itself was killed, nobody does: then the
# kernel's alarm ends this process, whatever a decoder is busy with. Else the socket's end tells that it is alone.
_ALARM_GRACE_SECONDS: Final = 5


def work(channel: Channel, recipe: Recipe, deadline_seconds: float) -> None:
    """Answer jobs until the service is gone. Raises EngineUnusable where the engine can't be loaded."""
    engine = recipe.load()
    _warm_up(engine)
    channel.send(None)
    while True:
        job: Job = channel.receive()
        signal.alarm(int(deadline_seconds) + _ALARM_GRACE_SECONDS)
        channel.send(_answer(engine, job))
        signal.alarm(0)


def _answer(engine: Engine, job: Job) -> Described | FacesDetected | DomainError | Fault:
    try:
        return _done(engine, job)
    except DomainError as refusal:
        return refusal
    except Exception:  # noqa: BLE001 - the service records it; the next picture is another one
        return Fault(traceback.format_exc())


def _done(engine: Engine, job: Job) -> Described | FacesDetected:
    read = read_picture(job.image)
    match job.task:
        case Task.DETECT:
            faces = tuple(_seen(face, read.scale) for face in engine.faces(read.picture))
            return FacesDetected(width=read.width, height=read.height, faces=faces)
        case Task.PHOTOGRAPH:
            return _as_sent(engine.describe_photograph(read.picture), read)
        case Task.FRAME:
            return _as_sent(engine.describe_frame(read.picture), read)


def _as_sent(described: Described, read: ReadPicture) -> Described:
    return Described(described.vector, _quality(described.quality, read.scale))


def _seen(face: FoundFace, scale: float) -> FaceSeen:
    box = Box(**{side: round(value * scale) for side, value in face.box.model_dump().items()})
    return FaceSeen(box=box, quality=_quality(face.quality, scale))


def _quality(quality: FaceQuality, scale: float) -> FaceQuality:
    return quality.model_copy(update={"face_px": round(quality.face_px * scale)})


def _warm_up(engine: Engine) -> None:
    """What is made at the first use is made now."""
    with suppress(NoFace):
        engine.describe_frame(np.zeros((480, 640, 3), dtype=np.uint8))


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service, which then closes the socket
    channel = Channel(socket.socket(fileno=os.dup(0)))
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        recipe, deadline_seconds = channel.receive()
        try:
            work(channel, recipe, deadline_seconds)
        except EngineUnusable as unusable:
            channel.send(unusable)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            raise
        except Exception:  # noqa: BLE001 - there is no other way to say it
            channel.send(Fault(traceback.format_exc()))


if __name__ == "__main__":
    main()
