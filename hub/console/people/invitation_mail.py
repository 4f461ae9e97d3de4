"""The mail that brings somebody a link: who invites them, to what, and until when. Pure.

It is plain text: no picture tells who has read it, and no address but the link is in it. Nothing
that people have typed can begin another header: `EmailMessage` refuses line breaks in them, and
names and addresses with such are refused before.
"""

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from contract.times import from_us
from hub.book.outgoing import OutgoingMail
from hub.console.people.words import PeopleWords


@dataclass(frozen=True, slots=True)
class MailedLink:
    """What the mail says."""

    address: str
    about: str
    """What the queue knows of it; see hub/book/invitations.py."""
    by: str
    """Who invites."""
    site: str
    roles: str
    spaces: str
    until: str
    known: bool
    """Whether it is for somebody who has an account."""


def invitation_mail(
    link: MailedLink, words: PeopleWords, sender: str, recipient: str, now_us: int
) -> OutgoingMail:
    """Write it to one recipient."""
    message_id = make_msgid("platzfrei", domain=sender.partition("@")[2])
    message = EmailMessage()
    message["From"], message["To"] = sender, recipient
    subject = words.mail_known_subject if link.known else words.mail_subject
    message["Subject"] = subject.replace("{t}", link.site)
    message["Date"] = format_datetime(from_us(now_us))
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answer of a machine is wanted
    message.set_content(_text(link, words), charset="utf-8", cte="quoted-printable")
    return OutgoingMail(
        message_id=message_id.strip("<>"),
        about=link.about,
        recipient=recipient,
        queued_us=now_us,
        message=message.as_bytes(policy=SMTP),
        next_us=now_us,
    )


def _text(link: MailedLink, words: PeopleWords) -> str:
    lines = [words.mail_greeting, ""]
    if link.known:
        lines.append(_filled(words.mail_known, link.by, link.site))
    else:
        lines += [_filled(words.mail_invites, link.by, link.site), link.roles]
        lines += [f"{words.mail_spaces} {link.spaces}"] if link.spaces else []
    lines += ["", words.mail_link, "", link.address, ""]
    lines += [words.mail_lasts.replace("{t}", link.until), words.mail_ignore, ""]
    return "\n".join([*lines, words.mail_closing.replace("{t}", link.by), ""])


def _filled(text: str, by: str, site: str) -> str:
    before, _, after = text.partition("{t}")
    return before + by + after.replace("{s}", site)
