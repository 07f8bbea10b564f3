from uuid import UUID

from fastapi import APIRouter

from base_server.auth.dependencies import EngineerServiceDep
from base_server.dependencies import UserServiceDep
from provodnik.contracts.engineers import (
    EngineerCreate,
    EngineerNotFound,
    EngineerPrivileges,
    EngineerRead,
    LoginTaken,
)
from provodnik.contracts.pages import Page
from provodnik.contracts.users import UserCreate, UserNotFound, UserRead
from provodnik.contracts.wire import Ok
from provodnik.server.pagination import PageParams
from provodnik.server.problem_details import refusals

router = APIRouter()


@router.post("/user", status_code=201)
async def add_user(request: UserCreate, users: UserServiceDep) -> UserRead:
    """Add a passenger."""
    return await users.add(request)


@router.get("/users")
async def get_users(params: PageParams, users: UserServiceDep) -> Page[UserRead]:
    """List the passengers, the oldest first."""
    return await users.page(params)


@router.delete("/users/{user_id}", responses=refusals(UserNotFound))
async def delete_user(user_id: UUID, users: UserServiceDep) -> Ok:
    """Delete a passenger with their tickets; their checks stay, without the name."""
    await users.delete(user_id)
    return Ok()


@router.post("/engineer", status_code=201, responses=refusals(LoginTaken))
async def add_engineer(request: EngineerCreate, engineers: EngineerServiceDep) -> EngineerRead:
    """Add an engineer, without privileges."""
    return await engineers.add(request)


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
async def set_privileges(request: EngineerPrivileges, engineers: EngineerServiceDep) -> Ok:
    """Replace an engineer's privileges; they count from the next request on."""
    await engineers.set_privileges(request)
    return Ok()
