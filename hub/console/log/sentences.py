"""What each kind of entry says, as a sentence in a language, and what it is about. Pure.

A new member of Action gets its place in `_topic`, where mypy asks for it, and a sentence in each
language.
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
    care: Mapping[str, str]
    """What kinds of care are called, by id."""


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
            | Action.PASSKEY_ADDED
            | Action.PASSKEY_REMOVED
            | Action.PASSKEY_DOUBTED
            | Action.CODE_APP_ADDED
            | Action.CODE_APP_REMOVED
            | Action.RECOVERY_CODE_USED
            | Action.RECOVERY_CODES_RENEWED
            | Action.WAYS_IN_ENDED
        ):
            return Topic.SIGN_INS
        case Action.TOKEN_MADE | Action.TOKEN_ENDED:
            return Topic.PROGRAMS
        case (
            Action.CARE_SEEN
            | Action.CARE_DONE
            | Action.CARE_REMINDED
            | Action.CARE_REOPENED
            | Action.ALARM_ADDED
            | Action.ALARM_CHANGED
            | Action.ALARM_REMOVED
            | Action.WEEK_MAIL_ASKED
            | Action.WEEK_MAIL_BEGUN
            | Action.WEEK_MAIL_ENDED
        ):
            return Topic.CARE
        case (
            Action.CALENDAR_SET
            | Action.CALENDAR_EDITED
            | Action.CALENDAR_TAKEN_BACK
            | Action.FEED_ADDED
            | Action.FEED_REMOVED
        ):
            return Topic.CALENDAR
        case Action.DEVICE_REPLACED | Action.REPLACEMENT_TAKEN_BACK:
            return Topic.DEVICES
        case Action.BOOK_SALVAGED | Action.BOOK_IMPORTED | Action.BOOK_ROWS_DROPPED:
            return Topic.HUB
        case _:
            assert_never(action)


def sentence_of(entry: Entry, words: LogWords, names: Names) -> str:
    """Say an entry."""
    if entry.action not in tuple(Action):
        text, told = words.of_another_version, entry.action
    else:
        text, told = _pattern(Action(entry.action), entry, words), _detail(entry, words, names)
        told = told or _digits(entry.subject)
    filled = {
        "a": called(entry.actor, words, names),
        "s": called(entry.subject, words, names) if entry.subject else "",
        "o": names.spaces.get(entry.space, entry.space) or words.the_hub,
        "t": told,
    }
    said = text.format_map(filled)
    return said[:1].upper() + said[1:]


def _pattern(action: Action, entry: Entry, words: LogWords) -> str:
    is_own = entry.actor == entry.subject
    match action:
        case Action.INVITATION_ENDED if entry.subject:
            return words.invitation_ended_of
        case Action.REMOVED if is_own:
            return words.removed_self
        case _:
            return words.sentences[action]


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


def _detail(entry: Entry, words: LogWords, names: Names) -> str:
    """Say roles and spaces, days, and what needs care; what is none of it stands as it is."""
    match _topic(Action(entry.action)):
        case Topic.CALENDAR:
            return " – ".join(dict.fromkeys(entry.detail.split()[1:]))
        case Topic.CARE if entry.detail in names.care:
            return names.care[entry.detail]
        case Topic.DEVICES:
            before, _, after = entry.detail.partition(" ")
            return words.instead_of.replace("{b}", before).replace("{t}", after)
        case _:
            return _grant_said(entry.detail, names)


def _grant_said(detail: str, names: Names) -> str:
    grant = grant_said(detail)
    if not grant.roles:
        return detail
    roles = ", ".join(names.roles[role] for role in sorted(grant.roles))
    spaces = ", ".join(names.spaces.get(space, space) for space in sorted(grant.spaces))
    return f"{roles} ({spaces})" if spaces else roles
