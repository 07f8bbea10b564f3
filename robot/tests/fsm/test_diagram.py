from pathlib import Path

from robot.fsm.diagram import edges, page
from robot.states.welcome import Welcome

_PAGE = Path(__file__).parents[3] / "docs" / "kiosk-states.md"


def test_the_page_in_the_docs_is_what_the_states_declare() -> None:
    assert _PAGE.read_text(encoding="utf-8") == page(), (
        "print it anew: python -m robot.fsm.diagram > docs/kiosk-states.md"
    )


def test_every_state_leads_home() -> None:
    graph: dict[str, set[str]] = {}
    for source, target in edges(Welcome):
        graph.setdefault(source, set()).add(target)

    leading_home = {"Welcome"}
    for _ in graph:
        leading_home |= {source for source, targets in graph.items() if targets & leading_home}

    assert leading_home == graph.keys()
