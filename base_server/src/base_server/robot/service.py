"""Robots and where they are."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from fastapi_pagination import Params
from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from base_server.auth.devices import DeviceChanges
from base_server.models import Assignment, Robot, Station, Trip
from base_server.trips.clock import current_stop
from base_server.trips.seats import SeatPlans
from base_server.trips.service import WHOLE, TripService
from provodnik.contracts.assignments import AssignmentRead, AssignmentWrite
from provodnik.contracts.errors import NotSignedIn
from provodnik.contracts.faces import FaceBoarding
from provodnik.contracts.pages import Page
from provodnik.contracts.robots import RobotListed, RobotMe, RobotNotFound, RobotRead
from provodnik.contracts.stations import StationNotFound, StationRead
from provodnik.contracts.trips import TripRead
from provodnik.server.pagination import page_of
from provodnik.server.sessions import Device, DeviceKind

_Current = aliased(Assignment)
_current = and_(_Current.robot_id == Robot.id, _Current.ended_at.is_(None))


class RobotService:
    def __init__(
        self, session: AsyncSession, trips: TripService, changes: DeviceChanges, face_boarding: FaceBoarding
    ) -> None:
        self._session = session
        self._face_boarding = face_boarding
        self._trips = trips
        self._changes = changes

    async def me(self, robot_id: UUID) -> RobotMe:
        """Raises NotSignedIn for a robot that was removed: its session may outlive it by a moment."""
        query = select(Robot, _Current).outerjoin(_Current, _current)
        row = (await self._session.execute(query.where(Robot.id == robot_id, Robot.revoked_at.is_(None)))).one_or_none()
        if row is None:
            raise NotSignedIn
        robot, assignment = row[0], row[1]
        return RobotMe(
            robot=RobotRead.model_validate(robot),
            assignment=await self._read(assignment) if assignment else None,
            time=datetime.now(UTC),
            face_boarding=self._face_boarding,
        )

    async def page(self, params: Params) -> Page[RobotListed]:
        query = (
            select(Robot, _Current)
            .outerjoin(_Current, _current)
            .where(Robot.revoked_at.is_(None))
            .order_by(Robot.created_at, Robot.id)
        )
        page = await page_of(self._session, query, params, lambda row: (row[0], row[1]))
        trips = await self._trips_of([assignment for _, assignment in page.items if assignment])
        items = [
            RobotListed(
                **RobotRead.model_validate(robot).model_dump(),
                key_algorithm=robot.key_algorithm,
                created_at=robot.created_at,
                assignment=await self._read(assignment, trips) if assignment else None,
            )
            for robot, assignment in page.items
        ]
        return Page(items=items, total=page.total, page=page.page, size=page.size, pages=page.pages)

    async def revoke(self, robot_id: UUID) -> None:
        """The robot is refused from now on. Its row stays: its checks speak of it."""
        if not await self._changes.revoke(Device(DeviceKind.ROBOT, robot_id)):
            raise RobotNotFound
        await self._end_current(robot_id)

    async def assign(self, robot_id: UUID, request: AssignmentWrite) -> AssignmentRead:
        """The same assignment again keeps its id, so that the robot's kept checks stay good."""
        await self._lock(robot_id)
        if request.station_id and not await self._session.get(
            Station, request.station_id, with_for_update={"read": True, "key_share": True}
        ):
            raise StationNotFound
        start = await self._trips.start_of(request.train_number, request.start_date)
        await SeatPlans(self._session).require_wagon(request.train_number, start, request.wagon_number)
        wanted = request.model_dump() | {"start_date": start}
        current = await self._session.scalar(
            select(_Current).where(_Current.robot_id == robot_id, _Current.ended_at.is_(None))
        )
        if current and all(getattr(current, name) == value for name, value in wanted.items()):
            return await self._read(current)
        await self._end_current(robot_id)
        assignment = Assignment(robot_id=robot_id, **wanted)
        self._session.add(assignment)
        await self._session.flush()
        return await self._read(assignment)

    async def unassign(self, robot_id: UUID) -> None:
        await self._lock(robot_id)
        await self._end_current(robot_id)

    async def _lock(self, robot_id: UUID) -> None:
        """One assignment at a time, of a robot that is there."""
        query = select(Robot.id).where(Robot.id == robot_id, Robot.revoked_at.is_(None)).with_for_update()
        if not await self._session.scalar(query):
            raise RobotNotFound

    async def _end_current(self, robot_id: UUID) -> None:
        current = update(Assignment).where(Assignment.robot_id == robot_id, Assignment.ended_at.is_(None))
        await self._session.execute(current.values(ended_at=datetime.now(UTC)))

    async def _trips_of(self, assignments: Sequence[Assignment]) -> dict[tuple[int, datetime], Trip]:
        numbers = {assignment.train_number for assignment in assignments}
        starts = {assignment.start_date for assignment in assignments}
        query = select(Trip).where(Trip.train_number.in_(numbers), Trip.start_date.in_(starts)).options(*WHOLE)
        return {(trip.train_number, trip.start_date): trip for trip in await self._session.scalars(query)}

    async def _read(
        self, assignment: Assignment, trips: dict[tuple[int, datetime], Trip] | None = None
    ) -> AssignmentRead:
        known = await self._trips_of([assignment]) if trips is None else trips
        trip = known.get((assignment.train_number, assignment.start_date))
        return AssignmentRead(
            id=assignment.id,
            train_number=assignment.train_number,
            wagon_number=assignment.wagon_number,
            start_date=assignment.start_date,
            station=await self._station(assignment, trip),
            trip=trip and TripRead.model_validate(trip),
        )

    async def _station(self, assignment: Assignment, trip: Trip | None) -> StationRead | None:
        if assignment.station_id is not None:
            return StationRead.model_validate(await self._session.get_one(Station, assignment.station_id))
        if trip is None:
            return None
        here = current_stop([stop.expected_arrival for stop in trip.stops], datetime.now(UTC))
        return StationRead.model_validate(trip.stops[here].station)
