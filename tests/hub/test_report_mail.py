"""The message that brings a report: words, files, and a form that every server takes."""

from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from hub.book.outgoing import MailState, OutgoingMail
from hub.domain.schedule import Due, ScheduleConfig
from hub.report_mail import MOST_BYTES, MadeFile, report_mails

MARCH = Due(date(2026, 3, 1), date(2026, 3, 31))
NOW_US = 1_775_000_000_000_000
PDF = MadeFile("bericht.pdf", "application/pdf", b"%PDF-1.7\n\xff")
CSV = MadeFile("bericht.csv", "text/csv; charset=utf-8", "Plätze\r\n".encode())


def mails(*files: MadeFile, **keys: Any) -> list[OutgoingMail]:
    """Write the messages of March."""
    told = {"name": "monthly", "every": "month", "mail": ["office@example.org"]} | keys
    schedule = ScheduleConfig.model_validate(told)
    return report_mails(schedule, MARCH, files or (PDF,), "hub@example.org", NOW_US)


def read(mail: OutgoingMail) -> EmailMessage:
    """Read a message as a mail program does."""
    message = message_from_bytes(mail.message, policy=SMTP)
    assert isinstance(message, EmailMessage)
    return message


def text_of(mail: OutgoingMail) -> str:
    """Return its words."""
    body = read(mail).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_each_recipient_gets_a_message_of_its_own() -> None:
    """Nobody reads who else does, and each has a Message-ID that the queue knows."""
    one, other = mails(mail=["a@example.org", "b@example.org"])
    assert (read(one)["To"], read(other)["To"]) == ("a@example.org", "b@example.org")
    assert (one.recipient, other.recipient) == ("a@example.org", "b@example.org")
    assert one.message_id != other.message_id
    for mail in (one, other):
        assert read(mail)["Message-ID"] == f"<{mail.message_id}>"
        assert mail.message_id.endswith("@example.org")
        assert (mail.state, mail.next_us, mail.tries) == (MailState.WAITING, NOW_US, 0)
        assert mail.about == "report monthly 2026-03-01"


def test_the_files_arrive_as_they_are() -> None:
    """Each with its name and kind."""
    (mail,) = mails(PDF, CSV)
    parts = list(read(mail).iter_attachments())
    assert [each.get_filename() for each in parts] == [PDF.name, CSV.name]
    assert [each.get_content_type() for each in parts] == ["application/pdf", "text/csv"]
    assert [each.get_payload(decode=True) for each in parts] == [PDF.content, CSV.content]


def test_every_server_takes_its_form() -> None:
    """Lines end in CRLF, aren't too long, and are ASCII; no machine is to answer."""
    (mail,) = mails(PDF, CSV, folder=Path("/srv/berichte/für das Amt"))
    assert b"\n" not in mail.message.replace(b"\r\n", b"")
    assert mail.message.isascii()
    assert max(map(len, mail.message.split(b"\r\n"))) <= 998
    assert read(mail)["Auto-Submitted"] == "auto-generated"
    assert read(mail)["Date"] == "Tue, 31 Mar 2026 23:33:20 +0000"


def test_in_german() -> None:
    """As the office reads it."""
    (mail,) = mails(folder=Path("/srv/berichte"))
    assert read(mail)["Subject"] == "Auslastungsbericht 01.03.2026 bis 31.03.2026"
    assert text_of(mail).splitlines() == [
        "Guten Tag,",
        "",
        "der Auslastungsbericht für die Zeit vom 01.03.2026 bis zum 31.03.2026 ist fertig.",
        "Er liegt dieser Nachricht bei.",
        "Er liegt auch im Ordner /srv/berichte.",
        "Es ist die genaue Ausgabe: Sie ist nur für den Dienstgebrauch bestimmt.",
        "",
        "Diese Nachricht verschickt Platzfrei von selbst (Zeitplan „monthly“ in hub.toml).",
    ]


def test_in_english() -> None:
    """And public."""
    (mail,) = mails(language="en", public=True)
    assert read(mail)["Subject"] == "Occupancy report 2026-03-01 to 2026-03-31"
    assert text_of(mail).splitlines() == [
        "The occupancy report from 2026-03-01 to 2026-03-31 is ready.",
        "It is attached.",
        "It is the public edition, which may be passed on.",
        "",
        "Platzfrei sends this message by itself (schedule “monthly” in hub.toml).",
    ]


@pytest.mark.parametrize(
    ("language", "where"),
    [("de", "zu groß für eine E-Mail: big.xlsx, bericht.pdf"), ("en", "too large for an e-mail")],
)
def test_what_is_too_long_is_named_and_not_sent(language: str, where: str) -> None:
    """Most servers refuse it for good."""
    big = MadeFile("big.xlsx", "application/x", bytes(MOST_BYTES))
    (mail,) = mails(big, PDF, language=language)
    assert list(read(mail).iter_attachments()) == []
    assert where in text_of(mail)
    assert len(mail.message) < 2_000
