"""One person who sends forms without end: the book isn't filled, and others aren't held up."""

from pathlib import Path

import pytest

from hub.book.calendar_changes import CalendarMemory
from hub.http import access
from hub.http.throttle import Rate
from tests.hub.console.served import served

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("cheap_hashes")]
NEW = "/console/calendar/gutshof/new"


async def test_one_person_fills_neither_the_book_nor_the_time_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They read that the hub waits, and for how long; whoever else is there goes on."""
    monkeypatch.setattr(access, "CHANGES", Rate(2, 1 / 30))
    typed = {"kind": "notice", "first": "2026-03-06", "text": "x"}
    with served(tmp_path) as hub:
        _, mallory = await hub.somebody("Mallory")
        _, bob = await hub.somebody("Bob")
        for _ in range(2):
            await mallory.send_own(NEW, NEW, typed)
        refused = await mallory.send_own(NEW, NEW, typed)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "30")
        assert "steht noch da" in refused.text
        assert len(CalendarMemory(hub.book).all()) == 2
        assert (await bob.send_own(NEW, NEW, typed)).status_code == 303
        assert (await mallory.get("/console")).status_code == 200
        assert (await mallory.send_own("/console/me", "/console/sign-out", {})).status_code == 303
