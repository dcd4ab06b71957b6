"""The `zhicheng` and `zhicheng-verify` commands in processes of their own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any


def zhicheng(home: Path, *words: object, fails: bool = False) -> subprocess.CompletedProcess[str]:
    """Run it on this home; a failure that was not expected shows what it said."""
    command = [sys.executable, "-m", "api.cli", "--home", str(home), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    assert (done.returncode != 0) is fails, done.stdout + done.stderr
    return done


def verify(*words: object) -> tuple[int, Any]:
    """`zhicheng-verify` in a process of its own: its exit code, and the verdict of the first thing checked."""
    command = [sys.executable, "-m", "verify", *map(str, words), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return done.returncode, lines[0] if lines else done.stderr
