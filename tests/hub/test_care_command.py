"""`platzfrei-hub care` and `book` as typed: what is printed, and the exit status."""

import json
import stat
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from contract.care import Severity
from contract.times import to_us
from hub.book.calendar_changes import CALENDAR_CHANGE
from hub.book.care import CareMemory, Findings, Trouble
from hub.book.care_answers import CareAnswerMemory
from hub.book.file import BookFile
from hub.care_command import answered
from hub.cli import FAILED, MISCONFIGURED, main
from hub.clock import SystemClock
from hub.domain.care_answer import AnswerKind, CareAnswer, Case, Standing, seen
from hub.reports.text.language import Language
from tests.hub.book.rows import add_row, flip

SILENT = Trouble("agent_silent", "hof", "pi")
JUDGED = frozenset({"agent_silent"})
CASE = Case("agent_silent", "hof", "pi", 1)
MINUTE_US = 60_000_000
HUB_TOML = """
[mqtt]
port = 1
[store]
path = "hub.db"
[[space]]
id = "hof"
name = "Hof"
timezone = "Europe/Berlin"
state = "BB"
since = 2026-01-01
[[space.desk]]
id = "d1"
agent = "pi"
"""


class Place:
    """A folder with a hub.toml and its book."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.toml = folder / "hub.toml"
        self.toml.write_text(HUB_TOML)
        self.book = folder / "book.db"

    def note(self, *troubles: Trouble, age_us: int = 0) -> None:
        """Note what was found some time ago."""
        now_us = to_us(SystemClock().wall()) - age_us
        with closing(BookFile.own(self.book)) as book:
            CareMemory(book).note(Findings(frozenset(troubles), judged=JUDGED), now_us)

    def run(self, *words: str) -> int:
        """Type a command."""
        return main([*words, "--config", str(self.toml)])


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def lines(capsys: pytest.CaptureFixture[str]) -> Sequence[str]:
    """Return what was printed."""
    return capsys.readouterr().out.splitlines()


def test_care_says_what_and_what_to_do(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """In German, if nothing else is asked for; exit status 1."""
    place.note(SILENT)
    assert place.run("care") == 1
    head, empty, sentence, since, to_do = lines(capsys)
    assert (head, empty) == ("Eines ist zu tun. (Geurteilt in den letzten drei Minuten.)", "")
    assert (
        sentence == "[dringend] Hof: Der Agent pi meldet sich nicht; seine Plätze sind unbekannt."
    )
    assert since.startswith("  seit ")
    assert to_do == "  → Strom und Netz des Raspberry Pi prüfen."


def test_nothing_to_do_is_a_status_of_its_own(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """For a cron job: 0, as long as a hub judges."""
    place.note()
    assert place.run("care", "--lang", "en") == 0
    assert lines(capsys) == ["Nothing needs care. (Judged within the last three minutes.)"]


def test_another_language_is_answered_with_those_that_there_are(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the words of somebody who types, and not of a programmer."""
    with pytest.raises(SystemExit):
        place.run("care", "--lang", "fr")
    assert "expected de or en, not 'fr'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("de", "Kein Hub urteilt: zuletzt vor 4 Minuten. Damals: Nichts ist zu tun."),
        ("en", "No hub judges: the last time was 4 minutes ago. Then: Nothing needs care."),
    ],
)
def test_an_empty_list_of_yesterday_says_nothing(
    place: Place, capsys: pytest.CaptureFixture[str], lang: str, said: str
) -> None:
    """Where nobody has judged for more than three minutes the status is 1."""
    place.note(age_us=4 * MINUTE_US)
    assert place.run("care", "--lang", lang) == 1
    assert lines(capsys) == [said]


