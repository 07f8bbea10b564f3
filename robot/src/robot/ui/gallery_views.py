"""Believable views of every kind, long names and ill-meant ones among them."""

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from provodnik.contracts.faces import FaceBoarding
from provodnik.contracts.stations import StationRead
from robot.states.views import (
    Accepted,
    AlreadyUsed,
    CameraMissing,
    Canceled,
    Checking,
    FacesAway,
    FaceUnanswered,
    FaceUnclear,
    Header,
    HelpCalled,
    LookHint,
    LookIntoCamera,
    NoConnection,
    NotAssigned,
    NotEnrolled,
    Place,
    ScanHint,
    ScanTicket,
    ServiceTrouble,
    StillThere,
    UnknownFace,
    UnknownTicket,
    View,
    Welcome,
    WrongDate,
    WrongStation,
    WrongTrain,
    WrongWagon,
)
from robot.ui.camera_view import Frame

NOW: Final = datetime(2026, 11, 24, 18, 4, tzinfo=UTC)
HEADER: Final = Header(train="020У", wagon=5, time_zone="Europe/Moscow", ahead=0)
LONG_HEADER: Final = Header(train="142/141", wagon=17, time_zone="Asia/Kamchatka", ahead=0)


def _station(key: str, name_ru: str, name_en: str, zone: str = "Europe/Moscow") -> StationRead:
    return StationRead(id=key, name_ru=name_ru, name_en=name_en, time_zone=zone)


def _place(station: StationRead, day: int, hour: int, minute: int) -> Place:
    return Place(station, datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(station.time_zone)))


MOSCOW: Final = _station("2006004", "Москва", "Moscow")
TVER: Final = _station("2004600", "Тверь", "Tver")
PETERSBURG: Final = _station("2004001", "Санкт-Петербург", "Saint Petersburg")
LONG: Final = _station("2044700", "Петропавловск-Камчатский", "Petropavlovsk-Kamchatsky", "Asia/Kamchatka")
LONGER: Final = _station("2030300", "Екатеринбург-Пассажирский", "Yekaterinburg-Passazhirsky", "Asia/Yekaterinburg")
LEAVES: Final = _place(MOSCOW, 24, 21, 30)
ARRIVES: Final = _place(PETERSBURG, 25, 6, 12)
LATE: Final = Place(MOSCOW, _place(MOSCOW, 24, 21, 55).at, LEAVES.at)
LATE_THERE: Final = Place(PETERSBURG, _place(PETERSBURG, 25, 7, 32).at, ARRIVES.at)
FAR: Final = _place(LONG, 30, 23, 55)
MIDWAY: Final = _place(LONGER, 25, 4, 40)
FAR_LATE: Final = Place(LONG, _place(LONG, 30, 23, 59).at, FAR.at)
MIDWAY_LATE: Final = Place(LONGER, _place(LONGER, 25, 16, 40).at, MIDWAY.at)
MARKUP: Final = "<img src=x><b>Анна</b>"


def _accepted(name: str, *, here: bool = True) -> Accepted:
    return Accepted(name, wagon=5 if here else 6, place=12, here=here, origin=LEAVES, destination=ARRIVES)


