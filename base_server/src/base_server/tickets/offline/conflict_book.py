from fastapi_pagination import Params
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import CheckConflict
from provodnik.contracts.offline_checks import CheckConflictListed
from provodnik.contracts.pages import Page
from provodnik.server.pagination import page_of


class ConflictBook:
    """What checks that were made offline contradicted, for staff."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def page(self, params: Params) -> Page[CheckConflictListed]:
        """The newest first."""
        query = select(CheckConflict).order_by(CheckConflict.created_at.desc(), CheckConflict.id)
        return await page_of(self._session, query, params, CheckConflictListed.model_validate)
