"""Every word of the pages of people and of the mail with a link, as a language has to say it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from hub.book.outgoing import MailState
from hub.domain.roles import Role
from hub.reports.text.language import Language


@dataclass(frozen=True, slots=True)
class PeopleWords:
    """`{t}` is a text or a day, `{s}` another one, `{n}` a number."""

    lead: str
    done: Mapping[str, str]
    """What has been done, by what the address says of it."""
    invite: str
    who: str
    you: str
    no_role: str
    in_spaces: str
    seen: str
    never_seen: str
    ways_in: str
    by_passkey: str
    by_password: str
    no_way_in: str
    change: str
    change_of: str
    back: str
    links: str
    no_links: str
    link_for: str
    link_by: str
    by_command: str
    gone_person: str
    link_until: str
    mailed: Mapping[MailState, str]
    take_back: str
    take_back_of: str
    invite_lead: str
    roles_asked: str
    role_hints: Mapping[Role, str]
    no_role_chosen: str
    spaces_asked: str
    spaces_hint: str
    no_space_chosen: str
    space_without_role: str
    space_gone: str
    unknown_choice: str
    mail_asked: str
    mail_hint: str
    no_mail_server: str
    no_https_for_mail: str
    mail_unusable: str
    make_link: str
    link_title: str
    link_lead: str
    link_known: str
    link_lasts: str
    link_here_only: str
    qr_title: str
    qr_hint: str
    shown_briefly: str
    shown_over_title: str
    shown_over: str
    since: str
    roles_title: str
    roles_hint: str
    save: str
    roles_elsewhere: str
    changed_meanwhile: str
    lost: str
    lost_hint: str
    devices: str
    no_device: str
    one_device: str
    several_devices: str
    end_all: str
    remove: str
    remove_title: str
    remove_lead: str
    remove_self: str
    removed_at_once: tuple[str, ...]
    removed_links: str
    tokens_stay: str
    log_keeps: str
    may_come_again: str
    remove_now: str
    keep: str
    unknown_title: str
    unknown: str
    programs: str
    programs_lead: str
    no_programs: str
    program_everywhere: str
    program_until: str
    program_over: str
    program_of_hub_toml: str
    program_end: str
    program_end_of: str
    program_new: str
    program_shown: str
    label: str
    label_hint: str
    label_unusable: str
    reach: str
    reach_some: str
    reach_all: str
    reach_nothing: str
    until: str
    until_hint: str
    until_unusable: str
    program_made: str
    program_hint: str
    mail_subject: str
    mail_greeting: str
    mail_invites: str
    mail_spaces: str
    mail_known_subject: str
    mail_known: str
    mail_link: str
    mail_lasts: str
    mail_ignore: str
    mail_closing: str


def people_words_in(language: Language) -> PeopleWords:
    """Return the words of one language."""
    from hub.console.people.english import ENGLISH  # noqa: PLC0415 - they import this
    from hub.console.people.german import GERMAN  # noqa: PLC0415

    match language:
        case Language.GERMAN:
            return GERMAN
        case Language.ENGLISH:
            return ENGLISH
        case _:
            assert_never(language)
