"""The `zhicheng` command in processes of their own."""

import subprocess
import sys
from pathlib import Path


def zhicheng(home: Path, *words: object, fails: bool = False) -> subprocess.CompletedProcess[str]:
    """Run it on this home; a failure that was not expected shows what it said."""
    command = [sys.executable, "-m", "api.cli", "--home", str(home), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    assert (done.returncode != 0) is fails, done.stdout + done.stderr
    return done
