"""The import law of docs/architecture.md, read from the syntax trees. import-linter judges the same law its own way."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.tree import ROOMS, ROOT, imports, modules

STANDARD = sys.stdlib_module_names

# What each room may import besides the standard library and itself, and which of its files may import more.
LAW: dict[str, tuple[frozenset[str], dict[str, frozenset[str]]]] = {
    "domain": (frozenset(), {"domain/aggregate.py": frozenset({"eventsourcing"})}),
    "verify": (
        frozenset({"cryptography", "cbor2"}),
        {
            "verify/sync.py": frozenset({"tuf", "urllib3", "securesystemslib"}),
            "verify/scan.py": frozenset({"PIL", "zxingcpp", "pypdfium2"}),
            "verify/cli.py": frozenset({"typer", "rich"}),
        },
    ),
    "keys": (
        frozenset({"verify", "cryptography", "securesystemslib", "tuf", "joserfc"}),
        {"keys/commands.py": frozenset({"typer", "rich"})},
    ),
    "registry": (
        frozenset({"domain", "keys", "verify", "pydantic", "pydantic_settings", "sqlalchemy", "structlog", "stdnum"}),
        {
            "registry/application.py": frozenset({"eventsourcing", "psycopg"}),
            "registry/bulk/reader.py": frozenset({"python_calamine"}),
            "registry/policy.py": frozenset({"typing_extensions"}),
            "registry/projections/": frozenset({"eventsourcing"}),
            "registry/paper": frozenset({"qrcode", "PIL", "typst", "fontTools", "zxingcpp"}),
            "registry/commands/": frozenset({"typer", "rich"}),
            "registry/exports.py": frozenset({"xlsxwriter"}),
        },
    ),
    "api/office": (
        frozenset({"registry", "api", "fastapi", "pydantic", "pydantic_core", "starlette", "structlog"}),
        {},
    ),
    "api/public": (
        frozenset(
            {"verify", "api", "fastapi", "pydantic", "pydantic_settings", "starlette", "structlog", "prometheus_client"}
        ),
        {},
    ),
}


@pytest.mark.parametrize("room", LAW)
def test_a_room_imports_only_what_its_law_allows(room: str) -> None:
    allowed, exceptions = LAW[room]
    broken = []
    for path, tree in modules(room):
        extra = frozenset().union(*(names for prefix, names in exceptions.items() if path.startswith(prefix)))
        for name, level in imports(tree):
            top = name.split(".")[0]
            if (
                level == 0
                and top not in STANDARD
                and top != room.split("/", maxsplit=1)[0]
                and top not in allowed | extra
            ):
                broken.append(f"{path} imports {name}")
    assert broken == []


def test_the_verifier_uses_relative_imports_only_so_that_its_wheel_can_carry_another_name() -> None:
    broken = [
        path
        for path, tree in modules("verify")
        for name, level in imports(tree)
        if level == 0 and name.split(".")[0] in ROOMS
    ]
    assert broken == []


def test_the_law_takes_time_ids_and_bytes_as_arguments() -> None:
    forbidden_modules = {
        "random",
        "os",
        "logging",
        "secrets",
        "socket",
        "time",
        "pathlib",
        "io",
        "subprocess",
        "sqlite3",
    }
    forbidden_calls = {"now", "utcnow", "today", "uuid1", "uuid4", "open", "print", "input"}
    broken = []
    for path, tree in modules("domain"):
        broken += [f"{path} imports {name}" for name, _ in imports(tree) if name.split(".")[0] in forbidden_modules]
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                owned = (
                    isinstance(node.func, ast.Attribute)
                    and isinstance(node.func.value, ast.Name)
                    and node.func.value.id == "self"
                )
                if called in forbidden_calls and not owned:
                    broken.append(f"{path}:{node.lineno} calls {called}()")
    assert broken == []


def test_only_sync_may_touch_a_network() -> None:
    networks = {"socket", "ssl", "http", "urllib", "urllib3", "ftplib", "asyncio"}
    broken = [
        f"{path} imports {name}"
        for path, tree in modules("verify")
        if path != "verify/sync.py"
        for name, level in imports(tree)
        if level == 0 and name.split(".")[0] in networks
    ]
    assert broken == []


def test_import_linter_agrees() -> None:
    judged = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert judged.returncode == 0, judged.stdout
