"""`platzfrei-hub care` and `platzfrei-hub book`: what somebody types who looks after the hub.

`care` only reads, while a hub serves or not; `book import` needs the hub to be stopped.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, TypeAlias, assert_never

from contract.printable import printable
from contract.times import from_us, to_us, to_wire
from hub.book.care import CareMemory, Remembered
from hub.book.care_answers import CareAnswerMemory
from hub.book.damaged_rows import drop_damaged
from hub.book.export import export, load
from hub.book.file import BookFile
from hub.book.location import book_path
from hub.care_told import Answers, CareItem, is_stale, items_of, moment
from hub.clock import SystemClock
from hub.config import HubConfig
from hub.domain.care_answer import CareAnswer, Standing
from hub.errors import BookUnavailable, ConfigError
from hub.parts import load_part
from hub.private_files import make_private
from hub.reports.text.language import Language

NEEDED: Final = 1
_OVER_US: Final = 30 * 86_400 * 1_000_000
"""`--all` goes so far back."""

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


@dataclass(frozen=True, slots=True)
class _Read:
    """What the book says."""

    judged_us: int | None
    lasting: Sequence[Remembered]
    over: Sequence[Remembered]
    answers: Answers


def add_care(commands: Commands) -> argparse.ArgumentParser:
    """Add the command that says what needs care."""
    care = commands.add_parser(
        "care",
        help="say what needs somebody now, since when, and what to do",
        description="It reads the book, while a hub serves or not. Exit status 0: nothing needs"
        " care; 1: something does, or no hub judges; 2: the configuration is wrong.",
    )
    care.set_defaults(command=_care)
    care.add_argument("--lang", type=_language, default=Language.GERMAN, metavar="de|en")
    care.add_argument("--json", action="store_true", help="for programs")
    care.add_argument("--all", action="store_true", help="also what was over within 30 days")
    return care


def _language(text: str) -> Language:
    if text not in tuple(Language):
        raise argparse.ArgumentTypeError(f"expected {' or '.join(Language)}, not {text!r}")
    return Language(text)


def add_book(commands: Commands) -> list[argparse.ArgumentParser]:
    """Add the commands that carry the book elsewhere."""
    book = commands.add_parser("book", help="carry what the hub remembers to a file, or back")
    tasks = book.add_subparsers(required=True, metavar="TASK")
    out = tasks.add_parser("export", help="write the book as JSON, while a hub serves or not")
    out.set_defaults(command=_export)
    out.add_argument("--to", type=Path, metavar="FILE", help="a new file; else it is printed")
    back = tasks.add_parser(
        "import", help="replace the book by what was exported, with the hub stopped"
    )
    back.set_defaults(command=_import)
    back.add_argument("--from", dest="source", type=Path, required=True, metavar="FILE")
    drop = tasks.add_parser(
        "drop-damaged", help="delete damaged entries, by which nobody goes; a hub may serve"
    )
    drop.set_defaults(command=_drop_damaged)
    return [out, back, drop]


def _care(chosen: argparse.Namespace) -> int:
    config = load_part(chosen.config, chosen.part)
    now_us = to_us(SystemClock().wall())
    read = _read(config, chosen.config, now_us)
    items = items_of(read.lasting, config.spaces, chosen.lang, read.answers)
    over = items_of(read.over, config.spaces, chosen.lang) if chosen.all else []
    write = _as_json if chosen.json else _as_text
    for line in write(read.judged_us, items, over, chosen.lang, now_us):
        _say(printable(line))
    return NEEDED if items or is_stale(read.judged_us, now_us) else 0


def _read(config: HubConfig, file: Path, now_us: int) -> _Read:
    path = book_path(config, file)
    if not path.exists():
        return _Read(None, (), (), Answers())
    with closing(BookFile.read(path)) as book:
        memory = CareMemory(book)
        over = memory.over(now_us - _OVER_US)
        answers = Answers(CareAnswerMemory(book).all(), now_us)
        return _Read(memory.judged_us(), memory.lasting(), over, answers)


def _as_json(
    judged_us: int | None,
    items: Sequence[CareItem],
    over: Sequence[CareItem],
    _: Language,
    now_us: int,
) -> Iterator[str]:
    told = {
        "judged_at": None if judged_us is None else to_wire(from_us(judged_us)),
        "is_stale": is_stale(judged_us, now_us),
        "care": [_record(item) for item in items],
        "over": [_record(item) for item in over],
    }
    yield json.dumps(told, ensure_ascii=False)


def _record(item: CareItem) -> dict[str, object]:
    return {
        "id": item.id,
        "kind": item.kind.value,
        "severity": item.severity.value,
        "space": item.space or None,
        "agent": item.agent or None,
        "subject": item.subject or None,
        "since": to_wire(item.since),
        "seen": to_wire(item.seen),
        "until": None if item.until is None else to_wire(item.until),
        "sentence": item.sentence,
        "what_to_do": item.what_to_do,
        "runbook": item.runbook,
        "standing": item.standing.value,
        "answer": None if item.answer is None else _answer_record(item.answer),
    }


def _answer_record(answer: CareAnswer) -> dict[str, str | None]:
    return {
        "said": answer.kind.value,
        "by": answer.by,
        "at": to_wire(from_us(answer.at_us)),
        "until": None if answer.until_us is None else to_wire(from_us(answer.until_us)),
    }


def _as_text(
    judged_us: int | None,
    items: Sequence[CareItem],
    over: Sequence[CareItem],
    language: Language,
    now_us: int,
) -> Iterator[str]:
    yield _head(judged_us, len(items), language, now_us)
    for item in items:
        yield ""
        yield f"{_mark(item, language)} {item.sentence}"
        yield f"  {_since(item, language)}"
        if item.answer is not None:
            yield f"  {answered(item.answer, item.standing, language)}"
        yield f"  → {item.what_to_do}"
    if over:
        yield ""
        yield {Language.GERMAN: "Vorbei:", Language.ENGLISH: "Over:"}[language]
    for item in over:
        yield f"  {_span(item, language)}: {item.sentence}"


def _head(judged_us: int | None, count: int, language: Language, now_us: int) -> str:
    minutes = None if judged_us is None else max(0, (now_us - judged_us) // 60_000_000)
    match language:
        case Language.GERMAN:
            return _head_german(minutes, count, is_late=is_stale(judged_us, now_us))
        case Language.ENGLISH:
            return _head_english(minutes, count, is_late=is_stale(judged_us, now_us))
        case _:
            assert_never(language)


def _head_german(minutes: int | None, count: int, *, is_late: bool) -> str:
    if minutes is None:
        return "Noch hat kein Hub geurteilt. Läuft er?"
    so_many = {0: "Nichts ist zu tun.", 1: "Eines ist zu tun."}.get(
        count, f"{count} Dinge sind zu tun."
    )
    if is_late:
        when = "einer Minute" if minutes == 1 else f"{minutes} Minuten"
        return f"Kein Hub urteilt: zuletzt vor {when}. Damals: {so_many}"
    return f"{so_many} (Geurteilt in den letzten drei Minuten.)"


def _head_english(minutes: int | None, count: int, *, is_late: bool) -> str:
    if minutes is None:
        return "No hub has judged yet. Is it running?"
    so_many = {0: "Nothing needs care.", 1: "One thing needs care."}.get(
        count, f"{count} things need care."
    )
    if is_late:
        when = "a minute" if minutes == 1 else f"{minutes} minutes"
        return f"No hub judges: the last time was {when} ago. Then: {so_many}"
    return f"{so_many} (Judged within the last three minutes.)"


def _mark(item: CareItem, language: Language) -> str:
    return f"[{_SEVERITIES[language][item.severity.value]}]"


_SEVERITIES: Final = {
    Language.GERMAN: {"critical": "dringend", "warning": "bald", "notice": "demnächst"},
    Language.ENGLISH: {"critical": "urgent", "warning": "soon", "notice": "some day"},
}


def _since(item: CareItem, language: Language) -> str:
    since = moment(item.since, language)
    return {Language.GERMAN: f"seit {since}", Language.ENGLISH: f"since {since}"}[language]


def answered(answer: CareAnswer, stands: Standing, language: Language) -> str:
    """Say what somebody said of it, and what that means by now; nobody's name."""
    at = moment(from_us(answer.at_us), language)
    until = "" if answer.until_us is None else moment(from_us(answer.until_us), language)
    return _STANDINGS[language][stands].format(at=at, until=until)


