"""Sends one request again and again over kept connections, and counts: `python -m bench.client PORT BODY_FILE SECONDS`.

Prints answers a second, the share that was not 200, and the 99th percentile of the waits in seconds, as JSON.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import cast

import httptools
import uvloop

from bench.row import quantile

CONNECTIONS = 16
OK = 200
JSON = "application/json"


class Connection(asyncio.Protocol):
    """Asks, waits for the whole answer, and asks again."""

    def __init__(self, request: bytes, waits: list[float]) -> None:
        self.bad = 0
        self._request = request
        self._waits = waits
        self._parser = httptools.HttpResponseParser(self)
        self._transport: asyncio.WriteTransport | None = None
        self._asked = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the first time."""
        self._transport = cast("asyncio.WriteTransport", transport)  # uvloop's is none by type
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Feed the parser, which calls `on_message_complete`."""
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        """Count this answer; ask again."""
        self._waits.append(time.perf_counter() - self._asked)
        self.bad += self._parser.get_status_code() != OK
        self._ask()

    def _ask(self) -> None:
        assert self._transport is not None
        self._asked = time.perf_counter()
        self._transport.write(self._request)

    def close(self) -> None:
        """Hang up."""
        assert self._transport is not None
        self._transport.abort()


async def main(port: int, body: bytes, seconds: float) -> None:
    """Ask for so many seconds over 16 connections."""
    head = f"POST /v1/verify HTTP/1.1\r\nHost: bench\r\nContent-Type: {JSON}\r\nContent-Length: {len(body)}\r\n\r\n"
    waits: list[float] = []
    loop = asyncio.get_running_loop()
    begun = time.perf_counter()
    pairs = [
        await loop.create_connection(lambda: Connection(head.encode() + body, waits), "127.0.0.1", port)
        for _ in range(CONNECTIONS)
    ]
    await asyncio.sleep(seconds)
    taken = time.perf_counter() - begun
    for _, connection in pairs:
        connection.close()
    bad = sum(connection.bad for _, connection in pairs) / len(waits)
    print(json.dumps({"rate": len(waits) / taken, "bad": bad, "p99": quantile(waits, 0.99)}))


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), Path(sys.argv[2]).read_bytes(), float(sys.argv[3])))
