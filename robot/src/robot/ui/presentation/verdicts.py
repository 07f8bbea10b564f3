"""What the server says about a ticket."""

from typing import Final

from robot.states.views import (
    Accepted,
    AlreadyUsed,
    Canceled,
    Touch,
    UnknownTicket,
    WrongDate,
    WrongStation,
    WrongTrain,
    WrongWagon,
)
from robot.ui.presentation.pages import Action, Fact, Icon, Tone, VerdictPage, Wagon
from robot.ui.presentation.telling import Telling

_STRIP: Final = 7  # wagons that can be drawn side by side


def accepted(view: Accepted, telling: Telling) -> VerdictPage:
    say = telling.words.say
    return VerdictPage(
        tone=Tone.GOOD,
        icon=Icon.CHECK,
        verdict=say("accepted-verdict"),
        fact=Fact(
            value=str(view.place),
            above=say("accepted-place"),
            below=say("accepted-here" if view.here else "accepted-elsewhere", wagon=view.wagon),
        ),
        title=say("accepted-title", name=view.name),
        text=say("accepted-text"),
        stops=(
            telling.stop(view.origin, note=telling.scheduled(view.origin), filled=True),
            telling.stop(view.destination, note=telling.scheduled(view.destination)),
        ),
        actions=(Action(Touch.DONE, say("action-done"), primary=True),),
    )


def wrong_wagon(view: WrongWagon, telling: Telling) -> VerdictPage:
    say = telling.words.say
    return VerdictPage(
        tone=Tone.WARN,
        icon=Icon.ARROW_RIGHT if view.wagon > view.here else Icon.ARROW_LEFT,
        verdict=say("wrong-wagon-verdict"),
        fact=Fact(
            value=str(view.wagon),
            above=say("wrong-wagon-above"),
            below=say("wrong-wagon-below", count=abs(view.wagon - view.here)),
        ),
        title=say("wrong-wagon-title", wagon=view.wagon),
        text=say("wrong-wagon-text"),
        wagons=wagon_strip(view.here, view.wagon),
        here_label=say("wrong-wagon-here"),
        there_label=say("wrong-wagon-there"),
        actions=(telling.understood(primary=True), telling.help()),
    )


def wagon_strip(here: int, there: int) -> tuple[Wagon, ...]:
    """The wagons from the one to the other, in the order of their numbers; of many the middle is left out."""
    numbers = range(min(here, there), max(here, there) + 1)
    wagons = [Wagon(str(number), here=number == here, there=number == there) for number in numbers]
    if len(wagons) > _STRIP:
        kept = _STRIP // 2
        wagons[kept:-kept] = [Wagon("")]
    return tuple(wagons)


def already_used(view: AlreadyUsed, telling: Telling) -> VerdictPage:
    say = telling.words.say
    place = "already-used-here" if view.by_this_robot else "already-used-elsewhere"
    values: dict[str, str | int] = {} if view.by_this_robot else {"wagon": view.wagon}
    if not telling.is_today(view.at):
        place += "-before"
        values["day"] = telling.words.day(view.at)
    return VerdictPage(
        tone=Tone.BAD,
        icon=Icon.USED,
        verdict=say("already-used-verdict"),
        fact=Fact(telling.words.time(view.at), above=say("already-used-above"), below=say(place, **values)),
        title=say("already-used-title"),
        text=say("already-used-text"),
        actions=_refusal(telling),
    )


def wrong_train(view: WrongTrain, telling: Telling) -> VerdictPage:
    """Of a label such as «016А Арктика» the number is what to look for."""
    say = telling.words.say
    number, _, name = view.train.partition(" ")
    return VerdictPage(
        tone=Tone.WARN,
        icon=Icon.TRAIN_BOLD,
        verdict=say("wrong-train-verdict"),
        fact=Fact(number, above=say("wrong-train-above"), below=name),
        title=say("wrong-train-title", train=view.train),
        text=say("wrong-train-text"),
        stops=(telling.stop(view.departs, note=say("departs-note"), filled=True),),
        actions=_refusal(telling),
    )


def wrong_date(view: WrongDate, telling: Telling) -> VerdictPage:
    words, at = telling.words, view.departs.at
    verdict = words.say("wrong-date-verdict")
    return VerdictPage(
        tone=Tone.WARN,
        icon=Icon.CALENDAR,
        verdict=verdict,
        fact=at and Fact(str(at.day), above=words.say("wrong-date-above"), below=words.month(at)),
        title=words.say("wrong-date-title", day=words.day(at)) if at else verdict,
        text=words.say("wrong-date-text", train=view.train),
        stops=(telling.stop(view.departs, note=words.say("departs-note"), filled=True),),
        actions=_refusal(telling),
    )


def wrong_station(view: WrongStation, telling: Telling) -> VerdictPage:
    words = telling.words
    text = (
        words.say("wrong-station-text", station=words.station(view.here))
        if view.here
        else words.say("wrong-station-text-unknown")
    )
    return VerdictPage(
        tone=Tone.WARN,
        icon=Icon.SIGNPOST,
        verdict=words.say("wrong-station-verdict"),
        title=words.say("wrong-station-title"),
        text=text,
        actions=_refusal(telling),
    )


def canceled(_: Canceled, telling: Telling) -> VerdictPage:
    say = telling.words.say
    return VerdictPage(
        tone=Tone.BAD,
        icon=Icon.PROHIBITED,
        verdict=say("canceled-verdict"),
        title=say("canceled-title"),
        text=say("canceled-text"),
        actions=_refusal(telling),
    )


def unknown_ticket(_: UnknownTicket, telling: Telling) -> VerdictPage:
    say = telling.words.say
    return VerdictPage(
        tone=Tone.BAD,
        icon=Icon.QUESTION,
        verdict=say("unknown-ticket-verdict"),
        title=say("unknown-ticket-title"),
        text=say("unknown-ticket-text"),
        actions=_refusal(telling),
    )


def _refusal(telling: Telling) -> tuple[Action, ...]:
    return telling.help(primary=True), telling.understood()