_STANDINGS: Final[Mapping[Language, Mapping[Standing, str]]] = {
    Language.GERMAN: {
        Standing.OPEN: "eine Antwort vom {at} gilt nicht: sie liegt in der Zukunft",
        Standing.WORSE: "gesehen {at}, seitdem schlimmer geworden",
        Standing.STILL_SO: "seit {at} gilt es als erledigt, ist aber immer noch so",
        Standing.DUE: "Erinnerung, die für {until} gewünscht war",
        Standing.SEEN: "gesehen {at}",
        Standing.DONE: "erledigt, hieß es {at}; ob es so ist, zeigt sich noch",
        Standing.REMINDED: "gesehen {at}, Erinnerung am {until}",
    },
    Language.ENGLISH: {
        Standing.OPEN: "an answer of {at} doesn't count: it lies in the future",
        Standing.WORSE: "seen {at}, and worse since then",
        Standing.STILL_SO: "said to be done {at}, but it is still so",
        Standing.DUE: "the reminder that was wanted for {until}",
        Standing.SEEN: "seen {at}",
        Standing.DONE: "said to be done {at}; whether it is will show",
        Standing.REMINDED: "seen {at}, to be reminded {until}",
    },
}


def _span(item: CareItem, language: Language) -> str:
    until: datetime = item.until or item.seen
    return f"{moment(item.since, language)} – {moment(until, language)}"


