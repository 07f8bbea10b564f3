"""The railway around the kiosk: a late train, a seat bought on the web, an alarm, a passenger who leaves for good."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import uuid4

import httpx

from provodnik.clients.base_trips import BaseTripsClient
from provodnik.clients.base_users import BaseUsersClient
from provodnik.clients.monitoring import MonitoringClient
from provodnik.contracts.monitoring_cameras import CameraWrite
from provodnik.contracts.monitoring_events import MonitoringEvent
from provodnik.contracts.monitoring_incidents import IncidentKind, IncidentOpen, IncidentState, IncidentUpdate
from provodnik.contracts.passengers import OwnTicket, SeatPurchase
from provodnik.contracts.people import Role
from provodnik.contracts.tickets import SeatTaken
from provodnik.contracts.trips import DelaysWrite, StopDelay
from provodnik.contracts.wagons import WagonKind
from standalone.demo.cast import WAGON, Cast
from standalone.demo.passenger import Person
from standalone.demo.report import Report
from standalone.demo.stacks import DemoStack
from standalone.portraits import as_file, astronaut, before_camera

LATE_MINUTES: Final = 25
ALARM_SECONDS: Final = 10


@dataclass
class RailwaySide:
    report: Report
    stack: DemoStack
    cast: Cast
    person: Person
    http: httpx.AsyncClient

    async def play(self) -> None:
        await self._late()
        await self._buys()
        await self._alarm()
        await self._leaves_for_good()

    async def _late(self) -> None:
        async with self.report.step("the train is late: the kiosk says so by itself") as step:
            trip = self.cast.trips.today
            late = [StopDelay(position=n, minutes=LATE_MINUTES) for n in range(len(trip.stops))]
            await self.cast.admin.set_delays(trip.id, DelaysWrite(stops=late))
            await self.person.sees("Welcome", called="WelcomeLate")
            step.detail = f"{LATE_MINUTES} minutes at every stop"

    async def _buys(self) -> None:
        async with self.report.step("a passenger finds a free berth on the web, buys it, and boards with it") as step:
            ticket = await self._buy_a_berth("Николай Ростов")
            await self.person.presents(ticket.code)
            await self.person.sees("Accepted")
            await self.person.leaves()
            step.detail = f"wagon {ticket.wagon_number}, place {ticket.place_number}, {ticket.from_.name_ru}"
        async with self.report.step("somebody else wants the same berth: sold already") as step:
            try:
                await self._passenger("Фёдор Долохов").buy(_purchase(ticket))
            except SeatTaken as refusal:
                step.detail = str(refusal)
            else:
                raise AssertionError("the seat was sold twice")

    async def _alarm(self) -> None:
        async with self.report.step("a robot sees a fight: the security terminal hears of it, with a picture") as step:
            robot = await self.cast.another_robot(self.http)
            terminal = MonitoringClient(self.http, self.stack.tokens(Role.SECURITY, "Дежурный Петров"))
            camera = await terminal.add_camera(
                CameraWrite(robot_id=robot.id, name="Тамбур", place="Вагон 5, у входа", enabled=True)
            )
            async with aclosing(terminal.events()) as events:
                heard = asyncio.create_task(_first(events, "incident.opened"))
                await asyncio.sleep(0.5)
                began = time.monotonic()
                incident = await robot.client.open_incident(
                    IncidentOpen(
                        id=uuid4(),
                        assignment_id=robot.assignment.id,
                        camera_id=camera.id,
                        kind=IncidentKind.VIOLENCE,
                        started_at=datetime.now(UTC),
                        score=0.91,
                        frames=(as_file(before_camera(astronaut().seen)),),
                    )
                )
                await asyncio.wait_for(heard, ALARM_SECONDS)
            milliseconds = (time.monotonic() - began) * 1000
            seen = await terminal.incident(incident.id)
            picture = await terminal.frame(incident.id, seen.frames[0].id)
            step.detail = f"after {milliseconds:.0f} ms; a picture of {len(picture) // 1000} kB, {camera.name}"
        async with self.report.step("the operator takes it up, the robot closes it: both are told") as step:
            await terminal.acknowledge(incident.id)
            closing = IncidentUpdate(
                update_id=uuid4(), state=IncidentState.CLOSED, score=0.4, ended_at=datetime.now(UTC)
            )
            await robot.client.update_incident(incident.id, closing)
            seen = await terminal.incident(incident.id)
            step.detail = ", ".join(f"{told.kind} by {told.by or 'the robot'}" for told in seen.history)

    async def _leaves_for_good(self) -> None:
        async with self.report.step("a passenger reads all that is held about them, and has it erased") as step:
            nikolai = self._passenger("Николай Ростов")
            held = (await nikolai.data()).sections
            await nikolai.erase()
            after = (await nikolai.data()).sections
            if after["tickets"]:
                raise AssertionError("a ticket outlived its passenger")
            step.detail = f"{sum(map(len, held.values()))} records in {len(held)} kinds; no ticket afterwards"

    async def _buy_a_berth(self, name: str) -> OwnTicket:
        trip = self.cast.trips.today
        first, last = trip.stops[0].station.id, trip.stops[-1].station.id
        trips = BaseTripsClient(self.http, self.stack.tokens(Role.PASSENGER, name))
        seats = await trips.seats(trip.id, first, last)
        wagon = next(wagon for wagon in seats.wagons if wagon.number == WAGON)
        free = [place.number for place in wagon.plan.places if place.number not in wagon.taken]
        if wagon.plan.kind is WagonKind.RESTAURANT or not free:
            raise AssertionError("no berth is free in the robot's wagon")
        return await self._passenger(name).buy(
            SeatPurchase(
                purchase_id=uuid4(),
                train_number=trip.train_number,
                wagon_number=WAGON,
                place_number=free[-1],
                station_id=first,
                destination=last,
                date=trip.start_date,
                start_date=trip.start_date,
            )
        )

    def _passenger(self, name: str) -> BaseUsersClient:
        return BaseUsersClient(self.http, self.stack.tokens(Role.PASSENGER, name))


def _purchase(ticket: OwnTicket) -> SeatPurchase:
    return SeatPurchase(
        purchase_id=uuid4(),
        train_number=ticket.train_number,
        wagon_number=ticket.wagon_number,
        place_number=ticket.place_number,
        station_id=ticket.from_.id,
        destination=ticket.to.id,
        date=ticket.departure,
        start_date=ticket.start_date,
    )


async def _first(events: AsyncIterator[MonitoringEvent], kind: str) -> MonitoringEvent:
    return await anext(event async for event in events if event.kind == kind)
