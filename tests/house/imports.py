"""Who may import whom: the folders' rules, and one file per technology at the rim."""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PURE_STDLIB: Final = frozenset(
    [
        "__future__",
        "abc",
        "bisect",
        "calendar",
        "collections",
        "copy",
        "dataclasses",
        "datetime",
        "decimal",
        "difflib",
        "enum",
        "fractions",
        "functools",
        "hashlib",
        "heapq",
        "ipaddress",
        "itertools",
        "json",
        "math",
        "operator",
        "re",
        "statistics",
        "string",
        "struct",
        "tomllib",
        "types",
        "typing",
        "unicodedata",
        "zoneinfo",
    ]
)
OPEN_TO_THE_WORLD: Final = ("open", "print", "input", "exec", "eval", "__import__")
ABOUT_US: Final = ("importlib.metadata", "importlib.resources")
PUT_OFF: Final = ("edge/late_modules.py", "hub/late_modules.py")
"""They import what lean_imports.py names beside them: others' modules."""
CLOCKS: Final = ("now", "today", "utcnow")


@dataclass(frozen=True, slots=True)
class Folder:
    """What one folder may import: by prefix of the dotted name, the longest folder wins."""

    path: str
    ours: tuple[str, ...]
    foreign: tuple[str, ...] | None = None
    is_pure: bool = False


ANY: Final = None
FOLDERS: Final = (
    Folder("contract", ("contract",), ("pydantic", "pydantic_core", "tomli"), is_pure=True),
    Folder("edge", ("contract", "edge"), ANY),
    Folder(
        "edge/decisions",
        ("contract", "edge.decisions"),
        ("pydantic", "pydantic_core"),
        is_pure=True,
    ),
    Folder("hub", ("contract", "hub"), ANY),
    Folder(
        "hub/domain",
        ("contract", "hub.domain"),
        ("pydantic", "pydantic_core", "holidays"),
        is_pure=True,
    ),
    Folder("dashboards", ("contract", "dashboards"), ANY),
)
OURS: Final = ("contract", "edge", "hub", "dashboards", "tests")

# Libraries that talk to the world: each has one file in a program, named after the technology.
TALKERS: Final = frozenset(
    [
        "PIL",
        "apprise",
        "argon2",
        "authlib",
        "docx",
        "gpiozero",
        "grafana_client",
        "httpcore",
        "httptools",
        "httpx",
        "icalendar",
        "influxdb_client",
        "iotcore",
        "joserfc",
        "jinja2",
        "lgpio",
        "mqtt5",
        "paho",
        "pyotp",
        "pypdf",
        "recurring_ical_events",
        "requests",
        "sqlite3",
        "typst",
        "urllib3",
        "uvloop",
        "webauthn",
        "xlsxwriter",
    ]
)
# ... but for the web framework, which is the language of everything that answers over HTTP.
WEB: Final = {
    "fastapi": ("hub/api/", "hub/app.py", "hub/console/", "hub/http/", "hub/pages/"),
    "starlette": ("hub/api/", "hub/app.py", "hub/console/", "hub/http/", "hub/pages/"),
    "uvicorn": ("hub/http/",),
}
# The simulator is a program of its own: it holds the other end of the pins. So is the book, which
# stands beside whichever store there is.
PROGRAMS: Final = ("contract", "edge/simulator", "edge", "hub/book", "hub", "dashboards")


def crowded(modules: Iterable[tuple[Path, str]]) -> list[str]:
    """Return the libraries of the rim that more than one file of a program imports."""
    places: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for path, source in modules:
        program = next(each for each in PROGRAMS if path.is_relative_to(each))
        for names in _imports(ast.parse(source)):
            library = names[0].partition(".")[0]
            if library in TALKERS:
                places[program, library].add(str(path))
    return [
        f"{library} is imported by {len(files)} files of {program}: {', '.join(sorted(files))}"
        for (program, library), files in places.items()
        if len(files) > 1
    ]


def violations(path: Path, source: str) -> list[str]:
    """Return what one module imports, or calls, against the rules."""
    tree = ast.parse(source)
    found = [problem for name in _imports(tree) for problem in _judge(path, name)]
    if _folder(path).is_pure:
        found += _calls(tree)
    return [f"{path}: {problem}" for problem in found]


def _judge(path: Path, names: Sequence[str]) -> Iterator[str]:
    """Judge one import, given as the module and its possible submodules."""
    folder, top = _folder(path), names[0].partition(".")[0]
    shown = names[-1]
    if top == "":
        yield "relative import"
    elif top in OURS:
        if not any(_is_within(name, ours) for name in names for ours in folder.ours):
            yield f"imports {shown}, which is not for {folder.path}"
    elif top in sys.stdlib_module_names:
        if folder.is_pure and top not in PURE_STDLIB and not _is_excepted(path, top):
            yield f"imports {shown}: {folder.path} does no input or output"
        is_about_us = any(name.startswith(ABOUT_US) for name in names)
        if top == "importlib" and not is_about_us and str(path) not in PUT_OFF:
            yield "imports by name at run time, past these rules"
    elif folder.foreign is not None and top not in folder.foreign:
        yield f"imports {shown}, which is not for {folder.path}"
    if top in WEB and not str(path).startswith(WEB[top]):
        yield f"imports {shown} outside {' and '.join(WEB[top])}"


def _folder(path: Path) -> Folder:
    inside = [each for each in FOLDERS if path.is_relative_to(each.path)]
    return max(inside, key=lambda each: len(each.path))


def _is_within(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(f"{prefix}.")


def _is_excepted(path: Path, top: str) -> bool:
    return (top, str(path)) in (
        ("sys", "contract/asyncapi.py"),  # it prints the document
        ("pathlib", "hub/domain/named_file.py"),  # it names files, and opens none
    )


def _imports(tree: ast.AST) -> Iterator[list[str]]:
    """Yield each import as the names that it may mean: `from a import b` is `a` or `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ([alias.name] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "" if node.level else node.module or ""
            yield from ([module, f"{module}.{alias.name}"] for alias in node.names)


def _calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Name(id=name) if name in OPEN_TO_THE_WORLD:
                yield f"line {node.lineno}: calls {name}()"
            case ast.Attribute(attr=name) if name in CLOCKS:
                yield f"line {node.lineno}: asks a clock by {name}(); time is an argument"
