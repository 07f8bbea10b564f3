"""The gateway's page at `/`, until the web pages come."""

import re
from html.parser import HTMLParser

import httpx
import pytest
from fastapi import FastAPI

from debug_data.files import STATIC

PAGE = (STATIC / "index.html").read_text()


class Seen(HTMLParser):
    """What the page loads and links to, and the languages it names."""

    def __init__(self) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.languages: set[str] = set()
        self.feed(PAGE)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's own
        for name, value in attrs:
            if name in {"href", "src"} and value:
                self.links.add(value)
            if name == "lang" and value:
                self.languages.add(value)


def test_it_speaks_both_languages() -> None:
    assert Seen().languages == {"ru", "en"}


def test_it_loads_nothing_from_elsewhere() -> None:
    assert not re.search(r"https?:|//[a-z]|@import|url\(|<script", PAGE)


async def test_its_links_lead_somewhere(base_app: FastAPI, store_app: FastAPI) -> None:
    links = Seen().links - {"data:,"}

    mounts = {f"http://{name}": httpx.ASGITransport(app) for name, app in (("base", base_app), ("store", store_app))}
    async with httpx.AsyncClient(mounts=mounts) as http:
        answers = {
            link: (await http.get(f"http://{link.removeprefix('/').partition('_')[0]}{link}")).status_code
            for link in links
        }

    assert answers == {"/base_api/v1/docs": 200, "/store_api/v1/docs": 200}


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"), [("ink", "card"), ("ink", "paper"), ("quiet", "card"), ("accent-ink", "accent")]
)
def test_its_text_is_readable(theme: int, text: str, ground: str) -> None:
    tokens = dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", PAGE.split("prefers-color-scheme: dark")[theme]))
    lighter, darker = sorted((luminance(tokens[text]), luminance(tokens[ground])), reverse=True)

    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def luminance(colour: str) -> float:
    """By WCAG 2."""
    channels = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
