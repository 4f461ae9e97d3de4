"""The page of the log, and its download.

book: entries, whose ids mean somebody still ─▶ chain whole? ─▶ filter ─▶ a page, newest first
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response

from contract.times import from_us, to_wire
from hub.book.audit_log import AuditLog
from hub.book.failed_sign_ins import FailedCounts
from hub.book.people_overview import overview
from hub.care_told import moment, texts_in
from hub.console.log.sentences import Names, called, sentence_of, topic_of
from hub.console.log.words import LogWords, Topic, log_words_in
from hub.console.look import Look
from hub.console.sources import ConsoleSources
from hub.domain.audit_chain import Entry, Fault, faults_in
from hub.domain.roles import Permission
from hub.http.access import Access
from hub.http.routing import read
from hub.reports.text.languages import words_in as report_words_in

LOG: Final = "/console/log"
CSV: Final = "/console/log.csv"
PER_PAGE: Final = 50
FAILED_DAYS: Final = 7
_MOST_FAULTS: Final = 10
_HEADS: Final = ("number", "at", "action", "actor", "subject", "space", "detail", "before", "hash")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the address asks for."""

    topic: Topic | None
    who: str
    page: int
    """From 1."""

    def is_wanted(self, entry: Entry) -> bool:
        """Tell whether an entry is to be shown."""
        is_of_them = not self.who or self.who in (entry.actor, entry.subject)
        return is_of_them and (self.topic is None or topic_of(entry) is self.topic)

    def query(self, page: int, language: str) -> str:
        """Write it as the query of an address, for another page."""
        asked = {"topic": self.topic or "", "who": self.who, "page": str(page), "lang": language}
        return urlencode({key: value for key, value in asked.items() if value})


@dataclass(frozen=True, slots=True)
class Line:
    """One entry, said."""

    number: int
    at: str
    sentence: str


class LogPage:
    """Writes the page."""

    def __init__(self, look: Look, sources: ConsoleSources) -> None:
        self._look = look
        self._sources = sources
        self._log = AuditLog(sources.book)

    def answer(self, request: Request) -> Response:
        """Write a page of what is asked for. Raises BookUnavailable."""
        entries, damaged = self._log.look()
        words = log_words_in(self._look.language_of(request))
        names, chosen = self._names(request), chosen_in(request)
        wanted = [each for each in reversed(entries) if chosen.is_wanted(each)]
        count = max(1, -(-len(wanted) // PER_PAGE))
        page = min(chosen.page, count)
        shown = wanted[(page - 1) * PER_PAGE : page * PER_PAGE]
        faults = [*faults_in(entries), *_lost_at_the_end(entries, damaged)]
        asked = request.query_params.get("lang", "")
        return self._look.page(
            request, "log.html", told=words,
            lines=[self._line(request, each, words, names) for each in shown],
            faults=[said_of(each, words) for each in faults[:_MOST_FAULTS]],
            first=moment(from_us(entries[0].at_us), self._look.language_of(request), self._zone)
            if entries else "",
            newest=f"{entries[-1].number}:{entries[-1].hash.hex()}" if entries else "",
            chosen=chosen, page=page, count=count,
            newer=chosen.query(page - 1, asked) if page > 1 else "",
            older=chosen.query(page + 1, asked) if page < count else "",
            whos=_whos(entries, words, names), failed=list(self._failed(request, words)),
        )  # fmt: skip

    def download(self) -> Response:
        """Write all of it as CSV, by ids. Raises BookUnavailable."""
        written = io.StringIO()
        rows = csv.writer(written, lineterminator="\r\n")
        rows.writerow(_HEADS)
        rows.writerows(map(_cells, self._log.entries()))
        headers = {
            "Cache-Control": "no-store",
            "Content-Disposition": 'attachment; filename="platzfrei-log.csv"',
        }
        return Response(written.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self._sources.config.spaces[0].timezone)

    def _names(self, request: Request) -> Names:
        known = overview(self._sources.book, self._sources.now_us()).names
        care = {
            kind.value: text.name
            for kind, text in texts_in(self._look.language_of(request)).items()
        }
        return Names(known, self._look.space_names, self._look.words(request).roles, care)

    def _line(self, request: Request, entry: Entry, words: LogWords, names: Names) -> Line:
        at = moment(from_us(entry.at_us), self._look.language_of(request), self._zone)
        return Line(entry.number, at, sentence_of(entry, words, names))

    def _failed(self, request: Request, words: LogWords) -> Iterator[str]:
        typography = report_words_in(self._look.language_of(request)).typography
        for day, counts in self._sources.sign_in.failed.of_days(FAILED_DAYS):
            yield failed_said(counts, words, typography.in_full(day))


def chosen_in(request: Request) -> Chosen:
    """Read what an address asks for; what it can't be isn't asked for."""
    asked = request.query_params
    topic, page = asked.get("topic", ""), asked.get("page", "1")
    is_number = page.isascii() and page.isdecimal()
    return Chosen(
        Topic(topic) if topic in tuple(Topic) else None,
        asked.get("who", ""),
        max(1, int(page[:6])) if is_number else 1,
    )


def said_of(fault: Fault, words: LogWords) -> str:
    """Say where the chain is broken."""
    if not fault.is_missing:
        return words.changed_one.replace("{n}", str(fault.first))
    if fault.first == fault.last:
        return words.missing_one.replace("{n}", str(fault.first))
    return words.missing_many.replace("{n}", str(fault.first)).replace("{t}", str(fault.last))


def failed_said(counts: FailedCounts, words: LogWords, day_said: str) -> str:
    """Say how many attempts of a day have failed."""
    said = words.failed_day.replace("{n}", str(counts.wrong_count)).replace("{t}", day_said)
    parts = [said]
    if counts.name_count == 1:
        parts.append(words.failed_names_one)
    elif counts.name_count:
        parts.append(words.failed_names.replace("{n}", str(counts.name_count)))
    if counts.refused_count:
        parts.append(words.failed_refused.replace("{n}", str(counts.refused_count)))
    return ", ".join(parts)


def _lost_at_the_end(entries: Sequence[Entry], damaged: Sequence[int]) -> Iterator[Fault]:
    """Yield what the chain alone doesn't show: damaged entries behind the last whole one."""
    last = entries[-1].number if entries else 0
    for number in damaged:
        if number > last:
            yield Fault(number, number, is_missing=False)


def _whos(entries: Sequence[Entry], words: LogWords, names: Names) -> list[tuple[str, str]]:
    """Return everybody of whom there is an entry, by name, those who are gone last."""
    found = {each for entry in entries for each in (entry.actor, entry.subject) if each}
    said = [(who not in names.known, called(who, words, names), who) for who in found]
    return [(who, name) for _, name, who in sorted(said)]


def _cells(entry: Entry) -> Sequence[str]:
    at = to_wire(from_us(entry.at_us))
    said = (entry.action, entry.actor, entry.subject, entry.space, entry.detail)
    return (str(entry.number), at, *said, entry.before.hex(), entry.hash.hex())


def log_router(look: Look, access: Access, sources: ConsoleSources) -> APIRouter:
    """Build the routes."""
    router, page = APIRouter(), LogPage(look, sources)
    seeing = access.needs_person(Permission.SEE_LOG)

    @read(router, LOG, listed=False, needs=seeing)
    def log(request: Request) -> Response:
        """Show who changed what."""
        return page.answer(request)

    @read(router, CSV, listed=False, needs=seeing)
    def download(_: Request) -> Response:
        """Send all of it."""
        return page.download()

    return router
