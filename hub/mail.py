"""Hands mail to the server that `[mail]` names, by SMTP, and says how that ended.

    took it ─▶ nothing is raised
    says never (5xx to this message or recipient) ─▶ MailRefused
    anything else: out of reach, not now, no answer after all was sent ─▶ MailNotTaken: try again

It keeps nothing: the queue is the book's (hub/book/outgoing.py).
"""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from hub.domain.mail import MailConfig
from hub.errors import HubError

WITHIN_S: Final = 30.0
"""So long one answer of the server may take."""
_NEVER: Final = range(500, 600)


class MailRefused(HubError):
    """The server will never take this message for this recipient."""


class MailNotTaken(HubError):
    """The server hasn't taken the message, or nobody knows whether it has."""


class MailServer:
    """A server, connected anew for each message."""

    def __init__(self, config: MailConfig, within_s: float = WITHIN_S) -> None:
        self._config = config
        self._within_s = within_s

    def send(self, recipient: str, message: bytes) -> None:
        """Send a message to one recipient. Raises MailRefused and MailNotTaken."""
        with self._session() as session:
            session.sendmail(self._config.sender, [recipient], message)

    def greet(self) -> None:
        """Connect, encrypt and sign in, and send nothing. Raises MailNotTaken."""
        try:
            with self._session() as session:
                session.noop()
        except MailRefused as error:
            raise MailNotTaken(str(error)) from None

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        try:
            with self._connected() as session:
                if self._config.username and self._config.password_file:
                    session.login(self._config.username, _password(self._config.password_file))
                yield session
        except smtplib.SMTPRecipientsRefused as error:
            ((code, said),) = error.recipients.values()
            raise _ended(code, said) from None
        except (
            smtplib.SMTPAuthenticationError,
            smtplib.SMTPConnectError,
            smtplib.SMTPHeloError,
        ) as error:  # of the server or of us, and not of the message
            raise MailNotTaken(_words(error.smtp_code, error.smtp_error)) from None
        except smtplib.SMTPResponseException as error:
            raise _ended(error.smtp_code, error.smtp_error) from None
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise MailNotTaken(_why(error)) from None

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        config = self._config
        if config.tls == "tls":
            session: smtplib.SMTP = smtplib.SMTP_SSL(
                config.host, config.port, timeout=self._within_s, context=self._trust()
            )
        else:
            session = smtplib.SMTP(config.host, config.port, timeout=self._within_s)
        try:
            if config.tls == "starttls":
                session.starttls(context=self._trust())
            yield session
        finally:
            with suppress(smtplib.SMTPException, OSError):  # what was sent is sent
                session.quit()
            session.close()

    def _trust(self) -> ssl.SSLContext:
        ca_file = self._config.ca_file
        return ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))


def _password(path: Path) -> str:
    words = path.read_text(encoding="utf-8").splitlines()
    return words[0] if words else ""


def _ended(code: int, said: bytes | str) -> HubError:
    words = _words(code, said)
    return MailRefused(words) if code in _NEVER else MailNotTaken(words)


def _words(code: int, said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(text.split())}"[:300]


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate isn't trusted: {error.verify_message}"
    if isinstance(error, socket.gaierror):
        return "no such host"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return " ".join(str(getattr(error, "strerror", None) or error or type(error).__name__).split())
