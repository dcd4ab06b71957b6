"""Runs every bench in a process of its own, prints the table and, with `--readme`, writes it into README.md."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

BENCHES = (
    "decision",
    "sizes",
    "public_window",
    "issuance",
    "revocation",
    "history_import",
    "million",
    "season",
    "submissions",
    "work_queue",
)
ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"


def table(rows: list[dict[str, object]]) -> str:
    """The rows as Markdown."""
    lines = ["| what | measured | baseline in the same run | promise | memory |", "|---|---|---|---|---|"]
    for row in rows:
        mark = "kept" if row["kept"] else "**missed**"
        memory = f"{row['memory_mb']} MB" if row["memory_mb"] else "–"
        lines.append(f"| {row['what']} | {row['measured']} | {row['baseline']} | {row['promise']}: {mark} | {memory} |")
    return "\n".join(lines)


def measure(name: str) -> list[dict[str, object]]:
    """The rows of one bench, measured in a fresh process so that memory is its own."""
    print(f"measuring {name} …", file=sys.stderr)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import json; from bench.{name} import run; print(json.dumps([r.as_dict() for r in run()]))",
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    rows: list[dict[str, object]] = json.loads(done.stdout.splitlines()[-1])
    return rows


def main() -> None:
    """Measure what is named, or everything."""
    named = [name for name in sys.argv[1:] if not name.startswith("-")]
    rows = [row for name in named or BENCHES for row in measure(name)]
    text = table(rows)
    print(text)
    out = ROOT / "bench" / "out"
    out.mkdir(exist_ok=True)
    (out / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json").write_text(
        json.dumps(rows, ensure_ascii=False, indent=1), "utf-8"
    )
    if "--readme" in sys.argv:
        readme = ROOT / "README.md"
        before, _, rest = readme.read_text("utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        readme.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", "utf-8")
    if not all(row["kept"] for row in rows):
        sys.exit("a promise was missed")


if __name__ == "__main__":
    main()
