"""`platzfrei-hub report` as an office meets it: files, what is printed, and the exit status."""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import pytest

from contract.times import to_us
from hub.book.calendar_changes import CalendarMemory, Judged
from hub.book.file import BookFile
from hub.book.sign_doubts import SignDoubtMemory
from hub.book.targets import TargetMemory
from hub.cli import FAILED, MISCONFIGURED, main
from hub.domain.calendar_change import ChangeKind
from hub.domain.indicators import Indicator
from hub.domain.opening import Hours
from hub.domain.sign_doubt import SignDoubt
from hub.domain.target import Target
from hub.reports.formats.registry import Format
from hub.stores.sqlite.store import SqliteStore
from tests.hub.reports import reference
from tests.hub.reports.diary import local
from tests.hub.set_calendar import a_change

PERIOD: Final = ("--from", "2026-03-23", "--to", "2026-04-05")
SPACE: Final = """
[store]
path = "store.db"
[[space]]
id = "hof"
name = "Hof"
timezone = "Europe/Berlin"
state = "BB"
since = 2026-03-09
opening = { mon = "09:00-11:00", wed = "09:00-11:00", fri = "09:00-11:00", sun = "01:00-04:00" }
desk = [
  { id = "d1", agent = "pi" },
  { id = "d2", agent = "pi", to = 2026-03-29 },
  { id = "r1", agent = "pi", kind = "room" },
]
door = [{ id = "main", agent = "pi", counts = true }]
"""
TARGETS: Final = '[[target]]\nindicator = "utilisation"\ntarget = 0.3\n'
SET_BY_PEOPLE: Final = (
    a_change(first=date(2026, 3, 25), last=date(2026, 3, 27), text="Umbau", made_us=1),
    a_change(
        ChangeKind.OPENING,
        first=date(2026, 3, 24),
        last=date(2026, 3, 24),
        hours=(Hours(540, 720),),
    ),
    a_change(ChangeKind.DESKS, first=date(2026, 3, 23), last=date(2026, 3, 23), desks=("d1",)),
)
MADE_LATE_US: Final = to_us(local("04-01 12:00"))
SET_IN_TOML: Final = SPACE.replace(
    '{ id = "d1", agent = "pi" }',
    '{ id = "d1", agent = "pi", out_of_service = [{ from = 2026-03-23, to = 2026-03-23 }] }',
).replace(
    "door =",
    """exceptions = [
  { from = 2026-03-25, to = 2026-03-27, open = "closed", reason = "Umbau" },
  { from = 2026-03-24, to = 2026-03-24, open = "09:00-12:00" },
]
door =""",
)


class Office:
    """A folder to work in, and a hub's configuration elsewhere."""

    def __init__(self, config: Path, folder: Path) -> None:
        self.config = config
        self.folder = folder

    def report(self, *arguments: str) -> int:
        """Run the command."""
        return main(["report", "--config", str(self.config), *arguments])

    @property
    def files(self) -> dict[str, bytes]:
        """Return what lies in the folder."""
        return {each.name: each.read_bytes() for each in self.folder.iterdir()}


class FixedClock:
    """The clock of the machine, the day after the reference ends."""

    @staticmethod
    def wall() -> object:
        return reference.NOW


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Configure the reference, while its store is open to be written, as a hub has it."""
    folder = tmp_path_factory.mktemp("hub")
    archive = reference.archive(folder)
    (folder / "hub.toml").write_text(SPACE)
    yield folder / "hub.toml"
    archive.close()


@pytest.fixture
def office(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("hub.reports.command.SystemClock", FixedClock)
    return Office(config, tmp_path)


@pytest.mark.parametrize("written_as", Format)
def test_every_format_twice_the_same(
    office: Office, written_as: Format, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line says where it is and how long; nothing else is written, beside a serving hub."""
    names = ["a", "b"]
    for name in names:
        assert office.report(*PERIOD, "--format", written_as, "-o", name) == 0
    assert office.files["a"] == office.files["b"]
    assert sorted(office.files) == names
    assert capsys.readouterr().out.splitlines()[0] == f"a: {len(office.files['a'])} bytes"
    assert capsys.readouterr().err == ""


def test_targets_of_the_page_are_read_out_of_the_book(config: Path, office: Office) -> None:
    """As the hub keeps them; a file that is named stands in their place."""
    target = Target(Indicator.VISITS, None, None, Fraction(7))
    with closing(BookFile.own(config.with_name("book.db"))) as book:
        TargetMemory(book).replace((), (target,))
    (office.folder / "targets.toml").write_text(TARGETS)
    try:
        assert office.report(*PERIOD, "-o", "a.json") == 0
        assert office.report(*PERIOD, "--targets", "targets.toml", "-o", "b.json") == 0
    finally:
        config.with_name("book.db").unlink()
    agreed = [
        [goal["id"] for goal in json.loads(office.files[name])["goals"]]
        for name in ("a.json", "b.json")
    ]
    assert agreed == [["visits"], ["utilisation"]]


