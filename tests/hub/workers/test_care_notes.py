"""What is remembered from minute to minute, whatever becomes of the book."""

import os
import signal
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from contract.care import Severity
from hub.book.care import CareMemory, Findings, Trouble
from hub.book.care_answers import CareAnswerMemory
from hub.book.damage import moved_aside
from hub.book.file import BookFile
from hub.book.published import SALVAGE
from hub.domain.care_answer import seen
from hub.metrics import HubMetrics
from hub.workers.care_notes import CareNotes

SILENT = Trouble("agent_silent", "hof", "pi")
NEEDED = Findings(frozenset({SILENT}), judged=frozenset({"agent_silent"}))
NOTHING = Findings(judged=frozenset({"agent_silent"}))
MINUTE_US = 60_000_000
NOW_US = 1_772_444_460_000_000


def minute(number: int) -> int:
    """Return an instant some minutes after the start."""
    return NOW_US + number * MINUTE_US


def count(metrics: HubMetrics, name: str) -> float | None:
    """Return a counter."""
    return metrics.registry.get_sample_value(f"platzfrei_{name}_total")


def since(notes: CareNotes) -> list[int]:
    """Return since when things need somebody."""
    return [each.since_us for each in notes.said.lasting]


def test_without_a_book_it_remembers_as_long_as_it_runs() -> None:
    """Since when, and when it was judged; a new hub knows nothing of it."""
    notes = CareNotes(None, HubMetrics())
    assert (notes.said.judged_us, notes.trouble) == (None, "no book")
    for number in (0, 1):
        notes.note(NEEDED, minute(number))
    assert (since(notes), notes.said.judged_us) == ([minute(0)], minute(1))
    notes.note(NOTHING, minute(2))
    assert since(notes) == []


def test_what_people_said_is_known_from_the_next_look_on(tmp_path: Path) -> None:
    """And gone with its case."""
    notes = CareNotes(tmp_path / "book.db", HubMetrics())
    (lasting,) = notes.note(NEEDED, minute(0)).lasting
    answer = seen(lasting.case, "p-1", minute(0), Severity.CRITICAL)
    CareAnswerMemory(notes).answer(answer)
    assert notes.note(NEEDED, minute(1)).answers == {lasting.case: answer}
    assert notes.note(NOTHING, minute(2)).answers == {}
    notes.close()


