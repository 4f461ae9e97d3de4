"""`platzfrei-hub people`: who may sign in, and what they are; and the log of who changed what.

It writes the book while a hub serves or not, in one transaction, and the hub goes by it with the
next request. What is secret is printed once: the link of an invitation, the token of a program.
"""

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from contract.printable import printable
from contract.times import from_us, to_us
from hub.book.audit_log import read_entries
from hub.book.file import BookFile, user_name
from hub.book.location import book_path
from hub.book.people import PeopleMemory
from hub.book.tokens import TokenMemory
from hub.book.ways_in import WaysInMemory
from hub.clock import SystemClock
from hub.config import HubConfig
from hub.domain.audit_chain import Entry, faults_in
from hub.domain.people import (
    LONGEST_NAME,
    OF_PEOPLE,
    SHORTEST_NAME,
    Grant,
    Person,
    name_key,
    readable_name,
)
from hub.domain.roles import Role
from hub.domain.second_factor import CodeApp, WaysIn
from hub.errors import ConfigError, PeopleReason, PeopleRefused
from hub.parts import load_part

BROKEN: Final = 1
_DAY_US: Final = 86_400 * 1_000_000
_MOST_DAYS: Final = 730
_HERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - looked up, and not listened at
"""Where a browser finds a hub that listens everywhere."""
_HEAD: Final = re.compile("[0-9]+:[0-9a-fA-F]{64}")


def add_people(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> Sequence[argparse.ArgumentParser]:
    """Describe what may be typed after `people`."""
    people = commands.add_parser("people", help="look after who may sign in to the console")
    tasks = people.add_subparsers(required=True, metavar="TASK")
    invite = tasks.add_parser("invite", help="print a link by which somebody can join, once")
    _add_grant(invite)
    link = tasks.add_parser("link", help="print a link to a new way in, which ends those before")
    give = tasks.add_parser("role", help="replace what somebody is; they sign in again")
    _add_grant(give)
    listed = tasks.add_parser("list", help="who there is, and which tokens of programs")
    remove = tasks.add_parser("remove", help="forget somebody; the log keeps their id alone")
    for task in (link, give, remove):
        task.add_argument("who", metavar="WHO", help="a name, or an id of `people list`")
    token = tasks.add_parser("token", help="print a token for a program, once")
    token.add_argument("--label", type=_label, required=True, help="what it is for")
    token.add_argument("--space", action="append", default=[], metavar="ID", help="else all")
    token.add_argument("--days", type=_days, default=365, metavar=f"1-{_MOST_DAYS}")
    ended = tasks.add_parser("end-token", help="take a program's token back")
    ended.add_argument("handle", metavar="ID", help="of `people list`")
    log = tasks.add_parser(
        "check-log",
        help="look whether the log of who changed what is whole",
        description="Note the last number and hash elsewhere: --head finds out later whether"
        " anything up to there was changed. Exit status 0: it is whole; 1: it isn't.",
    )
    log.add_argument("--head", type=_head, metavar="NUMBER:HASH", help="noted at an earlier check")
    for task, does in (
        (invite, _invite), (link, _link), (give, _give), (listed, _list), (remove, _remove),
        (token, _token), (ended, _end_token), (log, _check_log),
    ):  # fmt: skip
        task.set_defaults(command=does)
    return [invite, link, give, listed, remove, token, ended, log]


def _add_grant(task: argparse.ArgumentParser) -> None:
    roles = "|".join(OF_PEOPLE)
    task.add_argument("--role", action="append", required=True, type=_role, metavar=roles)
    task.add_argument("--space", action="append", default=[], metavar="ID", help="of an operator")


def _role(text: str) -> Role:
    if text in OF_PEOPLE:
        return Role(text)
    instead = "; a program gets a token: `people token`" if text == Role.INTEGRATOR else ""
    raise argparse.ArgumentTypeError(f"expected {', '.join(OF_PEOPLE)}, not {text!r}{instead}")


def _label(text: str) -> str:
    name = readable_name(text)
    if name is None:
        raise argparse.ArgumentTypeError(
            f"expected {SHORTEST_NAME} to {LONGEST_NAME} characters that can be read, not {text!r}"
        )
    return name


def _head(text: str) -> str:
    if not _HEAD.fullmatch(text):
        raise argparse.ArgumentTypeError(
            f"expected NUMBER:HASH as `check-log` prints it, not {text!r}"
        )
    return text.lower()


def _days(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:4]) <= _MOST_DAYS:
        raise argparse.ArgumentTypeError(f"expected a number from 1 to {_MOST_DAYS}, not {text!r}")
    return int(text)


