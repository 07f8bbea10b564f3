from pathlib import Path
from typing import Annotated, Final
from uuid import UUID

import typer

from debug_console.menu import Menu
from debug_console.pictures import read_picture
from debug_console.views import Columns, View, done, moment, one
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.contracts.users import FaceChange, UserFace

menu = Menu("faces", "The passengers' faces, and their consent to boarding by them.")

_COLUMNS: Final[Columns[UserFace]] = {
    "photographs": lambda face: face.photographs,
    "engine": lambda face: face.engine,
    "consent given": lambda face: moment(face.consent_given_at),
    "consent's note": lambda face: face.consent_note,
    "erasure": lambda face: "on its way" if face.erasure_pending else None,
}

UserId = Annotated[UUID, typer.Argument(help="The passenger.")]


@menu.command("enrol")
async def enrol_face(
    admin: BaseAdminClient,
    user_id: UserId,
    picture: Annotated[Path, typer.Argument(help="A photograph of the passenger alone: a JPEG, PNG or WebP file.")],
    *,
    consent_note: Annotated[str | None, typer.Option(help="Where the passenger's consent can be found.")] = None,
) -> View:
    """Add a photograph of a passenger who consents to boarding by face: up to five, the oldest goes."""
    change = FaceChange(face=read_picture(picture), consent_note=consent_note)
    return done(await admin.change_face(user_id, change), f"The passenger {user_id} can board by face.")


@menu.command("show")
async def show_face(admin: BaseAdminClient, user_id: UserId) -> View:
    """What is known of a passenger's face and consent; never the face."""
    return one(await admin.face(user_id), _COLUMNS)


@menu.command("erase")
async def erase_face(admin: BaseAdminClient, user_id: UserId) -> View:
    """Withdraw a passenger's consent and erase their face; boarding by code stays."""
    return done(await admin.erase_face(user_id), f"The face of the passenger {user_id} is erased.")
