import httpx


async def test_chroma_answers(chroma_url: str) -> None:
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"{chroma_url}/api/v2/heartbeat")).is_success
