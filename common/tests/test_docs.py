"""The written pages lead where they say."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOT_OURS = {"var", "out", "node_modules"}  # and whatever begins with a dot

_CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def pages() -> list[Path]:
    folders = [path for path in ROOT.iterdir() if path.is_dir() and _is_ours(path.name)]
    found = [*ROOT.glob("*.md"), *(page for folder in folders for page in folder.rglob("*.md"))]
    return sorted(page for page in found if all(map(_is_ours, page.relative_to(ROOT).parts)))


def _is_ours(name: str) -> bool:
    return not name.startswith(".") and name not in NOT_OURS


def text_of(page: Path) -> str:
    return _CODE.sub("", page.read_text(encoding="utf-8"))


def links_of(page: Path) -> list[tuple[Path, str]]:
    """Files with their anchors; what leads to the internet is not asked for."""
    links = [link.partition("#") for link in _LINK.findall(text_of(page)) if "://" not in link]
    return [((page.parent / path).resolve() if path else page, anchor) for path, _, anchor in links]


def anchors_of(page: Path) -> set[str]:
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in _HEADING.findall(text_of(page))}


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = links_of(page)

    assert [path for path, _ in links if not path.exists()] == []
    assert [(path, anchor) for path, anchor in links if anchor and anchor not in anchors_of(path)] == []


def test_the_readme_leads_to_every_page() -> None:
    reached: set[Path] = set()
    to_read = [ROOT / "README.md"]
    while to_read:
        page = to_read.pop()
        reached.add(page)
        to_read += [path for path, _ in links_of(page) if path.suffix == ".md" and path not in reached]

    assert set(pages()) - reached == set()


def test_the_list_of_decisions_names_them_all_by_their_titles() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = dict(re.findall(r"\]\((\d{4}-[\w-]+\.md)\) \| (.+) \|$", (folder / "README.md").read_text(), re.MULTILINE))
    titles = {page.name: _HEADING.findall(page.read_text())[0] for page in folder.glob("[0-9]*.md")}

    assert {name: f"{int(name[:4])}. {title}" for name, title in listed.items()} == titles