class _Typed:
    """One command: hub.toml, the book of it, and when it was typed."""

    def __init__(self, chosen: argparse.Namespace) -> None:
        self.config: HubConfig = load_part(chosen.config, chosen.part)
        self.file: Path = chosen.config
        self.path = book_path(self.config, self.file)
        self.now_us = to_us(SystemClock().wall())

    def grant(self, chosen: argparse.Namespace) -> Grant:
        """Read roles and spaces. Raises ConfigError."""
        roles = frozenset(map(Role, chosen.role))
        spaces = self.spaces(chosen.space) or frozenset()
        if spaces and Role.OPERATOR not in roles:
            raise ConfigError(self.file, "--space", "expected --role operator beside it")
        return Grant(roles, spaces)

    def spaces(self, named: Sequence[str]) -> frozenset[str] | None:
        """Return the spaces that were named; None: none was. Raises ConfigError."""
        known = {space.id for space in self.config.spaces}
        if unknown := sorted(set(named) - known):
            there = ", ".join(sorted(known))
            raise ConfigError(self.file, "--space", f'no space "{unknown[0]}"; there are: {there}')
        return frozenset(named) or None

    def url(self, secret: str) -> Iterator[str]:
        """Yield the address of a link, and what has to be known of it."""
        http = self.config.http
        listens = _HERE.get(http.host, http.host)
        host = f"[{listens}]" if ":" in listens else listens
        base = http.public_url or (f"http://{host}:{http.port}" if http.port else "")
        yield f"{base}/console/join/{secret}"
        yield "It works once and for a week, and is shown only now."
        if not base.startswith("https://"):
            yield "Without http.public_url with https:// the console opens on this machine alone."

    def in_book(self, do: Callable[[BookFile], Sequence[str]]) -> int:
        """Do something in the book, print what comes out. Raises BookUnavailable."""
        require_owner(self.path, self.file)
        with closing(BookFile.join(self.path)) as book:
            before = self.path.stat().st_ino
            lines = do(book)
            if self.path.stat().st_ino != before:
                raise ConfigError(self.file, "book.path", "the book was replaced meanwhile; again")
        for line in lines:
            sys.stdout.write(f"{printable(line)}\n")
        return 0


def require_owner(path: Path, file: Path) -> None:
    """Refuse root where another user serves: it would leave files that the hub can't write."""
    try:
        owner = path.parent.stat().st_uid
    except OSError as error:
        raise ConfigError(file, "book.path", f"{path.parent}: {error.strerror}") from None
    if os.geteuid() == 0 and owner != 0:
        name = user_name(owner)
        raise ConfigError(file, "book.path", f"type it as the user that serves: sudo -u {name} …")


def _found(people: PeopleMemory, who: str) -> Person:
    """Return who has an id or a name. Raises PeopleRefused."""
    for person in people.all():
        if who == person.id or name_key(who) == name_key(person.name):
            return person
    raise PeopleRefused(PeopleReason.UNKNOWN_PERSON, who)


def _invite(chosen: argparse.Namespace) -> int:
    typed = _Typed(chosen)
    grant = typed.grant(chosen)

    def do(book: BookFile) -> Sequence[str]:
        return list(typed.url(PeopleMemory(book).invite(grant, "", typed.now_us)))

    return typed.in_book(do)


def _link(chosen: argparse.Namespace) -> int:
    typed = _Typed(chosen)

    def do(book: BookFile) -> Sequence[str]:
        people = PeopleMemory(book)
        person = _found(people, chosen.who)
        secret = people.invite(person.grant, "", typed.now_us, person=person.id)
        resets = "When it is used, passkeys, password and app from before open nothing any more."
        return [f"for {person.name}:", *typed.url(secret), resets]

    return typed.in_book(do)


def _give(chosen: argparse.Namespace) -> int:
    typed = _Typed(chosen)
    grant = typed.grant(chosen)

    def do(book: BookFile) -> Sequence[str]:
        people = PeopleMemory(book)
        person = _found(people, chosen.who)
        people.give(person.id, grant, "", typed.now_us)
        return [f"{person.name} is {grant.in_words} from now on, and signs in again"]

    return typed.in_book(do)


