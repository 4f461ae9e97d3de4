"""Messages of what needs care: days and no hours, machines and no desks, one for all at once."""

import re
from collections.abc import Sequence
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from contract.series import CareKind
from contract.times import to_us
from hub.alarm_message import MOST_ALARMS, AlarmText, AlarmWriter, case_key, mail_of
from hub.care_told import texts_in
from hub.domain.alarm import Step, Telling
from hub.domain.care_answer import Case
from hub.reports.text.language import Language
from tests.hub.spaces import a_space, utc

SINCE_US = to_us(utc(2026, 11, 27, 23, 30))
"""In the spaces' time zone the next day."""
WRITER = AlarmWriter([a_space()], "https://frei.example.org")
SILENT = Case("agent_silent", "hof", "pi-1", SINCE_US)
BEGUN = Telling("w", SILENT, Step.BEGUN)


def write(*tellings: Telling, language: Language = Language.GERMAN, most: int = 20) -> AlarmText:
    """Write a message."""
    return WRITER.write(tellings, language, most)


def tellings(count: int) -> Sequence[Telling]:
    """Tell of so many sensors."""
    cases = [Case("sensor_fault", "hof", f"pi-1/pir-{n}", SINCE_US) for n in range(count)]
    return [Telling("w", case, Step.BEGUN) for case in cases]


def test_it_says_what_where_since_when_and_what_helps() -> None:
    """And where to answer, and to hear no more."""
    said = write(BEGUN)
    assert said.title == "Hof: Agent schweigt in der Öffnungszeit"
    assert "Hof: Der Agent pi-1 meldet sich nicht" in said.text
    assert "Seit 28. November 2026." in said.text
    assert "Was hilft: Strom und Netz" in said.text
    assert "https://frei.example.org/console\n" in said.text
    assert "Abbestellen" in said.text


@pytest.mark.parametrize(
    ("step", "german", "english"),
    [
        (Step.AGAIN, "Noch immer: Hof", "Still so: Hof"),
        (Step.RAISED, "Ohne Antwort: Hof", "Unanswered: Hof"),
        (Step.OVER, "Vorbei: Hof", "Over: Hof"),
    ],
)
def test_each_step_reads_otherwise(step: Step, german: str, english: str) -> None:
    """In both languages; what is over wants nobody to do anything."""
    for language, title in ((Language.GERMAN, german), (Language.ENGLISH, english)):
        said = write(Telling("w", SILENT, step), language=language)
        assert said.title.startswith(title)
        has_to_do = texts_in(language)[CareKind.AGENT_SILENT].to_do in said.text
        assert has_to_do is (step is not Step.OVER)


def test_two_hundred_at_once_are_one_short_message() -> None:
    """It says how many more there are; programs are told of each up to a bound."""
    said = write(*tellings(250), most=5)
    assert said.title.endswith(" – und 249 mehr")
    assert said.text.count("pir-") == 5
    assert "Und 245 mehr" in said.text
    assert len(said.text) < 2_500
    assert len(said.alarms) == MOST_ALARMS
    assert "eins mehr" in write(*tellings(2)).title


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("kind", list(CareKind))
def test_no_kind_says_an_hour_or_what_is_with_a_desk(kind: CareKind, language: Language) -> None:
    """Whatever it is about, in the text and in the fields for programs."""
    subject = "shown_free" if kind is CareKind.VISITORS_DOUBT else "pi-1/pir-2"
    said = write(
        Telling("w", Case(kind.value, "hof", subject, SINCE_US), Step.BEGUN), language=language
    )
    whole = f"{said.title}\n{said.text}\n{said.body}"
    assert re.search(r"\d\d?:\d\d|T\d\d|\bUhr \d|\d Uhr", whole) is None
    for state in ("aber belegt", "aber frei", "but taken", "but free", "shown_free", "als offen"):
        assert state not in whole
    assert "{" not in said.text
    assert said.alarms[0]["since"] == "2026-11-28"
    assert str(SINCE_US) not in whole


def test_a_case_has_a_key_by_which_programs_know_it_again() -> None:
    """The same for what begins and ends, another one for another way."""
    over = Telling("w", SILENT, Step.OVER)
    assert write(BEGUN).alarms[0]["case"] == write(over).alarms[0]["case"] == case_key("w", SILENT)
    assert case_key("v", SILENT) != case_key("w", SILENT)


def test_a_queue_keeps_it_whole() -> None:
    """With the fields for programs."""
    said = write(BEGUN)
    assert AlarmText.of(said.title, said.body) == AlarmText(
        said.title, said.text, said.link, list(said.alarms)
    )


def test_mail_is_written_for_one_recipient() -> None:
    """In a form that every server takes; nothing in it can add a header."""
    said = AlarmText("Hof:\r\nBcc: x@example.org", "ä", "")
    mail = mail_of(
        said, "alarm w", "1@example.org", ("hub@example.org", "ada@example.org"), SINCE_US
    )
    read = message_from_bytes(mail.message, policy=SMTP)
    assert isinstance(read, EmailMessage)
    assert (read["Subject"], read["To"]) == ("Hof: Bcc: x@example.org", "ada@example.org")
    assert read["Bcc"] is None
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["Message-ID"] == "<1@example.org>"
    assert mail.message.isascii()
    assert (mail.about, mail.recipient) == ("alarm w", "ada@example.org")


def test_a_hub_that_doesnt_know_its_address_names_the_page() -> None:
    """And of the hub itself no space is named; of one that is gone its id."""
    writer = AlarmWriter([a_space()], "")
    case = Case("store_failing", "", "", to_us(datetime.fromisoformat("2026-11-27T12:00:00Z")))
    said = writer.write([Telling("w", case, Step.BEGUN)], Language.ENGLISH, 5)
    assert said.title.startswith("Hub: ")
    assert "under “Today”" in said.text
    assert said.alarms[0]["space"] is None
    gone = writer.write(
        [Telling("w", Case("agent_silent", "alt", "pi-9", SINCE_US), Step.OVER)],
        Language.ENGLISH,
        5,
    )
    assert "alt: " in gone.title


@pytest.mark.parametrize("language", list(Language))
def test_a_test_says_that_nothing_has_happened(language: Language) -> None:
    """And names no case."""
    said = WRITER.test(language)
    assert {"passiert", "happened"} & set(re.findall(r"\w+", said.text))
    assert said.alarms == ()