VIEWS: Final[dict[str, View]] = {
    "welcome": Welcome(LEAVES, ARRIVES, LEAVES),
    "welcome-faces": Welcome(LEAVES, ARRIVES, LEAVES, by_face=True),
    "welcome-midway": Welcome(LEAVES, FAR, MIDWAY),
    "welcome-delayed": Welcome(LATE, LATE_THERE, LATE),
    "welcome-midway-delayed": Welcome(LATE, FAR_LATE, MIDWAY_LATE),
    "welcome-unknown": Welcome(None, None, None),
    "scan": ScanTicket(),
    "scan-not-a-ticket": ScanTicket(ScanHint.NOT_A_TICKET),
    "scan-unreadable": ScanTicket(ScanHint.UNREADABLE),
    "scan-faces": ScanTicket(faces=FaceBoarding.ON),
    "scan-faces-unreadable": ScanTicket(ScanHint.UNREADABLE, FaceBoarding.ON),
    "scan-faces-away": ScanTicket(faces=FaceBoarding.UNAVAILABLE),
    "look": LookIntoCamera(),
    **{f"look-{hint.value.replace('_', '-')}": LookIntoCamera(hint) for hint in LookHint},
    "camera-missing": CameraMissing(),
    "checking": Checking(),
    "checking-face": Checking(by_face=True),
    "accepted": _accepted("Анна"),
    "accepted-elsewhere": _accepted("Игорь", here=False),
    "accepted-long": Accepted(
        "Константинопольская Александра-Виктория", 17, 108, here=True, origin=MIDWAY, destination=FAR
    ),
    "accepted-delayed": Accepted("Анна", 5, 12, here=True, origin=LATE, destination=LATE_THERE),
    "accepted-markup": _accepted(MARKUP),
    "wrong-wagon": WrongWagon(wagon=7, here=5),
    "wrong-wagon-next": WrongWagon(wagon=4, here=5),
    "wrong-wagon-far": WrongWagon(wagon=17, here=2),
    "wrong-wagon-back": WrongWagon(wagon=1, here=12),
    "already-used": AlreadyUsed(datetime(2026, 11, 24, 21, 2, tzinfo=ZoneInfo("Europe/Moscow")), 5, by_this_robot=True),
    "already-used-elsewhere": AlreadyUsed(
        datetime(2026, 11, 23, 23, 58, tzinfo=ZoneInfo("Europe/Moscow")), 17, by_this_robot=False
    ),
    "wrong-train": WrongTrain("016А", LEAVES),
    "wrong-train-long": WrongTrain("142/141", FAR),
    "wrong-train-named": WrongTrain("016А «Арктика»", LEAVES),
    "wrong-train-untold": WrongTrain("20", Place(MOSCOW, None)),
    "wrong-date": WrongDate("020У", _place(MOSCOW, 28, 21, 30)),
    "wrong-date-long": WrongDate("142/141", FAR),
    "wrong-date-untold": WrongDate("20", Place(MOSCOW, None)),
    "wrong-station": WrongStation(TVER),
    "wrong-station-long": WrongStation(LONGER),
    "wrong-station-unknown": WrongStation(None),
    "canceled": Canceled(),
    "unknown-ticket": UnknownTicket(),
    "unknown-face": UnknownFace(),
    "face-unclear": FaceUnclear(),
    "faces-away": FacesAway(),
    "face-unanswered": FaceUnanswered(connected=False),
    "face-trouble": FaceUnanswered(connected=True),
    "no-connection": NoConnection(),
    "service-trouble": ServiceTrouble(),
    "not-enrolled": NotEnrolled(),
    "not-assigned": NotAssigned("4be37e3a-0c63-4e5a-9d34-4bb0a0f7a1c2"),
    "help-called": HelpCalled(sent=True),
    "help-kept": HelpCalled(sent=False),
    "still-there": StillThere(seconds_left=21),
}

# What lies beneath a view that is shown over another one.
BENEATH: Final[dict[str, str]] = {"still-there": "accepted"}
# Shown also with the reason for the waiting.
PATIENT: Final = ("checking", "checking-face")


def picture(*, code: bool) -> Frame:
    """What a camera might see, 640 x 480 BGR: a dim carriage and somebody, who may be holding up a code."""
    rows, columns = np.mgrid[0:480, 0:640].astype(np.float32)
    light = 60 + 50 * np.exp(-(((columns - 420) / 260) ** 2 + ((rows - 120) / 200) ** 2))
    frame = np.stack([light * 1.05, light, light * 0.92], axis=-1)
    body = ((columns - 325) / 170) ** 2 + ((rows - 430) / 250) ** 2 < 1
    size, middle = (1, 92) if code else (1.7, 190)
    head = ((columns - 325) / (58 * size)) ** 2 + ((rows - middle) / (76 * size)) ** 2 < 1
    frame[body] = (96, 72, 58)
    frame[head] = (128, 152, 190)
    if code:
        _draw_code(frame)
    return np.clip(frame, 0, 255).astype(np.uint8)


def _draw_code(frame: NDArray[np.float32]) -> None:
    frame[165:335, 250:390] = (232, 236, 238)
    rng = np.random.default_rng(7)
    frame[197:302, 268:373] = np.kron(rng.integers(0, 2, (21, 21)), np.ones((5, 5)))[..., None] * 205 + 30
