"""What a snapshot means, in words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.availability import Availability, OpeningNow
from hub.pages.answer import Tone, answer, region_in_words, tone_of
from hub.pages.vocabulary import words_in
from hub.reports.text.language import Language
from tests.hub.pages.snapshots import (
    HOURS_UNKNOWN,
    NOW,
    SEEN,
    an_availability,
    closed_until,
    open_until,
)

BERLIN = ZoneInfo("Europe/Berlin")
DE, EN = words_in(Language.GERMAN), words_in(Language.ENGLISH)
ONE_OF_TWO = "An 1 von 2 Standorten ist jetzt ein Platz frei."
NOWHERE = "Zurzeit ist nirgends sicher ein Platz frei."
TODAY = datetime(2026, 3, 2, 16, tzinfo=UTC)
TOMORROW = datetime(2026, 3, 3, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("snapshot", "tone", "german", "english"),
    [
        (an_availability(8, 3), "free", "5 Plätze frei", "5 desks free"),
        (an_availability(8, 7), "free", "1 Platz frei", "1 desk free"),
        (an_availability(8, 3, 1), "free", "4 bis 5 Plätze frei", "4 to 5 desks free"),
        (an_availability(8, 7, 1), "maybe", "Höchstens 1 Platz frei", "At most 1 desk free"),
        (an_availability(8, 8), "full", "Kein Platz frei", "No desk free"),
        (an_availability(8, 0, 8), "unknown", "Unbekannt", "Unknown"),
        (an_availability(0, 0), "full", "Keine Plätze in Betrieb", "No desks in service"),
        (
            an_availability(4, None, free=(2, 4)),
            "free",
            "Mindestens 2 Plätze frei",
            "At least 2 desks free",
        ),
        (
            an_availability(3, None, free=(1, 3)),
            "free",
            "Mindestens 1 Platz frei",
            "At least 1 desk free",
        ),
        (
            an_availability(2, None, free=(0, 2)),
            "maybe",
            "Höchstens 2 Plätze frei",
            "At most 2 desks free",
        ),
        (an_availability(opening=closed_until(TOMORROW)), "closed", "Geschlossen", "Closed"),
        (an_availability(0, 0, opening=closed_until(TOMORROW)), "closed", "Geschlossen", "Closed"),
    ],
)
def test_headline(snapshot: Availability, tone: str, german: str, english: str) -> None:
    """Exact, bounded, capped, full, unknown, closed: each has its own words."""
    said = answer(snapshot, NOW, BERLIN, DE)
    assert (said.tone, said.headline) == (tone, german)
    assert answer(snapshot, NOW, BERLIN, EN).headline == english


@pytest.mark.parametrize(
    ("opening", "german", "english"),
    [
        (open_until(TODAY), "Geöffnet bis 17:00 Uhr", "Open until 17:00"),
        (
            open_until(datetime(2026, 3, 3, 1, tzinfo=UTC)),
            "Geöffnet bis morgen um 2:00 Uhr",
            "Open until tomorrow at 2:00",
        ),
        (open_until(datetime(2026, 3, 4, 1, tzinfo=UTC)), "Geöffnet", "Open"),
        (open_until(None), "Geöffnet", "Open"),
        (closed_until(TOMORROW), "öffnet morgen um 9:00 Uhr", "opens tomorrow at 9:00"),
        (closed_until(None), "", ""),
        (HOURS_UNKNOWN, "Öffnungszeiten unbekannt", "Opening hours unknown"),
    ],
)  # fmt: skip
def test_opening(opening: OpeningNow, german: str, english: str) -> None:
    """Open until, opens when, or honestly unknown."""
    snapshot = an_availability(opening=opening)
    assert answer(snapshot, NOW, BERLIN, DE).opening == german
    assert answer(snapshot, NOW, BERLIN, EN).opening == english


@pytest.mark.parametrize(
    ("snapshot", "facts"),
    [
        (an_availability(8, 3, 1), "8 Plätze · 3 belegt · 1 ohne Meldung"),
        (an_availability(1, 0), "1 Platz · 0 belegt"),
        (an_availability(4, None, free=(2, 4)), "4 Plätze"),
        (an_availability(4, None, 1, free=(1, 4)), "4 Plätze · 1 ohne Meldung"),
    ],
)
def test_facts(snapshot: Availability, facts: str) -> None:
    """The total, and what of it is public."""
    assert answer(snapshot, NOW, BERLIN, DE).facts == facts


def test_the_age_is_said() -> None:
    """When it was so, and how long ago."""
    said = answer(an_availability(), NOW, BERLIN, DE)
    assert (said.as_of, said.age) == ("Stand 10:41 Uhr", "vor 12 Sekunden")


@pytest.mark.parametrize("observed_at", [None, NOW])
@pytest.mark.parametrize(
    ("last_report", "said"),
    [(None, "zurzeit keine Meldung"), (SEEN, "seit 10:41 Uhr keine Meldung")],
)
def test_silence_has_no_age(
    observed_at: datetime | None, last_report: datetime | None, said: str
) -> None:
    """Where nothing is known no age is claimed, but since when, if that may be told."""
    snapshot = an_availability(8, 0, 8, observed_at=observed_at)
    silent = answer(snapshot, NOW, BERLIN, DE, last_report)
    assert (silent.as_of, silent.age) == (said, "")
    assert silent.facts == "8 Plätze · 8 ohne Meldung"


def test_capped_counts_are_explained() -> None:
    """Where numbers stay away the page says why, but not while closed."""
    capped = an_availability(4, None, free=(2, 4))
    assert "Zum Schutz Einzelner" in answer(capped, NOW, BERLIN, DE).capped
    closed = capped.model_copy(update={"opening": closed_until(TOMORROW)})
    assert answer(closed, NOW, BERLIN, DE).capped == ""
    assert answer(an_availability(), NOW, BERLIN, DE).capped == ""


@given(
    st.integers(0, 30).flatmap(
        lambda total: st.tuples(st.just(total), st.integers(0, total)).flatmap(
            lambda pair: st.tuples(
                st.just(pair[0]), st.just(pair[1]), st.integers(0, pair[0] - pair[1])
            )
        )
    )
)
def test_the_marks_are_the_counts(desks: tuple[int, int, int]) -> None:
    """One mark per desk: as many free ones as are certain, as many open ones as are unknown."""
    total, occupied, unknown = desks
    marks = answer(an_availability(total, occupied, unknown), NOW, BERLIN, DE).marks
    assert (marks.count("f"), marks.count("u"), marks.count("o")) == (
        total - occupied - unknown,
        unknown,
        occupied,
    )


@pytest.mark.parametrize(
    ("snapshot", "marks"),
    [
        (an_availability(5, None, free=(3, 5)), "fffpp"),
        (an_availability(5, None, 2, free=(1, 5)), "fppuu"),
        (an_availability(5, None, 4, free=(0, 5)), "puuuu"),
        (an_availability(5, None, 5, free=(0, 5)), "uuuuu"),
        (an_availability(5, 2, 1), "ffuoo"),
        (an_availability(5, None, free=(3, 5), opening=closed_until(TOMORROW)), ""),
    ],
)
def test_what_is_broken_and_what_is_protected_differ(snapshot: Availability, marks: str) -> None:
    """A desk without a report has its own mark, one kept from view another; closed ones none."""
    assert answer(snapshot, NOW, BERLIN, DE).marks == marks


@pytest.mark.parametrize(
    ("snapshot", "german"),
    [
        (an_availability(8, 0, 8), "Die Anzeige ist ausgefallen, der Standort ist geöffnet."),
        (an_availability(8, 0, 8, opening=HOURS_UNKNOWN), "Die Anzeige ist ausgefallen."),
        (an_availability(8, 0, 8, opening=closed_until(TOMORROW)), ""),
        (an_availability(8, 0, 7), ""),
        (an_availability(0, 0), ""),
    ],
)
def test_a_device_that_is_down_has_its_own_sentence(snapshot: Availability, german: str) -> None:
    """It says whether the place is open all the same; a closed one needs no such sentence."""
    assert answer(snapshot, NOW, BERLIN, DE).outage == german


def test_a_hub_that_has_just_started_calls_nothing_broken() -> None:
    """It says that it knows nothing yet; who has spoken and fallen silent is down all the same."""
    silent = an_availability(8, 0, 8)
    new = answer(silent, NOW, BERLIN, DE, is_starting=True)
    assert new.outage == "Die Anzeige ist gerade erst gestartet. Von hier weiß sie noch nichts."
    assert (new.headline, new.as_of) == ("Unbekannt", "zurzeit keine Meldung")
    heard = answer(silent, NOW, BERLIN, DE, NOW, is_starting=True)
    assert heard.outage == "Die Anzeige ist ausgefallen, der Standort ist geöffnet."
    closed = an_availability(8, 0, 8, opening=closed_until(TOMORROW))
    assert answer(closed, NOW, BERLIN, DE, is_starting=True).outage == ""


def test_an_unknown_desk_is_never_called_free() -> None:
    """With no desk known free the tone is never free, whatever else is so."""
    for unknown in range(9):
        tone = tone_of(an_availability(8, 8 - unknown, unknown))
        assert tone is not Tone.FREE


@pytest.mark.parametrize(
    ("snapshots", "german"),
    [
        ([an_availability(8, 3), an_availability(8, 8)], ONE_OF_TWO),
        ([an_availability(8, 8)], NOWHERE),
        ([an_availability(8, 7, 1)], NOWHERE),
        ([an_availability(8, 8), an_availability(opening=closed_until(None))], NOWHERE),
        ([an_availability(opening=closed_until(None))], "Zurzeit ist alles geschlossen."),
        ([an_availability(8, 3)], "Jetzt ist ein Platz frei."),
    ],
)
def test_the_region_counts_only_what_is_certain(snapshots: list[Availability], german: str) -> None:
    """A place counts if it is open and a desk is known free."""
    assert region_in_words(snapshots, DE.live) == german
