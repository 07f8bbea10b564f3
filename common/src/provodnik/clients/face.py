"""What base_server asks of face_server."""

from uuid import UUID

import httpx
from pydantic import BaseModel, SecretStr

from provodnik.clients.transport import Params, Reply, Transport
from provodnik.contracts.faces import (
    FaceEnrolled,
    FaceEnrolment,
    FaceErased,
    FaceFound,
    FaceHolder,
    FacesDetected,
    FaceSearch,
    FaceStatus,
    PictureSent,
    WatchlistSearch,
)
from provodnik.contracts.pages import Page

PREFIX = "/face_api/v1"


class _Gallery:
    """Photographs of people, kept and taken out."""

    def __init__(self, http: httpx.AsyncClient, token: SecretStr, prefix: str) -> None:
        self._transport = Transport(http)
        self._token = token
        self._prefix = prefix

    async def enrol(self, enrolment: FaceEnrolment) -> FaceEnrolled:
        """Raises NoFace, SeveralFaces, PoorImage, and the clients' errors; so do the others that take pictures."""
        return await self._send(FaceEnrolled, "POST", "/face", enrolment)

    async def status(self, user_id: UUID) -> FaceStatus:
        return await self._send(FaceStatus, "GET", f"/face/{user_id}")

    async def erase(self, user_id: UUID) -> FaceErased:
        """Done as well where there was nothing."""
        return await self._send(FaceErased, "DELETE", f"/face/{user_id}")

    async def erase_photograph(self, user_id: UUID, photograph_id: UUID) -> FaceErased:
        """Takes back one enrolment; done as well where it never arrived."""
        return await self._send(FaceErased, "DELETE", f"/face/{user_id}/{photograph_id}")

    async def holders(self, page: int = 1, size: int = 50) -> Page[FaceHolder]:
        return await self._send(Page[FaceHolder], "GET", "/faces", params={"page": page, "size": size})

    async def _send(
        self, reply: type[Reply], method: str, path: str, body: BaseModel | None = None, *, params: Params | None = None
    ) -> Reply:
        token = self._token.get_secret_value()
        return await self._transport.send(reply, method, self._prefix + path, body, params=params, token=token)


class FaceClient(_Gallery):
    """The passengers' gallery, and `watchlist`, which is another one."""

    def __init__(self, http: httpx.AsyncClient, token: SecretStr) -> None:
        """`http` has face_server as its base URL; `token` is base_server's service token."""
        super().__init__(http, token, PREFIX)
        self.watchlist = WatchlistClient(http, token)

    async def search(self, search: FaceSearch) -> FaceFound:
        return await self._send(FaceFound, "POST", "/search", search)

    async def detect(self, picture: PictureSent) -> FacesDetected:
        return await self._send(FacesDetected, "POST", "/detect", picture)


class WatchlistClient(_Gallery):
    """People whom an operator looks for. Found means shown to a person, never an automatic act."""

    def __init__(self, http: httpx.AsyncClient, token: SecretStr) -> None:
        super().__init__(http, token, f"{PREFIX}/watchlist")

    async def search(self, search: WatchlistSearch) -> FaceFound:
        return await self._send(FaceFound, "POST", "/search", search)
