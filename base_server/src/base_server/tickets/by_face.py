"""The ticket of a face: whose it is, and which of their tickets counts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from base_server.tickets.face_repository import FaceRepository
from base_server.tickets.facts import PlaceFacts, TicketFacts
from base_server.tickets.rules import RULES, reason_against
from provodnik.contracts.checks import Reason
from provodnik.contracts.faces import FacesOff, NoFace, PoorImage, SeveralFaces

Found = tuple[Reason | None, TicketFacts | None]

# How far a ticket gets: to which of the rules, or past them all.
_FARTHEST: Final = {reason: n for n, (reason, _) in enumerate(RULES)}


class FaceSearch(Protocol):
    async def who(self, images: Sequence[bytes], candidates: Sequence[UUID]) -> UUID | None:
        """Raises NoFace, SeveralFaces, PoorImage, FacesUnavailable."""
        ...


class FaceTickets:
    def __init__(self, repository: FaceRepository, faces: FaceSearch | None) -> None:
        """`faces`: none where the operator doesn't board by face."""
        self._repository = repository
        self._faces = faces

    async def whose(self, images: Sequence[bytes], place: PlaceFacts) -> UUID | None:
        """Raises FacesOff, FacesUnavailable, NoFace, SeveralFaces, PoorImage."""
        if self._faces is None:
            raise FacesOff
        candidates = await self._repository.candidates(place)
        return await self._faces.who(images, candidates)

    async def whose_or_why_not(self, images: Sequence[bytes], place: PlaceFacts) -> UUID | Reason:
        """Raises FacesOff, FacesUnavailable."""
        try:
            return await self.whose(images, place) or Reason.UNKNOWN_FACE
        except NoFace:
            return Reason.NO_FACE
        except SeveralFaces:
            return Reason.SEVERAL_FACES
        except PoorImage:
            return Reason.POOR_IMAGE

    async def ticket_of(self, user_id: UUID, place: PlaceFacts, now: datetime) -> Found:
        """Of several tickets the one that gets furthest; of those that get equally far, the earliest departure's."""
        tickets = await self._repository.tickets(user_id, place)
        reasons = [(reason_against(ticket, place, now), ticket) for ticket in tickets]
        return max(reasons, key=_reach, default=(Reason.UNKNOWN_FACE, None))


def _reach(found: Found) -> int:
    reason, _ = found
    return len(RULES) if reason is None else _FARTHEST[reason]