def test_before_the_first_start_nobody_has_judged(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """Asking makes no book."""
    assert place.run("care", "--lang", "en") == 1
    assert lines(capsys) == ["No hub has judged yet. Is it running?"]
    assert not place.book.exists()


def test_care_for_programs(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """One JSON object, what is over only if asked for."""
    place.note(SILENT, age_us=MINUTE_US)
    place.note()
    assert place.run("care", "--json", "--all", "--lang", "en") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["care"], told["is_stale"]) == ([], False)
    (over,) = told["over"]
    assert (over["kind"], over["agent"], over["subject"]) == ("agent_silent", "pi", None)
    assert over["since"] < over["until"]
    place.run("care", "--json")
    assert json.loads(capsys.readouterr().out)["over"] == []


@pytest.mark.parametrize(
    ("lang", "said"), [("de", "  gesehen "), ("en", "  seen ")], ids=["de", "en"]
)
def test_what_people_said_is_told_without_a_name(
    place: Place, capsys: pytest.CaptureFixture[str], lang: str, said: str
) -> None:
    """Between since when and what to do; to programs with the id."""
    place.note(SILENT)
    with closing(BookFile.own(place.book)) as book:
        (lasting,) = CareMemory(book).lasting()
        answer = seen(lasting.case, "p-7", lasting.since_us, Severity.CRITICAL)
        CareAnswerMemory(book).answer(answer)
    assert place.run("care", "--lang", lang) == 1
    assert lines(capsys)[4].startswith(said)
    place.run("care", "--json")
    (told,) = json.loads(capsys.readouterr().out)["care"]
    assert (told["standing"], told["answer"]["by"]) == ("seen", "p-7")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("stands", Standing)
def test_however_it_stands_is_said_in_a_sentence(language: Language, stands: Standing) -> None:
    """No mark of the template is left over."""
    said = answered(
        CareAnswer(CASE, AnswerKind.SEEN, "p-7", 5, 9, Severity.NOTICE), stands, language
    )
    assert said
    assert not {"{", "}"} & set(said)


def test_what_is_over_is_told_to_people_too(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """From when to when."""
    place.note(SILENT, age_us=MINUTE_US)
    place.note()
    place.run("care", "--all")
    assert lines(capsys)[2] == "Vorbei:"


def test_care_is_read_while_a_hub_owns_the_book(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """Reading disturbs nobody."""
    with closing(BookFile.own(place.book)) as book:
        CareMemory(book).note(Findings(frozenset({SILENT})), to_us(SystemClock().wall()))
        assert place.run("care") == 1
    assert len(lines(capsys)) == 5


def test_an_unknown_language_is_refused(place: Place) -> None:
    """Argparse names what there is; nobody gets the wrong one in silence."""
    with pytest.raises(SystemExit) as refused:
        place.run("care", "--lang", "fr")
    assert refused.value.code == MISCONFIGURED


def test_a_book_goes_elsewhere_and_back(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """The file is for its owner alone, an import says how many rows it took, and is remembered."""
    place.note(SILENT)
    file = place.folder / "book.json"
    assert place.run("book", "export", "--to", str(file)) == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    place.book.unlink()
    assert place.run("book", "import", "--from", str(file)) == 0
    took, lack = lines(capsys)[-2:]
    assert took == f"{place.book}: 2 rows of {file}"
    assert "`people link`" in lack
    assert place.run("care") == 1
    capsys.readouterr()
    assert place.run("book", "export") == 0
    again, before = json.loads(capsys.readouterr().out), json.loads(file.read_text())
    assert again["tables"].pop("salvage") == [{"number": 1, "withheld_until_us": None}]
    assert [row["action"] for row in again["tables"].pop("audit_entry")] == ["book_imported"]
    assert before["tables"].pop("salvage") == before["tables"].pop("audit_entry") == []
    assert again == before


def test_an_export_never_overwrites(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """The last good one may be all that there is."""
    place.note(SILENT)
    file = place.folder / "book.json"
    file.write_text("precious")
    assert place.run("book", "export", "--to", str(file)) == MISCONFIGURED
    assert file.read_text() == "precious"
    assert capsys.readouterr().err == (
        f"platzfrei-hub: {file}: --to: expected a new file (File exists)\n"
    )


@pytest.mark.parametrize("content", [b"{}", b"\xff\xfe", None])
def test_what_is_no_export_is_refused(
    place: Place, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    """In one line that names the file; the book stays as it was."""
    place.note(SILENT)
    file = place.folder / "other.json"
    if content is not None:
        file.write_bytes(content)
    assert place.run("book", "import", "--from", str(file)) == MISCONFIGURED
    (said,) = capsys.readouterr().err.splitlines()
    assert said.startswith(f"platzfrei-hub: {file}: --from: ")
    with closing(BookFile.read(place.book)) as book:
        assert [each.trouble for each in CareMemory(book).lasting()] == [SILENT]


def test_damaged_entries_are_dropped_while_a_hub_serves(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """How many of which table; then there are none."""
    with closing(BookFile.own(place.book)) as book:
        with book.transaction() as db:
            add_row(db, CALENDAR_CHANGE)
            flip(db, CALENDAR_CHANGE)
        for _ in range(2):
            assert place.run("book", "drop-damaged") == 0
    assert lines(capsys) == ["calendar_change: 1 dropped", "nothing is damaged that can be dropped"]


def test_nothing_is_imported_while_a_hub_serves(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two never write one book."""
    place.note(SILENT)
    file = place.folder / "book.json"
    place.run("book", "export", "--to", str(file))
    with closing(BookFile.own(place.book)):
        assert place.run("book", "import", "--from", str(file)) == FAILED
    assert "another hub owns this book" in capsys.readouterr().err


def test_the_command_runs_as_installed(place: Place) -> None:
    """With its arguments in any order."""
    program = str(Path(sys.executable).with_name("platzfrei-hub"))
    command = [program, "care", "--config", str(place.toml), "--lang", "en"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout) == (1, "No hub has judged yet. Is it running?\n")