def _remove(chosen: argparse.Namespace) -> int:
    typed = _Typed(chosen)

    def do(book: BookFile) -> Sequence[str]:
        people = PeopleMemory(book)
        person = _found(people, chosen.who)
        people.remove(person.id, "", typed.now_us)
        theirs = [each for each in TokenMemory(book).all() if each.made_by == person.id]
        lines = [f"{person.name} is forgotten, and signed out everywhere"]
        if theirs:
            handles = ", ".join(each.handle for each in theirs)
            lines.append(f"tokens that they made go on: {handles}; `people end-token` ends one")
        return lines

    return typed.in_book(do)


def _list(chosen: argparse.Namespace) -> int:
    typed = _Typed(chosen)

    def do(book: BookFile) -> Sequence[str]:
        people = PeopleMemory(book)
        lines = [_person_line(each, people) for each in people.all()]
        for each in TokenMemory(book).all():
            spaces = "every space" if each.spaces is None else " ".join(sorted(each.spaces))
            over = "over since" if each.until_us <= typed.now_us else "until"
            lines.append(
                f"{each.handle}  {each.label}: token, {spaces}, {over} {_day(each.until_us)}"
            )
        return lines or ["nobody yet; `people invite --role admin` prints a link for the first"]

    return typed.in_book(do)


def _person_line(person: Person, people: PeopleMemory) -> str:
    ways = WaysInMemory(people).of(person.id)
    return f"{person.id}  {person.name}: {person.grant.in_words or 'no role'}; {_by_what(ways)}"


def _by_what(ways: WaysIn) -> str:
    """Say by what somebody comes in."""
    named = {
        CodeApp.OFF: "",
        CodeApp.ON: f"codes of an app ({ways.recovery_codes} recovery codes left)",
        CodeApp.UNREADABLE: "an app whose key is damaged: `people link` gives a way in",
    }
    keys = {0: "", 1: "1 passkey"}.get(ways.passkeys, f"{ways.passkeys} passkeys")
    elsewhere = "single sign-on" if ways.is_outside else ""
    parts = (keys, "password" if ways.has_password else "", named[ways.code_app], elsewhere)
    said = ", ".join(part for part in parts if part)
    return said or "no way in: `people link` gives one"


def _token(chosen: argparse.Namespace) -> int:
    typed = _Typed(chosen)
    spaces, until_us = typed.spaces(chosen.space), typed.now_us + chosen.days * _DAY_US

    def do(book: BookFile) -> Sequence[str]:
        secret = TokenMemory(book).make(chosen.label, spaces, until_us, "", typed.now_us)
        until = f"It is shown only now, and opens until {_day(until_us)}."
        return [f"token  {secret}", until, "Sent as Bearer, or as the password of HTTP Basic."]

    return typed.in_book(do)


def _end_token(chosen: argparse.Namespace) -> int:
    typed = _Typed(chosen)

    def do(book: BookFile) -> Sequence[str]:
        if not TokenMemory(book).end(chosen.handle, "", typed.now_us):
            raise ConfigError(typed.file, "ID", f'no token "{chosen.handle}"; see `people list`')
        return [f"{chosen.handle} opens nothing any more"]

    return typed.in_book(do)


def _check_log(chosen: argparse.Namespace) -> int:
    typed = _Typed(chosen)
    entries = read_entries(typed.path)
    lines = list(log_faults(entries))
    if chosen.head and not _has(entries, chosen.head):
        lines.append(f"the log isn't what it was at {chosen.head}")
    for line in lines or [log_summary(entries)]:
        sys.stdout.write(f"{printable(line)}\n")
    return BROKEN if lines else 0


def log_faults(entries: Sequence[Entry]) -> Iterator[str]:
    """Yield what is wrong with the log, in a line each."""
    yield from map(str, faults_in(entries))


def log_summary(entries: Sequence[Entry]) -> str:
    """Say what a whole log holds, and its head."""
    if not entries:
        return "the log is empty"
    first, last = entries[0], entries[-1]
    head = f"{last.number}:{last.hash.hex()}"
    return f"entries {first.number} to {last.number} are whole; the head is {head}"


def _has(entries: Sequence[Entry], head: str) -> bool:
    """Tell whether a noted head is in the log; one that is older than the log has no fault."""
    number = head.partition(":")[0]
    if entries and number.isascii() and number.isdecimal() and int(number) < entries[0].number:
        return True
    return head in {f"{entry.number}:{entry.hash.hex()}" for entry in entries}


def _day(at_us: int) -> str:
    return f"{from_us(at_us):%Y-%m-%d}"
