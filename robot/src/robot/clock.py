import asyncio


class RealClock:
    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
