"""The mail that tells of a week, and the one that confirms an address. Pure.

It says bands and a link: no state of a desk, and nothing that is finer than a day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import Final, assert_never
from urllib.parse import quote

from contract.times import from_us
from hub.book.outgoing import OutgoingMail
from hub.domain.indicators import Indicator, Standing
from hub.domain.iso_week import Week
from hub.domain.week_bands import (
    COVERAGE_LIMITS,
    FEWEST_WEEKS,
    FULL_HOURS_LIMITS,
    UTILISATION_LIMITS,
    VISITS_LIMITS,
    verdict_of,
)
from hub.reports.period import Period
from hub.reports.text.language import Language
from hub.reports.text.languages import words_in
from hub.reports.text.typography import NARROW, NO_BREAK
from hub.reports.week.review import WeekReview
from hub.reports.week.text import WeekText, banded, basis_of, week_text_in


@dataclass(frozen=True, slots=True)
class MailWords:
    """`{t}` is the space, `{s}` the site, `{w}` the week, `{u}` an address, `{n}` a number."""

    subject: str
    hello: str
    lead: str
    utilisation: str
    full_hours: str
    visits: str
    coverage: str
    few: str
    unknown: str
    closed: str
    more: str
    why: str
    end: str
    confirm_subject: str
    confirm: str
    confirm_link: str
    confirm_else: str


_GERMAN: Final = MailWords(
    subject="{t}: die Woche vom {w}",
    hello="Guten Tag,",
    lead="so war die Woche vom {w} am Ort „{t}“:",
    utilisation="Auslastung: {v} ({c})",
    full_hours="Alle Plätze belegt: {v} ({c})",
    visits="Besuche: {v} ({c})",
    coverage="Bekannt: {v} der angebotenen Platzzeit",
    few="Soweit bekannt, waren nie {n} Plätze zugleich belegt. Genauer sagt es diese Nachricht"
    " nicht, damit niemand zu erkennen ist.",
    unknown="Zu wenig ist bekannt, um zu sagen, wie die Woche war.",
    closed="Laut Kalender war der Ort die ganze Woche geschlossen.",
    more="Die Woche auf einer Seite:\n{u}",
    why="Diese Nachricht verschickt Platzfrei jeden Montag an alle, die sie bestellt haben.",
    end="Abbestellen, ohne Anmeldung:\n{u}",
    confirm_subject="{t}: Bitte bestätigen Sie Ihre Adresse",
    confirm="auf der Seite „{s}“ wurde bestellt, dass an diese Adresse jeden Montag kommt, wie die"
    " Woche am Ort „{t}“ war.",
    confirm_link="Wenn Sie das möchten, öffnen Sie bitte innerhalb einer Woche diesen Link:\n{u}",
    confirm_else="Wenn nicht, brauchen Sie nichts zu tun: Dann kommt nichts weiter.",
)
_ENGLISH: Final = MailWords(
    subject="{t}: the week {w}",
    hello="Hello,",
    lead="This was the week {w} at “{t}”:",
    utilisation="Utilisation: {v} ({c})",
    full_hours="All desks taken: {v} ({c})",
    visits="Visits: {v} ({c})",
    coverage="Known: {v} of the desk time on offer",
    few="As far as is known, {n} desks were never in use at once. This message says no more, so"
    " that nobody can be recognised.",
    unknown="Too little is known to say how the week was.",
    closed="By its calendar the space was closed all week.",
    more="The week on one page:\n{u}",
    why="Platzfrei sends this message every Monday to those who asked for it.",
    end="Stop it, without signing in:\n{u}",
    confirm_subject="{t}: please confirm your address",
    confirm="On “{s}” somebody asked that this address gets, every Monday, how the week was at"
    " “{t}”.",
    confirm_link="If you would like that, please open this link within a week:\n{u}",
    confirm_else="If not, you need do nothing: then nothing more comes.",
)


def mail_words_in(language: Language) -> MailWords:
    """Return the words of a language."""
    match language:
        case Language.GERMAN:
            return _GERMAN
        case Language.ENGLISH:
            return _ENGLISH
        case _:
            assert_never(language)


@dataclass(frozen=True, slots=True)
class Letter:
    """To whom, from whom, when, in which language."""

    sender: str
    recipient: str
    language: Language
    now_us: int


def page_of_week(base: str, space: str, week: Week, language: Language) -> str:
    """Return the address of a week's page below that of the site."""
    return f"{base}/console/week/{quote(space)}?week={week}&lang={language}"


def link_to_end(base: str, token: str) -> str:
    """Return the address that stops the mail."""
    return f"{base}/console/week-mail/end/{quote(token)}"


def link_to_confirm(base: str, secret: str, language: Language) -> str:
    """Return the address that confirms another one."""
    return f"{base}/console/week-mail/confirm/{quote(secret)}?lang={language}"


