from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree as ET

import pytest
from PIL import Image
from zxingcpp import read_barcodes

from provodnik.contracts.ticket_code import is_ticket_code

Console = Callable[..., Any]
START = "2026-01-05T21:30+03:00"


def sale(user_id: object, *, start: str = START) -> tuple[object, ...]:
    seat = ("--train-number", 20, "--wagon-number", 5, "--place-number", 12)
    way = ("--station-id", "2006004", "--destination", "2004001", "--start-date", start)
    return ("tickets", "add", "--user-id", user_id, *seat, *way)


def test_a_ticket_is_sold_shown_and_canceled(console: Console, ticket: Any, passenger: Any) -> None:
    assert (ticket["user_id"], ticket["place_number"], ticket["status"]) == (passenger["id"], 12, "valid")
    assert ticket["date"] == ticket["start_date"] == "2026-01-05T18:30:00Z"
    assert is_ticket_code(ticket["code"])
    assert ticket["code"] in console("tickets", "show", ticket["id"]).out

    assert console("tickets", "cancel", ticket["id"]).out == f"The ticket {ticket['id']} is canceled.\n"
    assert console("tickets", "show", ticket["id"], "--json").document == {**ticket, "status": "canceled"}


def test_tickets_are_listed_of_everybody_or_of_one(console: Console, ticket: Any) -> None:
    assert console("tickets", "list", "--user-id", ticket["user_id"], "--json").document["items"] == [ticket]
    assert console("tickets", "list", "--user-id", uuid4(), "--json").document["items"] == []
    assert ticket["id"] in console("tickets", "list", "--all").out


def test_a_seat_is_sold_once(console: Console, ticket: Any) -> None:
    ended = console(*sale(ticket["user_id"]))

    assert (ended.status, ended.out) == (1, "")
    assert "choose another place" in ended.err


def test_a_ticket_is_for_somebody(console: Console) -> None:
    ended = console(*sale(uuid4()), "--json")

    assert (ended.status, ended.refusal["code"]) == (1, "UserNotFound")


@pytest.mark.parametrize(
    ("start", "told"),
    [("2026-01-05T21:30", "names no time zone"), ("2026-01-05", "names no time zone"), ("tomorrow", "ISO 8601")],
)
def test_a_time_says_which_moment_it_is(console: Console, start: str, told: str) -> None:
    ended = console(*sale(uuid4(), start=start))

    assert (ended.status, ended.out) == (2, "")
    assert told in ended.err
    assert "2026-01-05T21:30+03:00" in ended.err


class TestQr:
    def test_the_picture_on_the_terminal_says_the_code(self, console: Console, ticket: Any) -> None:
        *rows, code = console("tickets", "qr", ticket["id"]).out.splitlines()

        assert code == ticket["code"]
        assert [found.text for found in read_barcodes(picture(rows))] == [ticket["code"]]

    def test_with_json_the_ticket_is_the_answer(self, console: Console, ticket: Any) -> None:
        assert console("tickets", "qr", ticket["id"], "--json").document == ticket

    def test_a_png_says_the_code(self, console: Console, ticket: Any, tmp_path: Path) -> None:
        path = tmp_path / "ticket.png"

        ended = console("tickets", "qr", ticket["id"], "--out", path)

        assert str(path) in ended.out
        assert [found.text for found in read_barcodes(Image.open(path).convert("L"))] == [ticket["code"]]

    def test_an_svg_is_one(self, console: Console, ticket: Any, tmp_path: Path) -> None:
        path = tmp_path / "ticket.SVG"

        assert console("tickets", "qr", ticket["id"], "--out", path, "--json").document == ticket
        assert ET.parse(path).getroot().tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 - our own file

    @pytest.mark.parametrize(
        ("name", "told"), [("ticket.pdf", "must end in .png or .svg"), ("no/ticket.png", "No such")]
    )
    def test_a_file_that_cannot_be_made_is_told(
        self, console: Console, ticket: Any, tmp_path: Path, name: str, told: str
    ) -> None:
        ended = console("tickets", "qr", ticket["id"], "--out", tmp_path / name)

        assert (ended.status, ended.out) == (2, "")
        assert told in ended.err
        assert list(tmp_path.iterdir()) == []

    def test_an_unknown_ticket_has_none(self, console: Console) -> None:
        ended = console("tickets", "qr", uuid4(), "--json")

        assert (ended.status, ended.refusal["code"]) == (1, "TicketNotFound")


def picture(rows: list[str]) -> Image.Image:
    """What the half blocks of a terminal look like, ten pixels to a module."""
    image = Image.new("L", (len(rows[0]), 2 * len(rows)), 255)
    for y, row in enumerate(rows):
        for x, block in enumerate(row):
            if block in "▀█":
                image.putpixel((x, 2 * y), 0)
            if block in "▄█":
                image.putpixel((x, 2 * y + 1), 0)
    return image.resize((10 * image.width, 10 * image.height), Image.Resampling.NEAREST)
