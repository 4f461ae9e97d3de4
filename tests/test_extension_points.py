"""What the compiler says to whoever extends the house: every place that must answer is an error.

mypy runs over a copy of the product to which one of everything is added that CONTRIBUTING.md has a
row for: a language, a format, a kind of sensor, of care and of store, and a channel.
"""

import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests.house.tree import ROOT

PROGRAMS: Final = ("contract", "dashboards", "edge", "hub")


@dataclass(frozen=True, slots=True)
class Added:
    """A member that is written before a line, and where that must be an error, how many times."""

    type: str
    """As mypy calls it."""
    file: str
    before: str
    text: str
    places: Mapping[str, int]


ADDED: Final = (
    Added(
        "Literal[Language.FRENCH]",
        "hub/reports/text/language.py",
        '    ENGLISH = "en"\n',
        '    FRENCH = "fr"\n',
        {
            "hub/care_command.py": 1,
            "hub/care_told.py": 3,
            "hub/console/age.py": 2,
            "hub/console/equipment/words.py": 1,
            "hub/console/today/kind_texts.py": 1,
            "hub/console/today/words.py": 1,
            "hub/console/calendar/words.py": 1,
            "hub/console/replacing/words.py": 1,
            "hub/console/words.py": 1,
            "hub/pages/beyond_words.py": 1,
            "hub/pages/preview_words.py": 1,
            "hub/pages/report_words.py": 1,
            "hub/pages/space_words.py": 1,
            "hub/pages/target_words.py": 1,
            "hub/pages/vocabulary.py": 1,
            "hub/report_mail.py": 1,
            "hub/reports/file_names.py": 1,
            "hub/reports/text/language.py": 2,
            "hub/reports/text/languages.py": 1,
        },
    ),
    Added(
        "Literal[Language.FR]",
        "dashboards/words.py",
        '    EN = "en"\n',
        '    FR = "fr"\n',
        {"dashboards/words.py": 1},
    ),
    Added(
        "Literal[Format.ODT]",
        "hub/reports/formats/registry.py",
        '    CSV_EXCEL = "csv-excel"\n',
        '    ODT = "odt"\n',
        {
            "hub/pages/report_words.py": 1,
            "hub/reports/formats/registry.py": 2,
            "hub/reports/rendering.py": 1,
        },
    ),
    Added(
        "Literal[Kind.SCALE]",
        "edge/decisions/plan.py",
        '    DIGITAL = "digital"\n',
        '    SCALE = "scale"\n',
        {
            "edge/configuration/sensors.py": 1,
            "edge/decisions/plan.py": 2,
            "edge/decisions/proof.py": 2,
            "edge/decisions/sensor.py": 1,
            "edge/sensing/sensor_table.py": 1,
            "edge/simulator/traces.py": 2,
        },
    ),
    Added(
        "ScaleSensor",
        "edge/configuration/sensors.py",
        "    LevelSensor | DistanceSensor, Field(",
        "    ScaleSensor |",
        {"edge/sensing/gpio.py": 1},
    ),
    Added(
        "Literal[CareKind.SPACE_TOO_COLD]",
        "contract/series.py",
        '    STORE_FAILING = "store_failing"\n',
        '    SPACE_TOO_COLD = "space_too_cold"\n',
        {"contract/care.py": 1, "dashboards/alerts.py": 1},
    ),
    Added(
        "PaperStoreConfig",
        "hub/config.py",
        "_AnyStoreConfig = SqliteStoreConfig | ",
        'class PaperStoreConfig(_StoreConfig):\n    kind: Literal["paper"]\n\n\n',
        {
            "hub/check.py": 1,
            "hub/book/location.py": 1,
            "hub/files.py": 1,
            "hub/parts.py": 1,
            "hub/stores/examining.py": 1,
            "hub/serving.py": 1,
            "hub/stores/factory.py": 6,
        },
    ),
    Added(
        "Literal[Channel.WISHES]",
        "contract/topics.py",
        '    HEALTH = "health"\n',
        '    WISHES = "wishes"\n',
        {
            "contract/deliveries.py": 1,
            "contract/examples.py": 1,
            "hub/domain/fair_intake.py": 1,
            "hub/live/live.py": 2,
        },
    ),
)
ALSO: Final = (
    (
        "edge/configuration/sensors.py",
        "LevelSensor = ",
        'class ScaleSensor(_Sensor):\n    kind: Literal["scale"] = "scale"\n\n\n',
    ),
    ("hub/config.py", "InfluxStoreConfig\n_STORE_KINDS", "PaperStoreConfig | "),
)
"""What a new member of a union needs besides."""
_UNANSWERED: Final = re.compile(
    r'^(\S+?):\d+: error: Argument 1 to "assert_never" has incompatible type "(.+?)"', re.MULTILINE
)


def write_before(path: Path, place: str, text: str) -> None:
    """Write a text before a place that is in a file exactly once."""
    source = path.read_text()
    assert source.count(place) == 1, f"{place!r} is not once in {path}"
    path.write_text(source.replace(place, text + place))


def extend(copy: Path) -> None:
    """Add one of everything."""
    for one in ADDED:
        write_before(copy / one.file, one.before, one.text)
    for file, place, text in ALSO:
        write_before(copy / file, place, text)


def copy_product(to: Path) -> None:
    """Copy the programs, and what mypy remembers of them, so that it looks only at what is new."""
    for each in (*PROGRAMS, ".mypy_cache"):
        if (ROOT / each).exists():
            shutil.copytree(ROOT / each, to / each, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "pyproject.toml", to)


def mypy_on(copy: Path) -> str:
    """Return what mypy says of the programs."""
    command = [sys.executable, "-m", "mypy", "--no-pretty", "--no-error-summary", *PROGRAMS]
    return subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False).stdout


def is_about_added(line: str) -> bool:
    """Tell whether an error comes from what was added, so that the copy is sound otherwise."""
    return any(one.type in line for one in ADDED)


@pytest.mark.slow
def test_the_compiler_names_every_place_that_must_answer(tmp_path: Path) -> None:
    """For each extension point exactly its places, so that none can answer in silence."""
    copy_product(tmp_path)
    extend(tmp_path)
    said = mypy_on(tmp_path)
    found = defaultdict[str, Counter[str]](Counter)
    for file, added in _UNANSWERED.findall(said):
        found[added][file] += 1
    assert found == {one.type: Counter(one.places) for one in ADDED}, said
    assert [line for line in said.splitlines() if not is_about_added(line)] == []
