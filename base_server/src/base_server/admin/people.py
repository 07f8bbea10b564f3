from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from base_server.audit.dependencies import NoteDep
from base_server.audit.route import AuditedRoute
from base_server.auth.dependencies import CardServiceDep, EngineerServiceDep
from base_server.dependencies import FaceChangesDep, UserServiceDep
from provodnik.contracts.cards import AuthCardWrite, CardsOff, CardTaken
from provodnik.contracts.engineers import (
    EngineerCreate,
    EngineerNotFound,
    EngineerPrivileges,
    EngineerRead,
    LoginTaken,
)
from provodnik.contracts.errors import Conflict
from provodnik.contracts.faces import FacesOff, FacesUnavailable, NoFace, PoorImage, SeveralFaces
from provodnik.contracts.pages import Page
from provodnik.contracts.users import FaceChange, UserCreate, UserFace, UserNotFound, UserRead
from provodnik.contracts.wire import Ok
from provodnik.server.pagination import PageParams
from provodnik.server.problem_details import refusals

router = APIRouter(route_class=AuditedRoute)

_FACE_REFUSALS = (NoFace, SeveralFaces, PoorImage, FacesOff, FacesUnavailable)


@router.post("/user", status_code=201, responses=refusals(*_FACE_REFUSALS))
async def add_user(request: UserCreate, faces: FaceChangesDep) -> UserRead:
    """Add a passenger.

    With a face, the call states the passenger's consent to its use; with one that can't be used, nobody is added.
    """
    return await faces.add_user(request)


@router.get("/users")
async def get_users(params: PageParams, users: UserServiceDep) -> Page[UserRead]:
    """List the passengers, the oldest first."""
    return await users.page(params)


@router.delete("/users/{user_id}", responses=refusals(UserNotFound))
async def delete_user(user_id: UUID, faces: FaceChangesDep) -> Ok:
    """Delete a passenger with their face and their tickets; their checks stay, without the name."""
    await faces.delete_user(user_id)
    return Ok()


@router.get("/user/{user_id}/face", responses=refusals(UserNotFound))
async def get_face(user_id: UUID, faces: FaceChangesDep) -> UserFace:
    """Tell what is known of a passenger's face and consent; never the face."""
    return await faces.read(user_id)


@router.patch("/user/{user_id}/face", responses=refusals(UserNotFound, *_FACE_REFUSALS, Conflict))
async def change_face(user_id: UUID, request: FaceChange, faces: FaceChangesDep) -> Ok:
    """Add a photograph of a passenger: up to five, the oldest goes. The call states the passenger's consent."""
    await faces.change(user_id, request)
    return Ok()


@router.delete("/user/face", responses=refusals(UserNotFound))
async def erase_face(user_id: Annotated[UUID, Query()], faces: FaceChangesDep) -> Ok:
    """Withdraw a passenger's consent and erase their face. Where face_server is down, it is told afterwards."""
    await faces.erase(user_id)
    return Ok()


@router.post("/engineer", status_code=201, responses=refusals(LoginTaken))
async def add_engineer(request: EngineerCreate, engineers: EngineerServiceDep, note: NoteDep) -> EngineerRead:
    """Add an engineer, without privileges."""
    engineer = await engineers.add(request)
    note["engineer_id"] = str(engineer.id)
    return engineer


@router.get("/engineers")
async def get_engineers(params: PageParams, engineers: EngineerServiceDep) -> Page[EngineerRead]:
    """List the engineers, the oldest first."""
    return await engineers.page(params)


@router.delete("/engineers/{engineer_id}", responses=refusals(EngineerNotFound))
async def delete_engineer(engineer_id: UUID, engineers: EngineerServiceDep) -> Ok:
    """Delete an engineer."""
    await engineers.delete(engineer_id)
    return Ok()


@router.put("/engineer_privileges", responses=refusals(EngineerNotFound))
async def set_privileges(request: EngineerPrivileges, engineers: EngineerServiceDep, note: NoteDep) -> Ok:
    """Replace an engineer's privileges; they count from the next request on."""
    note |= {"engineer_id": str(request.id), "privileges": sorted(request.privileges)}
    await engineers.set_privileges(request)
    return Ok()


@router.put("/engineer/{engineer_id}/auth_card", responses=refusals(EngineerNotFound, CardTaken, CardsOff))
async def set_card(engineer_id: UUID, request: AuthCardWrite, cards: CardServiceDep) -> Ok:
    """Give an engineer a card, in place of the one they had; null takes it away."""
    await cards.write(engineer_id, request)
    return Ok()
