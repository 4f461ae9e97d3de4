"""`platzfrei-hub export` as an auditor meets it: a folder, its description, and the exit status."""

import csv
import hashlib
import json
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from hub.cli import MISCONFIGURED, main
from hub.reports.export.package import CHECK_SUMS, DESCRIPTION
from hub.reports.export.tables import TABLES, FieldType
from tests.hub.reports import reference
from tests.hub.reports.test_command import SPACE, TARGETS, FixedClock

PERIOD: Final = ("--from", "2026-03-23", "--to", "2026-04-05")
FORMS: Final = {
    FieldType.STRING: r".+",
    FieldType.INTEGER: r"\d+",
    FieldType.BOOLEAN: r"true|false",
    FieldType.DATE: r"\d{4}-\d\d-\d\d",
    FieldType.DATETIME: r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
}


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Configure the reference, while its store is open to be written, as a hub has it."""
    folder = tmp_path_factory.mktemp("hub")
    archive = reference.archive(folder)
    (folder / "hub.toml").write_text(SPACE)
    (folder / "targets.toml").write_text(TARGETS)
    yield folder / "hub.toml"
    archive.close()


@pytest.fixture(autouse=True)
def _a_day_later(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("hub.reports.export.command.SystemClock", FixedClock)


def export(config: Path, *arguments: str) -> int:
    """Run the command."""
    return main(["export", "--config", str(config), *arguments])


@pytest.fixture
def folder(config: Path, tmp_path: Path) -> Path:
    """Export the reference, with a target."""
    targets = str(config.with_name("targets.toml"))
    assert export(config, *PERIOD, "--targets", targets, "-o", "audit") == 0
    return tmp_path / "audit"


def test_every_value_is_of_the_type_that_is_told(folder: Path) -> None:
    """And where one is missing, it may be."""
    for table in TABLES:
        with (folder / table.file).open(newline="") as file:
            rows = list(csv.DictReader(file))
        assert rows, table.name
        assert tuple(rows[0]) == table.columns
        keys = [tuple(row[name] for name in table.key) for row in rows]
        assert len(keys) == len(set(keys)), table.name
        for field in table.fields:
            form = FORMS[field.type] + ("" if field.is_required else "|")
            values = {row[field.name] for row in rows}
            assert all(re.fullmatch(form, value) for value in values), field


def test_the_description_names_size_rows_and_check_sum(folder: Path) -> None:
    """As a Frictionless data package; `sha256sum --check` reads the other file."""
    package = json.loads((folder / DESCRIPTION).read_text())
    assert package["profile"] == "tabular-data-package"
    for told, table in zip(package["resources"], TABLES, strict=True):
        content = (folder / told["path"]).read_bytes()
        assert told["path"] == table.file
        assert told["bytes"] == len(content)
        assert told["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert told["rows"] == content.count(b"\n") - 1
        assert [field["name"] for field in told["schema"]["fields"]] == list(table.columns)
    lines = [line.split("  ") for line in (folder / CHECK_SUMS).read_text().splitlines()]
    listed = {name: sha256 for sha256, name in lines}
    assert set(listed) == {each.name for each in folder.iterdir()} - {CHECK_SUMS}
    for name, sha256 in listed.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha256


def test_slots_that_are_not_stored_are_told(config: Path, tmp_path: Path) -> None:
    """A longer export reaches to before the first event, and has every quarter of an hour."""
    assert export(config, "--from", "2026-03-09", "--to", "2026-04-05", "-o", "all") == 0
    with (tmp_path / "all" / "slots.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 28 * 96 - 4
    for row in rows:
        three = sum(int(row[name]) for name in ("occupied_us", "free_us", "unknown_us"))
        assert three == int(row["desks"]) * 900_000_000


def test_the_same_store_gives_the_same_bytes(config: Path, folder: Path) -> None:
    """Under another name too, but for the name itself."""
    targets = str(config.with_name("targets.toml"))
    assert export(config, *PERIOD, "--targets", targets, "-o", "again") == 0
    for table in TABLES:
        again = folder.with_name("again") / table.file
        assert again.read_bytes() == (folder / table.file).read_bytes()


def test_only_its_owner_may_read_it(folder: Path) -> None:
    """It is finer than anything public."""
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {0o600}


def test_a_name_that_says_all(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without -o; one line says where it is, and a second one is refused."""
    assert export(config, *PERIOD) == 0
    name = "platzfrei-export_2026-03-23_2026-04-05"
    assert re.fullmatch(rf"{name}: \d+ rows\n", capsys.readouterr().out)
    assert [each.name for each in tmp_path.iterdir()] == [name]
    assert export(config, *PERIOD) == MISCONFIGURED
    assert f"-o: {name} is there already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from", "yesterday", "--to", "2026-04-05"), "--from: expected a local date"),
        (("--from", "2026-04-05", "--to", "2026-03-23"), "--from: 2026-04-05 is after"),
        (("--from", "2026-03-23", "--to", "2026-04-06"), "--to: 2026-04-06 isn't over yet"),
        ((*PERIOD, "--space", "stall"), "--space: hub.toml names no such space"),
        ((*PERIOD, "--targets", "none.toml"), "none.toml"),
        ((*PERIOD, "-o", "nowhere/audit"), "-o: nowhere/audit can't be written"),
    ],
)
def test_what_cannot_be_used_is_named(
    config: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    said: str,
) -> None:
    """One line, exit status 2, and nothing is left behind."""
    assert export(config, *arguments) == MISCONFIGURED
    error = capsys.readouterr().err
    assert said in error
    assert len(error.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
