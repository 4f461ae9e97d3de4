"""The rooms inside a program: who may import whom, how full they are, and that the pages name them.

tests/test_architecture.py keeps programs and pure folders apart; here it is about rooms.
"""

import ast
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

import pytest

from tests.house.tree import ROOT, files, modules

OPEN_FOLDERS: Final = ("edge", "hub", "hub/reports", "hub/stores", "dashboards")
"""Their files are wiring or a common ground, so that each counts as a room of its own."""
WIRING: Final = ("hub/console/routes.py",)
"""Files that put together what lies in folders beside them: each is a room above those."""
MOST_FILES: Final = 12

# Of each room: what of the product it may import, by prefix of the dotted name, besides itself.
MAY_IMPORT: Final = {
    "edge/configuration": ("contract", "edge.errors", "edge.decisions"),
    "edge/sensing": ("contract", "edge.errors", "edge.configuration", "edge.decisions"),
    "edge/delivery": (
        "contract",
        "edge.errors",
        "edge.clock",
        "edge.decisions",
        "edge.private_files",
    ),
    "edge/presence": (
        "contract",
        "edge.errors",
        "edge.clock",
        "edge.decisions",
        "edge.transport",
        "edge.configuration",
        "edge.delivery",
    ),
    "hub/http": ("hub.errors", "hub.clock", "hub.metrics", "hub.domain.roles"),
    "hub/outside": ("hub.domain", "hub.release"),
    "hub/live": (
        "contract",
        "hub.clock",
        "hub.config",
        "hub.metrics",
        "hub.domain",
        "hub.spaces_now",
    ),
    "hub/book": (
        "contract.care",
        "contract.times",
        "hub.config",
        "hub.domain",
        "hub.errors",
        "hub.schema_migrations",
    ),
    "hub/stores/sqlite": (
        "contract",
        "hub.errors",
        "hub.schema_migrations",
        "hub.domain",
        "hub.private_files",
        "hub.stores",
    ),
    "hub/stores/influx": (
        "contract",
        "hub.clock",
        "hub.config",
        "hub.errors",
        "hub.domain",
        "hub.stores",
    ),
    "hub/reports/text": ("hub.domain", "hub.reports.period"),
    "hub/reports/payload": (
        "contract",
        "hub.domain",
        "hub.reports.finding",
        "hub.reports.model",
        "hub.reports.period",
        "hub.reports.text",
    ),
    "hub/reports/provenance": (
        "hub.domain",
        "hub.errors",
        "hub.reports.assessment",
        "hub.reports.model",
        "hub.reports.request",
        "hub.reports.period",
        "hub.reports.payload",
    ),
    "hub/reports/verification": (
        "hub.domain",
        "hub.errors",
        "hub.reports.model",
        "hub.reports.request",
        "hub.reports.payload",
        "hub.reports.provenance",
        "hub.reports.rendering",
        "hub.reports.formats.registry",
        "hub.reports.text.language",
    ),
    "hub/reports/layout": (
        "hub.domain",
        "hub.reports.assessment",
        "hub.reports.finding",
        "hub.reports.model",
        "hub.reports.period",
        "hub.reports.text",
        "hub.reports.provenance",
    ),
    "hub/reports/formats": ("hub.reports.layout.document",),
    "hub/reports/formats/xlsx": (
        "hub.reports.formats.numeric_cell",
        "hub.reports.layout.document",
    ),
    "hub/reports/formats/pdf": ("hub.reports.formats.pdf", "hub.reports.layout.document"),
}
NEVER_MEET: Final = (
    ("hub/api", "hub.pages"),
    ("hub/pages", "hub.api"),
    ("hub/pages", "hub.console"),
    ("hub/api", "hub.console"),
    ("hub/console", "hub.api"),
    ("hub/console", "hub.pages"),
    ("hub/console", "hub.mqtt"),
    ("hub/workers", "hub.console"),
    ("hub/api", "hub.mqtt"),
    ("hub/reports", "hub.live"),
    ("hub/reports/figures", "hub.reports.layout"),
    ("hub/reports/figures", "hub.reports.formats"),
    ("hub/reports/layout", "hub.reports.formats"),
    ("hub/reports/formats", "hub.stores"),
    ("hub/workers", "hub.api"),
    ("hub/workers", "hub.pages"),
    ("hub/stores/sqlite", "hub.stores.influx"),
    ("hub/stores/influx", "hub.stores.sqlite"),
)
SOURCES: Final = dict(modules())
NAMES: Final = {".".join(path.with_suffix("").parts): path for path in SOURCES}