def test_a_second_hub_remembers_for_itself(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Two never write one book: the second judges, says so once, and takes over when it may."""
    path, metrics = tmp_path / "book.db", HubMetrics()
    first, second = CareNotes(path, HubMetrics()), CareNotes(path, metrics)
    first.note(NEEDED, minute(0))
    for number in (1, 2):
        second.note(NEEDED, minute(number))
    assert since(second) == [minute(1)]
    assert (len(caplog.messages), count(metrics, "book_failures")) == (1, 2)
    assert "another hub owns" in second.trouble
    first.close()
    second.note(NEEDED, minute(3))
    assert (since(second), second.trouble) == ([minute(0)], "")
    second.close()


def test_a_place_that_comes_late_is_taken(tmp_path: Path) -> None:
    """A disk that isn't there yet, or can't be written, is tried again each minute."""
    path = tmp_path / "disk" / "book.db"
    notes = CareNotes(path, HubMetrics())
    notes.note(NEEDED, minute(0))
    assert (since(notes), bool(notes.trouble)) == ([minute(0)], True)
    path.parent.mkdir()
    notes.note(NEEDED, minute(1))
    assert (notes.trouble, path.exists()) == ("", True)
    notes.close()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: b"\0" * 4096 + content[4096:],
        lambda content: content[:100] + b"\xff" * 3000 + content[3100:],
        lambda content: content[:4096],
        lambda content: content[:16] + b"\x7f" * (len(content) - 16),
    ],
)
def test_a_damaged_book_is_moved_aside(tmp_path: Path, spoil: object) -> None:
    """Whole, for its owner alone; a new one begins at once, and care says so for two weeks."""
    path, metrics = tmp_path / "book.db", HubMetrics()
    with closing(BookFile.own(path)) as book:
        CareMemory(book).note(NEEDED, minute(0))
    content = spoil(path.read_bytes())  # type: ignore[operator]  # one of the above
    path.write_bytes(content)
    notes = CareNotes(path, metrics)
    notes.note(NEEDED, minute(1))
    (name,) = notes.aside()
    aside = tmp_path / name
    assert (aside.read_bytes(), stat.S_IMODE(aside.stat().st_mode)) == (content, 0o600)
    assert (since(notes), notes.trouble, count(metrics, "book_damages")) == ([minute(1)], "", 1)
    notes.close()
    with closing(BookFile.read(path)) as book:
        assert [each.trouble for each in CareMemory(book).lasting()] == [SILENT]


def test_a_book_that_is_damaged_while_it_is_used_is_moved_aside(tmp_path: Path) -> None:
    """The next minute finds it, and the hub goes on."""
    path = tmp_path / "book.db"
    notes = CareNotes(path, HubMetrics())
    notes.note(NEEDED, minute(0))
    with path.open("r+b") as file:
        file.write(os.urandom(path.stat().st_size))
    for number in (1, 2):
        notes.note(NEEDED, minute(number))
    assert (notes.trouble, len(notes.aside()), since(notes)) == ("", 1, [minute(1)])
    notes.close()


def test_what_is_whole_of_a_damaged_book_goes_on(tmp_path: Path) -> None:
    """Since when something lasts, and that the book was damaged; it is counted."""
    path = tmp_path / "book.db"
    notes = CareNotes(path, HubMetrics())
    notes.note(NEEDED, minute(0))
    notes.close()
    content = path.read_bytes()
    path.write_bytes(b"SQLite format 9\0" + content[16:])
    again = CareNotes(path, HubMetrics())
    again.note(NEEDED, minute(1))
    assert (since(again), again.salvages, len(again.aside())) == ([minute(0)], 1, 1)
    with again.transaction() as db:
        assert len(db.execute(SALVAGE.select).fetchall()) == 1
    again.close()


@pytest.mark.parametrize("content", [b"[http]\nport = 8000\n", b"PK\x03\x04" + b"x" * 200])
def test_what_never_was_a_book_stays(tmp_path: Path, content: bytes) -> None:
    """A key that names another file costs nothing but the memory."""
    path = tmp_path / "book.db"
    path.write_bytes(content)
    notes = CareNotes(path, HubMetrics())
    notes.note(NEEDED, minute(0))
    assert (path.read_bytes(), moved_aside(path)) == (content, ())
    assert "something else" in notes.trouble or "not a database" in notes.trouble
    assert since(notes) == [minute(0)]


def test_a_book_that_cant_be_written_is_no_end(tmp_path: Path) -> None:
    """A folder in the place of its lock stands for all that a disk may refuse."""
    path = tmp_path / "book.db"
    (tmp_path / "book.db.lock").mkdir()
    notes = CareNotes(path, HubMetrics())
    notes.note(NEEDED, minute(0))
    assert since(notes) == [minute(0)]
    assert "book.db.lock" in notes.trouble


_NOTING = """
import itertools, sys
from pathlib import Path
from hub.book.care import Findings, Trouble
from hub.metrics import HubMetrics
from hub.workers.care_notes import CareNotes
notes = CareNotes(Path(sys.argv[1]), HubMetrics())
for number in itertools.count(1):
    found = frozenset(Trouble("agent_silent", "hof", f"pi-{each}") for each in range(number % 7))
    notes.note(Findings(found, judged=frozenset({"agent_silent"})), number)
    print(number, flush=True)
"""


def test_a_kill_at_any_moment_leaves_a_sound_book(tmp_path: Path) -> None:
    """What was noted last is there, and the next hub goes on; nothing is damaged."""
    path = tmp_path / "book.db"
    for seconds in range(6):
        command = [sys.executable, "-c", _NOTING, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as noting:
            assert noting.stdout is not None
            said = [noting.stdout.readline() for _ in range(3 + 7 * seconds)]
            noting.send_signal(signal.SIGKILL)
            said += noting.stdout.read().splitlines()
        numbers = [int(each) for each in said if each.strip().isdecimal()]
        with closing(BookFile.own(path)) as book:
            memory = CareMemory(book)
            judged_us, lasting = memory.judged_us(), memory.lasting()
        assert judged_us in (numbers[-1], numbers[-1] + 1)
        assert len(lasting) == judged_us % 7
        assert all(each.since_us <= judged_us for each in lasting)
    assert moved_aside(path) == ()