@pytest.mark.parametrize("written_as", Format)
def test_what_people_set_is_as_if_hub_toml_said_it(
    config: Path, office: Office, written_as: Format
) -> None:
    """A closure, an opening and a desk out of service: the same report, to the last byte."""
    by_toml = config.with_name("said.toml")
    by_toml.write_text(SET_IN_TOML)
    judged = Judged(reference.SPACE, date(2026, 3, 22))
    with closing(BookFile.own(config.with_name("book.db"))) as book:
        for change in SET_BY_PEOPLE:
            CalendarMemory(book).add(change, judged)
    try:
        assert office.report(*PERIOD, "--format", written_as, "-o", "people") == 0
    finally:
        config.with_name("book.db").unlink()
    assert office.report(*PERIOD, "--format", written_as, "-o", "without") == 0
    office.config = by_toml
    assert office.report(*PERIOD, "--format", written_as, "-o", "toml") == 0
    assert office.files["people"] == office.files["toml"]
    assert office.files["people"] != office.files["without"]


def test_a_corrected_past_is_told(config: Path, office: Office) -> None:
    """In the annex, with the day of the correction and the first day that it is about."""
    change = a_change(first=date(2026, 3, 25), last=date(2026, 3, 25), made_us=MADE_LATE_US)
    judged = Judged(reference.SPACE, date(2026, 4, 1), may_correct=True)
    with closing(BookFile.own(config.with_name("book.db"))) as book:
        CalendarMemory(book).add(change, judged)
    try:
        assert office.report(*PERIOD, "-o", "a.docx") == 0
    finally:
        config.with_name("book.db").unlink()
    with ZipFile(office.folder / "a.docx") as file:
        text = file.read("word/document.xml").decode()
    assert "Hof: Der Kalender wurde am 01.04.2026 berichtigt, für Tage ab 25.03.2026." in text


def test_desks_in_doubt_are_read_out_of_the_book(config: Path, office: Office) -> None:
    """Beside the store, as the hub keeps them."""
    with closing(BookFile.own(config.with_name("book.db"))) as book:
        SignDoubtMemory(book).keep([SignDoubt("hof", "pi", "pir", date(2026, 3, 10), "d1", 0)])
    try:
        assert office.report(*PERIOD, "-o", "a.json") == 0
    finally:
        config.with_name("book.db").unlink()
    assert (
        b'"without_sign":[{"space":"hof","since":"2026-03-10","desks":1}]'
        in (office.files["a.json"])
    )


def test_the_name_chooses_the_format(office: Office) -> None:
    """Unless the format is said; and without either it is a PDF under a name that says all."""
    assert office.report(*PERIOD, "-o", "a.json") == 0
    assert office.report(*PERIOD, "-o", "b.CSV", "--format", "csv-excel") == 0
    assert office.report(*PERIOD, "--space", "hof", "--lang", "en") == 0
    files = office.files
    assert files["a.json"].startswith(b"{")
    assert files["b.CSV"].startswith(b"\xef\xbb\xbf")
    assert files["report-on-use_hof_2026-03-23_to_2026-04-05.pdf"].startswith(b"%PDF")


