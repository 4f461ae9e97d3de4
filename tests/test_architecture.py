"""The house is built as its plan says: who imports whom, what things are called, what leaks.

Each rule is shown to be able to fail, by a snippet that breaks it.
"""

from pathlib import Path

import pytest

from tests.house import imports, leaks, names, shape
from tests.house.tree import ROOT, files, modules


def test_folders_import_only_what_they_may() -> None:
    """Decisions stay pure, programs stay apart, and the framework stays at the web's rim."""
    assert [found for module in modules() for found in imports.violations(*module)] == []


def test_each_technology_has_one_file() -> None:
    """Whoever wants to know how we speak MQTT or SQLite reads one file of a program."""
    assert imports.crowded(modules()) == []


def test_names_say_something() -> None:
    """No file and no class is a manager, a helper, a util, or called after data or info."""
    in_paths = [found for path in files() for found in names.in_path(path)]
    in_classes = [found for module in modules() for found in names.in_module(*module)]
    assert in_paths + in_classes == []


ROOMS_WITH_NOUNS = (
    *("api", "demo", "domain", "http", "live"),
    *("pages", "reports", "stores", "workers"),
)


def test_loops_take_up_nouns() -> None:
    """Whoever reads the body of a loop sees what it is about."""
    found = [
        each
        for path, source in modules()
        if path.parts[0] == "hub" and path.parts[1] in ROOMS_WITH_NOUNS
        for each in names.loops_without_a_noun(path, source)
    ]
    assert found == []


@pytest.mark.parametrize(
    "source", ["for one in x: pass", "y = [one for one in x]", "y = {k: one for k, one in x}"]
)
def test_a_loop_without_a_noun_is_found(source: str) -> None:
    """In a statement, in a comprehension, and as part of a pair."""
    assert names.loops_without_a_noun(Path("hub/x.py"), source)


def test_nothing_leaks() -> None:
    """No key, no index host and no path of the machine stands in any file."""
    found = [
        each for path in files() for each in leaks.violations(path, (ROOT / path).read_bytes())
    ]
    assert found == []


def test_functions_and_files_are_short(capsys: pytest.CaptureFixture[str]) -> None:
    """The aims of the house are printed; what is far beyond them fails."""
    measured = shape.measure(modules())
    with capsys.disabled():
        print(f"\n{measured.report()}")
    assert measured.violations() == []


FORBIDDEN_IMPORTS = [
    ("edge/agent.py", "import hub.live.live"),
    ("edge/agent.py", "from hub import live"),
    ("edge/agent.py", "import hub"),
    ("hub/live/live.py", "from edge.decisions import watch"),
    ("hub/live/live.py", "def late():\n    import edge.agent"),
    (
        "hub/live/live.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import edge.cli",
    ),
    ("hub/live/live.py", "from tests.parts import catalogue"),
    ("hub/live/live.py", "from . import clock"),
    ("hub/live/live.py", "import importlib\nimportlib.import_module('edge.cli')"),
    ("contract/topics.py", "import edge.configuration.config"),
    ("contract/topics.py", "import paho.mqtt.client"),
    ("contract/topics.py", "import socket"),
    ("contract/topics.py", "import sys"),
    ("dashboards/space.py", "from hub.domain import slots"),
    ("edge/decisions/beams.py", "import time"),
    ("edge/decisions/beams.py", "from pathlib import Path"),
    ("edge/decisions/beams.py", "import logging"),
    ("edge/decisions/beams.py", "import random"),
    ("edge/decisions/beams.py", "from edge.clock import Clock"),
    ("edge/decisions/beams.py", "from edge import clock"),
    ("edge/decisions/beams.py", "import gpiozero"),
    ("edge/decisions/beams.py", "from datetime import datetime\ndatetime.now()"),
    ("edge/decisions/beams.py", "from datetime import date\ndate.today()"),
    ("edge/decisions/beams.py", "open('levels')"),
    ("edge/decisions/beams.py", "print(1)"),
    ("hub/domain/slots.py", "import sqlite3"),
    ("hub/domain/slots.py", "import asyncio"),
    ("hub/domain/slots.py", "from hub.stores.protocol import Store"),
    ("hub/domain/slots.py", "import hub"),
    ("hub/domain/slots.py", "import fastapi"),
    ("hub/live/live.py", "import fastapi"),
    ("hub/live/live.py", "from starlette.responses import Response"),
    ("hub/cli.py", "import uvicorn"),
    ("hub/pages/site.py", "import uvicorn"),
]

ALLOWED_IMPORTS = [
    ("edge/agent.py", "import queue\nfrom contract import topics\nfrom edge import outbox"),
    ("edge/mqtt.py", "import paho.mqtt.client as mqtt"),
    (
        "edge/decisions/beams.py",
        "from contract.events import Direction\nfrom edge.decisions import plan",
    ),
    ("hub/domain/calendar.py", "import holidays\nfrom zoneinfo import ZoneInfo\nimport pydantic"),
    ("hub/domain/calendar.py", "from datetime import datetime\ndatetime.fromisoformat('x')"),
    ("hub/api/availability.py", "import fastapi\nfrom starlette.responses import Response"),
    ("hub/cli.py", "import importlib.metadata\nfrom importlib import resources, metadata"),
    ("contract/asyncapi.py", "import sys"),
    ("contract/messages.py", "import pydantic\nfrom pydantic_core import from_json"),
]


