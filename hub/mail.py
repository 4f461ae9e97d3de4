"""Hands mail to the server that `[mail]` names, by SMTP, and says how that ended.

    took it ─▶ nothing is raised
    says never (5xx) to this message or its recipient ─▶ MailRefused
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
_GOODBYE_S: Final = 3.0
_NEVER: Final = range(500, 600)
_OF_LOGIN: Final = frozenset({530, 534, 535, 538})
"""RFC 4954, section 6: it wants another login, whatever the message is."""


class MailRefused(HubError):
    """The server will never take this message for this recipient."""


class MailNotTaken(HubError):
    """The server hasn't taken the message, or nobody knows whether it has.

    `key` of hub.toml is what it is about; the configuration may be right where `is_outside`.
    """

    def __init__(self, said: str, key: str = "mail.host", *, is_outside: bool = True) -> None:
        super().__init__(said)
        self.key = key
        self.is_outside = is_outside


class MailServer:
    """A server, connected anew for each message."""

    def __init__(self, config: MailConfig, within_s: float = WITHIN_S) -> None:
        self._config = config
        self._within_s = within_s

    def send(self, recipient: str, message: bytes) -> None:
        """Send a message, with lines that end in CRLF, to one recipient.

        Raises MailRefused and MailNotTaken.
        """
        with self._session() as session:
            try:
                session.sendmail(self._config.sender, [recipient], message)
            except smtplib.SMTPRecipientsRefused as error:
                ((code, said),) = error.recipients.values()
                raise _ended(code, said) from None
            except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
                raise _ended(error.smtp_code, error.smtp_error) from None

    def greet(self) -> None:
        """Connect, encrypt and sign in, and send nothing. Raises MailNotTaken."""
        with self._session() as session:
            session.noop()

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        try:
            with self._connected() as session:
                self._sign_in(session)
                yield session
        except smtplib.SMTPResponseException as error:  # of the server or of us, not of a message
            raise MailNotTaken(_words(error.smtp_code, error.smtp_error)) from None
        except smtplib.SMTPServerDisconnected as error:
            raise self._cut_off(error) from None
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise self._unreached(error) from None

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        config = self._config
        session = self._opened()
        try:
            if config.tls == "starttls":
                _encrypt(session, self._trust())
            yield session
            _say_goodbye(session)
        finally:
            session.close()

    def _opened(self) -> smtplib.SMTP:
        config, own, within_s = self._config, _own_name(), self._within_s
        if config.tls == "tls":
            context = self._trust()
            return smtplib.SMTP_SSL(
                config.host, config.port, own, timeout=within_s, context=context
            )
        return smtplib.SMTP(config.host, config.port, own, timeout=within_s)

    def _sign_in(self, session: smtplib.SMTP) -> None:
        username, file = self._config.username, self._config.password_file
        if username is None or file is None:
            return
        try:
            session.login(username, _password(file))
        except smtplib.SMTPAuthenticationError as error:
            said = _words(error.smtp_code, error.smtp_error)
            is_outside = error.smtp_code not in _NEVER
            raise MailNotTaken(said, "mail.password_file", is_outside=is_outside) from None
        except smtplib.SMTPNotSupportedError:
            said = f"{self._address} takes no name and password this way"
            raise MailNotTaken(said, "mail.username", is_outside=False) from None
        except UnicodeEncodeError:
            said = f"SMTP takes a name and password in ASCII alone; another stands in {file}"
            raise MailNotTaken(said, "mail.password_file", is_outside=False) from None

    def _trust(self) -> ssl.SSLContext:
        ca_file = self._config.ca_file
        try:
            return ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
        except OSError as error:  # also where it is no certificate
            said = f"{ca_file} can't be used: {error.strerror or error}"
            raise MailNotTaken(said, "mail.ca_file", is_outside=False) from None

    @property
    def _address(self) -> str:
        return f"{self._config.host}:{self._config.port}"

    def _cut_off(self, error: Exception) -> MailNotTaken:
        if isinstance(error.__context__, TimeoutError):
            return self._silent()
        return MailNotTaken(f"{self._address} hung up without an answer")

    def _silent(self) -> MailNotTaken:
        said = f"no answer from {self._address} within {self._within_s:g} s"
        return MailNotTaken(said, "mail.port")

    def _unreached(self, error: Exception) -> MailNotTaken:
        address = self._address
        if isinstance(error, ssl.SSLCertVerificationError):
            said = f"the certificate of {address} isn't trusted: {error.verify_message}"
            return MailNotTaken(said, "mail.ca_file", is_outside=False)
        if isinstance(error, ssl.SSLError):
            said = f"{address} speaks no TLS at once: {error.reason or error}"
            return MailNotTaken(said, "mail.tls", is_outside=False)
        if isinstance(error, smtplib.SMTPNotSupportedError):
            return MailNotTaken(f"{address} offers no STARTTLS", "mail.tls", is_outside=False)
        if isinstance(error, socket.gaierror | UnicodeError):
            return MailNotTaken(f"{self._config.host} is no host that is known here")
        if isinstance(error, TimeoutError):
            return self._silent()
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        return MailNotTaken(f"{address}: {' '.join(why.split())}")


def _own_name() -> str:
    """Say who greets, without asking a name server; RFC 5321, 4.1.3: an address does, too."""
    name = socket.gethostname()
    return name if "." in name else "[127.0.0.1]"


def _encrypt(session: smtplib.SMTP, context: ssl.SSLContext) -> None:
    try:
        session.starttls(context=context)
    except smtplib.SMTPResponseException as error:
        raise MailNotTaken(_words(error.smtp_code, error.smtp_error), "mail.tls") from None


def _say_goodbye(session: smtplib.SMTP) -> None:
    """Leave in good manners; what was sent is sent, whatever is said to that."""
    with suppress(smtplib.SMTPException, OSError):
        if session.sock is not None:
            session.sock.settimeout(_GOODBYE_S)
        session.quit()


def _password(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "expected text in UTF-8"
        said = f"{path} can't be read: {why}"
        raise MailNotTaken(said, "mail.password_file", is_outside=False) from None


def _ended(code: int, said: bytes | str) -> HubError:
    words = _words(code, said)
    if code in _OF_LOGIN:
        return MailNotTaken(words, "mail.username", is_outside=False)
    return MailRefused(words) if code in _NEVER else MailNotTaken(words)


def _words(code: int, said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(text.split())}"[:300]
