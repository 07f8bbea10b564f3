import asyncio
import stat
from collections.abc import Awaitable
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from provodnik.contracts.checks import TicketValidation
from robot.kept.folder import KeptFolder
from robot.testing import CODE
from robot.tickets.kept_checks import REMEMBERED_SECONDS, KeptCheck, KeptChecks

HERE = uuid4()


class Now:
    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


class Kiosk:
    """The kept checks of one kiosk, which can crash and start again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.now = Now()
        self._starts()

    def _starts(self) -> None:
        self.disk = KeptFolder(self._folder, KeptCheck)
        self.checks = KeptChecks(self.disk, self.now)

    def restarts(self) -> None:
        """What was being written is written: a crash in the midst of it is another test's."""
        self.disk.close()
        self._starts()

    @property
    def files(self) -> list[Path]:
        return sorted(self._folder.iterdir())


@pytest.fixture
def kiosk(tmp_path: Path) -> Kiosk:
    return Kiosk(tmp_path / "checks")


async def test_a_check_is_on_the_disk_before_anybody_goes_on(kiosk: Kiosk) -> None:
    check = kiosk.checks.of(CODE, HERE)
    assert kiosk.files == []

    await kiosk.checks.keep(check)

    (file,) = kiosk.files
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert KeptCheck.model_validate_json(file.read_bytes()).check == check


async def test_the_same_code_gets_the_same_check_until_its_answer_was_told(kiosk: Kiosk) -> None:
    check = kiosk.checks.of(CODE, HERE)
    await kiosk.checks.keep(check)

    assert kiosk.checks.of(CODE, HERE) == check
    kiosk.checks.accepted(check)
    assert kiosk.checks.of(CODE, HERE) == check
    kiosk.checks.forget(check)
    assert kiosk.checks.of(CODE, HERE).check_id != check.check_id


async def test_a_check_outlives_the_kiosk(kiosk: Kiosk) -> None:
    check = kiosk.checks.of(CODE, HERE)
    await kiosk.checks.keep(check)

    kiosk.restarts()

    assert kiosk.checks.unanswered() == [check]
    assert kiosk.checks.of(CODE, HERE) == check


async def test_a_check_made_for_where_the_robot_was_is_still_the_one_to_ask(kiosk: Kiosk) -> None:
    check = kiosk.checks.of(CODE, HERE)
    await kiosk.checks.keep(check)

    assert kiosk.checks.of(CODE, uuid4()) == check


@pytest.mark.parametrize(("later", "remembered"), [(REMEMBERED_SECONDS - 1, True), (REMEMBERED_SECONDS + 1, False)])
async def test_an_accepted_check_that_nobody_was_told_of_waits_ten_minutes_for_its_passenger(
    kiosk: Kiosk,
    later: float,
    remembered: bool,  # noqa: FBT001
) -> None:
    check = kiosk.checks.of(CODE, HERE)
    await kiosk.checks.keep(check)
    kiosk.checks.accepted(check)
    assert kiosk.checks.unanswered() == []

    kiosk.restarts()
    kiosk.now.seconds += later

    assert (kiosk.checks.of(CODE, HERE) == check) is remembered


async def test_neither_the_passenger_nor_the_answer_is_written_down(kiosk: Kiosk) -> None:
    check = kiosk.checks.of(CODE, HERE)
    await kiosk.checks.keep(check)
    kiosk.checks.accepted(check)
    kiosk.disk.close()

    (file,) = kiosk.files
    assert set(KeptCheck.model_validate_json(file.read_bytes()).model_dump()) == {"check", "accepted_at"}


async def test_what_was_told_leaves_nothing_on_the_disk(kiosk: Kiosk) -> None:
    check = kiosk.checks.of(CODE, HERE)
    await kiosk.checks.keep(check)

    kiosk.checks.forget(check)
    kiosk.disk.close()

    assert kiosk.files == []


async def test_a_disk_that_refuses_keeps_the_check_from_being_sent(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("robot.kept.files.os.fsync", full)
    check = kiosk.checks.of(CODE, HERE)

    with pytest.raises(OSError, match="No space left"):
        await kiosk.checks.keep(check)

    assert kiosk.checks.unanswered() == []
    assert kiosk.files == [], "no half written file stays"


async def test_a_file_damaged_by_the_disk_is_set_aside_and_told_without_its_content(
    kiosk: Kiosk, caplog: pytest.LogCaptureFixture
) -> None:
    check = kiosk.checks.of(CODE, HERE)
    await kiosk.checks.keep(check)
    (file,) = kiosk.files
    file.write_text(f'{{"check": {{"code": "{CODE}", ')

    kiosk.restarts()

    assert kiosk.checks.unanswered() == []
    assert [file.suffix for file in kiosk.files] == [".damaged"]
    assert str(file) in caplog.text
    assert CODE not in caplog.text


CODES = st.sampled_from([f"{CODE[:-1]}{last}" for last in "ABC"])


class History(RuleBasedStateMachine):
    """Whatever happens, in whatever order: a code that the server may have accepted keeps its check until told."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.kiosk = Kiosk(Path(self.folder.name) / "checks")
        self.sent: dict[str, UUID] = {}

    @rule(code=CODES, here=st.uuids())
    def scans(self, code: str, here: UUID) -> None:
        check = self.kiosk.checks.of(code, here)
        assert self.sent.setdefault(code, check.check_id) == check.check_id
        run(self.kiosk.checks.keep(check))

    @rule(code=CODES)
    def is_accepted(self, code: str) -> None:
        if check := self._kept(code):
            self.kiosk.checks.accepted(check)

    @rule(code=CODES)
    def is_told(self, code: str) -> None:
        if check := self._kept(code):
            self.kiosk.checks.forget(check)
            del self.sent[code]

    @rule()
    def crashes(self) -> None:
        self.kiosk.restarts()

    @rule(seconds=st.floats(0, REMEMBERED_SECONDS / 100))
    def time_passes(self, seconds: float) -> None:
        self.kiosk.now.seconds += seconds

    def _kept(self, code: str) -> TicketValidation | None:
        return self.kiosk.checks.of(code, HERE) if code in self.sent else None

    def teardown(self) -> None:
        self.kiosk.disk.close()
        self.folder.cleanup()


TestHistory = History.TestCase
# Fewer than a hundred steps of time never add up to the ten minutes after which an accepted check may be forgotten.
TestHistory.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)


def run(awaitable: Awaitable[None]) -> None:
    async def wait() -> None:
        await awaitable

    asyncio.run(wait())
