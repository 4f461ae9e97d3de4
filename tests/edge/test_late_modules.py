"""A module that is put off is imported once, by the first who asks, and its faults are told."""

import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread

import pytest

from edge.late_modules import name_of, put_off, put_off_but

NAME = "platzfrei_put_off"
COUNTS = "import sys\nsys.platzfrei_count = getattr(sys, 'platzfrei_count', 0) + 1\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Lend a folder of modules, and forget them afterwards."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "platzfrei_count", 0, raising=False)
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith(NAME)]:
        del sys.modules[name]


def count() -> int:
    """Return how often the module was executed."""
    return int(getattr(sys, "platzfrei_count", 0))


def test_nothing_is_executed_before_somebody_asks(folder: Path) -> None:
    """An import alone asks for nothing; the first attribute brings the module, and it stays."""
    (folder / f"{NAME}.py").write_text(COUNTS + "value = 7\n")
    put_off(NAME)
    late = __import__(NAME)
    assert count() == 0
    assert (late.value, late.value) == (7, 7)
    assert __import__(NAME).value == 7
    assert count() == 1


def test_what_it_lacks_it_lacks_late(folder: Path) -> None:
    """An attribute that the module doesn't have is an AttributeError, as ever."""
    (folder / f"{NAME}.py").write_text("value = 7\n")
    put_off(NAME)
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = __import__(NAME).nothing_of_the_kind


def test_a_failed_import_is_told_to_each_who_asks(folder: Path) -> None:
    """What its import raises comes out, and comes out again the next time."""
    (folder / f"{NAME}.py").write_text(COUNTS + "import platzfrei_is_not_there\n")
    put_off(NAME)
    late = __import__(NAME)
    for times in (1, 2):
        with pytest.raises(ModuleNotFoundError, match="platzfrei_is_not_there"):
            _ = late.value
        assert count() == times


def test_what_is_not_installed_is_missing_at_once(folder: Path) -> None:
    """A module that isn't there can't be put off: its import fails where it stands."""
    put_off(NAME)
    with pytest.raises(ModuleNotFoundError, match=NAME):
        __import__(NAME)


def test_what_is_imported_already_is_left_alone(folder: Path) -> None:
    """Who has it keeps it."""
    (folder / f"{NAME}.py").write_text("value = 7\n")
    before = __import__(NAME)
    put_off(NAME)
    assert __import__(NAME) is before


def test_stopgaps_hold_until_the_module_is_there(folder: Path) -> None:
    """What stands for something meanwhile brings nothing, and gives way to the real one."""
    (folder / f"{NAME}.py").write_text(COUNTS + "value, other = 7, 8\n")
    put_off(NAME, {"value": 1})
    late = __import__(NAME)
    assert (late.value, count()) == (1, 0)
    assert (late.other, late.value, count()) == (8, 7, 1)


def test_submodules_do_without_the_package(folder: Path) -> None:
    """Of a package that is put off a submodule alone can be had, and is the package's later on."""
    (folder / NAME).mkdir()
    (folder / NAME / "__init__.py").write_text(COUNTS + "from .part import value\n")
    (folder / NAME / "part.py").write_text("value = object()\n")
    put_off(NAME)
    part = __import__(f"{NAME}.part", fromlist=["part"])
    assert count() == 0
    assert __import__(NAME).value is part.value
    assert count() == 1


def test_submodules_find_each_other_without_the_package(folder: Path) -> None:
    """`from . import` of a neighbour brings the neighbour alone."""
    (folder / NAME).mkdir()
    (folder / NAME / "__init__.py").write_text(COUNTS)
    (folder / NAME / "part.py").write_text("from . import neighbour\n")
    (folder / NAME / "neighbour.py").write_text("value = 7\n")
    put_off(NAME)
    part = __import__(f"{NAME}.part", fromlist=["part"])
    assert (part.neighbour.value, count()) == (7, 0)


def test_of_a_package_one_submodule_can_be_put_off(folder: Path) -> None:
    """The package has it as an attribute, as if it had been imported."""
    (folder / NAME).mkdir()
    (folder / NAME / "__init__.py").write_text("")
    (folder / NAME / "part.py").write_text(COUNTS + "value = 7\n")
    put_off(f"{NAME}.part")
    package = __import__(f"{NAME}.part")
    assert count() == 0
    assert (package.part.value, count()) == (7, 1)


def test_threads_that_ask_at_once_get_one_module(folder: Path) -> None:
    """It is executed once, whoever of several comes first."""
    (folder / f"{NAME}.py").write_text(COUNTS + "value = object()\n")
    put_off(NAME)
    late, together, got = __import__(NAME), Barrier(8), []

    def ask() -> None:
        together.wait()
        got.append(late.value)

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 8
    assert len(set(map(id, got))) == 1
    assert count() == 1


def test_single_names_of_a_package_can_be_had_without_it(folder: Path) -> None:
    """They are the package's own, and the rest of it is imported when it is asked for."""
    (folder / NAME).mkdir()
    (folder / NAME / "__init__.py").write_text(COUNTS + "from .part import value\nrest = 8\n")
    (folder / NAME / "part.py").write_text("value = object()\n")
    put_off_but(NAME, (f"{NAME}.part", "value"))
    package = __import__(NAME)
    value = package.value
    assert count() == 0
    assert (package.rest, package.value is value, count()) == (8, True, 1)


def test_a_name_that_is_given_meanwhile_brings_no_file(folder: Path) -> None:
    """Also where it is imported from a module: that asks whether the module is a package."""
    (folder / f"{NAME}.py").write_text(COUNTS + "value = 7\n")
    put_off(NAME, {"value": 6})
    had: dict[str, object] = {}
    exec(f"from {NAME} import value", had)  # noqa: S102 - as a library does
    assert (had["value"], count()) == (6, 0)
    assert [name_of(NAME, "value") for _ in range(2)] == [7, 7]
    assert count() == 1
