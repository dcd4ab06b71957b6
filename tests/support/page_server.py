"""The public window on a loopback port, as people's browsers meet it."""

import io
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from api.observe import request_log
from api.public.app import create_app
from api.public.settings import PublicSettings


@contextmanager
def served(published: Path, root: Path, state: Path) -> Iterator[str]:
    """The window's address while it runs. The socket listens before the server starts, so the first request waits."""
    app = create_app(
        PublicSettings(published=published, root=root, state=state, retry_seconds=0), log=request_log(io.StringIO())
    )
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, server_header=False))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
