"""`make bench`: runs every measurement, one after the other, and prints one table.

A measurement is a program `tests/bench/bench_….py` that prints rows, each of three cells between
tabs: what was measured, the figure, its unit. Every other line is talk, and goes to standard error.
Arguments are passed on to each.
"""

import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

HERE = Path(__file__).parent


def main(arguments: Sequence[str]) -> int:
    """Run the measurements; the exit status is 1 if one of them failed."""
    rows: list[tuple[str, ...]] = []
    failed: list[str] = []
    for path in sorted(HERE.glob("bench_*.py")):
        print(f"{path.stem} ...", file=sys.stderr)
        command = [sys.executable, "-m", f"tests.bench.{path.stem}", *arguments]
        ran = subprocess.run(
            command, cwd=HERE.parents[1], stdout=subprocess.PIPE, text=True, check=False
        )
        measured, talk = read_rows(ran.stdout)
        rows += measured
        sys.stderr.writelines(f"{line}\n" for line in talk)
        if ran.returncode != 0:
            failed.append(path.stem)
    print(table(rows))
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def read_rows(output: str) -> tuple[list[tuple[str, ...]], list[str]]:
    """Tell the rows of a measurement from its talk."""
    lines = output.splitlines()
    rows = [tuple(line.split("\t")) for line in lines if line.count("\t") == 2]
    return rows, [line for line in lines if line.count("\t") != 2]


def table(rows: Iterable[tuple[str, ...]]) -> str:
    """Return the rows below a heading, in columns; figures to the right."""
    lines = [("measured", "figure", "unit"), *rows]
    wide = [max(len(line[column]) for line in lines) for column in range(3)]
    texts = [f"{what:{wide[0]}}  {figure:>{wide[1]}}  {unit}" for what, figure, unit in lines]
    return "\n".join([texts[0], "-" * max(map(len, texts)), *texts[1:]])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
