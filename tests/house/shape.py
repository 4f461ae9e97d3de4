"""How long functions and files are: a reader needs one screen to follow one step."""

import ast
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MEDIAN_LINES: Final = 7
NINE_IN_TEN_LINES: Final = 30
# A reader's limits are aims, and printed. Only what is far beyond them is an error.
TOLERANCE: Final = 1.5
LONGEST_FUNCTION_LINES: Final = 60
LONGEST_FILE_LINES: Final = 500


@dataclass(frozen=True, slots=True)
class Shape:
    """Lengths over many modules, in lines."""

    functions: dict[str, int]
    files: dict[str, int]

    @property
    def median(self) -> float:
        """The length that half of the functions stay within."""
        return statistics.median(self.functions.values())

    @property
    def nine_in_ten(self) -> float:
        """The length that nine in ten functions stay within."""
        return statistics.quantiles(self.functions.values(), n=10)[-1]

    def report(self) -> str:
        """Return the figures beside their aims, and the longest of each kind."""
        summary = (
            f"{len(self.functions)} functions: median {self.median:g} lines (aim {MEDIAN_LINES}), "
            f"nine in ten within {self.nine_in_ten:g} (aim {NINE_IN_TEN_LINES})"
        )
        longest = _longest(self.functions, 5) + _longest(self.files, 5)
        return "\n".join([summary, *(f"  {lines:4} {name}" for name, lines in longest)])

    def violations(self) -> list[str]:
        """Return what is far beyond the aims."""
        found = [
            f"{name}: {lines} lines"
            for lengths, limit in (
                (self.functions, LONGEST_FUNCTION_LINES),
                (self.files, LONGEST_FILE_LINES),
            )
            for name, lines in lengths.items()
            if lines > limit
        ]
        if self.median > TOLERANCE * MEDIAN_LINES:
            found.append(f"half of the functions are longer than {self.median:g} lines")
        if self.nine_in_ten > TOLERANCE * NINE_IN_TEN_LINES:
            found.append(f"one function in ten is longer than {self.nine_in_ten:g} lines")
        return found


def measure(modules: Iterable[tuple[Path, str]]) -> Shape:
    """Measure modules, given as path and source."""
    functions: dict[str, int] = {}
    files: dict[str, int] = {}
    for path, source in modules:
        files[str(path)] = source.count("\n")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                functions[f"{path}:{node.lineno} {node.name}"] = _code_lines(node, source)
    return Shape(functions, files)


def _code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef, source: str) -> int:
    """Count the lines of the body: neither signature, docstring, comments nor blank lines."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if not body:
        return 0
    lines = source.splitlines()[body[0].lineno - 1 : function.end_lineno]
    return sum(1 for line in lines if line.strip() and not line.strip().startswith("#"))


def _longest(lengths: dict[str, int], count: int) -> list[tuple[str, int]]:
    return sorted(lengths.items(), key=lambda item: -item[1])[:count]