def imported(source: str) -> Iterator[str]:
    """Yield the modules of the product that a module imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in NAMES else str(node.module)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def is_within(name: str, *prefixes: str) -> bool:
    """Tell whether a dotted name is one of these or below it."""
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)


def strangers(room: str, path: Path, source: str) -> list[str]:
    """Return what a module of a room imports that isn't for the room."""
    ours = ("contract", "edge", "hub", "dashboards")
    own = room.replace("/", ".")
    found = [name for name in imported(source) if is_within(name, *ours)]
    return [
        f"{path} imports {name}, which is not for {room}"
        for name in found
        if (room in MAY_IMPORT and not is_within(name, own, *MAY_IMPORT[room]))
        or any(room == one and is_within(name, other) for one, other in NEVER_MEET)
    ]


def in_room(room: str) -> Iterator[tuple[Path, str]]:
    """Yield the modules of a room and of those inside it."""
    return ((path, text) for path, text in SOURCES.items() if path.is_relative_to(room))


def test_every_technology_of_the_store_is_kept_apart() -> None:
    """A folder for another one joins the contract that lets none import from the next."""
    folders = {path.parent.name for path in (ROOT / "hub/stores").glob("*/__init__.py")}
    contracts = (ROOT / ".importlinter").read_text()
    assert folders == set(re.findall(r"^    hub\.stores\.(\w+)$", contracts, re.MULTILINE))


@pytest.mark.parametrize("room", sorted({*MAY_IMPORT, *(one for one, _ in NEVER_MEET)}))
def test_a_room_imports_only_what_is_for_it(room: str) -> None:
    """The rule of each room, as docs/architecture.md tells it."""
    inside = list(in_room(room))
    assert inside, f"nobody lives in {room}"
    assert [stranger for path, source in inside for stranger in strangers(room, path, source)] == []


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("hub/http", "from hub.api import stream"),
        ("hub/api", "from hub.pages.site import Site"),
        ("hub/console", "from hub.pages.site import Site"),
        ("hub/pages", "import hub.api.reports"),
        ("hub/live", "from hub.stores.protocol import Store"),
        ("hub/reports/layout", "from hub.reports.formats.registry import Format"),
        ("hub/reports/text", "from hub.reports.model import Report"),
        ("hub/reports/formats", "from hub.reports.text.languages import words_in"),
        ("hub/reports/formats/pdf", "from hub.reports.layout.cells import Setting"),
        ("edge/delivery", "from edge import mqtt"),
    ],
)
def test_a_stranger_is_found(room: str, source: str) -> None:
    """The rule above can fail."""
    assert strangers(room, Path(room) / "x.py", source)


def room_of(path: Path) -> str:
    """Return the folder; of wiring and common ground the file."""
    folder = str(path.parent)
    is_alone = (folder in OPEN_FOLDERS and path.name != "__init__.py") or str(path) in WIRING
    return str(path) if is_alone else folder


