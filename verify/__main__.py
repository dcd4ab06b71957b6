"""The `zhicheng-verify` command, and what it says when only the library was installed."""

import sys

_EXIT_USAGE = 2
_COMMAND_NEEDS = {"typer", "rich", "tuf", "urllib3", "securesystemslib", "PIL", "pypdfium2", "zxingcpp"}


def main() -> None:
    """Run the command; without its extra, say how to get it instead of failing."""
    try:
        from .cli import main as run  # noqa: PLC0415 - the library alone must not need what the command needs
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in _COMMAND_NEEDS:
            raise
        sys.stderr.write("The command needs more than the library: pip install 'zhicheng-verify[all]'\n")
        raise SystemExit(_EXIT_USAGE) from error
    run()


if __name__ == "__main__":
    main()
