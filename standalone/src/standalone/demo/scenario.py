"""The boarding scenario. Every step goes through the kiosk: its camera, its screen, its console."""

import asyncio
from dataclasses import dataclass

import httpx
import numpy as np
from PIL import Image

from provodnik.contracts.ticket_code import new_ticket_code
from provodnik.contracts.tickets import TicketRead
from provodnik.testing.link import Link
from standalone.demo.by_face import ByFace
from standalone.demo.cast import LOGIN, OTHER_WAGON, PASSWORD, Cast
from standalone.demo.passenger import Person
from standalone.demo.railway import RailwaySide
from standalone.demo.report import Report, Step
from standalone.demo.shopping import Shopping
from standalone.demo.stacks import DemoStack
from standalone.enrolment import KioskConsole
from standalone.passenger import camera_picture


@dataclass
class Scenario:
    report: Report
    stack: DemoStack
    cast: Cast
    person: Person
    console: KioskConsole
    link: Link

    async def play(self) -> None:
        await self._set_up()
        used = await self._accepted()
        await self._refusals(used)
        await self._no_tickets()
        await self._lost_answer()
        await self._server_away()
        await ByFace(self.report, self.stack, self.cast, self.person).play()
        trusted = self.stack.trusted or True
        async with httpx.AsyncClient(base_url=self.stack.gateway_url, verify=trusted) as http:
            await RailwaySide(self.report, self.stack, self.cast, self.person, http).play()
            await Shopping(self.report, self.stack, self.cast, http).play()
        await self._help()
        await self._idle()

    async def _set_up(self) -> None:
        async with self.report.step("a new kiosk asks to be enrolled"):
            await self.person.sees("NotEnrolled", seconds=30)
        async with self.report.step(
            "an engineer enrols it on its console; it signs in by challenge and response"
        ) as step:
            await self.cast.engineer()
            self.console.types("enrol", LOGIN, PASSWORD.get_secret_value())
            await self.person.sees("NotAssigned", seconds=20)
            (robot,) = (await self.cast.admin.robots()).items
            step.detail = f"{robot.key_algorithm} key, robot {robot.id}"
        async with self.report.step("it is assigned to a train, and welcomes passengers") as step:
            await self.cast.put_robot_in_place()
            await self.person.sees("Welcome")
            step.detail = f"train {self.cast.trips.today.label}, wagon 5"

    async def _accepted(self) -> TicketRead:
        ticket = await self.cast.ticket("Анна Смирнова")
        async with self.report.step("a good code: accepted") as step:
            await self._presents_and_sees(ticket.code, "Accepted", step)
        return ticket

    async def _refusals(self, used: TicketRead) -> None:
        trips = self.cast.trips
        async with self.report.step("the same code again: already used, when and where") as step:
            await self._presents_and_sees(used.code, "AlreadyUsed", step)
        other_wagon = await self.cast.ticket("Борис", wagon=OTHER_WAGON)
        async with self.report.step("a ticket for another wagon: which one") as step:
            await self._presents_and_sees(other_wagon.code, "WrongWagon", step)
        other_train = await self.cast.ticket("Вера", trip=trips.other)
        async with self.report.step("a ticket for another train") as step:
            await self._presents_and_sees(other_train.code, "WrongTrain", step)
        other_day = await self.cast.ticket("Глеб", trip=trips.later)
        async with self.report.step("a ticket for another day") as step:
            await self._presents_and_sees(other_day.code, "WrongDate", step)
        other_station = await self.cast.ticket("Дарья", boards_at=1)
        async with self.report.step("a ticket from another station") as step:
            await self._presents_and_sees(other_station.code, "WrongStation", step)
        canceled = await self.cast.ticket("Егор")
        await self.cast.admin.cancel_ticket(canceled.id)
        async with self.report.step("a canceled ticket") as step:
            await self._presents_and_sees(canceled.code, "Canceled", step)
        async with self.report.step("a ticket's code that nobody issued: unknown") as step:
            await self._presents_and_sees(new_ticket_code(), "UnknownTicket", step)

    async def _no_tickets(self) -> None:
        person = self.person
        async with self.report.step("a code of something else: no ticket, and the kiosk goes on looking") as step:
            await person.presents("https://example.org/menu")
            await person.sees("ScanTicket", called="NotATicket")
            person.holds(None)
            step.detail = "the server was not asked"
        async with self.report.step("rubbish: a torn code can't be read, and the kiosk says so") as step:
            await person.touches("back")
            await person.sees("Welcome")
            await person.touches("board")
            await person.sees("ScanTicket")
            person.holds_picture(torn(camera_picture(new_ticket_code())))
            await person.sees("ScanTicket", called="Unreadable")
            person.holds(None)
            await person.touches("back")
            await person.sees("Welcome")
            step.detail = "nothing was sent"

    async def _lost_answer(self) -> None:
        ticket = await self.cast.ticket("Жанна")
        async with self.report.step("an answer lost on the way: asked again under its id, and let in") as step:
            await self.person.touches("board")
            await self.person.sees("ScanTicket")
            self.link.loses_answers = True
            self.person.holds(ticket.code)
            await self.person.sees("NoConnection", seconds=20)
            used = (await self.cast.admin.ticket(ticket.id)).used
            if not used:
                raise AssertionError("the server has not used the ticket")
            self.link.loses_answers = False
            await self.person.sees("Accepted", seconds=20)
            await self.person.leaves()
            step.detail = "the server had used the ticket at the first try"

    async def _server_away(self) -> None:
        ticket = await self.cast.ticket("Захар")
        async with self.report.step("the server stopped and started again in the middle: recovered") as step:
            await asyncio.to_thread(self.stack.stop_services)
            await self.person.presents(ticket.code)
            await self.person.sees("NoConnection", seconds=20)
            await asyncio.to_thread(self.stack.start_services)
            await self.person.sees("Accepted", seconds=30)
            await self.person.leaves()
            step.detail = "no connection, then accepted"

    async def _help(self) -> None:
        async with self.report.step("a passenger calls the attendant") as step:
            await self.person.touches("help")
            await self.person.sees("HelpCalled")
            await self.person.leaves()
            calls = (await self.cast.admin.help_calls()).items
            step.detail = f"{len(calls)} call, wagon {calls[0].wagon_number}"

    async def _idle(self) -> None:
        async with self.report.step("an idle passenger: warned, given more time, warned again, and wiped") as step:
            await self.person.touches("board")
            await self.person.sees("ScanTicket")
            await self.person.sees("StillThere", seconds=30)
            await self.person.touches("more_time")
            await self.person.sees("StillThere", seconds=30)
            await self.person.sees("Welcome", seconds=30)
            step.detail = "back at the welcome"

    async def _presents_and_sees(self, code: str, view: str, step: Step) -> None:
        await self.person.presents(code)
        seen = await self.person.sees(view)
        step.detail = seen.view
        await self.person.leaves()


def torn(picture: Image.Image) -> Image.Image:
    """With a hole in the middle of the code: its corners are found, its content can't be read."""
    pixels = np.asarray(picture).copy()
    height, width = pixels.shape[:2]
    hole = (slice(int(height * 0.4), int(height * 0.6)), slice(int(width * 0.3), int(width * 0.7)))
    noise = np.random.default_rng(20).integers(0, 2, pixels[hole].shape[:2], dtype=np.uint8) * 255
    pixels[hole] = noise[..., None]
    return Image.fromarray(pixels)
