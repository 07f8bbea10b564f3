"""Boarding by face, as the scenario goes on: real faces before the kiosk's camera, and every way that it can end."""

import asyncio
from dataclasses import dataclass
from typing import Final

from PIL import Image

from standalone.demo.cast import Cast
from standalone.demo.passenger import Person
from standalone.demo.report import Report
from standalone.demo.stacks import DemoStack
from standalone.portraits import Portrait, astronaut, before_camera, londoners, worn

# Until the server has noticed that face_server went or came, and the kiosk that the server has.
NOTICED_SECONDS: Final = 20
NEARLY_DARK: Final = 0.07


@dataclass
class ByFace:
    report: Report
    stack: DemoStack
    cast: Cast
    person: Person

    async def play(self) -> None:
        portraits = londoners(2) or [astronaut()]
        passenger, stranger = portraits[0], portraits[-1]
        if len(portraits) == 1:  # the only face there is: hers are both parts, and she is a stranger first
            await self._stranger(stranger)
            await self._accepted(passenger)
        else:
            await self._accepted(passenger)
            await self._stranger(stranger)
        await self._guided(passenger, stranger)
        await self._server_killed(passenger)
        await self._withdrawn(passenger)

    async def _accepted(self, passenger: Portrait) -> None:
        async with self.report.step("a passenger who agreed to it looks into the camera: accepted by face") as step:
            user = await self.cast.enrol_face("Ирина Соколова", passenger.enrolled, worn(passenger.enrolled, seed=1))
            await self.cast.ticket_for(user)
            await self.person.looks(before_camera(worn(passenger.seen, seed=2)))
            await self.person.sees("Accepted")
            await self.person.leaves()
            (check, *_) = (await self.cast.admin.checks()).items
            step.detail = f"another picture than the enrolled ones; recorded as evidence: {check.evidence}"

    async def _stranger(self, stranger: Portrait) -> None:
        async with self.report.step("a stranger looks into the camera: not known, the code will do") as step:
            await self.person.looks(before_camera(worn(stranger.seen, seed=3)))
            await self._is_unknown()
            step.detail = "UnknownFace"

    async def _guided(self, one: Portrait, other: Portrait) -> None:
        async with self.report.step("two people at once: one at a time, please; nothing is sent") as step:
            before = await self._checks()
            await self._is_advised(before_camera(one.seen, other.seen), "one_at_a_time")
            step.detail = f"{await self._checks() - before} checks made"
        async with self.report.step("too dark: turn towards the light") as step:
            await self._is_advised(before_camera(one.seen, light=NEARLY_DARK), "light")
            step.detail = "light"

    async def _is_unknown(self) -> None:
        await self.person.sees("UnknownFace")
        await self._goes_home()

    async def _goes_home(self) -> None:
        """By way of the code, which is always open."""
        self.person.holds(None)
        await self.person.touches("code")
        await self.person.sees("ScanTicket")
        await self.person.touches("back")
        await self.person.sees("Welcome")

    async def _is_advised(self, picture: Image.Image, hint: str) -> None:
        person = self.person
        await person.looks(picture)
        await person.sees("LookIntoCamera", called=f"LookIntoCamera-{hint}", hint=hint)
        await self._goes_home()

    async def _server_killed(self, passenger: Portrait) -> None:
        person = self.person
        async with self.report.step("face_server killed while a passenger looks: told so, the code works") as step:
            ticket = await self.cast.ticket("Константин")
            await person.looks(None)
            await asyncio.to_thread(self.stack.kill_faces)
            person.holds_picture(before_camera(worn(passenger.seen, seed=4)))
            await person.sees("FacesAway", seconds=NOTICED_SECONDS)
            await person.touches("code")
            await person.sees("ScanTicket")
            person.holds(ticket.code)
            await person.sees("Accepted")
            await person.leaves()
            step.detail = "FacesAway, then accepted by code"
        async with self.report.step("face_server is started again: faces work again") as step:
            await asyncio.to_thread(self.stack.start_faces)
            await self.cast.ticket_for(self.cast.passenger_by_face)
            await person.looks(before_camera(worn(passenger.seen, seed=5)), seconds=NOTICED_SECONDS)
            await person.sees("Accepted")
            await person.leaves()
            step.detail = "the gallery was loaded again"

    async def _withdrawn(self, passenger: Portrait) -> None:
        async with self.report.step("a passenger withdraws their consent: their face is not known any more") as step:
            user = self.cast.passenger_by_face
            await self.cast.ticket_for(user)
            await self.cast.admin.erase_face(user)
            await self.person.looks(before_camera(worn(passenger.seen, seed=6)))
            await self._is_unknown()
            face = await self.cast.admin.face(user)
            step.detail = f"{face.photographs} photographs left, erasure pending: {face.erasure_pending}"

    async def _checks(self) -> int:
        return (await self.cast.admin.checks()).total