def language_named(name: str) -> Language:
    """Return the language that the book names; German for one that this version doesn't know."""
    return Language(name) if name in tuple(Language) else Language.GERMAN


def week_mail(review: WeekReview, letter: Letter, page: str, end: str) -> OutgoingMail:
    """Write the mail about a week; `page` and `end` are addresses: of the page, and to stop it."""
    words, name = mail_words_in(letter.language), _plain(review.place.name)
    span = _span(review, letter.language)
    lines = [
        words.hello, "", words.lead.format(t=name, w=span), "",
        *_told(review, letter.language, words), "",
        words.more.format(u=page), "", words.why, words.end.format(u=end), "",
    ]  # fmt: skip
    about = f"week {review.place.id} {review.week}"
    return _mail(letter, about, words.subject.format(t=name, w=span), lines, ends=end)


def confirmation_mail(letter: Letter, space: str, site: str, link: str) -> OutgoingMail:
    """Write the mail whose link confirms an address; `space` and `site` are names."""
    words, name = mail_words_in(letter.language), _plain(space)
    lines = [
        words.hello, "", words.confirm.format(s=_plain(site), t=name), "",
        words.confirm_link.format(u=link), "", words.confirm_else, "",
    ]  # fmt: skip
    return _mail(letter, "week: confirm", words.confirm_subject.format(t=name), lines)


def _told(review: WeekReview, language: Language, words: MailWords) -> Iterator[str]:
    """Say a week in bands, line by line."""
    text = week_text_in(language)
    utilisation = review.figure(Indicator.UTILISATION)
    if utilisation.standing is Standing.NONE:
        yield words.closed
        return
    if review.is_told:
        yield from _in_bands(review, text, words)
    elif utilisation.value is None:
        yield words.unknown
    else:
        yield words.few.format(n=review.place.small_count)
    coverage = banded(review.figure(Indicator.COVERAGE), COVERAGE_LIMITS, text)
    yield words.coverage.format(v=coverage)
    if review.is_told:
        yield ""
        yield basis_of(review.usual[Indicator.UTILISATION], FEWEST_WEEKS, text)


def _in_bands(review: WeekReview, text: WeekText, words: MailWords) -> Iterator[str]:
    lines = [
        (words.utilisation, Indicator.UTILISATION, UTILISATION_LIMITS),
        (words.full_hours, Indicator.FULL_HOURS, FULL_HOURS_LIMITS),
    ]
    if review.place.counts_visits:
        lines.append((words.visits, Indicator.VISITS, VISITS_LIMITS))
    for form, indicator, limits in lines:
        figure = review.figure(indicator)
        verdict = verdict_of(figure, review.usual[indicator])
        yield form.format(v=banded(figure, limits, text), c=text.verdicts[verdict])


def _span(review: WeekReview, language: Language) -> str:
    week = review.week
    return words_in(language).typography.span(Period(week.first, week.last))


def _plain(name: str) -> str:
    """Return a name on one line, whatever is in it: it comes into the head of a message.

    What looks like an encoded word (RFC 2047) is none: the library would decode it, line ends too.
    """
    printable = "".join(each if each.isprintable() else " " for each in name)
    return " ".join(printable.replace("=?", "= ?").split())


def _spaced(text: str) -> str:
    """Write plain spaces: mail programs show others as they like."""
    return text.replace(NO_BREAK, " ").replace(NARROW, " ")


def _mail(
    letter: Letter, about: str, subject: str, lines: Sequence[str], *, ends: str = ""
) -> OutgoingMail:
    message_id = make_msgid("platzfrei", domain=letter.sender.partition("@")[2])
    message = EmailMessage()
    message["From"], message["To"] = letter.sender, letter.recipient
    message["Subject"] = _spaced(subject)
    message["Date"] = format_datetime(from_us(letter.now_us))
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answer of a machine is wanted
    message.set_content(_spaced("\n".join(lines)), charset="utf-8", cte="quoted-printable")
    message["Content-Language"] = letter.language.value
    return OutgoingMail(
        message_id=message_id.strip("<>"),
        about=about,
        recipient=letter.recipient,
        queued_us=letter.now_us,
        message=_ending(ends) + message.as_bytes(policy=SMTP),
        next_us=letter.now_us,
    )


def _ending(address: str) -> bytes:
    """Write the fields by which a mail program stops it (RFC 8058, section 3.1).

    They are in front as they are: the library would encode a word that is longer than a line. By
    one click, without a page, it works over https alone.
    """
    if not address:
        return b""
    fields = [f"List-Unsubscribe: <{address}>"]
    if address.startswith("https://"):
        fields.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    return "".join(f"{field}\r\n" for field in fields).encode("ascii")
