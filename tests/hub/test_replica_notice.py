"""What a replica's pages say of calendars that it knows nothing new of."""

from hub.replica_notice import notice_of
from hub.reports.text.language import Language
from hub.spaces_now import SpacesNow
from hub.workers.archive_link import Answer
from hub.workers.region_changes_said import said_of
from hub.workers.region_copies import OLD, RegionCopies
from tests.hub.scripted import ScriptedClock
from tests.hub.spaces import a_space, utc


def test_it_says_from_when_they_are() -> None:
    """In the time of the region; before anything was told that it isn't known."""
    clock, spaces = ScriptedClock(utc(2026, 12, 1, 9, 41)), SpacesNow([a_space()])
    body = said_of(spaces.now).model_dump_json().encode()
    copies = RegionCopies({"hof": "http://north"}, spaces, clock, lambda *_: Answer(body, ""))
    unknown = notice_of(copies, "Europe/Berlin")
    assert unknown is not None
    assert "war beim Laden dieser Seite nicht bekannt" in unknown.first(Language.GERMAN)
    work = copies.due()
    assert work is not None
    work(lambda: False)
    assert notice_of(copies, "Europe/Berlin") is None
    clock.pass_by(OLD.total_seconds())
    old = notice_of(copies, "Europe/Berlin")
    assert old is not None
    assert old.first(Language.GERMAN) == (
        "Schließungen und besondere Öffnungen stehen hier so, wie sie am"
        " 1. Dezember 2026, 10:41 Uhr waren."
    )
    assert "1 December 2026, 10:41" in old.first(Language.ENGLISH)
    assert old == notice_of(copies, "Europe/Berlin")
