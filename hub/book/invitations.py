"""One-time links: what each is for and until when, by the hash of what is secret in it.

A link that was used or taken back is deleted in that transaction, and with it the mail that was to
bring it. No export has them and no salvage takes them over, so that none is used a second time.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from hub.book.file import Lent
from hub.book.one_way import kept_of
from hub.book.outgoing import INVITING, withdraw
from hub.book.row import is_whole, whole, with_check
from hub.book.tables import Table
from hub.domain.people import Invitation, grant_of

INVITATION: Final = Table(
    "invitation",
    ("link",),
    ("person", "roles", "spaces", "made_by", "made_us", "until_us"),
)
_HANDLE: Final = 16
"""So many digits of the hash name a link in lists: of 64, they say nothing of the secret."""
_BY_LINK: Final = f"{INVITATION.select} WHERE link = ?"


def insert_link(db: Lent, link: str, invitation: Invitation, now_us: int) -> None:
    """Keep a link; of the same person the one before ends, and so do those whose time is over."""
    _delete(db, "until_us <= ?", now_us)
    if invitation.person:
        _delete(db, "person = ?", invitation.person)
    row = {
        "link": kept_of(link),
        "person": invitation.person,
        "roles": ",".join(sorted(invitation.grant.roles)),
        "spaces": ",".join(sorted(invitation.grant.spaces)),
        "made_by": invitation.made_by,
        "made_us": invitation.made_us,
        "until_us": invitation.until_us,
    }
    db.execute(INVITATION.insert, with_check(row))


def open_link(db: Lent, link: str, now_us: int) -> Invitation | None:
    """Return what a link is for; None if it is unknown, used or over."""
    row = db.execute(_BY_LINK, (kept_of(link),)).fetchone()
    if row is None or not is_whole(row):
        return None
    invitation = _invitation(row)
    return invitation if invitation.is_open(now_us) else None


def delete_link(db: Lent, link: str) -> None:
    """Take a link out, which has been used."""
    _delete(db, "link = ?", kept_of(link))


def end_links_of(db: Lent, person: str) -> None:
    """End what a person could use, and what they made for others."""
    _delete(db, "? IN (person, made_by)", person)


def end_link(db: Lent, handle: str) -> Invitation | None:
    """End a link by its handle; return what it was for, if there was one."""
    found = next((each for each in open_links(db) if each.handle == handle), None)
    if found is not None:
        _delete(db, f"substr(link, 1, {_HANDLE}) = ?", handle)
    return found


def open_links(db: Lent) -> Sequence[Invitation]:
    """Return all, the newest first; also those whose time is over."""
    rows = db.execute(f"{INVITATION.select} ORDER BY made_us DESC, link")
    return [_invitation(row) for row in whole(rows)]


def about_link(link: str) -> str:
    """Return what mail with a link is about: it names the link, and opens nothing."""
    return f"{INVITING}{kept_of(link)[:_HANDLE]}"


def _delete(db: Lent, which: str, value: str | int) -> None:
    found = db.execute(f"SELECT link FROM {INVITATION.name} WHERE {which}", (value,))
    for row in found.fetchall():
        withdraw(db, f"{INVITING}{row['link'][:_HANDLE]}")
        db.execute(INVITATION.delete, row)


def _invitation(row: Mapping[str, Any]) -> Invitation:
    roles, spaces = _listed(row["roles"]), _listed(row["spaces"])
    pairs = [(role, space) for role in roles for space in (spaces or ("",))]
    return Invitation(
        person=row["person"],
        grant=grant_of(pairs),
        made_by=row["made_by"],
        made_us=row["made_us"],
        until_us=row["until_us"],
        handle=row["link"][:_HANDLE],
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(each for each in text.split(",") if each)
