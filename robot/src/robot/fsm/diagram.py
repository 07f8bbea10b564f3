"""The states as a Mermaid diagram, drawn from what each state's `run` may return.

`python -m robot.fsm.diagram` prints the page that docs/kiosk-states.md is.
"""

import sys
from types import UnionType
from typing import Any, get_args, get_type_hints

from robot.states.welcome import Welcome

_PAGE = """\
# The kiosk's states

Printed by `python -m robot.fsm.diagram` from the return types of the states in `robot/src/robot/states/`; a test
compares this page with them. From every state that waits for a passenger, idleness leads to Welcome after a warning
(`robot/fsm/idle.py`), and so does a state that fails (`robot/fsm/machine.py`).

```mermaid
stateDiagram-v2
    [*] --> {home}
{edges}
```
"""


def exits(state: type[Any]) -> list[type[Any]]:
    """The states that a state can lead to, as its `run` declares."""
    returned = get_type_hints(state.run)["return"]
    return list(get_args(returned)) if isinstance(returned, UnionType) else [returned]


def edges(home: type[Any]) -> list[tuple[str, str]]:
    """Every edge that can be reached from home, nearest first."""
    found: list[tuple[str, str]] = []
    states = [home]
    for state in states:  # grows while it is walked
        for target in exits(state):
            found.append((state.__name__, target.__name__))
            if target not in states:
                states.append(target)
    return found


def page() -> str:
    lines = "\n".join(f"    {source} --> {target}" for source, target in edges(Welcome))
    return _PAGE.format(home=Welcome.__name__, edges=lines)


if __name__ == "__main__":
    sys.stdout.write(page())
