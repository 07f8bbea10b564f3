from uuid import UUID

from base_server.tickets.by_face import FaceTickets
from base_server.tickets.check_repository import CheckRepository
from base_server.tickets.face_repository import FaceRepository
from provodnik.contracts.checks import Passenger
from provodnik.contracts.faces import FaceUnknown
from provodnik.contracts.users import Identification


class Identifications:
    """Who of a robot's trip somebody is. It is told and not recorded."""

    def __init__(self, checks: CheckRepository, repository: FaceRepository, faces: FaceTickets) -> None:
        self._checks = checks
        self._repository = repository
        self._faces = faces

    async def identify(self, robot_id: UUID, request: Identification) -> Passenger:
        """Raises NotAssigned, FaceUnknown, NoFace, SeveralFaces, PoorImage, FacesOff, FacesUnavailable."""
        user_id = await self._faces.whose(request.images, await self._checks.place(robot_id))
        passenger = await self._repository.passenger(user_id) if user_id else None
        if passenger is None:
            raise FaceUnknown
        return passenger
