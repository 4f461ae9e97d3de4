"""The mail of a week: bands and links, on lines that nobody can add to."""

from collections.abc import Sequence
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

import pytest

from hub.book.outgoing import OutgoingMail
from hub.domain.space import SpaceConfig
from hub.reports.text.language import Language
from hub.reports.week.review import WeekReview
from hub.week_mail import Letter, confirmation_mail, link_to_confirm, link_to_end, week_mail
from tests.hub.reports.week.test_review import a_hof, reviewed

NOW_US: Final = 1_772_433_000_000_000
PAGE: Final = "https://hub.example/console/week/hof?week=2026-W09&lang=de"
END: Final = link_to_end("https://hub.example", f"p-0123456789abcdef.hof.{'a' * 64}")
DOOR: Final = [{"id": "main", "agent": "pi", "counts": True}]


def letter(language: Language = Language.GERMAN, recipient: str = "ada@example.org") -> Letter:
    """Address a letter."""
    return Letter("hub@example.org", recipient, language, NOW_US)


def read(mail: OutgoingMail) -> EmailMessage:
    """Read a message as a mail program does."""
    message = message_from_bytes(mail.message, policy=SMTP)
    assert isinstance(message, EmailMessage)
    return message


def lines_of(mail: OutgoingMail) -> list[str]:
    """Return its text, line by line."""
    return str(read(mail).get_content()).splitlines()


def a_mail(
    by_week: Sequence[int | None] = (2, 2, 2, 2, 4),
    language: Language = Language.GERMAN,
    end: str = END,
    **keys: object,
) -> OutgoingMail:
    """Write the mail of the last of some weeks."""
    return week_mail(reviewed(a_hof(**keys), by_week), letter(language), PAGE, end)


def test_it_says_bands_and_links_in_german() -> None:
    """No number of the week itself, and no hour of it."""
    assert lines_of(a_mail(door=DOOR)) == [
        "Guten Tag,",
        "",
        "so war die Woche vom 23. Februar – 1. März 2026 am Ort „Hof“:",
        "",
        "Auslastung: 75 % oder mehr (mehr als üblich)",
        "Alle Plätze belegt: 1 bis 5 Stunden (mehr als üblich)",
        "Besuche: 500 oder mehr (wie üblich)",
        "Bekannt: 95 % oder mehr der angebotenen Platzzeit",
        "",
        "„Üblich“ ist der mittlere Wert (Median) der 4 Wochen davor.",
        "",
        "Die Woche auf einer Seite:",
        PAGE,
        "",
        "Diese Nachricht verschickt Platzfrei jeden Montag an alle, die sie bestellt haben.",
        "Abbestellen, ohne Anmeldung:",
        END,
    ]


def test_it_says_them_in_english() -> None:
    """As the person reads."""
    mail = a_mail((1, 2, 0), Language.ENGLISH)
    assert read(mail)["Subject"] == "Hof: the week 23 February – 1 March 2026"
    assert lines_of(mail)[4:8] == [
        "Utilisation: under 10% (can’t be compared yet)",
        "All desks taken: under 1 hour (can’t be compared yet)",
        "Known: 95% or more of the desk time on offer",
        "",
    ]
    assert lines_of(mail)[8].startswith("What is usual can’t be said yet: only 2 weeks before")


def test_of_a_protected_space_few_people_are_no_figure() -> None:
    """Nobody and two people are the same message, but for what makes each its own."""
    nobody, two = (lines_of(a_mail((2, 2, 2, 2, n), small_count=3)) for n in (0, 2))
    assert nobody == two
    assert nobody[4] == (
        "Soweit bekannt, waren nie 3 Plätze zugleich belegt. Genauer sagt es diese Nachricht"
        " nicht, damit niemand zu erkennen ist."
    )
    assert "üblich" not in "\n".join(nobody)
    assert lines_of(a_mail((2, 2, 2, 2, 3), small_count=3)) != two


def test_what_is_unknown_is_no_band() -> None:
    """Neither few nor many, and how much is known is said."""
    said = lines_of(a_mail((2, 2, 2, 2, None)))
    assert said[4] == "Auslastung: zu wenig bekannt (unklar, zu viel ist unbekannt)"
    assert said[6] == "Bekannt: unter 80 % der angebotenen Platzzeit"


