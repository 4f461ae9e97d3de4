"""A real mail server for tests: takes mail by SMTP, with TLS and a login, or fails as told."""

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from typing import Any, Final

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from tests.parts.certificates import Pair
from tests.parts.mosquitto import HOST

_PATIENCE_S: Final = 60.0
_LAST_TURNS: Final = 10
"""More than a loop takes to close what is cut."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A message as it came."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        """Read it."""
        read = message_from_bytes(self.content, policy=SMTP_POLICY)
        assert isinstance(read, EmailMessage)
        return read

    @property
    def message_id(self) -> str:
        """Its Message-ID, without angle brackets."""
        return str(self.message["Message-ID"]).strip("<>")


@dataclass
class SmtpServer:  # without slots: aiosmtpd lists members, which Python 3.11.2 can't with them
    """What a server has taken, and how it answers from now on."""

    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    to_sender: str = "250 OK"
    to_recipient: str = "250 OK"
    to_message: str = "250 OK"
    hangs_up: bool = False
    """It takes a message, and hangs up before it has answered."""
    is_silent: bool = False
    """It takes a message, and says nothing."""
    has_login: bool = False
    """Who sends signs in first."""
    has_taken: threading.Event = field(default_factory=threading.Event)

    def wait(self) -> None:
        """Wait until a message was taken since the last wait."""
        assert self.has_taken.wait(_PATIENCE_S), "no message comes"
        self.has_taken.clear()

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's names
        self, _server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Answer to a sender."""
        if self.has_login and not session.authenticated:
            return "530 5.7.0 Authentication required"
        if self.to_sender.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return self.to_sender

    async def handle_RCPT(  # noqa: N802 - as above
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        """Answer to a recipient."""
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a message, and answer, or not."""
        if self.to_message.startswith("250"):
            content = envelope.original_content
            self.taken.append(Taken(envelope.mail_from, tuple(envelope.rcpt_tos), content))
        self.has_taken.set()
        if self.hangs_up:
            server.transport.abort()
        if self.is_silent:
            await asyncio.Event().wait()
        return self.to_message


@contextmanager
def smtp_server(
    tls: str = "none", pair: Pair | None = None, login: tuple[str, str] | None = None
) -> Iterator[SmtpServer]:
    """Run a server at a free port: encrypted at once ("tls"), after STARTTLS, or not at all."""
    context = None if pair is None else _context(pair)
    server = SmtpServer(has_login=login is not None)

    def known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, told: Any) -> Any:
        assert isinstance(told, LoginPassword)
        is_right = login == (told.login.decode(), told.password.decode())
        return AuthResult(success=is_right, handled=is_right)

    def protocol() -> SMTP:
        return SMTP(
            server,
            hostname="mail.example.org",
            tls_context=context if tls == "starttls" else None,
            require_starttls=tls == "starttls",
            authenticator=None if login is None else known,
            auth_require_tls=tls != "tls",
            enable_SMTPUTF8=False,
            loop=asyncio.get_running_loop(),
        )

    with _served(protocol, context if tls == "tls" else None) as server.port:
        yield server


@contextmanager
def _served(protocol: Callable[[], SMTP], context: ssl.SSLContext | None) -> Iterator[int]:
    """Serve in a loop of a thread of its own, and tell the port."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="smtp")
    thread.start()
    sessions: list[SMTP] = []

    def session() -> SMTP:
        sessions.append(protocol())
        return sessions[-1]

    try:
        listening = asyncio.run_coroutine_threadsafe(
            loop.create_server(session, HOST, 0, ssl=context), loop
        ).result(_PATIENCE_S)
        try:
            yield listening.sockets[0].getsockname()[1]
        finally:
            ending = asyncio.run_coroutine_threadsafe(_ended(listening, sessions), loop)
            ending.result(_PATIENCE_S)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_PATIENCE_S)
        loop.close()


async def _ended(listening: asyncio.Server, sessions: Iterable[SMTP]) -> None:
    """Cut every connection, so that none is left open when the loop is closed."""
    listening.close()
    for session in sessions:
        if isinstance(session.transport, asyncio.WriteTransport):
            session.transport.abort()
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for _ in range(_LAST_TURNS):
        await asyncio.sleep(0)


def _context(pair: Pair) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.cert, pair.key)
    return context
