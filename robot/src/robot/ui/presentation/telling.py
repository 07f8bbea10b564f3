from dataclasses import dataclass
from datetime import datetime, timedelta

from robot.states.views import Place, Touch
from robot.ui.presentation.pages import Action, Icon, Stop
from robot.ui.words.catalogue import Words


@dataclass(frozen=True)
class Telling:
    """In which words, and at what time of the train's day."""

    words: Words
    now: datetime

    def help(self, *, primary: bool = False) -> Action:
        return Action(Touch.HELP, self.words.say("action-help"), Icon.HELP, primary=primary)

    def back(self) -> Action:
        return Action(Touch.BACK, self.words.say("action-back"), Icon.BACK)

    def code(self, *, primary: bool = False) -> Action:
        return Action(Touch.CODE, self.words.say("action-code"), Icon.QR_CODE, primary=primary)

    def understood(self, *, primary: bool = False) -> Action:
        return Action(Touch.DONE, self.words.say("action-understood"), primary=primary)

    def stop(self, place: Place, *, note: str = "", filled: bool = False) -> Stop:
        """A day is named where it is not today."""
        at = place.at
        return Stop(
            name=self.words.station(place.station),
            time="" if at is None else self.words.time(at),
            day="" if at is None or self.is_today(at) else self.words.day(at),
            note=note,
            filled=filled,
        )

    def scheduled(self, place: Place) -> str:
        """What the timetable says of a train that is late."""
        return self.words.say("stop-scheduled", time=self.words.time(place.scheduled)) if place.scheduled else ""

    def duration(self, time: timedelta) -> str:
        """In hours and minutes."""
        hours, minutes = divmod(int(time.total_seconds() // 60), 60)
        if hours == 0:
            return self.words.say("minutes", minutes=minutes)
        if minutes == 0:
            return self.words.say("hours", hours=hours)
        return self.words.say("hours-and-minutes", hours=hours, minutes=minutes)

    def is_today(self, at: datetime) -> bool:
        return at.date() == self.now.astimezone(at.tzinfo).date()
