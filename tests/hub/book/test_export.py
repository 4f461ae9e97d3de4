"""The book as a file that people can read, and back."""

import io
import json
from datetime import date
from pathlib import Path

import pytest

from hub.book.care import CareMemory, Findings, Trouble
from hub.book.export import export, load
from hub.book.file import BookFile
from hub.book.outgoing import OutgoingMail, OutgoingMemory
from hub.book.published import PublishedMemory
from hub.book.scheduled import ScheduledMemory, ScheduledReport
from hub.errors import BookUnavailable

SILENT = Trouble("agent_silent", "hof", "pi")
A_CELL = (
    '{"book": 1, "schema": SCHEMA, "tables": {"published_cell": [{"space": "hof",'
    ' "month": "2026-03-01", "edition": 0, "amount": "offered_s", "value": 1}]}}'
)


def of_care(since: str) -> str:
    """Say one row of care, with the words of its beginning as they stand in the file."""
    row = (
        '{"kind": "a", "space": "", "subject": "", "since_us": SINCE, "seen_us": 1, "until_us": 1}'
    )
    tables = f'{{"care": [{row.replace("SINCE", since)}]}}'
    return f'{{"book": 1, "schema": SCHEMA, "tables": {tables}}}'


def needed(*troubles: Trouble) -> Findings:
    """Find these."""
    return Findings(frozenset(troubles), judged=frozenset({"agent_silent", "Füllstand"}))


def exported(book: BookFile) -> tuple[str, int]:
    """Return the text of an export, and how many rows were damaged."""
    out = io.StringIO()
    damaged = export(book, out)
    return out.getvalue(), damaged


def test_an_export_says_every_row(tmp_path: Path) -> None:
    """The file has the tables by name, and each row by column, without its sum."""
    book = BookFile.own(tmp_path / "book.db")
    CareMemory(book).note(needed(SILENT), 100)
    text, damaged = exported(book)
    book.close()
    row = {"kind": "agent_silent", "space": "hof", "subject": "pi"}
    look = {"kind": "", "space": "", "subject": ""}
    times = {"since_us": 100, "seen_us": 100, "until_us": None}
    tables = json.loads(text)["tables"]
    assert {name: rows for name, rows in tables.items() if rows} == {
        "care": [look | times, row | times]
    }
    assert damaged == 0


def test_an_import_gives_the_same_book(tmp_path: Path) -> None:
    """Exported and imported elsewhere, a book says the same, and what was there is gone."""
    one, other = (BookFile.own(tmp_path / name) for name in ("one.db", "other.db"))
    CareMemory(one).note(needed(SILENT, Trouble("Füllstand")), 100)
    CareMemory(one).note(needed(SILENT), 160)
    CareMemory(other).note(needed(Trouble("gone")), 7)
    text, _ = exported(one)
    assert load(other, text, "book.json", 9) == 3
    again, damaged = exported(other)
    said, before = json.loads(again)["tables"], json.loads(text)["tables"]
    assert (said | {"salvage": [], "audit_entry": []}, damaged) == (before, 0)
    assert [each.trouble for each in CareMemory(other).lasting()] == [SILENT]
    one.close()
    other.close()


def test_months_that_an_export_doesnt_have_wait(tmp_path: Path) -> None:
    """An import of an older one frees no month that was published since."""
    book = BookFile.own(tmp_path / "book.db")
    memory = PublishedMemory(book)
    text, _ = exported(book)
    assert memory.withheld_until_us() == 0
    load(book, text, "book.json", 9)
    assert memory.settle_salvage(700) == 700
    text, _ = exported(book)
    load(book, text, "book.json", 9)
    assert memory.settle_salvage(300) == 700
    book.close()


def test_damaged_rows_are_counted(tmp_path: Path) -> None:
    """An export says nothing that was damaged, and that something was."""
    book = BookFile.own(tmp_path / "book.db")
    CareMemory(book).note(needed(SILENT), 100)
    with book.transaction() as db:
        db.execute("UPDATE care SET since_us = 7")
    text, damaged = exported(book)
    book.close()
    assert (json.loads(text)["tables"]["care"], damaged) == ([], 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{", "expected JSON"),
        ("[]", "book: expected 1"),
        ('{"book": 2}', "book: expected 1"),
        ('{"book": 1, "schema": 99}', "schema: expected"),
        ('{"book": 1, "schema": SCHEMA}', "tables: expected"),
        ('{"book": 1, "schema": SCHEMA, "tables": {"care": 1}}', "tables: expected"),
        ('{"book": 1, "schema": SCHEMA, "tables": {"x": []}}', "no such table"),
        (
            '{"book": 1, "schema": SCHEMA, "tables": {"care": [{"kind": "a"}]}}',
            r"tables\.care\[0\]: expected the keys kind,",
        ),
        (of_care("[1]"), r"tables\.care: "),
        (of_care("9223372036854775808"), r"tables\.care: "),
        (of_care('"\\ud800"'), r"tables\.care: "),
        (of_care("null"), r"tables\.care: "),
        (A_CELL, "published_cell: .* published_month"),
    ],
)
def test_a_wrong_file_is_refused_and_nothing_lost(tmp_path: Path, text: str, expected: str) -> None:
    """What can't be imported is named by its place, and the book stays as it was."""
    book = BookFile.own(tmp_path / "book.db")
    CareMemory(book).note(needed(SILENT), 100)
    schema = json.loads(exported(book)[0])["schema"]
    with pytest.raises(BookUnavailable, match=rf"book\.json: .*{expected}"):
        load(book, text.replace("SCHEMA", str(schema)), "book.json", 9)
    assert [each.trouble for each in CareMemory(book).lasting()] == [SILENT]
    book.close()


def test_mail_and_schedules_go_along(tmp_path: Path) -> None:
    """What waits goes on elsewhere, byte for byte, and what was made isn't made again."""
    mail = OutgoingMail("1@a", "report", "b@a", 7, b"Subject: a\r\n\r\n\xff", next_us=8)
    made = ScheduledReport("monthly", date(2026, 2, 1), date(2026, 2, 28), 9, ("a.pdf", "b.csv"))
    one, other = (BookFile.own(tmp_path / name) for name in ("one.db", "other.db"))
    ScheduledMemory(one).keep(made, [mail])
    text, damaged = exported(one)
    assert (damaged, load(other, text, "book.json", 9)) == (0, 2)
    assert ScheduledMemory(other).all() == [made]
    assert OutgoingMemory(other).all() == [mail]
    one.close()
    other.close()
