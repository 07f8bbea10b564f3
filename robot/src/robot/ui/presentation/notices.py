"""What the kiosk has to say about itself."""

from typing import Final

from robot.states.views import (
    HelpCalled,
    NoConnection,
    NotAssigned,
    NotEnrolled,
    ServiceTrouble,
    StillThere,
    Touch,
)
from robot.ui.presentation.pages import Action, Icon, OverlayPage, Tone, VerdictPage
from robot.ui.presentation.telling import Telling

_ENROL: Final = "enrol"  # the command of the robot's console, the same in every language


def no_connection(_: NoConnection, telling: Telling) -> VerdictPage:
    say = telling.words.say
    return VerdictPage(
        tone=Tone.CALM,
        icon=Icon.NO_CONNECTION,
        verdict=say("no-connection-verdict"),
        title=say("no-connection-title"),
        text=say("no-connection-text"),
        actions=(telling.help(primary=True), telling.understood()),
    )


def service_trouble(_: ServiceTrouble, telling: Telling) -> VerdictPage:
    say = telling.words.say
    return VerdictPage(
        tone=Tone.CALM,
        icon=Icon.WRENCH,
        verdict=say("service-trouble-verdict"),
        title=say("service-trouble-title"),
        text=say("service-trouble-text"),
        actions=(telling.help(primary=True), telling.understood()),
    )


def not_enrolled(_: NotEnrolled, telling: Telling) -> VerdictPage:
    """Without an enrolled robot a call for help reaches nobody, so none is offered."""
    say = telling.words.say
    return VerdictPage(
        tone=Tone.CALM,
        icon=Icon.ROBOT,
        verdict=say("not-enrolled-verdict"),
        title=say("not-enrolled-title"),
        text=say("not-enrolled-text"),
        code=_ENROL,
        footnote=say("not-enrolled-footnote"),
    )


def not_assigned(view: NotAssigned, telling: Telling) -> VerdictPage:
    say = telling.words.say
    return VerdictPage(
        tone=Tone.CALM,
        icon=Icon.TRAIN,
        verdict=say("not-assigned-verdict"),
        title=say("not-assigned-title"),
        text=say("not-assigned-text"),
        code=view.robot_id,
        actions=(telling.help(primary=True),),
    )


def help_called(view: HelpCalled, telling: Telling) -> VerdictPage:
    say = telling.words.say
    outcome = "sent" if view.sent else "kept"
    return VerdictPage(
        tone=Tone.GOOD if view.sent else Tone.CALM,
        icon=Icon.CALL_SENT if view.sent else Icon.HOURGLASS,
        verdict=say(f"help-{outcome}-verdict"),
        title=say(f"help-{outcome}-title"),
        text=say(f"help-{outcome}-text"),
        actions=(telling.understood(primary=True),),
    )


def still_there(view: StillThere, telling: Telling) -> OverlayPage:
    say = telling.words.say
    return OverlayPage(
        icon=Icon.HOURGLASS,
        title=say("still-there-title"),
        text=say("still-there-text", seconds=view.seconds_left),
        actions=(
            Action(Touch.MORE_TIME, say("action-more-time"), primary=True),
            Action(Touch.DONE, say("action-finish")),
        ),
    )
