"""What needs care as people read it, in either language."""

import pytest

from contract.care import Severity
from contract.series import CareKind
from contract.times import to_us
from hub.book.care import Remembered, Trouble
from hub.care_told import STALE_US, is_stale, items_of, moment
from hub.reports.text.language import Language
from tests.hub.spaces import a_space, utc

SPACE = a_space(name="Hof am See")
SINCE = utc(2026, 3, 2, 8, 12)
SINCE_US = to_us(SINCE)


def remembered(kind: str, space: str = "hof", subject: str = "pi", since_us: int = 0) -> Remembered:
    """Remember a trouble."""
    return Remembered(Trouble(kind, space, subject), since_us or SINCE_US, SINCE_US, None)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            Language.GERMAN,
            (
                "Hof am See: Der Sensor pir-2 am Agenten pi hat sich seit dem Einbau nie gerührt;"
                " sein Platz bleibt unbekannt, bis er es tut."
            ),
        ),
        (
            Language.ENGLISH,
            (
                "Hof am See: Sensor pir-2 of agent pi was never seen to change since it was fitted;"
                " its desk stays unknown until it is."
            ),
        ),
    ],
)
def test_a_sentence_names_space_agent_and_sensor(language: Language, said: str) -> None:
    """As people call the space."""
    (item,) = items_of([remembered("sensor_unproven", subject="pi/pir-2")], [SPACE], language)
    assert item.sentence == said
    assert (item.agent, item.subject, item.since) == ("pi", "pir-2", SINCE)
    assert item.id == "sensor_unproven:hof:pi:pir-2"
    assert item.runbook == "deploy/runbook/care.md#sensor_unproven"


def test_reasons_are_said_in_words() -> None:
    """Of the hub's clock, which belongs to no space, and of an agent's."""
    found = [
        remembered("hub_clock_doubted", "", "no_ntp_no_agreement"),
        remembered("agent_clock_unsynced", "hof", "pi/behind"),
    ]
    of_agent, of_hub = items_of(found, [SPACE], Language.GERMAN)
    assert of_hub.sentence.startswith("Der Uhrzeit des Hubs ist nicht zu trauen: nichts bestätigt")
    assert "kennt die Uhrzeit nicht: sie geht nach." in of_agent.sentence


def test_the_worst_comes_first_then_the_oldest() -> None:
    """Whatever order the book has."""
    found = [
        remembered("events_lost"),
        remembered("sensor_stuck", subject="pi/b", since_us=SINCE_US + 1),
        remembered("sensor_stuck", subject="pi/a"),
        remembered("agent_silent", since_us=SINCE_US + 2),
    ]
    items = items_of(found, [SPACE], Language.ENGLISH)
    assert [(item.severity, item.subject) for item in items] == [
        (Severity.CRITICAL, ""),
        (Severity.WARNING, "a"),
        (Severity.WARNING, "b"),
        (Severity.NOTICE, ""),
    ]


@pytest.mark.parametrize("kind", CareKind)
@pytest.mark.parametrize("language", Language)
def test_every_kind_can_be_told(kind: CareKind, language: Language) -> None:
    """Of a space that hub.toml names no more, too; nothing stays open in the sentence."""
    for space in ("hof", "gone", ""):
        (item,) = items_of([remembered(kind.value, space, "pi/pir-2")], [SPACE], language)
        assert "{" not in item.sentence
        assert item.what_to_do


def test_what_a_later_version_remembered_is_left_out() -> None:
    """After a step back to an older version its kinds have no words."""
    assert items_of([remembered("of_tomorrow")], [SPACE], Language.GERMAN) == []


def test_a_moment_is_written_as_people_do() -> None:
    """In local time."""
    assert moment(SINCE, Language.GERMAN) == "2. März 2026, 09:12 Uhr"
    assert moment(SINCE, Language.ENGLISH) == "2 March 2026, 09:12"


@pytest.mark.parametrize(
    ("judged_us", "stale"), [(None, True), (SINCE_US, False), (SINCE_US - STALE_US, True)]
)
def test_an_old_judgement_is_none(judged_us: int | None, *, stale: bool) -> None:
    """Three minutes are two that were missed."""
    assert is_stale(judged_us, SINCE_US + 1) is stale
