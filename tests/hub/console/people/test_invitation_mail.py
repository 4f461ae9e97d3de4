"""The mail that brings a link."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from hub.book.outgoing import OutgoingMail, OutgoingMemory
from hub.console.people.invitation_mail import MailedLink, invitation_mail
from hub.console.people.words import people_words_in
from hub.mail import MailServer
from hub.reports.text.language import Language
from hub.workers.outgoing import OutgoingPost
from tests.hub.console.people.conftest import browser_of, person
from tests.hub.console.served import TLS, served
from tests.parts.mosquitto import HOST
from tests.parts.smtp import smtp_server

ADDRESS = "https://hub.example/console/join/" + "s" * 43 + "?lang=de"


def written(
    language: Language = Language.GERMAN, *, by: str = "Eva", known: bool = False
) -> tuple[OutgoingMail, EmailMessage, str]:
    """Write one; return it as queued, as a message, and its text."""
    link = MailedLink(
        ADDRESS, "invitation 12", by, "Freie Plätze", "Regionalbüro", "Gutshof", "9. März", known
    )
    words = people_words_in(language)
    queued = invitation_mail(link, words, "hub@hub.example", "uwe@b.example", 1_772_444_460_000_000)
    message = message_from_bytes(queued.message, policy=default)
    assert isinstance(message, EmailMessage)
    return queued, message, message.get_content()


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("known", [False, True])
def test_it_says_who_invites_and_until_when(language: Language, known: bool) -> None:
    """With the link whole on a line of its own, in the language of who invites."""
    queued, message, text = written(language, known=known)
    assert (queued.about, queued.recipient) == ("invitation 12", "uwe@b.example")
    assert message["To"] == "uwe@b.example"
    assert "Freie Plätze" in message["Subject"]
    assert ADDRESS in text.splitlines()
    assert text.startswith(("Guten Tag,", "Hello,"))
    assert text.count("Eva") == 2
    assert "9. März" in text
    assert ("Regionalbüro" in text) is ("Gutshof" in text) is not known
    assert "{" not in text + message["Subject"]


def test_it_is_plain_text_and_tells_nobody_that_it_was_read() -> None:
    """One part, no picture, no address but the link, and no receipt asked for."""
    _, message, text = written()
    assert message.get_content_type() == "text/plain"
    assert not message.is_multipart()
    assert text.count("://") == 1
    assert set(message.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
        "Content-Type", "Content-Transfer-Encoding",
    }  # fmt: skip


def test_a_name_says_nothing_beyond_its_place() -> None:
    """One that looks like a place in the sentences, or like a header, stands as it is."""
    _, message, text = written(by="{s} {t} Bcc: x@y.example")
    assert "{s} {t} Bcc: x@y.example lädt Sie ein, bei „Freie Plätze“" in text
    assert "Bcc" not in message


@pytest.mark.anyio
async def test_it_arrives_and_lets_somebody_in(tmp_path: Path) -> None:
    """Through the queue and a real mail server: the link in the mail is the one that works."""
    with smtp_server() as server:
        mail = {"host": HOST, "port": server.port, "tls": "none", "from": "hub@hub.example"}
        with served(tmp_path, mail=mail, public_url=TLS) as hub:
            eva = browser_of(hub, person(hub, "Eva Müller"), TLS)
            fields = {"role": "operator", "space": "gutshof", "mail": "uwe@b.example"}
            await eva.send_own("/console/people/invite", "/console/people/invite", fields)
            config, memory = hub.region.config.mail, OutgoingMemory(hub.book)
            assert config is not None
            work = OutgoingPost(memory, MailServer(config), hub.now_us).due()
            assert work is not None
            work(lambda: False)
            (taken,) = server.taken
            assert taken.recipients == ("uwe@b.example",)
            text = taken.message.get_content()
            assert "Eva Müller lädt Sie ein" in text
            (link,) = re.findall(rf"{TLS}(/console/join/\S+)", text)
            assert "Willkommen" in (await hub.browser(TLS).get(link)).text
            assert "ist verschickt" in (await eva.get("/console/people")).text
