"""The one task that drives the kiosk."""

import logging
from typing import Protocol

from robot.states.kiosk import Idle, Kiosk

logger = logging.getLogger(__name__)


class State(Protocol):
    async def run(self, kiosk: Kiosk) -> "State": ...


async def run_kiosk(kiosk: Kiosk, home: State) -> None:
    """Follow the states for ever; an idle passenger or a failing state leads home, and home forgets the passenger."""
    state = home
    while True:
        logger.info("entering %s", type(state).__name__)  # the name only: a state holds passenger data
        left = state
        try:
            state = await state.run(kiosk)
        except Idle:
            state = home
        except Exception:
            logger.exception("%s failed", type(state).__name__)
            await kiosk.clock.sleep(1)  # a home that fails at once must not spin
            state = home
        if type(state) is type(home) and type(left) is not type(home):
            kiosk.screen.wipe()
