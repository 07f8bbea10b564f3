"""Whatever is asked, face_server answers as its OpenAPI says: no fault, no undocumented status or shape."""

import base64
from typing import Any, Final
from uuid import UUID

import pytest

from face_server.config import FaceServerSettings
from face_server.main import PREFIX, create_face_server
from face_server.testing.replicas import SERVICE_TOKEN
from face_server.testing.stamped import StampedWork, face
from provodnik.testing.http import served
from provodnik.testing.openapi import Inhabited, check, operations

# Each costs more than elsewhere.
EXAMPLES: Final = 12
PICTURE: Final = base64.b64encode(face("anna")).decode()
PLAUSIBLE: Final[dict[str, Any]] = {
    "image": PICTURE,
    "images": None,
    "user_id": str(UUID(int=1)),
    "candidates": [str(UUID(int=1))],
}


@pytest.mark.timeout(120)
def test_every_operation_answers_as_described(face_settings: FaceServerSettings) -> None:
    service = Inhabited(lambda _: SERVICE_TOKEN.get_secret_value(), PLAUSIBLE)
    with served(create_face_server(face_settings, StampedWork())) as url:
        for operation in operations(url, PREFIX):
            check(operation, service, EXAMPLES)

    # It would be no test if it never came past the door.
    for label, status in (
        (f"POST {PREFIX}/face", 201),
        (f"POST {PREFIX}/search", 200),
        (f"POST {PREFIX}/watchlist/search", 200),
        (f"DELETE {PREFIX}/face/{{user_id}}", 200),
    ):
        assert service.seen[label, status], (label, status)
