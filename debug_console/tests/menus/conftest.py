import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest

from provodnik.clients.base_robot import BaseRobotClient, enrol_robot
from provodnik.contracts.robots import HelpRequest
from provodnik.contracts.sign_in import RobotEnrolment
from provodnik.keys.x25519 import X25519PrivateKey

PASSWORD = "a password of the tests"
START = "2026-01-05T21:30+03:00"
STOPS = ("--stop", f"2006004,-,{START}", "--stop", "2004001,2026-01-06T06:12+03:00,-")


@pytest.fixture
def stations(console: Callable[..., Any]) -> list[Any]:
    names = (("2006004", "Москва", "Moscow"), ("2004001", "Санкт-Петербург", "St Petersburg"))
    return [
        console(
            *("stations", "add", station, "--name-ru", russian, "--name-en", english),
            *("--time-zone", "Europe/Moscow", "--json"),
        ).document
        for station, russian, english in names
    ]


@pytest.fixture
def trip(console: Callable[..., Any], stations: list[Any]) -> Any:
    assert len(stations) == 2
    return console("trips", "add", "--train-number", 20, "--label", "020У", *STOPS, "--json").document


@pytest.fixture
def passenger(console: Callable[..., Any]) -> Any:
    return console("users", "add", "Анна", "--json").document


@pytest.fixture
def ticket(console: Callable[..., Any], trip: Any, passenger: Any) -> Any:
    """Sold, as `tickets show` tells it."""
    sold = console(
        *("tickets", "add", "--user-id", passenger["id"], "--train-number", trip["train_number"]),
        *("--wagon-number", 5, "--place-number", 12, "--station-id", "2006004", "--destination", "2004001"),
        *("--start-date", START, "--json"),
    ).document
    return console("tickets", "show", sold["id"], "--json").document


@pytest.fixture
def robot_id(console: Callable[..., Any], base_url: str, type_in: Callable[[str], None]) -> UUID:
    """Of a robot that is enrolled and has called for help."""
    type_in(f"{PASSWORD}\n")
    engineer = console("engineers", "add", "ivanova", "--password-stdin", "--json").document
    assert console("engineers", "privileges", engineer["id"], "ROBOT_LOGIN").status == 0
    return asyncio.run(_enrol(base_url))


async def _enrol(url: str) -> UUID:
    key = X25519PrivateKey.generate()
    enrolment = RobotEnrolment.model_validate(
        {
            "login": "ivanova",
            "password": PASSWORD,
            "public_key": key.public_key.pem(),
            "robot_model_id": "PRV-1",
            "robot_model_name": "Проводник",
        }
    )
    async with httpx.AsyncClient(base_url=url) as http:
        robot = await enrol_robot(http, enrolment)
        await BaseRobotClient(http, robot.id, key).call_help(HelpRequest(reason="A passenger feels ill"))
    return robot.id
