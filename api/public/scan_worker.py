"""One file on standard input, the texts of its QR codes as JSON on standard output.

A process for each file: it can be ended, it cannot use more memory than it was given, and what one person uploads
never meets what another does. Imports nothing of the window, so that it starts in a tenth of a second.
"""

import json
import resource
import sys

from verify.errors import ScanError
from verify.scan import read


def main() -> None:
    """Reads everything, answers once. The argument is the address space in bytes."""
    # The soft limit only: a PDF is drawn by a child of this process, which sets its own.
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]), resource.getrlimit(resource.RLIMIT_AS)[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer: dict[str, str | list[str]]
    try:
        answer = {"texts": read(sys.stdin.buffer.read())}
    except ScanError as error:
        answer = {"code": error.code}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