def _export(chosen: argparse.Namespace) -> int:
    path = book_path(load_part(chosen.config, chosen.part), chosen.config)
    with closing(BookFile.read(path)) as book:
        if chosen.to is None:
            damaged = export(book, sys.stdout)
        else:
            damaged = _export_to(book, chosen.to)
            _say(f"{chosen.to}: {chosen.to.stat().st_size:,} bytes; keep it as safe as the store")
    if damaged:
        sys.stderr.write(f"platzfrei-hub: {damaged} damaged rows are left out\n")
    return 0


def _export_to(book: BookFile, to: Path) -> int:
    try:
        with to.open("x", encoding="utf-8") as out:
            make_private(to)
            return export(book, out)
    except OSError as error:
        raise ConfigError(to, "--to", f"expected a new file ({error.strerror})") from None


def _import(chosen: argparse.Namespace) -> int:
    path = book_path(load_part(chosen.config, chosen.part), chosen.config)
    try:
        text = chosen.source.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "not UTF-8"
        raise ConfigError(chosen.source, "--from", f"expected an export ({why})") from None
    with closing(BookFile.own(path)) as book:
        try:
            now_us = to_us(SystemClock().wall())
            count = load(book, text, str(chosen.source), now_us)
        except BookUnavailable as error:
            raise _refused(chosen.source, error) from None
    _say(f"{path}: {count} rows of {chosen.source}")
    _say("passwords, sessions and tokens aren't in it: `people link` gives everybody a new way in")
    return 0


def _drop_damaged(chosen: argparse.Namespace) -> int:
    path = book_path(load_part(chosen.config, chosen.part), chosen.config)
    if not path.exists():
        _say(f"{path}: no book yet, so nothing to drop")
        return 0
    with closing(BookFile.join(path)) as book:
        dropped = drop_damaged(book, to_us(SystemClock().wall()))
    for table, count in dropped.items():
        _say(f"{table}: {count} dropped")
    if not dropped:
        _say("nothing is damaged that can be dropped")
    return 0


def _refused(file: Path, error: BookUnavailable) -> ConfigError:
    return ConfigError(file, "--from", str(error).removeprefix(f"{file}: "))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