def test_standard_output(office: Office, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """The report alone, so that it can be passed on."""
    assert office.report(*PERIOD, "--format", "json", "-o", "-") == 0
    written = capfdbinary.readouterr().out
    assert office.report(*PERIOD, "-o", "a.json") == 0
    assert written == office.files["a.json"]


def test_targets_and_language(office: Office) -> None:
    """What was agreed stands in the report, in its language."""
    (office.folder / "targets.toml").write_text(TARGETS)
    for language, said in (("de", "Ziele und"), ("en", "targets and")):
        arguments = ("--targets", "targets.toml", "--lang", language, "--format", "csv-long")
        assert office.report(*PERIOD, *arguments, "-o", "a.csv") == 0
        assert said in office.files["a.csv"].decode()


OFFICE = """[office]
name = "Amt Niemegk"
file_number = "Z-2026/0417"
"""


def test_the_office_says_who_it_is_and_what_it_thinks(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both stand in the file, and are compared only where they are given again."""
    (office.folder / "office.toml").write_text(OFFICE)
    (office.folder / "lage.md").write_text("Der Hof ist **gut** besucht.")
    own = ("--office", "office.toml", "--assessment", "lage.md")
    assert office.report(*PERIOD, *own, "-o", "a.json") == 0
    told = json.loads(office.files["a.json"])
    assert told["office"]["file_number"] == "Z-2026/0417"
    assert told["assessment"] == "Der Hof ist **gut** besucht."
    capsys.readouterr()
    assert office.report("--verify", "a.json") == 0
    assert "--office compares it" in capsys.readouterr().out
    assert office.report("--verify", "a.json", *own) == 0
    assert "--office compares it" not in capsys.readouterr().out
    (office.folder / "lage.md").write_text("Der Hof ist schlecht besucht.")
    assert office.report("--verify", "a.json", *own) == 1


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        (
            "office.toml",
            OFFICE + "file_numer = 1",
            'file_numer: unknown key, perhaps "file_',
        ),
        ("lage.md", "a\n\n**offen", 'lage.md: line 3: "**" begins what doesn\'t end'),
        ("lage.md", "Seite\n\n" * 20_000, "lage.md: expected at most 3,000 characters"),
    ],
    ids=["office", "broken", "long"],
)
def test_words_that_cannot_be_taken_are_named(
    office: Office, capsys: pytest.CaptureFixture[str], file: str, content: str, said: str
) -> None:
    """With file and key or line, exit status 2, and no report."""
    (office.folder / file).write_text(content)
    argument = "--office" if file.endswith("toml") else "--assessment"
    assert office.report(*PERIOD, argument, file, "-o", "a.json") == MISCONFIGURED
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
    assert list(office.files) == [file]


MISTAKES = {
    "an unknown space": (
        [*PERIOD, "--space", "nowhere"],
        "--space: hub.toml names no such space; expected one of hof, not 'nowhere'",
    ),
    "no date": (
        ["--from", "1.3.2026", "--to", "2026-03-31"],
        "--from: expected a local date such as 2026-03-01, not '1.3.2026'",
    ),
    "no such day": (
        ["--from", "2026-02-01", "--to", "2026-02-30"],
        "--to: expected a day that the calendar has, not '2026-02-30'",
    ),
    "the future": (["--from", "2026-04-01", "--to", "2026-04-06"], "--to: 2026-04-06 isn't over"),
    "before the first": (["--from", "2026-03-08", "--to", "2026-03-10"], "--from: nothing was"),
    "the wrong order": (["--from", "2026-03-10", "--to", "2026-03-09"], "--from: 2026-03-10 is"),
    "a public one too early": ([*PERIOD, "--public"], "--from: nothing is published yet"),
    "no folder": ([*PERIOD, "-o", "nowhere/a.pdf"], "-o: nowhere/a.pdf can't be written"),
    "a folder": ([*PERIOD, "-o", "."], "-o: . is a folder"),
    "an ending of nothing": (
        [*PERIOD, "-o", "x.doc"],
        "-o: no report ends in .doc; expected one of .csv, .docx, .json, .pdf, .xlsx",
    ),
    "another format": (
        [*PERIOD, "-o", "r.pdf", "--format", "docx"],
        "-o: --format docx ends in .docx, not in .pdf",
    ),
    "no targets": ([*PERIOD, "--targets", "x.toml"], "x.toml: file: expected a readable file"),
    "no office": ([*PERIOD, "--office", "x.toml"], "x.toml: file: expected a readable file"),
    "no assessment": ([*PERIOD, "--assessment", "x.md"], "--assessment: x.md can't be read"),
    "no file": (["--verify", "a.pdf"], "--verify: a.pdf can't be read"),
    "not ours": (["--verify", "letter"], "--verify: letter is no report that can be verified"),
}


@pytest.mark.parametrize(("arguments", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_and_leaves_nothing(
    office: Office, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    """One line with the argument, exit status 2, and no file, half or whole."""
    (office.folder / "letter").write_text("Sehr geehrte Damen und Herren")
    assert office.report(*arguments) == MISCONFIGURED
    printed = capsys.readouterr()
    (line,) = printed.err.splitlines()
    assert said in line
    assert line.startswith("platzfrei-hub: ")
    assert printed.out == ""
    assert list(office.files) == ["letter"]


WORDS = {
    "no period": ([], "--from and --to, or --verify"),
    "half a period": (["--from", "2026-03-01"], "--from and --to, or --verify"),
    "an unknown format": ([*PERIOD, "--format", "doc"], "argument --format: expected one of pdf,"),
    "an unknown language": ([*PERIOD, "--lang", "fr"], "argument --lang: expected one of de, en"),
}


@pytest.mark.parametrize(("arguments", "said"), WORDS.values(), ids=WORDS)
def test_what_cannot_be_read_is_named(
    office: Office, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    """With the argument and what was expected, exit status 2."""
    with pytest.raises(SystemExit) as ended:
        office.report(*arguments)
    assert ended.value.code == MISCONFIGURED
    assert said in capsys.readouterr().err
    assert office.files == {}


def test_a_report_that_fails_leaves_the_old_one(office: Office) -> None:
    """Whatever was there under the name is still there."""
    (office.folder / "a.pdf").write_bytes(b"old")
    assert office.report(*PERIOD, "--space", "nowhere", "-o", "a.pdf") == MISCONFIGURED
    assert office.files == {"a.pdf": b"old"}


@pytest.mark.parametrize("written_as", Format)
def test_verifying(office: Office, written_as: Format, capsys: pytest.CaptureFixture[str]) -> None:
    """The same figures: exit status 0, in words, with how many were compared."""
    assert office.report(*PERIOD, "--format", written_as, "-o", "a") == 0
    capsys.readouterr()
    assert office.report("--verify", "a") == 0
    said = capsys.readouterr().out
    assert re.fullmatch(r"the store gives the same figures: \d{3,} figures compared\n", said)


def test_verifying_with_targets(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    """What was agreed is the office's to say: with it the file's targets are compared too."""
    for name, target in (("agreed.toml", "0.3"), ("other.toml", "0.4")):
        (office.folder / name).write_text(TARGETS.replace("0.3", target))
    assert office.report(*PERIOD, "--targets", "agreed.toml", "-o", "a.docx") == 0
    assert office.report("--verify", "a.docx") == 0
    assert "--targets compares them" in capsys.readouterr().out
    assert office.report("--verify", "a.docx", "--targets", "agreed.toml") == 0
    assert "--targets" not in capsys.readouterr().out
    assert office.report("--verify", "a.docx", "--targets", "other.toml") == 1
    said = capsys.readouterr().out
    assert re.search(r"30,0.% in the file, the store now says .*40,0.%\n", said)
    assert "target=utilisation:-:-:3/10:at_least" in said


def test_a_file_that_cannot_be_compared(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    """It says what it was made of, and can't be read back: exit status 3, in one line."""
    assert office.report(*PERIOD, "-o", "a.pdf") == 0
    begin = office.files["a.pdf"].index(b"platzfrei-report/1")
    (office.folder / "b.pdf").write_bytes(b"%PDF-1.7\n" + office.files["a.pdf"][begin:][:2000])
    capsys.readouterr()
    assert office.report("--verify", "b.pdf") == 3
    printed = capsys.readouterr()
    (line,) = printed.err.splitlines()
    assert line.startswith("platzfrei-hub: --verify: b.pdf can't be compared: the PDF can't be")
    assert printed.out == ""


def test_verifying_what_has_changed(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit status 1, and JSON tells which figures; a space that is gone is said, with status 2."""
    assert office.report(*PERIOD, "-o", "a.json") == 0
    text = office.files["a.json"].decode()
    (office.folder / "b.json").write_text(text.replace('"arrivals"', "").replace("0.25,", "0.75,"))
    (office.folder / "c.json").write_text(text.replace('"id":"hof"', '"id":"elsewhere"'))
    assert office.report("--verify", "b.json") == 1
    assert " 0.75 in the file" in capsys.readouterr().out
    assert office.report("--verify", "c.json") == MISCONFIGURED
    said = capsys.readouterr().err
    assert "c.json can't be made again: space: hub.toml names no such space" in said
    assert "expected one of hof, not 'elsewhere'" in said


def test_without_a_store_exits_with_3(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """There is nothing to report on, and nothing is made."""
    (tmp_path / "hub.toml").write_text(SPACE)
    arguments = ["report", "--config", "hub.toml", *PERIOD, "-o", "a.pdf"]
    assert main(arguments) == FAILED
    assert list(office.files) == ["hub.toml"]
    assert "store.db" in capsys.readouterr().err


def test_progress_is_shown_on_a_terminal(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bar that ends with what became of it; a mistake begins a line of its own."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert office.report(*PERIOD, "-o", "a.json") == 0
    said = capsys.readouterr().err
    assert "Report [####" in said
    assert said.endswith("Report: done\n")
    assert office.report(*PERIOD, "--space", "x") == MISCONFIGURED
    *_, last = capsys.readouterr().err.splitlines()
    assert last.startswith("platzfrei-hub: --space")


def test_a_store_in_use_is_only_read(office: Office, config: Path) -> None:
    """The command never takes the writer's lock: the hub's writer goes on."""
    with closing(SqliteStore.open(config.parent / "other.db")) as writer:
        text = SPACE.replace("store.db", "other.db")
        (office.folder / "hub.toml").write_text(
            text.replace("other.db", str(config.parent / "other.db"))
        )
        arguments = ["report", "--config", "hub.toml", *PERIOD, "-o", "a.json"]
        assert main(arguments) == 0
        assert writer.renew()
