"""`platzfrei-hub mail`: the mail that waits or was refused, and what to do about it."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Final

from contract.printable import printable
from contract.times import from_us, to_us
from hub.book.file import BookFile
from hub.book.location import book_path
from hub.book.outgoing import MailState, OutgoingMail, OutgoingMemory, read_outgoing
from hub.clock import SystemClock
from hub.errors import ReportRefused
from hub.parts import load_part

_OPEN: Final = (MailState.WAITING, MailState.REFUSED)


def add_mail(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> Sequence[argparse.ArgumentParser]:
    """Describe what may be typed after `mail`."""
    mail = commands.add_parser("mail", help="look after mail that leaves the hub")
    tasks = mail.add_subparsers(required=True, metavar="TASK")
    listed = tasks.add_parser("list", help="what waits, what was refused, what was sent lately")
    listed.set_defaults(command=_list)
    retry = tasks.add_parser("retry", help="let all that waits or was refused be tried at once")
    retry.set_defaults(command=_retry)
    drop = tasks.add_parser("drop", help="give a message up")
    drop.set_defaults(command=_drop)
    drop.add_argument("message_id", metavar="MESSAGE-ID", help="as `mail list` shows it")
    for task in (retry, drop):
        task.description = "Type it with the hub stopped."
    return [listed, retry, drop]


def _list(chosen: argparse.Namespace) -> int:
    config = load_part(chosen.config, chosen.part)
    mails, damaged = read_outgoing(book_path(config, chosen.config))
    for line in lines_of(mails, damaged, has_server=config.mail is not None):
        sys.stdout.write(f"{printable(line)}\n")
    return 0


def lines_of(
    mails: Sequence[OutgoingMail], damaged: Sequence[str] = (), *, has_server: bool = True
) -> Iterator[str]:
    """Say of each message how it is with it, the oldest first."""
    if not mails and not damaged:
        yield "no mail"
    for mail in mails:
        at = from_us(mail.queued_us if mail.ended_us is None else mail.ended_us)
        yield f"{mail.state}  {at:%Y-%m-%d %H:%MZ}  {mail.recipient}  {mail.about}"
        if mail.state in _OPEN:
            yield f"  {mail.message_id}: {_tried(mail)}"
    for message_id in damaged:
        yield f"damaged  {message_id}: it can't be sent; `mail drop` forgets it"
    if not has_server and any(mail.state is MailState.WAITING for mail in mails):
        yield "nothing is sent: hub.toml has no [mail]"


def _tried(mail: OutgoingMail) -> str:
    if not mail.tries:
        return "not tried yet"
    times = "tried once" if mail.tries == 1 else f"tried {mail.tries} times"
    return f"{times}: {mail.trouble or 'nobody knows how that ended'}"


def _retry(chosen: argparse.Namespace) -> int:
    now_us = to_us(SystemClock().wall())
    with _memory(chosen) as memory:
        again = [
            replace(mail, state=MailState.WAITING, next_us=now_us, ended_us=None)
            for mail in memory.all()
            if mail.state in _OPEN
        ]
        memory.keep(again)
    what = "1 message is" if len(again) == 1 else f"{len(again)} messages are"
    sys.stdout.write(f"{what} tried once the hub serves\n")
    return 0


def _drop(chosen: argparse.Namespace) -> int:
    wanted = chosen.message_id.strip("<>")
    with _memory(chosen) as memory:
        mail = memory.one(wanted)
        if mail is not None and mail.state in _OPEN:
            now_us = to_us(SystemClock().wall())
            memory.keep([mail.ended(MailState.DROPPED, now_us, mail.trouble)])
        elif mail is None and wanted in memory.damaged():
            memory.delete(wanted)
        else:
            raise ReportRefused("MESSAGE-ID", "nothing that waits or was refused is called so")
    sys.stdout.write(f"{wanted} is dropped\n")
    return 0


@contextmanager
def _memory(chosen: argparse.Namespace) -> Iterator[OutgoingMemory]:
    config = load_part(chosen.config, chosen.part)
    with closing(BookFile.own(book_path(config, chosen.config))) as book:
        yield OutgoingMemory(book)