def arrows() -> dict[str, set[str]]:
    """Return which room imports from which."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path, source in SOURCES.items():
        for name in imported(source):
            if name in NAMES and room_of(NAMES[name]) != room_of(path):
                found[room_of(path)].add(room_of(NAMES[name]))
    return found


def test_no_arrow_between_rooms_runs_back() -> None:
    """Rooms lie in layers: whoever is imported imports nobody above."""
    try:
        list(TopologicalSorter(arrows()).static_order())
    except CycleError as circle:
        pytest.fail(f"a circle of rooms: {circle.args[1]}")


def test_no_room_of_the_reports_is_crowded() -> None:
    """Who opens a folder sees at a glance what is in it."""
    counts: defaultdict[str, int] = defaultdict(int)
    for path, _ in in_room("hub/reports"):
        counts[str(path.parent)] += path.name != "__init__.py"
    assert {room: count for room, count in counts.items() if count > MOST_FILES} == {}


STRAY_IMPORTS: Final = {
    "contract/topics.py": "import edge.clock",
    "hub/api/health.py": "import hub.pages.site",
    "hub/live/live.py": "import hub.mqtt",
    "hub/reports/formats/csv_format.py": "import hub.reports.text.languages",
    "hub/reports/figures/build.py": "import hub.reports.text.german",
    "hub/reports/model.py": "import hub.live.live",
    "hub/reports/text/german.py": "import hub.reports.layout.document",
    "hub/stores/sqlite/file.py": "import hub.stores.influx.access",
}
"""One for each contract in .importlinter."""


def contracts_of(folder: Path) -> tuple[int, int]:
    """Return how many contracts between rooms are kept and broken in a tree."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    told = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout
    counted = re.search(r"Contracts: (\d+) kept, (\d+) broken", told)
    assert counted, told
    return int(counted[1]), int(counted[2])


def test_the_contracts_between_rooms_are_kept_and_can_be_broken(tmp_path: Path) -> None:
    """import-linter follows imports through the files between; each contract finds its stray."""
    for path, source in SOURCES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(source)
    shutil.copy2(ROOT / ".importlinter", tmp_path)
    assert contracts_of(tmp_path) == (len(STRAY_IMPORTS), 0)
    for place, stray in STRAY_IMPORTS.items():
        (tmp_path / place).write_text(f"{SOURCES[Path(place)]}\n{stray}\n")
    assert contracts_of(tmp_path) == (0, len(STRAY_IMPORTS))


PAGES: Final = [Path("CONTRIBUTING.md"), *(each for each in files() if each.match("docs/*.md"))]
PLACE: Final = re.compile(
    r"`((?:contract|dashboards|deploy|docs|edge|hub|requirements|tests)/[\w./-]*)(?:::(\w+))?`"
)


def missing(text: str) -> list[str]:
    """Return the files, folders and tests that a text names and that aren't there."""
    return [
        f"{place}::{test}" if test else place
        for place, test in PLACE.findall(text)
        if not (ROOT / place).exists()
        or (test and f"def {test}(" not in (ROOT / place).read_text())
    ]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_place_that_a_page_names_is_there(page: Path) -> None:
    """Files, folders and tests: whoever follows the page arrives."""
    text = (ROOT / page).read_text()
    assert PLACE.search(text) or page.name in {"erste-woche.md", "first-week.md", "glossary.md"}
    assert missing(text) == []


def test_a_place_that_is_gone_is_found() -> None:
    """The check above can fail, for a file and for a test."""
    assert missing("see `hub/lvie.py`, `hub/app.py`") == ["hub/lvie.py"]
    assert missing("`tests/test_rooms.py::test_nothing`") == ["tests/test_rooms.py::test_nothing"]


@pytest.mark.parametrize("room", ["edge/delivery", "hub/stores/sqlite"])
def test_the_architecture_says_what_each_file_of_a_large_room_is_for(room: str) -> None:
    """A room with more files than anybody remembers has a list, and the list is whole."""
    text = (ROOT / "docs" / "architecture.md").read_text()
    named = set(re.findall(r"`(?:[\w/]+/)?(\w+\.py)`", text))
    there = {path.name for path in files() if str(path.parent) == room and path.suffix == ".py"}
    assert there - named == {"__init__.py"}
