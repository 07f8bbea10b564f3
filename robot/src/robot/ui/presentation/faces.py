"""Boarding by face: how to look, and the way on where a face does not lead to a ticket."""

from typing import Final

from robot.states.views import FacesAway, FaceUnanswered, FaceUnclear, LookHint, LookIntoCamera, Touch, UnknownFace
from robot.ui.presentation.pages import Action, Icon, Outline, ScanPage, Tip, Tone, VerdictPage
from robot.ui.presentation.telling import Telling

_ICONS: Final = {
    LookHint.CLOSER: Icon.CLOSER,
    LookHint.LOOK_HERE: Icon.EYE,
    LookHint.ONE_AT_A_TIME: Icon.SEVERAL,
    LookHint.LIGHT: Icon.LIGHT,
    LookHint.HOLD_STILL: Icon.HOLD_STILL,
    LookHint.AGAIN: Icon.EYE,
    LookHint.CODE_IN_VIEW: Icon.QR_CODE,
}


def look_into_camera(view: LookIntoCamera, telling: Telling) -> ScanPage:
    say = telling.words.say
    hint = view.hint
    return ScanPage(
        title=say("look-title"),
        tips=(
            Tip(Icon.FACE, say("look-outline")),
            Tip(Icon.QR_CODE, say("look-choice")),
            Tip(Icon.LOCK, say("scan-privacy")),
        ),
        actions=(telling.code(), telling.help()),
        outline=Outline.STILL_FACE if hint is LookHint.HOLD_STILL else Outline.FACE,
        hint=say(f"look-{hint.replace('_', '-')}") if hint else "",
        hint_icon=_ICONS[hint] if hint else None,
    )


def unknown_face(_: UnknownFace, telling: Telling) -> VerdictPage:
    say = telling.words.say
    return _code_instead(
        telling, Icon.FACE, say("unknown-face-verdict"), say("unknown-face-title"), say("unknown-face-text")
    )


def face_unclear(_: FaceUnclear, telling: Telling) -> VerdictPage:
    say = telling.words.say
    again = Action(Touch.FACE, say("action-look-again"), Icon.FACE)
    return _code_instead(
        telling, Icon.EYE, say("face-unclear-verdict"), say("face-unclear-title"), say("face-unclear-text"), again
    )


def faces_away(_: FacesAway, telling: Telling) -> VerdictPage:
    say = telling.words.say
    return _code_instead(
        telling, Icon.WRENCH, say("faces-away-verdict"), say("faces-away-title"), say("faces-away-text")
    )


def face_unanswered(view: FaceUnanswered, telling: Telling) -> VerdictPage:
    say = telling.words.say
    icon = Icon.WRENCH if view.connected else Icon.NO_CONNECTION
    verdict = say("service-trouble-verdict" if view.connected else "no-connection-verdict")
    return _code_instead(telling, icon, verdict, say("face-unanswered-title"), say("face-unanswered-text"))


def _code_instead(telling: Telling, icon: Icon, verdict: str, title: str, text: str, *others: Action) -> VerdictPage:
    return VerdictPage(
        tone=Tone.CALM,
        icon=icon,
        verdict=verdict,
        title=title,
        text=text,
        actions=(telling.code(primary=True), *others, telling.help()),
    )
