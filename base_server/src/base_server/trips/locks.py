from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession


async def alone_with(session: AsyncSession, *train_numbers: int) -> None:
    """Keep everybody else from selling tickets of these trains and from changing their trips, until the commit."""
    for number in sorted(set(train_numbers)):  # in order: no two wait for each other
        await session.execute(select(func.pg_advisory_xact_lock(number)))
