"""`[[schedule]]` of hub.toml: reports that are made by themselves, and which of them are due. Pure.

    made last ─▶ the periods after it that are over, the oldest first
    never made ─▶ from `from` on, or else the latest that is over

It opens no file, and knows no report.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Final, Literal, NamedTuple, Self

from pydantic import AfterValidator, Field, model_validator

from contract.configuration import Refused, shown
from hub.domain.counted_month import last_of
from hub.domain.localtime import ONE_DAY
from hub.domain.mail import MailAddress
from hub.domain.named_file import FilePath
from hub.domain.section import Section
from hub.domain.space import Id

_QUARTER_MONTHS: Final = 3
_YEARS: Final = range(1971, 2200)
"""Those of which reports are made."""

ReportFormat = Literal["pdf", "docx", "xlsx", "csv", "csv-excel", "csv-long", "json"]
"""The formats of hub/reports, by their names."""


def _reported(day: date) -> date:
    if day.year not in _YEARS:
        raise ValueError(f"expected a day from {_YEARS[0]} to {_YEARS[-1]}, not {shown(day)}")
    return day


Day = Annotated[date, AfterValidator(_reported)]


class Due(NamedTuple):
    """Local days from first to last, both inclusive."""

    first: date
    last: date


class ScheduleConfig(Section):
    """A report that is made again and again."""

    name: Id
    every: Literal["month", "quarter"]
    spaces: Annotated[tuple[Id, ...], Field(strict=False)] = ()
    """None: all."""
    formats: Annotated[tuple[ReportFormat, ...], Field(strict=False, min_length=1)] = ("pdf",)
    language: Literal["de", "en"] = "de"
    public: bool = False
    folder: FilePath | None = None
    """Where the files are put."""
    mail: Annotated[tuple[MailAddress, ...], Field(strict=False, max_length=20)] = ()
    """Whom they are sent to: until they are, the book holds a message for each."""
    from_: Annotated[Day | None, Field(alias="from")] = None
    until: Day | None = None

    @model_validator(mode="after")
    def _comes_somewhere(self) -> Self:
        if self.folder is None and not self.mail:
            raise Refused("folder", "is missing: expected folder, mail or both")
        if len(set(self.formats)) < len(self.formats):
            raise Refused("formats", "expected each once")
        if len(set(self.mail)) < len(self.mail):
            raise Refused("mail", "expected each once")
        if self.from_ and self.until and _end_of(self.every, self.from_) > self.until:
            raise Refused("until", f"no whole {self.every} lies between from and until")
        return self

    def due(self, made: date | None, today: date) -> Iterator[Due]:
        """Yield what is due on a local day, the oldest first.

        `made` is the first day of the latest that was made; None: none was.
        """
        for period in self._periods(made, today):
            if self.until is None or period.last <= self.until:
                yield period

    def next_after(self, made: date | None, today: date) -> Due | None:
        """Return what comes next and isn't over yet; None where nothing does any more."""
        coming = _period(self.every, self._first(made, today))
        while coming.last < today:
            coming = _period(self.every, coming.last + ONE_DAY)
        return None if self.until is not None and coming.last > self.until else coming

    def _periods(self, made: date | None, today: date) -> Iterator[Due]:
        period = _period(self.every, self._first(made, today))
        while period.last < today:
            yield period
            period = _period(self.every, period.last + ONE_DAY)

    def _first(self, made: date | None, today: date) -> date:
        """Return a day of the first period that may be due."""
        if made is not None:
            return _period(self.every, made).last + ONE_DAY
        if self.from_ is None:
            return _period(self.every, today).first - ONE_DAY
        begun = _period(self.every, self.from_)
        return begun.first if begun.first == self.from_ else begun.last + ONE_DAY


def _period(every: str, day: date) -> Due:
    first = day.replace(day=1)
    if every == "quarter":
        first = first.replace(month=day.month - (day.month - 1) % _QUARTER_MONTHS)
    return Due(first, _end_of(every, first))


def _end_of(every: str, day: date) -> date:
    """Return the last day of the period that holds a day."""
    if every == "month":
        return last_of(day)
    return last_of(day.replace(day=1, month=day.month + 2 - (day.month - 1) % _QUARTER_MONTHS))


def refuse_schedules(
    schedules: Iterable[ScheduleConfig], known: Iterable[str], *, has_mail: bool
) -> None:
    """Raise Refused where two have a name, a space is unknown, or no server sends the mail."""
    told, ids = tuple(schedules), frozenset(known)
    names: set[str] = set()
    for index, each in enumerate(told):
        if each.name in names:
            raise Refused(f"schedule[{index}].name", f'expected another, "{each.name}" is taken')
        names.add(each.name)
        for space in each.spaces:
            if space not in ids:
                raise Refused(f"schedule[{index}].spaces", f"{shown(space)} is no space here")
        if each.mail and not has_mail:
            raise Refused(f"schedule[{index}].mail", "expected [mail], which names the server")


def ended_schedules(schedules: Iterable[ScheduleConfig], today: date) -> Iterator[str]:
    """Say in a line each which `until` is before a local day: nothing comes any more."""
    for each in schedules:
        if each.until is not None and each.until < today:
            yield f'schedule "{each.name}": until: {each.until} is past; nothing comes any more'
