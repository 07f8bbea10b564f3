from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from robot.states import views
from robot.states.views import Header, View
from robot.ui.presentation import boarding, faces, notices, verdicts
from robot.ui.presentation.pages import Bar, Page
from robot.ui.presentation.telling import Telling
from robot.ui.words.catalogue import Words


@dataclass(frozen=True)
class Scene:
    """`depth` is how far from the start a view lies: to a smaller one the screen slides back."""

    depth: int
    present: Callable[[Any, Telling], Page]  # each takes its own view, by which it is looked up


SCENES: Final[dict[type[View], Scene]] = {
    views.NotEnrolled: Scene(0, notices.not_enrolled),
    views.NotAssigned: Scene(0, notices.not_assigned),
    views.Welcome: Scene(0, boarding.welcome),
    views.ScanTicket: Scene(1, boarding.scan_ticket),
    views.LookIntoCamera: Scene(2, faces.look_into_camera),
    views.CameraMissing: Scene(1, boarding.camera_missing),
    views.Checking: Scene(3, boarding.checking),
    views.NoConnection: Scene(4, notices.no_connection),
    views.ServiceTrouble: Scene(4, notices.service_trouble),
    views.Accepted: Scene(5, verdicts.accepted),
    views.WrongWagon: Scene(5, verdicts.wrong_wagon),
    views.AlreadyUsed: Scene(5, verdicts.already_used),
    views.WrongTrain: Scene(5, verdicts.wrong_train),
    views.WrongDate: Scene(5, verdicts.wrong_date),
    views.WrongStation: Scene(5, verdicts.wrong_station),
    views.Canceled: Scene(5, verdicts.canceled),
    views.UnknownTicket: Scene(5, verdicts.unknown_ticket),
    views.UnknownFace: Scene(5, faces.unknown_face),
    views.FaceUnclear: Scene(5, faces.face_unclear),
    views.FacesAway: Scene(5, faces.faces_away),
    views.FaceUnanswered: Scene(5, faces.face_unanswered),
    views.HelpCalled: Scene(6, notices.help_called),
    views.StillThere: Scene(7, notices.still_there),
}


def present(view: View, telling: Telling) -> Page:
    return SCENES[type(view)].present(view, telling)


def present_bar(header: Header | None, telling: Telling, other: Words) -> Bar:
    """`other`: the language that a touch would switch to."""
    say = telling.words.say
    return Bar(
        train=say("head-train", train=header.train) if header else "",
        wagon=say("head-wagon", wagon=header.wagon) if header else "",
        clock=telling.words.time(telling.now) if header else "",
        language=other.say("language"),
        large_name=say("tool-large-text"),
        contrast_name=say("tool-high-contrast"),
    )
