"""Previews of reports: how far they are, and when one that was made may be shown again."""

import threading
from collections.abc import Callable, Hashable
from contextlib import nullcontext
from datetime import date, datetime, timedelta
from typing import cast

import pytest

from hub.errors import StoreUnavailable
from hub.pages.report_previews import MOST_KEPT, Making, Previews
from hub.reports.model import Report
from hub.reports.request import ReportRequest
from hub.reports.service import ReportService
from hub.reports.text.language import Language
from tests.hub.pages.region import MONDAY_MORNING

FEBRUARY = ReportRequest((), date(2026, 2, 1), date(2026, 2, 28))
PATIENCE_S = 60.0
NEVER_S = 0.0


class ScriptedService:
    """Makes reports when it is let, and counts them."""

    def __init__(self) -> None:
        self.made = 0
        self.version: Hashable | None = 1
        self.error: Exception | None = None
        self.may_end = threading.Event()
        self.may_end.set()
        self.has_told = threading.Event()
        self.time = MONDAY_MORNING

    def now(self) -> datetime:
        return self.time

    def inputs(self, _: ReportRequest) -> Hashable | None:
        return self.version

    def permit(self) -> "nullcontext[None]":
        return nullcontext()

    def build(self, _: ReportRequest, progress: Callable[[int, int], None]) -> Report:
        progress(1, 4)
        self.has_told.set()
        assert self.may_end.wait(PATIENCE_S)
        if self.error is not None:
            raise self.error
        self.made += 1
        return cast("Report", self.made)


def previews(service: ScriptedService, patience_s: float = PATIENCE_S) -> "Previews[str]":
    """Show a report by its number and language."""
    return Previews(
        cast("ReportService", service), lambda report, language: f"{report} {language}", patience_s
    )


def test_what_takes_long_says_how_far_it_is() -> None:
    """Whoever asks meanwhile waits for the same, and gets it once it is there."""
    service = ScriptedService()
    service.may_end.clear()
    shown = previews(service, NEVER_S)
    assert isinstance(shown.get(FEBRUARY, Language.GERMAN), Making)
    assert service.has_told.wait(PATIENCE_S)
    assert shown.get(FEBRUARY, Language.GERMAN) == Making(25)
    service.may_end.set()
    shown._patience_s = PATIENCE_S
    assert shown.get(FEBRUARY, Language.GERMAN) == "1 de"
    assert service.made == 1


def test_it_is_kept_as_long_as_nothing_changes() -> None:
    """Each language has its own."""
    service = ScriptedService()
    shown = previews(service)
    assert [shown.get(FEBRUARY, Language.GERMAN) for _ in range(3)] == ["1 de"] * 3
    assert shown.get(FEBRUARY, Language.ENGLISH) == "2 en"
    service.version = 2
    assert shown.get(FEBRUARY, Language.GERMAN) == "3 de"


def test_where_nobody_can_tell_whether_it_changed_it_is_made_each_time() -> None:
    """What was shown once may be old."""
    service = ScriptedService()
    service.version = None
    shown = previews(service)
    assert [shown.get(FEBRUARY, Language.GERMAN) for _ in range(2)] == ["1 de", "2 de"]


@pytest.mark.parametrize(("minutes", "expected"), [(1, "1 de"), (3, "2 de")])
def test_what_nobody_came_for_is_not_shown_later(minutes: int, expected: str) -> None:
    """Somebody who comes back in a moment gets it, though something has changed meanwhile."""
    service = ScriptedService()
    service.may_end.clear()
    shown = previews(service, NEVER_S)
    assert isinstance(shown.get(FEBRUARY, Language.GERMAN), Making)
    (job,) = shown._jobs.values()
    service.may_end.set()
    assert job.is_over.wait(PATIENCE_S)
    service.version = 2
    service.time += timedelta(minutes=minutes)
    shown._patience_s = PATIENCE_S
    assert shown.get(FEBRUARY, Language.GERMAN) == expected


def test_what_failed_is_told_and_tried_again() -> None:
    """Once to whoever waits."""
    service = ScriptedService()
    service.error = StoreUnavailable("no route")
    shown = previews(service)
    with pytest.raises(StoreUnavailable):
        shown.get(FEBRUARY, Language.GERMAN)
    service.error = None
    assert shown.get(FEBRUARY, Language.GERMAN) == "1 de"


def test_only_a_few_are_kept() -> None:
    """The one that was asked for longest ago goes first."""
    service = ScriptedService()
    shown = previews(service)
    asked = [ReportRequest((str(n),), FEBRUARY.first, FEBRUARY.last) for n in range(MOST_KEPT + 2)]
    for each in asked:
        shown.get(each, Language.GERMAN)
    assert len(shown._jobs) == MOST_KEPT
    shown.get(asked[-1], Language.GERMAN)
    assert service.made == MOST_KEPT + 2
    shown.get(asked[0], Language.GERMAN)
    assert service.made == MOST_KEPT + 3
