"""Reads a calendar that somebody subscribed to: asks its server, and has a process read the text.

    FeedQuestion ─▶ asking.py ─▶ text ─▶ calendar_text.py, a process that may be ended ─▶ FeedAnswer

It keeps nothing. Only who has a feed imports this: it takes memory.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from hub.domain.calendar_feed import (
    FeedAnswer,
    FeedEvent,
    FeedQuestion,
    FeedRefused,
    FeedTrouble,
    closed_spans,
    web_address,
)
from hub.domain.outside_address import OutsideRefused
from hub.outside.asking import Answer, Outside

KINDS: Final = (
    *("text/calendar", "text/plain", "text/x-vcalendar"),
    *("application/octet-stream", "application/ics", "application/x-ical"),
)
"""As which servers send calendars."""
_PACKAGES: Final = Path(__file__).parents[2]
_NOT_CHANGED: Final = 304


@dataclass(frozen=True, slots=True)
class CalendarReading:
    """Reads feeds, one after the other."""

    outside: Outside
    cpu_s: float = 20.0
    """So much processor time reading a text may take; a Raspberry Pi needs its time."""
    within_s: float = 120.0

    def read(self, question: FeedQuestion) -> FeedAnswer:
        """Read one. Raises FeedRefused."""
        said = {"If-None-Match": question.etag, "If-Modified-Since": question.modified}
        headers = {name: value for name, value in said.items() if value}
        try:
            answer = self.outside.get(web_address(question.address), headers, KINDS)
        except OutsideRefused as refused:
            raise FeedRefused(refused.reason, refused.said) from None
        if answer.status == _NOT_CHANGED:
            if headers:
                return FeedAnswer(None, question.etag, question.modified)
            raise FeedRefused(FeedTrouble.NO_CALENDAR)
        return self._understood(answer, question)

    def _understood(self, answer: Answer, question: FeedQuestion) -> FeedAnswer:
        told = self._told(_question_and(answer.body, question))
        if trouble := told.get("trouble"):
            raise FeedRefused(FeedTrouble(trouble))
        spans = closed_spans(_events(told["events"]), question.first, question.last)
        etag, modified = (_kept(answer, name) for name in ("etag", "last-modified"))
        return FeedAnswer(spans, etag, modified, told["skipped"])

    def _told(self, asked: bytes) -> dict[str, Any]:
        """Ask the process. Raises FeedRefused where it ends without an answer."""
        command = [sys.executable, "-m", "hub.outside.calendar_text", str(self.cpu_s)]
        try:
            done = subprocess.run(  # noqa: S603 - a module of ours
                command,
                input=asked,
                capture_output=True,
                check=True,
                timeout=self.within_s,
                env={"PYTHONPATH": str(_PACKAGES), "PYTHONUTF8": "1"},
            )
        except (OSError, subprocess.SubprocessError):
            raise FeedRefused(FeedTrouble.TOO_HARD) from None
        told: dict[str, Any] = json.loads(done.stdout)
        return told


def _question_and(text: bytes, question: FeedQuestion) -> bytes:
    said = {
        "zone": question.zone,
        "first": question.first.isoformat(),
        "last": question.last.isoformat(),
        "pick": question.pick,
        "word": question.word,
    }
    return json.dumps(said).encode() + b"\n" + text


def _events(told: Sequence[tuple[str, str, str]]) -> list[FeedEvent]:
    return [
        FeedEvent(datetime.fromisoformat(start), datetime.fromisoformat(end), title)
        for start, end, title in told
    ]


def _kept(answer: Answer, name: str) -> str:
    """Return a header as it is sent back; one that is too long, or no text, isn't."""
    value = answer.headers.get(name, "")
    return value if len(value) <= 200 and value.isascii() and value.isprintable() else ""