def test_an_unknown_week_of_a_protected_space_is_unknown() -> None:
    """And not few people."""
    said = lines_of(a_mail((2, 2, 2, 2, None), small_count=3))
    assert said[4] == "Zu wenig ist bekannt, um zu sagen, wie die Woche war."
    assert said[5] == "Bekannt: unter 80 % der angebotenen Platzzeit"


def test_a_week_that_was_closed_says_so() -> None:
    """And no figure."""
    closed = [{"from": date(2026, 2, 23), "to": date(2026, 3, 1), "open": "closed"}]
    assert lines_of(a_mail(exceptions=closed))[4:6] == [
        "Laut Kalender war der Ort die ganze Woche geschlossen.",
        "",
    ]


def test_every_server_takes_its_form() -> None:
    """ASCII, lines that end in CRLF and aren't too long, plain text; no machine is to answer."""
    mail = a_mail()
    assert b"\n" not in mail.message.replace(b"\r\n", b"")
    assert mail.message.isascii()
    assert max(map(len, mail.message.split(b"\r\n"))) <= 998
    message = read(mail)
    assert message.get_content_type() == "text/plain"
    assert message.get_content_charset() == "utf-8"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == f"<{mail.message_id}>"
    assert (message["From"], message["To"]) == ("hub@example.org", "ada@example.org")
    assert mail.about == "week hof 2026-W09"


def test_a_mail_program_can_stop_it_by_one_click() -> None:
    """By RFC 8058: both fields, the address on one line as it is; without TLS there is no click."""
    head = a_mail().message.split(b"\r\n\r\n")[0].decode()
    assert f"List-Unsubscribe: <{END}>\r\n" in head
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in head
    plain = a_mail(end=END.replace("https:", "http:"))
    assert "One-Click" not in plain.message.decode()
    assert read(plain)["List-Unsubscribe"].startswith("<http://hub.example/")


NAMES: Final = (
    "Hof\r\nBcc: eve@example.org",
    "Hof\r\n\r\nGratis-Kaffee: https://evil.example",
    "Hof\u2028Bcc: eve@example.org\x00\x0b",
    "Hof\nX: =?utf-8?q?=0d=0aBcc:_eve@example.org?=",
    "H" * 900,
)


def renamed(name: str) -> WeekReview:
    """Review a week of a space that is called so, whatever hub.toml would say to that."""
    space: SpaceConfig = a_hof().model_copy(update={"name": name})
    return reviewed(space, (2, 4))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_adds_no_field_and_no_line(name: str) -> None:
    """Neither to the mail of a week nor to the one that confirms."""
    usual = read(a_mail((2, 4)))
    week = read(week_mail(renamed(name), letter(), PAGE, END))
    confirming = read(confirmation_mail(letter(), name, name, PAGE))
    for message in (week, confirming):
        assert set(message.keys()) <= set(usual.keys())
        assert "\n" not in message["Subject"]
        assert message.get_all("To") == ["ada@example.org"]
    count = len(str(usual.get_content()).splitlines())
    assert len(str(week.get_content()).splitlines()) == count


@pytest.mark.parametrize("address", ["a@example.org\r\nBcc: eve@example.org", "a@b.de\nX: y"])
def test_an_address_adds_no_field(address: str) -> None:
    """Were one like that ever to come here, no message is written."""
    with pytest.raises(ValueError, match=r"linefeed|newline|carriage"):
        confirmation_mail(letter(recipient=address), "Hof", "Platzfrei", PAGE)


@pytest.mark.parametrize("language", Language)
def test_the_mail_that_confirms_says_what_for_and_how_long(language: Language) -> None:
    """And that nothing comes without it."""
    link = link_to_confirm("https://hub.example/frei", "s3cret_-", language)
    mail = confirmation_mail(letter(language), "Hof", "Platzfrei", link)
    text = "\n".join(lines_of(mail))
    assert f"https://hub.example/frei/console/week-mail/confirm/s3cret_-?lang={language}" in text
    assert "Hof" in text
    assert ("innerhalb einer Woche" in text) is (language is Language.GERMAN)
    assert "s3cret" not in mail.about
