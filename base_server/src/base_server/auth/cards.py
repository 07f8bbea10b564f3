"""Engineers' cards. Their keys are kept as an HMAC: whoever reads the table can make no card of it."""

import hashlib
import hmac
import logging
from contextlib import AsyncExitStack
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.audit.service import AuditTrail, Call
from base_server.auth import privileges
from base_server.auth.engineers import engineer_actor
from base_server.auth.lanes import SlowLanes
from base_server.models import AuthCard, Engineer
from base_server.robot.known import admit_known
from provodnik.contracts.cards import AuthCardWrite, CardRefused, CardShown, CardsOff, CardTaken
from provodnik.contracts.engineers import EngineerNotFound, EngineerRead, Privilege
from provodnik.contracts.errors import TooManyFailures
from provodnik.server.database import Sessions
from provodnik.server.failure_limits import FailureLimits

logger = logging.getLogger(__name__)


class CardHash:
    def __init__(self, key: SecretStr | None) -> None:
        """`key`: of the HMAC; without it cards are off."""
        self._key = key

    def of(self, card: SecretStr) -> str:
        if self._key is None:
            raise CardsOff
        return hmac.new(
            self._key.get_secret_value().encode(), card.get_secret_value().encode(), hashlib.sha256
        ).hexdigest()


class CardService:
    def __init__(self, session: AsyncSession, cards: CardHash) -> None:
        self._session = session
        self._cards = cards

    async def write(self, engineer_id: UUID, request: AuthCardWrite) -> None:
        """A new card takes the place of the old one. Taking one away works while cards are off, too."""
        key = self._cards.of(request.key) if request.key else None
        if not await self._session.get(Engineer, engineer_id, with_for_update=True):
            raise EngineerNotFound
        await self._session.execute(delete(AuthCard).where(AuthCard.engineer_id == engineer_id))
        if key is None:
            return
        made = insert(AuthCard).values(engineer_id=engineer_id, key=key).on_conflict_do_nothing()
        if not await self._session.scalar(made.returning(AuthCard.id)):
            raise CardTaken


class CardGate:
    """Lets an engineer into a robot. It holds no connection while a robot that has failed often waits its turn."""

    def __init__(
        self, sessions: Sessions, cards: CardHash, limits: FailureLimits, lanes: SlowLanes, trail: AuditTrail
    ) -> None:
        self._sessions = sessions
        self._cards = cards
        self._limits = limits
        self._lanes = lanes
        self._trail = trail

    async def admit(self, robot_id: UUID, shown: CardShown, call: Call) -> EngineerRead:
        """Raises CardsOff, CardRefused, or TooManyFailures in place of the latter after many of them."""
        key = self._cards.of(shown.key)
        failures, robot = f"card:{robot_id}", {"robot_id": robot_id}
        async with AsyncExitStack() as stack:
            if await self._limits.exceeded(failures):
                await stack.enter_async_context(self._lanes.turn(failures))
            engineer = await self._owner(robot_id, key)
            if engineer is None or not privileges.holds(engineer.privileges, Privilege.ROBOT_ADMIN):
                logger.warning("alarm: robot %s was shown a card that may not open it", robot_id)
                if await self._limits.record(failures):
                    raise TooManyFailures
                await self._trail.record(engineer_actor(engineer), call, outcome=CardRefused.status, targets=robot)
                raise CardRefused
        await self._trail.record(engineer_actor(engineer), call, targets=robot)
        logger.info("engineer %s opened robot %s by card", engineer.id, robot_id)
        return EngineerRead.model_validate(engineer)

    async def _owner(self, robot_id: UUID, key: str) -> Engineer | None:
        async with self._sessions() as session:
            await admit_known(session, robot_id)
            return await session.scalar(select(Engineer).join(AuthCard).where(AuthCard.key == key))