@pytest.mark.parametrize(("path", "source"), FORBIDDEN_IMPORTS)
def test_a_forbidden_import_is_found(path: str, source: str) -> None:
    """Wherever it hides in the module, it is named with its file."""
    found = imports.violations(Path(path), source)
    assert found
    assert all(each.startswith(f"{path}: ") for each in found)


@pytest.mark.parametrize(("path", "source"), ALLOWED_IMPORTS)
def test_an_allowed_import_is_left_alone(path: str, source: str) -> None:
    """The rules forbid nothing that the plan allows."""
    assert imports.violations(Path(path), source) == []


@pytest.mark.parametrize(
    ("one", "other", "is_crowded"),
    [
        ("hub/mqtt.py", "hub/late.py", True),
        ("edge/sensing/gpio.py", "edge/decisions/beams.py", True),
        ("hub/mqtt.py", "edge/mqtt.py", False),
        ("edge/sensing/gpio.py", "edge/simulator/pins.py", False),
    ],
)
@pytest.mark.parametrize("library", ["paho.mqtt.client", "sqlite3", "gpiozero", "httpx", "iotcore"])
def test_a_second_file_on_one_technology_is_found(
    one: str, other: str, library: str, *, is_crowded: bool
) -> None:
    """Edge and hub may each have theirs, and the simulator, which is a program of its own."""
    found = imports.crowded([(Path(one), f"import {library}"), (Path(other), f"import {library}")])
    assert bool(found) is is_crowded


@pytest.mark.parametrize(
    "path",
    [
        "hub/helpers.py",
        "edge/pin_manager.py",
        "hub/api/utils/page.py",
        "tests/data/a.json",
        "hub/static/space-info.js",
        "tests/__init__.py",
        "tests/edge/__init__.py",
    ],
)
def test_an_empty_file_name_is_found(path: str) -> None:
    """Also in the name of a folder."""
    assert names.in_path(Path(path))


@pytest.mark.parametrize("name", ["SlotHelper", "DATAFrame", "HTTPUtil", "Info", "DeskData"])
def test_an_empty_class_name_is_found(name: str) -> None:
    """Taken apart at capitals, also inside a function."""
    assert names.in_module(Path("hub/x.py"), f"def f():\n    class {name}:\n        pass")


@pytest.mark.parametrize("name", ["Metadata", "Informed", "Utilisation", "Database", "Slot"])
def test_words_that_only_contain_one_are_left_alone(name: str) -> None:
    """`Utilisation` is a word of ours."""
    assert names.in_module(Path("hub/x.py"), f"class {name}:\n    pass") == []


@pytest.mark.parametrize(
    "text",
    [
        "see /ro" + "ot/notes",
        "path = '/wo" + "rk/main'",
        "https://py" + "pi.org/simple",
        "files.python" + "hosted.org",
        "--index" + "-url https://example.org\n",
        "  -i x\n",
        "--find" + "-links wheels\n",
        "-----BEGIN RSA PRIVATE " + "KEY-----",
        "gh" + "p_" + "a" * 36,
    ],
)
def test_a_leak_is_found(text: str) -> None:
    """Between other lines, and in what is no text as well."""
    assert leaks.violations(Path("x"), b"\xff\n" + text.encode())


@pytest.mark.parametrize(
    "text", ["docs/ro" + "ot/x", "https://example.org/wo" + "rk/x", "a -i b", "~/wo" + "rk/x"]
)
def test_what_looks_like_a_leak_is_left_alone(text: str) -> None:
    """Words of a URL or a relative path are no path of a machine."""
    assert leaks.violations(Path("x"), text.encode()) == []


def test_a_long_function_and_a_long_file_are_found() -> None:
    """Comments, blank lines and docstrings don't count; statements do."""
    ballast = '    """Text."""\n' + "    # why\n\n" * 100
    short = f"def short():\n{ballast}    return 1\n"
    assert shape.measure([(Path("a.py"), short)]).functions == {"a.py:1 short": 1}
    long = "def long():\n" + "    x = 1\n" * 61
    found = shape.measure([(Path("a.py"), short * 3), (Path("b.py"), long)]).violations()
    assert [each.partition(":")[0] for each in found[:2]] == ["b.py", "a.py"]


def test_many_middling_functions_are_found() -> None:
    """No single one is too long, but a reader drowns all the same."""
    source = "".join(f"def f{n}():\n" + "    x = 1\n" * 50 for n in range(10))
    found = shape.measure([(Path("a.py"), source)]).violations()
    assert any("half of the functions" in each for each in found)
    assert any("one function in ten" in each for each in found)
