"""The pages in easy language: short sentences that say no more than is known."""

from datetime import UTC, datetime, timedelta

import pytest

from hub.domain.availability import Availability
from hub.domain.visitors import Amenity
from hub.pages.easy import DRAFT, easy_card, easy_view, paragraphs_of
from hub.pages.nearby import Neighbour
from hub.pages.view import Seen
from hub.pages.vocabulary import words_in
from hub.reports.text.language import Language
from tests.hub.pages.snapshots import (
    HOURS_UNKNOWN,
    NOW,
    an_availability,
    closed_until,
    open_until,
)
from tests.hub.spaces import a_space

GERMAN = words_in(Language.GERMAN)
HOF = a_space()


def sentences(available: Availability, last_report: datetime | None = None) -> tuple[str, ...]:
    reports = {} if last_report is None else {"hof": last_report}
    return easy_card(HOF, Seen(NOW, {"hof": available}, reports), GERMAN).sentences


def test_what_has_just_started_knows_nothing_yet() -> None:
    """Until its time is over, and unless something was heard."""
    silent = {"hof": an_availability(8, 0, 8)}
    later = NOW + timedelta(seconds=1)
    new = easy_card(HOF, Seen(NOW, silent, {}, later), GERMAN).sentences
    assert "Unser Computer ist gerade erst gestartet." in new
    assert "Unsere Geräte melden nichts." not in new
    for over in (Seen(NOW, silent, {}, NOW), Seen(NOW, silent, {"hof": NOW}, later)):
        assert "Unsere Geräte melden nichts." in easy_card(HOF, over, GERMAN).sentences


@pytest.mark.parametrize(
    ("available", "said"),
    [
        (an_availability(8, 3), "Jetzt sind 5 Plätze frei."),
        (an_availability(8, 7), "Jetzt ist 1 Platz frei."),
        (an_availability(8, 3, 1), "Jetzt sind mindestens 4 Plätze frei."),
        (an_availability(8, None, free=(6, 8)), "Jetzt sind mindestens 6 Plätze frei."),
        (an_availability(3, None, free=(1, 3)), "Jetzt ist mindestens 1 Platz frei."),
        (an_availability(8, 7, 1), "Vielleicht ist ein Platz frei."),
        (an_availability(8, 8), "Jetzt ist kein Platz frei."),
        (an_availability(0, 0), "Jetzt gibt es hier keine Plätze."),
        (an_availability(8, 0, 8), "Wir wissen jetzt nicht: Ist ein Platz frei?"),
        (an_availability(opening=closed_until(None)), "Jetzt ist geschlossen."),
    ],
)
def test_the_first_sentence_is_the_answer(available: Availability, said: str) -> None:
    """Exact only where the other pages are exact, and never free where nobody knows."""
    assert sentences(available)[0] == said


def test_every_answer_says_of_when_it_is() -> None:
    """Silence says since when, where that may be said, and nothing else."""
    assert sentences(an_availability(8, 3))[1:] == (
        "Heute ist bis 17:00 Uhr offen.",
        "Das war so: 10:41 Uhr.",
    )
    silent = an_availability(8, 0, 8)
    assert sentences(silent)[2:] == ("Heute ist bis 17:00 Uhr offen.",)
    yesterday = datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert sentences(silent, yesterday)[-1] == "Die letzte Meldung war: 1. März, 10:00 Uhr."


def test_when_it_opens() -> None:
    """Or that nobody knows."""
    tuesday = datetime(2026, 3, 3, 8, tzinfo=UTC)
    assert sentences(an_availability(opening=closed_until(tuesday)))[1] == (
        "Es öffnet wieder morgen um 9:00 Uhr."
    )
    assert (
        sentences(an_availability(opening=HOURS_UNKNOWN))[1] == "Wir wissen nicht: Wann ist offen?"
    )
    assert sentences(an_availability(opening=open_until(None)))[1] == "Jetzt ist offen."


def test_every_amenity_has_a_sentence() -> None:
    """And each its own."""
    space = a_space(facts=list(Amenity))
    card = easy_card(space, Seen(NOW, {"hof": an_availability()}, {}), GERMAN)
    told = easy_view(card, None, None, ()).what_there_is
    assert len(set(told)) == len(Amenity)


@pytest.mark.parametrize(
    ("km", "said"),
    [
        (0.4, "Das ist weniger als 1 Kilometer entfernt."),
        (1.2, "Das ist etwa 1 Kilometer entfernt."),
        (10.6, "Das ist etwa 11 Kilometer entfernt."),
    ],
)
def test_the_next_free_place_is_a_round_way_off(km: float, said: str) -> None:
    """In whole kilometres."""
    card = easy_card(HOF, Seen(NOW, {"hof": an_availability()}, {}), GERMAN)
    near = easy_view(card, Neighbour(HOF, km), card, ()).elsewhere
    assert near is not None
    assert near.sentences[-1] == said


def test_an_operator_s_text_keeps_its_lines() -> None:
    """A line is a sentence, and an empty one parts paragraphs."""
    assert paragraphs_of("\nEins.\nZwei. \n\n \nDrei.\n") == (("Eins.", "Zwei."), ("Drei.",))
    assert paragraphs_of("\n") == ()


def test_it_says_that_it_is_a_draft() -> None:
    """In the words that were agreed on."""
    assert DRAFT == "Entwurf, nicht von einer Prüfgruppe gelesen."
