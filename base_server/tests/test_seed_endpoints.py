"""Every endpoint of the owner's description, as it is written there, against a running base_server."""

import base64
from typing import Final, Literal
from uuid import UUID

import httpx

from base_server.main import PREFIX
from base_server.testing.faces import face_of
from base_server.testing.fixtures import ADMIN_TOKEN
from provodnik.testing.described import Endpoint, Exactly, Ok, PageOfOne

FACE: Final = base64.b64encode(face_of("Ivan")).decode()
STORE: Final = "0d9a3c1e-5f0e-4c53-9d0c-0a2f6f1f7d11"
MOMENT: Final = "2025-02-01T00:00:00Z"
TRAIN: Final = {"train_number": 123, "train_date": MOMENT}
TICKET: Final = {
    "train_number": 123,
    "wagon_number": 5,
    "place_number": 12,
    "station_id": "msk",
    "destination": "spb",
    "date": MOMENT,
    "start_date": MOMENT,
}


class User(Exactly):
    id: UUID
    name: Literal["Ivan"]


class Engineer(Exactly):
    id: UUID
    login: Literal["ivanov"]


class Ticket(Exactly):
    id: UUID
    train_number: Literal[123]
    wagon_number: Literal[5]
    place_number: Literal[12]
    destination: Literal["spb"]


# In an order in which each finds what it needs.
ENDPOINTS: Final = (
    Endpoint("POST", "/admin/user", User, {"name": "Ivan", "face": FACE}, 201, {"name": ""}, keeps="user"),
    Endpoint("GET", "/admin/users?page=1&size=50", PageOfOne[User]),
    Endpoint("PATCH", "/admin/user/{user}/face", Ok, {"face": FACE}, malformed={"face": 5}),
    Endpoint("DELETE", "/admin/user/face?user_id={user}", Ok),
    Endpoint(
        "POST", "/admin/engineer", Engineer, {"login": "ivanov", "password": "a long password"}, 201,
        {"login": "ivanov"}, keeps="engineer",
    ),
    Endpoint("GET", "/admin/engineers?page=1&size=50", PageOfOne[Engineer]),
    Endpoint(
        "PUT", "/admin/engineer_privileges", Ok, {"id": "{engineer}", "privileges": ["ROBOT_LOGIN", "STORE_LOGIN"]},
        malformed={"id": "{engineer}", "privileges": ["EVERYTHING"]},
    ),
    Endpoint("POST", f"/admin/store/{STORE}/train", Ok, TRAIN, 201, {"train_number": "one"}),
    Endpoint("DELETE", f"/admin/store/{STORE}/train/unbind", Ok, TRAIN, malformed={"train_number": 123}),
    Endpoint(
        "POST", "/admin/ticket",
        Ticket,
        {"user_id": "{user}", **TICKET}, 201, {**TICKET, "user_id": "nobody"}, keeps="ticket",
    ),
    Endpoint("DELETE", "/admin/ticket/{ticket}", Ok),
    Endpoint("DELETE", "/admin/users/{user}", Ok),
    Endpoint("DELETE", "/admin/engineers/{engineer}", Ok),
)  # fmt: skip


def test_each_answers_as_it_is_written(base_url_with_faces: str) -> None:
    headers = {"Authorization": f"Bearer {ADMIN_TOKEN.get_secret_value()}"}
    made: dict[str, str] = {}
    with httpx.Client(base_url=base_url_with_faces + PREFIX, headers=headers) as http:
        for endpoint in ENDPOINTS:
            endpoint.ask(http, made)


def test_a_page_takes_at_most_a_hundred(base_url_with_faces: str) -> None:
    headers = {"Authorization": f"Bearer {ADMIN_TOKEN.get_secret_value()}"}
    with httpx.Client(base_url=base_url_with_faces + PREFIX, headers=headers) as http:
        for path in ("/admin/users", "/admin/engineers"):
            assert http.get(path, params={"size": 100}).json()["size"] == 100
            assert http.get(path, params={"size": 101}).status_code == 422
            assert http.get(path, params={"page": 0}).status_code == 422
            unasked = http.get(path).json()
            assert (unasked["page"], unasked["size"]) == (1, 50)
