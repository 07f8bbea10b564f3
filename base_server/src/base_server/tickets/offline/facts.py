"""What a check that was made offline is, and what it meets at the server: read in one statement, frozen."""

from dataclasses import dataclass
from uuid import UUID

from base_server.tickets.facts import PlaceFacts, TicketFacts
from provodnik.contracts.checks import EarlierCheck, Verdict
from provodnik.contracts.offline_checks import Contradiction, OfflineCheck


@dataclass(frozen=True)
class Upload:
    """A check, with what it asks (as it would online) and what it claims besides, each as a SHA-256."""

    robot_id: UUID
    assignment_id: UUID
    check: OfflineCheck
    content: bytes
    claim: bytes


@dataclass(frozen=True)
class Recorded:
    """The check that is stored under the same id, made online or not."""

    content: bytes
    verdict: Verdict
    itself: EarlierCheck


@dataclass(frozen=True)
class Told:
    """The conflict that is stored under the same id."""

    claim: bytes
    contradiction: Contradiction
    itself: EarlierCheck


@dataclass(frozen=True)
class Met:
    """`place` is None where the robot never had the assignment."""

    recorded: Recorded | None
    told: Told | None
    place: PlaceFacts | None
    ticket: TicketFacts | None
