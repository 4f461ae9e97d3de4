"""The message that brings a scheduled report: what it is of, and the files. Pure.

It names no figure: those are in the files, with all that belongs to them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import Final, assert_never

from contract.times import from_us
from hub.book.outgoing import OutgoingMail
from hub.domain.schedule import Due, ScheduleConfig
from hub.reports.text.language import Language

MOST_BYTES: Final = 10_000_000
"""Of the files together: most servers take no more; beyond it they are named and not sent."""


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A report as a file."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Words:
    subject: str
    made: str
    attached: str
    elsewhere: str
    too_long: str
    public: str
    exact: str
    automatic: str


_GERMAN: Final = _Words(
    subject="Auslastungsbericht {first} bis {last}",
    made="der Auslastungsbericht für die Zeit vom {first} bis zum {last} ist fertig.",
    attached="Er liegt dieser Nachricht bei.",
    elsewhere="Er liegt auch im Ordner {folder}.",
    too_long="Die Dateien sind zu groß für eine E-Mail: {names}",
    public="Es ist die veröffentlichte Ausgabe: Sie darf weitergegeben werden.",
    exact="Es ist die genaue Ausgabe: Sie ist nur für den Dienstgebrauch bestimmt.",
    automatic="Diese Nachricht verschickt Platzfrei von selbst (Zeitplan „{name}“ in hub.toml).",
)
_ENGLISH: Final = _Words(
    subject="Occupancy report {first} to {last}",
    made="The occupancy report from {first} to {last} is ready.",
    attached="It is attached.",
    elsewhere="It is also in the folder {folder}.",
    too_long="The files are too large for an e-mail: {names}",
    public="It is the public edition, which may be passed on.",
    exact="It is the exact edition, which is for the office alone.",
    automatic="Platzfrei sends this message by itself (schedule “{name}” in hub.toml).",
)


def report_mails(
    schedule: ScheduleConfig, due: Due, files: Sequence[MadeFile], sender: str, now_us: int
) -> list[OutgoingMail]:
    """Write a message to each recipient of a schedule."""
    return [_mail(schedule, due, files, (sender, recipient), now_us) for recipient in schedule.mail]


def _mail(
    schedule: ScheduleConfig,
    due: Due,
    files: Sequence[MadeFile],
    from_to: tuple[str, str],
    now_us: int,
) -> OutgoingMail:
    message_id = make_msgid("platzfrei", domain=from_to[0].partition("@")[2])
    message = EmailMessage()
    message["From"], message["To"] = from_to
    words, days = _words(schedule), _days(schedule, due)
    message["Subject"] = words.subject.format(**days)
    message["Date"] = format_datetime(from_us(now_us))
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answer of a machine is wanted
    text = _text(schedule, words, days, files)
    message.set_content(
        text, charset="utf-8", cte="quoted-printable"
    )  # not every server takes 8bit
    if _fit(files):
        for file in files:
            main, _, sub = file.media_type.partition(";")[0].partition("/")
            message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    return OutgoingMail(
        message_id=message_id.strip("<>"),
        about=f"report {schedule.name} {due.first}",
        recipient=from_to[1],
        queued_us=now_us,
        message=message.as_bytes(policy=SMTP),
        next_us=now_us,
    )


def _words(schedule: ScheduleConfig) -> _Words:
    match Language(schedule.language):
        case Language.GERMAN:
            return _GERMAN
        case Language.ENGLISH:
            return _ENGLISH
        case other:
            assert_never(other)


def _days(schedule: ScheduleConfig, due: Due) -> dict[str, str]:
    form = "%d.%m.%Y" if schedule.language == "de" else "%Y-%m-%d"
    return {"first": due.first.strftime(form), "last": due.last.strftime(form)}


def _text(
    schedule: ScheduleConfig, words: _Words, days: dict[str, str], files: Sequence[MadeFile]
) -> str:
    greeting = ["Guten Tag,", ""] if schedule.language == "de" else []
    names = ", ".join(file.name for file in files)
    lines = [*greeting, words.made.format(**days)]
    lines.append(words.attached if _fit(files) else words.too_long.format(names=names))
    if schedule.folder is not None:
        lines.append(words.elsewhere.format(folder=schedule.folder))
    lines += [words.public if schedule.public else words.exact, ""]
    return "\n".join([*lines, words.automatic.format(name=schedule.name), ""])


def _fit(files: Sequence[MadeFile]) -> bool:
    return sum(len(file.content) for file in files) <= MOST_BYTES
