"""What each kind of entry says, as a sentence in a language, and what it is about. Pure.

A new member of Action gets its place in `_topic` and `_pattern`, where mypy asks for it, and a
sentence in each language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, assert_never

from hub.console.log.words import LogWords, Topic
from hub.domain.audit_chain import Action, Entry
from hub.domain.people import grant_said
from hub.domain.roles import Role

_LETTERS: Final = 4
"""So many digits of an id tell those apart who are gone."""


@dataclass(frozen=True, slots=True)
class Names:
    """What ids mean, as far as they still mean somebody."""

    known: Mapping[str, str]
    """People and tokens, by id."""
    spaces: Mapping[str, str]
    roles: Mapping[Role, str]


def topic_of(entry: Entry) -> Topic:
    """Return what an entry is about; what a later version has written is about the hub."""
    is_known = entry.action in tuple(Action)
    return _topic(Action(entry.action)) if is_known else Topic.HUB


def _topic(action: Action) -> Topic:
    match action:
        case (
            Action.INVITED
            | Action.LINK_RENEWED
            | Action.INVITATION_ENDED
            | Action.JOINED
            | Action.ROLES_CHANGED
            | Action.REMOVED
        ):
            return Topic.PEOPLE
        case (
            Action.SIGNED_IN
            | Action.SIGNED_OUT
            | Action.SESSION_ENDED
            | Action.SESSIONS_ENDED
            | Action.PASSWORD_CHANGED
        ):
            return Topic.SIGN_INS
        case Action.TOKEN_MADE | Action.TOKEN_ENDED:
            return Topic.PROGRAMS
        case Action.BOOK_SALVAGED | Action.BOOK_IMPORTED:
            return Topic.HUB
        case _:
            assert_never(action)


def sentence_of(entry: Entry, words: LogWords, names: Names) -> str:
    """Say an entry."""
    if entry.action not in tuple(Action):
        text, told = words.of_another_version, entry.action
    else:
        text, told = _pattern(Action(entry.action), entry, words), _detail(entry.detail, names)
        told = told or _digits(entry.subject)
    filled = {
        "a": called(entry.actor, words, names),
        "s": called(entry.subject, words, names) if entry.subject else "",
        "t": told,
    }
    said = text.format_map(filled)
    return said[:1].upper() + said[1:]


def _pattern(  # noqa: C901, PLR0912 - one branch for each kind, as mypy asks
    action: Action, entry: Entry, words: LogWords
) -> str:
    is_own = entry.actor == entry.subject
    match action:
        case Action.INVITED:
            return words.invited
        case Action.LINK_RENEWED:
            return words.link_renewed
        case Action.INVITATION_ENDED:
            return words.invitation_ended_of if entry.subject else words.invitation_ended
        case Action.JOINED:
            return words.joined
        case Action.SIGNED_IN:
            return words.signed_in
        case Action.SIGNED_OUT:
            return words.signed_out
        case Action.SESSION_ENDED:
            return words.session_ended
        case Action.SESSIONS_ENDED:
            return words.sessions_ended
        case Action.PASSWORD_CHANGED:
            return words.password_changed
        case Action.ROLES_CHANGED:
            return words.roles_changed
        case Action.REMOVED:
            return words.removed_self if is_own else words.removed
        case Action.TOKEN_MADE:
            return words.token_made
        case Action.TOKEN_ENDED:
            return words.token_ended
        case Action.BOOK_SALVAGED:
            return words.book_salvaged
        case Action.BOOK_IMPORTED:
            return words.book_imported
        case _:
            assert_never(action)


def called(who: str, words: LogWords, names: Names) -> str:
    """Name who an id means; who is gone is told apart by a part of it."""
    if not who:
        return words.the_hub
    if who in names.known:
        return names.known[who]
    match who.partition("-")[0]:
        case "p":
            return words.removed_person.replace("{t}", _digits(who))
        case "t":
            return words.ended_one.replace("{t}", _digits(who))
        case _:
            return words.somebody_else.replace("{t}", who)


def _digits(who: str) -> str:
    return who.partition("-")[2][:_LETTERS]


def _detail(detail: str, names: Names) -> str:
    """Say roles and spaces; what is neither stands as it is."""
    grant = grant_said(detail)
    if not grant.roles:
        return detail
    roles = ", ".join(names.roles[role] for role in sorted(grant.roles))
    spaces = ", ".join(names.spaces.get(space, space) for space in sorted(grant.spaces))
    return f"{roles} ({spaces})" if spaces else roles
