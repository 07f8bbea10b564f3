"""The way from a client to a server, on which answers can get lost."""

import asyncio
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit


class Link:
    """Carries what it is given between a port of its own and the server."""

    def __init__(
        self, server_url: str, trusted: ssl.SSLContext | None = None, shown: ssl.SSLContext | None = None
    ) -> None:
        """Over TLS: the server's certificate must be `trusted`, and clients are shown the one of `shown`."""
        self._server = urlsplit(server_url)
        self._trusted = trusted
        self._shown = shown
        self.url = ""
        self.loses_answers = False

    @asynccontextmanager
    async def carrying(self) -> AsyncGenerator["Link"]:
        """Known to clients as `url` meanwhile."""
        listener = await asyncio.start_server(self._carry, "127.0.0.1", 0, ssl=self._shown)
        self.url = f"{self._server.scheme}://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            listener.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection(self._server.hostname, self._server.port, ssl=self._trusted)
        except OSError:  # the server is down: the client sees a connection that ends without an answer
            writer.close()
            return
        await asyncio.gather(self._pass(reader, back, lossy=False), self._pass(there, writer, lossy=True))

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, lossy: bool) -> None:
        try:
            while (some := await source.read(65536)) and not (lossy and self.loses_answers):
                sink.write(some)
        except OSError:
            pass  # one end is gone, or TLS's is; the other is told by the close
        sink.close()
