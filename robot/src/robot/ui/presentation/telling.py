from dataclasses import dataclass
from datetime import datetime

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

    def is_today(self, at: datetime) -> bool:
        return at.date() == self.now.astimezone(at.tzinfo).date()
