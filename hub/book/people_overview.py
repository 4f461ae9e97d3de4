"""Everything about who may come in, as of one moment: people, open links, programs' tokens.

    people, sessions, passwords, log ─┐
    links ────────────────────────────┼─ one transaction ─▶ Overview
    tokens ───────────────────────────┘

When somebody was seen last is told by the day alone, by whoever shows it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hub.book.audit_log import AUDIT_ENTRY
from hub.book.file import Lent
from hub.book.invitations import open_links
from hub.book.outgoing import INVITING, OutgoingMail, inviting_mails
from hub.book.people import people_in
from hub.book.published import Transactions
from hub.book.sessions import sessions_in
from hub.book.tokens import ApiToken, tokens_in
from hub.book.ways_in import ways_in
from hub.domain.people import Invitation, Person, name_key
from hub.domain.second_factor import WaysIn


@dataclass(frozen=True, slots=True)
class Standing:
    """One person, and how they come in."""

    person: Person
    ways: WaysIn
    device_count: int
    """On so many they are signed in now."""
    seen_us: int | None
    """When they were last here, in the twelve months of the log; None: never."""


@dataclass(frozen=True, slots=True)
class Overview:
    """Who may come in, and who is about to."""

    people: Sequence[Standing]
    """By name."""
    invitations: Sequence[Invitation]
    """Whose links may still be used, the newest first."""
    tokens: Sequence[ApiToken]
    mails: Mapping[str, OutgoingMail] = field(default_factory=dict[str, OutgoingMail])
    """What brings a link by mail, by the link's handle."""

    def of(self, person: str) -> Standing | None:
        """Return one of them by id."""
        return next((each for each in self.people if each.person.id == person), None)

    @property
    def names(self) -> dict[str, str]:
        """What the ids of people and tokens are called."""
        people = {each.person.id: each.person.name for each in self.people}
        return people | {token.handle: token.label for token in self.tokens}


def overview(book: Transactions, now_us: int) -> Overview:
    """Read it. Raises BookUnavailable."""
    with book.transaction() as db:
        acted = {row["actor"]: row["at_us"] for row in db.execute(_ACTED)}
        people = [_standing(db, person, acted, now_us) for person in people_in(db)]
        links = [each for each in open_links(db) if each.is_open(now_us)]
        by_name = sorted(people, key=lambda each: name_key(each.person.name))
        mails = {mail.about.removeprefix(INVITING): mail for mail in inviting_mails(db)}
        return Overview(by_name, links, tokens_in(db), mails)


_ACTED = f"SELECT actor, max(at_us) AS at_us FROM {AUDIT_ENTRY.name} GROUP BY actor"


def _standing(db: Lent, person: Person, acted: dict[str, int], now_us: int) -> Standing:
    sessions = sessions_in(db, person.id, now_us)
    seen = [session.seen_us for session in sessions]
    seen += [acted[person.id]] if person.id in acted else []
    return Standing(person, ways_in(db, person.id), len(sessions), max(seen, default=None))
