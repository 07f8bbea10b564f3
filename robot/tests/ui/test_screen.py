"""The screen as states and passengers know it: touched by real events, read from what is drawn."""

import asyncio
import gc
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import qasync
from PySide6.QtCore import QCoreApplication, QEvent, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlError, QQmlExpression, qmlContext
from PySide6.QtQuick import QQuickItem

from robot.states.views import Accepted, Canceled, Checking, Place, ScanTicket, StillThere, Touch, Welcome
from robot.ui.application import KioskWindow, open_window
from robot.ui.gallery_views import ARRIVES, HEADER, LEAVES, LONG, MARKUP, NOW, VIEWS
from robot.ui.look import Look
from robot.ui.words.language import Language

OWN = Look(Language.RU, still=True)
WELCOME = Welcome(None, None, None)


class Seconds:
    """Monotonic time that goes on only when told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def time() -> Seconds:
    return Seconds()


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def kiosk(qapp: QGuiApplication, complaints: list[str], time: Seconds) -> Iterator[KioskWindow]:
    def hear(warnings: list[QQmlError]) -> None:
        complaints.extend(warning.toString() for warning in warnings)

    kiosk = open_window(OWN, QSize(1024, 600), now=lambda: NOW, monotonic=time)
    kiosk.window.engine().warnings.connect(hear)
    kiosk.screen.head(HEADER)
    yield kiosk
    kiosk.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qapp.processEvents()
    assert not complaints


def shown_texts(item: QQuickItem) -> Iterator[QQuickItem]:
    if item.isVisible():
        if item.inherits("QQuickText"):
            yield item
        for child in item.childItems():
            yield from shown_texts(child)


def is_plain(text: QQuickItem) -> bool:
    """PySide6 can't convert the property's own type."""
    context = qmlContext(text)
    assert context is not None
    expression = QQmlExpression(context, text, "textFormat === Text.PlainText")
    value: Any = expression.evaluate()
    return value[0] is True if isinstance(value, tuple) else value is True


def texts(kiosk: KioskWindow) -> list[str]:
    """What can be read, from the back to the front."""
    QCoreApplication.processEvents()
    read = (item for item in shown_texts(kiosk.window.contentItem()) if item.property("name") is None)
    return [str(item.property("text")) for item in read if item.property("text")]


def taps(kiosk: KioskWindow, touch: str) -> bool:
    found = kiosk.tap(touch)
    QCoreApplication.processEvents()
    return found


async def next_touch(kiosk: KioskWindow) -> Touch | None:
    """None where nothing was touched."""
    with suppress(TimeoutError):
        async with asyncio.timeout(0):
            return await kiosk.screen.touch()
    return None


class TestTouches:
    @pytest.mark.parametrize("touch", [Touch.BOARD, Touch.HELP])
    async def test_reach_who_waits_for_them(self, kiosk: KioskWindow, touch: Touch) -> None:
        kiosk.screen.show(WELCOME)
        waiting = asyncio.create_task(kiosk.screen.touch())
        await asyncio.sleep(0)

        assert taps(kiosk, touch)
        assert await waiting is touch

    async def test_of_what_was_shown_before_do_not_count(self, kiosk: KioskWindow) -> None:
        kiosk.screen.show(WELCOME)
        taps(kiosk, "board")
        kiosk.screen.show(Canceled())

        assert await next_touch(kiosk) is None

    async def test_on_their_way_while_the_view_changes_do_not_count(self, kiosk: KioskWindow) -> None:
        kiosk.screen.show(WELCOME)
        serial = kiosk.model.shown["leaf"]["serial"]
        kiosk.screen.show(Canceled())
        kiosk.model.touched.emit(serial, "board")

        assert await next_touch(kiosk) is None

    async def test_who_waits_while_the_view_changes_waits_on(self, kiosk: KioskWindow) -> None:
        kiosk.screen.show(WELCOME)
        waiting = asyncio.create_task(kiosk.screen.touch())
        await asyncio.sleep(0)
        kiosk.screen.show(Canceled())
        taps(kiosk, "help")

        assert await waiting is Touch.HELP

    async def test_twice_in_a_moment_count_once(self, kiosk: KioskWindow) -> None:
        kiosk.screen.show(WELCOME)
        kiosk.tap("board")
        taps(kiosk, "board")

        assert await next_touch(kiosk) is Touch.BOARD
        assert await next_touch(kiosk) is None

    async def test_the_second_of_a_double_tap_does_not_land_on_the_next_view(self, kiosk: KioskWindow) -> None:
        kiosk.screen.show(WELCOME)
        taps(kiosk, "help")
        kiosk.screen.show(Canceled())
        taps(kiosk, "help")

        assert await next_touch(kiosk) is None

    async def test_one_after_the_other_count_each(self, kiosk: KioskWindow, time: Seconds) -> None:
        kiosk.screen.show(WELCOME)
        taps(kiosk, "help")
        assert await next_touch(kiosk) is Touch.HELP

        time.seconds += 1
        taps(kiosk, "board")
        assert await next_touch(kiosk) is Touch.BOARD

    def test_of_what_is_not_there_are_refused(self, kiosk: KioskWindow) -> None:
        kiosk.screen.show(WELCOME)

        assert not taps(kiosk, "done")

    def test_do_not_go_through_a_question(self, kiosk: KioskWindow) -> None:
        kiosk.screen.show(WELCOME)
        kiosk.screen.show(StillThere(9))
        QCoreApplication.processEvents()

        assert not taps(kiosk, "board")
        assert not taps(kiosk, "language")

    async def test_answer_a_question(self, kiosk: KioskWindow) -> None:
        kiosk.screen.show(WELCOME)
        kiosk.screen.show(StillThere(9))
        QCoreApplication.processEvents()
        taps(kiosk, "more_time")

        assert await next_touch(kiosk) is Touch.MORE_TIME


class TestWhatIsShown:
    def test_is_each_view_in_turn_without_a_complaint_of_qml(self, kiosk: KioskWindow, complaints: list[str]) -> None:
        for view in VIEWS.values():
            kiosk.screen.show(view)
            QCoreApplication.processEvents()
            kiosk.window.grabWindow()
            assert not complaints, view

    def test_is_what_lay_beneath_a_question_that_is_answered(self, kiosk: KioskWindow) -> None:
        kiosk.screen.show(Canceled())
        kiosk.screen.show(StillThere(9))
        assert "Вы ещё здесь?" in texts(kiosk)

        kiosk.screen.show(Canceled())
        assert "Вы ещё здесь?" not in texts(kiosk)
        assert "Билет возвращён" in texts(kiosk)

    def test_shows_a_name_of_markup_as_it_is_written_and_asks_for_nothing(self, kiosk: KioskWindow) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.setblocking(False)
            name = MARKUP.replace("src=x", f"src=http://127.0.0.1:{server.getsockname()[1]}/x.png")
            kiosk.screen.show(Accepted(name, 5, 12, here=True, origin=LEAVES, destination=ARRIVES))

            assert f"Здравствуйте, {name}" in texts(kiosk)
            kiosk.window.grabWindow()
            QCoreApplication.processEvents()
            with pytest.raises(BlockingIOError):
                server.accept()

    @pytest.mark.parametrize("name", VIEWS)
    def test_is_plain_text_throughout(self, kiosk: KioskWindow, name: str) -> None:
        kiosk.screen.show(VIEWS[name])
        QCoreApplication.processEvents()

        assert [item.property("text") for item in shown_texts(kiosk.window.contentItem()) if not is_plain(item)] == []

    def test_forgets_a_passenger_that_is_no_longer_shown(self, kiosk: KioskWindow) -> None:
        kiosk.screen.show(VIEWS["accepted-markup"])
        kiosk.screen.show(WELCOME)

        assert "Анна" not in str(kiosk.model.shown)
        assert not [text for text in texts(kiosk) if "Анна" in text]


class TestLanguage:
    def test_changes_what_is_shown_and_not_the_view(self, kiosk: KioskWindow) -> None:
        kiosk.screen.show(Canceled())
        assert "Билет возвращён" in texts(kiosk)
        before = kiosk.model.shown["leaf"]["serial"]

        assert kiosk.toggle_language()
        assert "Ticket returned" in texts(kiosk)
        assert kiosk.model.shown["leaf"]["serial"] == before

        kiosk.toggle_language()
        assert "Билет возвращён" in texts(kiosk)

    @pytest.mark.parametrize(
        "view", [WELCOME, ScanTicket(), Checking(), Canceled()], ids=lambda view: type(view).__name__
    )
    def test_can_be_changed_on_every_screen(
        self, kiosk: KioskWindow, view: Welcome | ScanTicket | Checking | Canceled
    ) -> None:
        kiosk.screen.show(view)
        QCoreApplication.processEvents()

        assert taps(kiosk, "language")
        assert kiosk.screen.look.language is Language.EN

    def test_applies_to_the_names_of_stations(self, kiosk: KioskWindow) -> None:
        kiosk.screen.show(Accepted("Анна", 5, 12, here=True, origin=LEAVES, destination=Place(LONG, None)))
        kiosk.toggle_language()

        assert {"Moscow", "Petropavlovsk-Kamchatsky"} <= set(texts(kiosk))


class TestWipe:
    def test_takes_back_what_the_passenger_has_changed(self, kiosk: KioskWindow) -> None:
        kiosk.screen.show(WELCOME)
        for tool in ("language", "large_text", "high_contrast"):
            taps(kiosk, tool)
        assert kiosk.screen.look == Look(Language.EN, large_text=True, high_contrast=True, still=True)

        kiosk.screen.wipe()

        assert kiosk.screen.look == OWN
        assert "Сесть в\N{NO-BREAK SPACE}поезд" in texts(kiosk)


class TestTheFirstScreen:
    """It waits for ever, so it has to forget by itself."""

    @staticmethod
    def a_minute_passes(kiosk: KioskWindow, time: Seconds, seconds: float = 61) -> None:
        time.seconds += seconds
        kiosk.screen.tick()

    def test_forgets_the_language_that_somebody_left_it_in(self, kiosk: KioskWindow, time: Seconds) -> None:
        kiosk.screen.show(WELCOME)
        taps(kiosk, "language")

        self.a_minute_passes(kiosk, time)

        assert kiosk.screen.look == OWN

    def test_keeps_it_while_somebody_may_be_reading(self, kiosk: KioskWindow, time: Seconds) -> None:
        kiosk.screen.show(WELCOME)
        taps(kiosk, "language")

        self.a_minute_passes(kiosk, time, seconds=30)

        assert kiosk.screen.look.language is Language.EN

    def test_alone_forgets(self, kiosk: KioskWindow, time: Seconds) -> None:
        kiosk.screen.show(ScanTicket())
        taps(kiosk, "language")

        self.a_minute_passes(kiosk, time)

        assert kiosk.screen.look.language is Language.EN


class TestHead:
    def test_tells_the_train_and_the_servers_time(self, kiosk: KioskWindow) -> None:
        kiosk.screen.show(WELCOME)
        assert {"Поезд 020У", "Вагон\N{NO-BREAK SPACE}5", "21:04"} <= set(texts(kiosk))

        ahead = timedelta(minutes=3).total_seconds()
        kiosk.screen.head(type(HEADER)(HEADER.train, HEADER.wagon, HEADER.time_zone, ahead))
        assert "21:07" in texts(kiosk)

    def test_tells_nothing_where_the_robot_is_nowhere(self, kiosk: KioskWindow) -> None:
        kiosk.screen.head(None)
        kiosk.screen.show(WELCOME)

        assert not [text for text in texts(kiosk) if "Поезд" in text or ":" in text]


def test_a_timer_of_the_event_loop_takes_no_reference_to_none_with_it(qapp: QGuiApplication) -> None:
    """PySide6 6.12 on Python 3.11 drops two a time, and aborts after some thousands."""
    loop = qasync.QEventLoop(qapp)

    async def naps() -> int:
        gc.collect()  # what earlier tests left holds some, too
        before = sys.getrefcount(None)
        for _ in range(2000):
            await asyncio.sleep(0.00001)
        gc.collect()
        return sys.getrefcount(None) - before

    try:
        assert abs(loop.run_until_complete(naps())) < 1000
    finally:
        loop.close()
        asyncio.set_event_loop(None)
