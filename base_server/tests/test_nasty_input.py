"""What no client of ours would send is refused in words, and never a fault of the service."""

import json
from typing import Final
from uuid import uuid4

import httpx

from base_server.main import PREFIX
from base_server.testing.fixtures import ADMIN_TOKEN

ADMIN: Final = {"Authorization": f"Bearer {ADMIN_TOKEN.get_secret_value()}", "Content-Type": "application/json"}

BODIES: Final = (
    b"",
    b"null",
    b"[]",
    b"{",
    b"\xff\xfe",
    b'{"name": "\\u0000"}',
    b'{"name": "\\ud800"}',
    b'{"\\ud800": "Anna", "name": "Anna"}',
    b'{"name": "Anna\\nKarenina"}',
    b'{"name": ""}',
    b'{"name": NaN}',
    b'{"name": 1' + b"0" * 5000 + b"}",
    json.dumps({"name": "x" * 61}).encode(),
    json.dumps({"name": "Anna", **dict.fromkeys(map(str, range(1000)))}).encode(),
    b'{"name": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
)


def refused(response: httpx.Response) -> bool:
    """In words, and not too many."""
    problem = response.json()
    return response.status_code == 422 and problem["code"] == "MalformedInput" and 0 < len(problem["detail"]) < 5000


async def test_a_body_that_makes_no_sense_is_refused(gateway: httpx.AsyncClient) -> None:
    for body in BODIES:
        assert refused(await gateway.post(f"{PREFIX}/admin/user", content=body, headers=ADMIN)), body[:50]


async def test_a_page_that_cant_be_is_refused(gateway: httpx.AsyncClient) -> None:
    for query in (
        "page=0",
        "page=1000001",
        "page=-1",
        "page=1e9",
        "size=101",
        "size=0",
        "page=" + "9" * 99,
        "page=%00",
    ):
        assert refused(await gateway.get(f"{PREFIX}/admin/users?{query}", headers=ADMIN)), query


async def test_the_last_page_that_can_be_asked_for_is_empty(gateway: httpx.AsyncClient) -> None:
    response = await gateway.get(f"{PREFIX}/admin/users?page=1000000&size=100", headers=ADMIN)

    assert (response.status_code, response.json()["items"]) == (200, [])


async def test_an_id_that_cant_be_is_refused(gateway: httpx.AsyncClient) -> None:
    for station in ("%00", "a%00b", "%ff", "%ED%A0%80", "a" * 61, "a b", "a%0Ab"):
        assert refused(await gateway.delete(f"{PREFIX}/admin/stations/{station}", headers=ADMIN)), station


async def test_a_number_that_no_train_has_is_refused_with_where_it_stands(gateway: httpx.AsyncClient) -> None:
    for number in (0, -1, 1_000_000, 2**31, 2**63, 10**30, 1.5, True, "20"):
        body: dict[str, object] = {"train_number": number, "label": "020У", "stops": []}

        response = await gateway.post(f"{PREFIX}/admin/trips", json=body, headers=ADMIN)

        assert refused(response), number
        assert "body.train_number" in response.json()["detail"]


async def test_an_odd_name_is_a_name(gateway: httpx.AsyncClient) -> None:
    for name in ("Анна Аркадьевна", "\N{FAMILY}" * 60, "O'Hara; DROP TABLE users --", "<b>Anna</b>", "%s{0}"):
        response = await gateway.post(f"{PREFIX}/admin/user", json={"name": name}, headers=ADMIN)

        assert (response.status_code, response.json()["name"]) == (201, name)


async def test_a_megabyte_is_too_much_where_no_picture_comes(gateway: httpx.AsyncClient) -> None:
    for path in ("auth/robot/login", "robot/help", "admin/users", "admin/user/face/more"):
        response = await gateway.post(f"{PREFIX}/{path}", content=b"x" * 1_000_001)

        assert (response.status_code, response.json()["code"]) == (413, "TooLarge"), path


async def test_where_pictures_come_a_request_may_be_larger_and_not_without_end(gateway: httpx.AsyncClient) -> None:
    for method, path in (
        ("POST", "admin/user"),
        ("PATCH", f"admin/user/{uuid4()}/face"),
        ("POST", "robot/identification"),
        ("POST", "robot/ticket_validation"),
        ("PUT", "users/me/face"),
        ("POST", "robot/incidents"),
        ("PATCH", f"robot/incidents/{uuid4()}"),
        ("POST", "robot/sightings"),
        ("POST", "monitoring/watchlist"),
    ):
        allowed = await gateway.request(method, f"{PREFIX}/{path}", content=b"x" * 1_000_001, headers=ADMIN)
        refused = await gateway.request(method, f"{PREFIX}/{path}", content=b"x" * 11_500_001, headers=ADMIN)

        assert allowed.status_code in {401, 422}, path
        assert (refused.status_code, refused.json()["code"]) == (413, "TooLarge"), path


async def test_a_picture_that_is_none_is_refused_without_being_told(gateway: httpx.AsyncClient) -> None:
    faces: list[object] = ["", "not base64!", "ключ", 17, [], {}, "QUJD" * 2_700_000]
    for face in faces:
        response = await gateway.post(f"{PREFIX}/admin/user", json={"name": "Anna", "face": face}, headers=ADMIN)

        assert refused(response), str(face)[:20]
        assert "not base64!" not in response.text
