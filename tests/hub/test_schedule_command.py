"""`platzfrei-hub schedule` as an operator types it, beside the store of the reference."""

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from hub.book.file import BookFile
from hub.book.scheduled import ScheduledMemory, ScheduledReport, read_scheduled
from hub.cli import MISCONFIGURED, main
from tests.hub.reports import reference
from tests.hub.reports.test_command import SPACE

SCHEDULES = """
[[schedule]]
name = "monthly"
every = "month"
formats = ["json"]
folder = "reports"
until = 2026-03-31
[[schedule]]
name = "public"
every = "month"
folder = "reports"
public = true
[mail]
host = "127.0.0.1"
port = 1
tls = "none"
from = "hub@example.org"
[[schedule]]
name = "quarterly"
every = "quarter"
formats = ["pdf", "xlsx"]
mail = ["office@example.org"]
from = 2026-04-01
"""
FILE = "nutzungsbericht_hof_2026-03-09_bis_2026-03-31.json"


class FixedClock:
    """The clock of the machine, the day after the reference ends."""

    @staticmethod
    def wall() -> object:
        return reference.NOW


class Place:
    """A hub's folder, with the reference in its store."""

    def __init__(self, folder: Path, schedules: str = SCHEDULES) -> None:
        self.folder = folder
        (folder / "hub.toml").write_text(SPACE + schedules)

    def schedule(self, *arguments: str) -> int:
        """Run the command."""
        return main(["schedule", *arguments, "--config", str(self.folder / "hub.toml")])


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reference")
    reference.archive(folder).close()
    return folder


@pytest.fixture
def place(stored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr("hub.schedule_command.SystemClock", FixedClock)
    (tmp_path / "store.db").write_bytes((stored / "store.db").read_bytes())
    return Place(tmp_path)


def test_the_list(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """What is due and what it waits for, what comes, and what has ended."""
    assert place.schedule("list") == 0
    assert capsys.readouterr().out.splitlines() == [
        "monthly: every month, json",
        "  due: 2026-03-01 to 2026-03-31: is made at the next look",
        "  ended",
        "public: every month, pdf",
        "  due: 2026-03-01 to 2026-03-31: waits until its months are published (`publish list`)",
        "  comes: 2026-04-01 to 2026-04-30, once it is over",
        "quarterly: every quarter, pdf, xlsx",
        "  comes: 2026-04-01 to 2026-06-30, once it is over",
    ]


def test_the_list_says_what_was_made(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """The latest, with its files."""
    made = ScheduledReport("monthly", date(2026, 3, 1), date(2026, 3, 31), 9, ("a.json",))
    with closing(BookFile.own(place.folder / "book.db")) as book:
        ScheduledMemory(book).keep(made, [])
    place.schedule("list")
    assert capsys.readouterr().out.splitlines()[1:3] == [
        "  made: 2026-03-01 to 2026-03-31: a.json",
        "  ended",
    ]


def test_one_is_made_now(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Into its folder, twice the same; nothing of it is remembered."""
    assert place.schedule("run", "monthly") == 0
    content = (place.folder / "reports" / FILE).read_bytes()
    assert capsys.readouterr().out == f"{place.folder / 'reports' / FILE}: {len(content)} bytes\n"
    assert place.schedule("run", "monthly") == 0
    assert (place.folder / "reports" / FILE).read_bytes() == content
    assert read_scheduled(place.folder / "book.db") == ()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("weekly", "NAME: hub.toml names no such schedule; expected one of monthly, public"),
        ("quarterly", "NAME: quarterly has no folder; expected one in hub.toml"),
        ("public", "from: nothing is published"),
    ],
)
def test_what_can_not_be_made(
    place: Place, name: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one line, with status 2."""
    assert place.schedule("run", name) == MISCONFIGURED
    assert said in capsys.readouterr().err


def test_where_there_is_none(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """That is said, too."""
    without = Place(place.folder, "")
    assert without.schedule("list") == 0
    assert capsys.readouterr().out == "hub.toml has no [[schedule]]\n"
    assert without.schedule("run", "monthly") == MISCONFIGURED
