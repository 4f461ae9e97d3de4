"""What people read of what needs care, wherever they are told: one message for all at once. Pure.

    tellings ─▶ AlarmText: title, text, and the same in fields for programs ─▶ mail, or a queue row

It says days and no hours, and of desks nothing at all: who reads it on the way learns no more of
the people there than that a machine wants somebody. The words of each kind are the contract's.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from typing import Final, assert_never
from zoneinfo import ZoneInfo

from contract.series import CareKind
from contract.times import from_us
from hub.book.care import Remembered, Trouble
from hub.book.outgoing import OutgoingMail
from hub.care_told import CareItem, items_of, local_day, texts_in
from hub.domain.alarm import Step, Telling
from hub.domain.care_answer import Case
from hub.domain.space import SpaceConfig
from hub.reports.text.language import Language

MOST_SAID: Final = 20
"""So many cases a mail names; of more it says how many."""
MOST_SAID_SHORTLY: Final = 5
"""So many a message of another way, which may be read on a watch."""
MOST_ALARMS: Final = 200
"""So many cases a webhook is told in fields."""
_BY_NAME_ALONE: Final = frozenset({CareKind.VISITORS_DOUBT, CareKind.DOOR_OPEN_AFTER_CLOSING})
"""Kinds whose sentence says something of a desk, or of whether somebody is there."""
_HUBS_ZONE: Final = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True, slots=True)
class AlarmText:
    """One message."""

    title: str
    text: str
    link: str
    """Empty: nobody knows where the console is."""
    alarms: Sequence[Mapping[str, object]] = ()
    """The same for programs: docs/alarms.md has the fields."""

    @property
    def body(self) -> str:
        """Return all but the title, as a queue keeps it."""
        return json.dumps(
            {"text": self.text, "link": self.link, "alarms": list(self.alarms)}, ensure_ascii=False
        )

    @classmethod
    def of(cls, title: str, body: str) -> "AlarmText":
        """Read what a queue has kept."""
        said = json.loads(body)
        return cls(title, said["text"], said["link"], said["alarms"])


@dataclass(frozen=True, slots=True)
class _Words:
    """`{t}` is a text, `{n}` a number."""

    titles: Mapping[Step, str]
    and_one_more: str
    and_more: str
    heads: Mapping[Step, str]
    since: str
    help: str
    one_unsaid: str
    unsaid: str
    at: str
    nowhere: str
    no_more: str
    test_title: str
    test: str
    the_hub: str


_GERMAN: Final = _Words(
    titles={
        Step.BEGUN: "{t}",
        Step.AGAIN: "Noch immer: {t}",
        Step.RAISED: "Ohne Antwort: {t}",
        Step.OVER: "Vorbei: {t}",
    },
    and_one_more=" – und eins mehr",
    and_more=" – und {n} mehr",
    heads={
        Step.BEGUN: "Das braucht jemanden:",
        Step.AGAIN: "Das braucht noch immer jemanden, und bisher hat niemand geantwortet:",
        Step.RAISED: "Das wurde schon jemandem gesagt, aber bisher hat niemand geantwortet:",
        Step.OVER: "Das ist vorbei:",
    },
    since="Seit {t}.",
    help="Was hilft: {t}",
    one_unsaid="Und eins mehr, das in der Konsole steht.",
    unsaid="Und {n} mehr, die in der Konsole stehen.",
    at="Ansehen und antworten: {t}",
    nowhere="Ansehen und antworten: in der Konsole unter „Heute“.",
    no_more="Abbestellen: in der Konsole unter „Meldungen“, mit einem Klick.",
    test_title="Probe von Platzfrei",
    test="So kommen Meldungen hier an. Es ist nichts passiert.",
    the_hub="Hub",
)
_ENGLISH: Final = _Words(
    titles={
        Step.BEGUN: "{t}",
        Step.AGAIN: "Still so: {t}",
        Step.RAISED: "Unanswered: {t}",
        Step.OVER: "Over: {t}",
    },
    and_one_more=" – and one more",
    and_more=" – and {n} more",
    heads={
        Step.BEGUN: "This needs somebody:",
        Step.AGAIN: "This still needs somebody, and nobody has answered yet:",
        Step.RAISED: "Somebody was told of this already, but nobody has answered yet:",
        Step.OVER: "This is over:",
    },
    since="Since {t}.",
    help="What helps: {t}",
    one_unsaid="And one more, which the console lists.",
    unsaid="And {n} more, which the console lists.",
    at="Look and answer: {t}",
    nowhere="Look and answer: in the console, under “Today”.",
    no_more="To hear no more: in the console, under “Alerts”, with one click.",
    test_title="Test from Platzfrei",
    test="This is how alerts arrive here. Nothing has happened.",
    the_hub="Hub",
)


class AlarmWriter:
    """Writes messages for a region."""

    def __init__(self, spaces: Iterable[SpaceConfig], public_url: str) -> None:
        """`public_url` is where people find the site, without a slash at its end; or nothing."""
        self._spaces = {space.id: space for space in spaces}
        self._link = f"{public_url}/console" if public_url else ""

    def write(self, tellings: Sequence[Telling], language: Language, most: int) -> AlarmText:
        """Say all of it in one message, `most` cases at length."""
        said = _words(language)
        items = [(each.step, self._item(each.case, language)) for each in tellings]
        title = self._title(items, language)
        lines: list[str] = []
        for step in Step:
            of_step = [item for is_of, item in items[:most] if is_of is step]
            if of_step:
                lines += [said.heads[step], ""]
                for item in of_step:
                    lines += [*self._lines(item, step, language), ""]
        lines += _unsaid(len(items) - most, said)
        lines += self._end(said)
        alarms = tuple(
            self._fields(telling, item, language)
            for telling, (_, item) in zip(tellings, items, strict=True)
        )
        return AlarmText(title, "\n".join(lines), self._link, alarms[:MOST_ALARMS])

    def test(self, language: Language) -> AlarmText:
        """Say that this is how it arrives, and nothing else."""
        said = _words(language)
        lines = [said.test, "", *self._end(said)]
        return AlarmText(said.test_title, "\n".join(lines), self._link)

    def _title(self, items: Sequence[tuple[Step, CareItem]], language: Language) -> str:
        said = _words(language)
        (step, item), more = items[0], len(items) - 1
        name = f"{item.space_name or said.the_hub}: {texts_in(language)[item.kind].name}"
        title = said.titles[step].format(t=name)
        if not more:
            return title
        return title + (said.and_one_more if more == 1 else said.and_more.format(n=more))

    def _lines(self, item: CareItem, step: Step, language: Language) -> list[str]:
        said = _words(language)
        day = said.since.format(t=local_day(item.since, language, self._zone(item.space)))
        sentence = f"- {_sentence(item, language)}"
        if step is Step.OVER:
            return [sentence]
        return [f"{sentence} {day}", f"  {said.help.format(t=item.what_to_do)}"]

    def _end(self, said: _Words) -> list[str]:
        where = said.at.format(t=self._link) if self._link else said.nowhere
        return [where, said.no_more]

    def _fields(self, telling: Telling, item: CareItem, language: Language) -> dict[str, object]:
        since = item.since.astimezone(self._zone(item.space)).date()
        return {
            "case": case_key(telling.way, telling.case),
            "step": telling.step.value,
            "kind": item.kind.value,
            "severity": item.severity.value,
            "space": item.space or None,
            "space_name": item.space_name or None,
            "agent": item.agent or None,
            "subject": None if item.kind in _BY_NAME_ALONE else item.subject or None,
            "since": since.isoformat(),
            "sentence": _sentence(item, language),
            "what_to_do": item.what_to_do,
        }

    def _item(self, case: Case, language: Language) -> CareItem:
        trouble = Trouble(case.kind, case.space, case.subject)
        remembered = Remembered(trouble, case.since_us, case.since_us, None)
        (item,) = items_of([remembered], self._spaces.values(), language)
        return item

    def _zone(self, space: str) -> ZoneInfo:
        found = self._spaces.get(space)
        return _HUBS_ZONE if found is None else ZoneInfo(found.timezone)


def case_key(way: str, case: Case) -> str:
    """Name a case to programs of one way, the same as long as it lasts.

    The way's handle is told nobody, so that no instant can be guessed from it.
    """
    said = f"{way}\n{case.kind}\n{case.space}\n{case.subject}\n{case.since_us}"
    return sha256(said.encode()).hexdigest()[:32]


def mail_of(
    text: AlarmText, about: str, message_id: str, from_to: tuple[str, str], now_us: int
) -> OutgoingMail:
    """Write a message as mail; `message_id` is without angle brackets, `about` for the queue."""
    message = EmailMessage()
    message["From"], message["To"] = from_to
    message["Subject"] = _one_line(text.title)
    message["Date"] = format_datetime(from_us(now_us))
    message["Message-ID"] = f"<{message_id}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answer of a machine is wanted
    message.set_content(f"{text.text}\n", charset="utf-8", cte="quoted-printable")
    return OutgoingMail(
        message_id=message_id,
        about=about,
        recipient=from_to[1],
        queued_us=now_us,
        message=message.as_bytes(policy=SMTP),
        next_us=now_us,
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]


def _sentence(item: CareItem, language: Language) -> str:
    if item.kind not in _BY_NAME_ALONE:
        return item.sentence
    name = texts_in(language)[item.kind].name
    return f"{item.space_name}: {name}." if item.space_name else f"{name}."


def _unsaid(count: int, said: _Words) -> list[str]:
    if count <= 0:
        return []
    return [said.one_unsaid if count == 1 else said.unsaid.format(n=count), ""]


def _words(language: Language) -> _Words:
    match language:
        case Language.GERMAN:
            return _GERMAN
        case Language.ENGLISH:
            return _ENGLISH
        case _:
            assert_never(language)
