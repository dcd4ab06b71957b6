"""Uploaded files to QR texts, in processes that can be killed: few at once, few waiting, each for a bounded time."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from api.problems import Problem
from api.public.metrics import Metrics
from api.public.settings import PublicSettings

_ROOT = Path(__file__).resolve().parents[2]
_CODES = {
    "unreadable": "file_unreadable",
    "too_large": "file_too_detailed",
    "too_many_pages": "file_too_many_pages",
    "no_code": "file_without_code",
}


class Scanner:
    """Runs `scan_worker` for each file. Nothing of a file is written to disk or outlives the answer."""

    def __init__(self, settings: PublicSettings, metrics: Metrics) -> None:
        self._settings = settings
        self._metrics = metrics
        self._workers = asyncio.Semaphore(settings.scan_workers)
        self._room = settings.scan_workers + settings.scan_queue

    async def texts(self, file: bytes) -> list[str]:
        """The texts of the QR codes in an image or a PDF, at least one; or raises the `Problem` that says why not."""
        if self._room == 0:
            raise self._failed("busy")
        self._room -= 1
        try:
            async with self._workers:
                answer = json.loads(await self._run(file) or b'{"code": "unreadable"}')
        except TimeoutError as error:
            raise self._failed("file_too_slow") from error
        finally:
            self._room += 1
        if "code" in answer:
            raise self._failed(_CODES[answer["code"]])
        self._metrics.scan("read")
        texts: list[str] = answer["texts"]
        return texts

    def _failed(self, code: str) -> Problem:
        self._metrics.scan(code)
        return Problem(code, headers={"Retry-After": "5"} if code == "busy" else None)

    async def _run(self, file: bytes) -> bytes:
        """What a worker wrote; nothing when it died, of memory or of the file."""
        command = (sys.executable, "-P", "-m", "api.public.scan_worker", str(self._settings.scan_memory_bytes))
        worker = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={"PYTHONPATH": str(_ROOT)},
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(self._settings.scan_seconds):
                written, _ = await worker.communicate(file)
            return written if worker.returncode == 0 else b""
        finally:
            if worker.returncode is None:
                os.killpg(worker.pid, signal.SIGKILL)  # its children too: a PDF is drawn in one
                await worker.wait()
