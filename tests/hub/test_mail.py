"""Handing mail to a real server: encrypted, refused, put off, cut off in the middle."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hub.domain.mail import MailConfig
from hub.mail import MailNotTaken, MailRefused, MailServer
from tests.parts.certificates import Pair, self_signed
from tests.parts.mosquitto import HOST
from tests.parts.smtp import SmtpServer, smtp_server

TO = "office@example.org"
MESSAGE = b"Message-ID: <1@example.org>\r\nSubject: a\r\n\r\n.b\r\n"
LOGIN = ("hub", "open sesame")


def client_of(port: int, within_s: float = 30.0, **keys: Any) -> MailServer:
    """Make what hands mail to a server on this machine."""
    told = {"host": HOST, "port": port, "tls": "none", "from": "hub@example.org"} | keys
    return MailServer(MailConfig.model_validate(told), within_s)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return self_signed(tmp_path_factory.mktemp("certificates"), "mail")


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with smtp_server() as running:
        yield running


def test_a_message_arrives_as_it_is(server: SmtpServer) -> None:
    """With its sender, its one recipient, and a line that begins with a dot."""
    client_of(server.port).send(TO, MESSAGE)
    (taken,) = server.taken
    assert (taken.sender, taken.recipients) == ("hub@example.org", (TO,))
    assert taken.content == MESSAGE


@pytest.mark.parametrize("how", ["tls", "starttls"])
def test_it_is_encrypted_and_signed_in(how: str, pair: Pair, tmp_path: Path) -> None:
    """White space around the password in its file is no part of it."""
    file = tmp_path / "password"
    file.write_text(f"{LOGIN[1]}\n")
    keys: dict[str, Any] = {
        "tls": how,
        "ca_file": pair.cert,
        "username": LOGIN[0],
        "password_file": file,
    }
    with smtp_server(how, pair, LOGIN) as server:
        client_of(server.port, **keys).greet()
        assert server.taken == []
        client_of(server.port, **keys).send(TO, MESSAGE)
        assert len(server.taken) == 1
        file.write_text("another")
        with pytest.raises(MailNotTaken, match="535") as wrong:
            client_of(server.port, **keys).greet()
        file.write_text("Schlüssel")
        with pytest.raises(MailNotTaken, match="ASCII"):
            client_of(server.port, **keys).greet()
        file.unlink()
        with pytest.raises(MailNotTaken, match=f"{file} can't be read"):
            client_of(server.port, **keys).greet()
        with pytest.raises(MailNotTaken, match="530") as nobody:
            client_of(server.port, tls=how, ca_file=pair.cert).send(TO, MESSAGE)
    assert (wrong.value.key, wrong.value.is_outside) == ("mail.password_file", False)
    assert (nobody.value.key, nobody.value.is_outside) == ("mail.username", False)


@pytest.mark.parametrize("how", ["tls", "starttls"])
def test_a_certificate_that_is_not_trusted(how: str, pair: Pair, tmp_path: Path) -> None:
    """Neither of another authority, nor for another host."""
    other = self_signed(tmp_path, "other", "mail.example.org")
    with smtp_server(how, pair) as server, pytest.raises(MailNotTaken) as strange:
        client_of(server.port, tls=how, ca_file=other.cert).send(TO, MESSAGE)
    with smtp_server(how, other) as server, pytest.raises(MailNotTaken) as misnamed:
        client_of(server.port, tls=how, ca_file=other.cert).send(TO, MESSAGE)
    assert (strange.value.key, strange.value.is_outside) == ("mail.ca_file", False)
    assert "isn't trusted" in str(strange.value)
    assert "IP address mismatch" in str(misnamed.value)


def test_without_encryption_nothing_is_sent(server: SmtpServer, pair: Pair) -> None:
    """Where the server offers none, it is said which key is about that."""
    for how, said in (("starttls", "offers no STARTTLS"), ("tls", "speaks no TLS at once")):
        with pytest.raises(MailNotTaken, match=said) as refused:
            client_of(server.port, tls=how, ca_file=pair.cert).send(TO, MESSAGE)
        assert refused.value.key == "mail.tls"
    assert server.taken == []


def test_a_login_that_the_server_does_not_know(server: SmtpServer, tmp_path: Path) -> None:
    """Or a file that is no certificate: each under its key."""
    file = tmp_path / "password"
    file.write_text("x")
    with pytest.raises(MailNotTaken) as nothing:
        client_of(server.port, tls="starttls", ca_file=file).greet()
    with pytest.raises(MailNotTaken) as login:
        client_of(server.port, username="hub", password_file=file).greet()
    assert (nothing.value.key, login.value.key) == ("mail.ca_file", "mail.username")


@pytest.mark.parametrize("at", ["to_sender", "to_recipient", "to_message"])
@pytest.mark.parametrize(
    ("answer", "ends"),
    [("550 5.7.1 not from you", MailRefused), ("451 4.3.0 not now", MailNotTaken)],
)
def test_what_the_server_says(
    server: SmtpServer, at: str, answer: str, ends: type[Exception]
) -> None:
    """Never is never, not now is later, at each step; the words are the server's."""
    setattr(server, at, answer)
    with pytest.raises(ends) as refused:
        client_of(server.port).send(TO, MESSAGE)
    assert (type(refused.value), str(refused.value)) == (ends, answer)
    assert server.taken == []


def test_nobody_answers(server: SmtpServer) -> None:
    """Out of reach, silent, or gone after all was sent: nobody knows, and it is tried again."""
    with socket.socket() as held:
        held.bind((HOST, 0))
        port = held.getsockname()[1]
        with pytest.raises(MailNotTaken, match=f"{HOST}:{port}: Connection refused"):
            client_of(port).send(TO, MESSAGE)
        held.listen()
        with pytest.raises(MailNotTaken, match=r"no answer from .* within 0\.1 s"):
            client_of(port, 0.1).greet()
    with pytest.raises(MailNotTaken, match="is no host that is known here"):
        client_of(server.port, host="x" * 70, tls="tls").greet()
    server.hangs_up = True
    with pytest.raises(MailNotTaken, match=r"hung up|reset"):
        client_of(server.port).send(TO, MESSAGE)
    assert len(server.taken) == 1
