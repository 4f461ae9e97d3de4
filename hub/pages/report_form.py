"""The form of the page of reports: what was sent, what may be, what was wrong with it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import urlencode

from hub.domain.calendar import Calendar
from hub.domain.localtime import ONE_DAY
from hub.domain.office import OfficeConfig
from hub.domain.space import SpaceConfig
from hub.errors import Reason, ReportRefused
from hub.http.problems import FieldProblem, Refused, invalid
from hub.http.query_keys import QueryKeys
from hub.pages.report_words import ReportPageWords
from hub.reports.formats.registry import Format
from hub.reports.model import NO_OFFICE
from hub.reports.period import Period
from hub.reports.request import LONGEST_DAYS, ReportRequest, parameters_of, read_request
from hub.reports.text.language import Language
from hub.reports.text.typography import Typography

PUBLIC: Final = "public"
INTERNAL: Final = "internal"
KEYS: Final = QueryKeys(("from", "to", "in", "edition", "lang"), ("space",))
"""What the address of the page may say."""
_MONTHS_OF_A_QUARTER: Final = 3
_MONTHS_OF_A_HALF_YEAR: Final = 6


@dataclass(frozen=True, slots=True)
class Choices:
    """What the address says, as it was sent."""

    spaces: tuple[str, ...]
    first: str
    last: str
    language: Language
    """Of the report; the page has its own."""
    is_public: bool

    def request(self) -> ReportRequest:
        """Read it. Raises ReportRefused."""
        return read_request(
            self.spaces,
            self.first,
            self.last,
            is_public=self.is_public,
            longest_days=LONGEST_DAYS,
        )

    def query(self, **other: str) -> str:
        """Write it as the query of an address of this page."""
        told = {
            "from": self.first,
            "to": self.last,
            "in": self.language.value,
            "edition": PUBLIC if self.is_public else INTERNAL,
        }
        pairs = [("space", space) for space in self.spaces]
        return urlencode([*pairs, *(told | other).items()])

    def download(self, written_as: Format) -> str:
        """Return the address of the file. Raises ReportRefused."""
        parameters = [*parameters_of(self.request()), ("lang", self.language.value)]
        if written_as is Format.CSV_EXCEL:
            parameters.append(("csv", "excel"))
        elif written_as is Format.CSV_LONG:
            parameters.append(("csv", "long"))
        return f"/api/v1/reports.{written_as.extension}?{urlencode(parameters)}"


def choices_of(sent: Sequence[tuple[str, str]], language: Language) -> Choices:
    """Take over what an address says. Raises Refused where it names what can't be chosen.

    Spaces and dates are taken as they are, so that they can be put right.
    """
    told: Mapping[str, str] = dict(sent)
    return Choices(
        spaces=tuple(value for name, value in sent if name == "space"),
        first=told.get("from", ""),
        last=told.get("to", ""),
        language=Language(_chosen("in", told, language, tuple(Language))),
        is_public=_chosen("edition", told, INTERNAL, (INTERNAL, PUBLIC)) == PUBLIC,
    )


def _chosen(key: str, told: Mapping[str, str], unsaid: str, offered: Sequence[str]) -> str:
    value = told.get(key, unsaid)
    if value not in offered:
        raise Refused(invalid(FieldProblem(field=f"query.{key}", expected=" or ".join(offered))))
    return value


@dataclass(frozen=True, slots=True)
class QuickChoice:
    """A link to a period that is often wanted."""

    label: str
    query: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something that was asked and can't be."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class FormView:
    """All that the form shows."""

    choices: Choices
    spaces: tuple[SpaceConfig, ...]
    quick: tuple[QuickChoice, ...]
    earliest: date
    latest: date
    mistake: Mistake | None

    def said_of(self, field: str) -> str:
        """Return what is wrong with a field, or nothing."""
        return self.mistake.text if self.mistake and self.mistake.field == field else ""

    @property
    def days(self) -> tuple[str, str]:
        """The first and last day as a date field takes them: empty where they are no dates."""
        return _as_field(self.choices.first), _as_field(self.choices.last)


def _as_field(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def form_view(
    choices: Choices,
    spaces: Sequence[SpaceConfig],
    now: datetime,
    words: ReportPageWords,
    mistake: Mistake | None = None,
    *,
    office: OfficeConfig = NO_OFFICE,
) -> FormView:
    """Describe the form; an empty one proposes the last month that was counted.

    `office` says for which period a grant was given.
    """
    earliest = min(space.since for space in spaces)
    latest = min(Calendar(space).day_of(now) for space in spaces) - ONE_DAY
    wanted = [
        (label, period)
        for label, period in _whole_periods(latest, words)
        if period.first >= earliest
    ]
    chosen = choices.first, choices.last
    if not choices.first and not choices.last and not mistake:
        proposed = wanted[0][1] if wanted else Period(min(earliest, latest), latest)
        choices = Choices(
            choices.spaces,
            str(proposed.first),
            str(proposed.last),
            choices.language,
            choices.is_public,
        )
    wanted += _funding_periods(office, earliest, latest, words, is_public=choices.is_public)
    quick = (
        QuickChoice(
            label,
            choices.query(**{"from": str(period.first), "to": str(period.last)}),
            is_chosen=chosen == (str(period.first), str(period.last)),
        )
        for label, period in wanted
    )
    return FormView(choices, tuple(spaces), tuple(quick), earliest, latest, mistake)


def mistake_of(refused: ReportRefused, words: ReportPageWords, typography: Typography) -> Mistake:
    """Say why a report can't be made as asked."""
    day = "" if refused.day is None else typography.in_full(refused.day)
    reason = refused.reason if refused.reason in words.refusals else Reason.OTHER
    months = typography.months_in_full(refused.months)
    return Mistake(refused.field, words.refusals[reason].format(d=day, m=months))


def _whole_periods(latest: date, words: ReportPageWords) -> Iterator[tuple[str, Period]]:
    """Yield the last whole month, quarter, half-year and year before the day after `latest`."""
    today = latest + ONE_DAY
    month = today.replace(day=1)
    first_of_quarter = (today.month - 1) // _MONTHS_OF_A_QUARTER * _MONTHS_OF_A_QUARTER + 1
    first_of_half = 1 if today.month <= _MONTHS_OF_A_HALF_YEAR else 7
    yield words.last_month, _before(month, 1)
    yield words.last_quarter, _before(month.replace(month=first_of_quarter), 3)
    yield words.last_half_year, _before(month.replace(month=first_of_half), 6)
    yield words.last_year, _before(month.replace(month=1), 12)


def _before(end: date, months: int) -> Period:
    """Return so many whole months before `end`, a first of month."""
    count = end.year * 12 + end.month - 1 - months
    return Period(date(count // 12, count % 12 + 1, 1), end - ONE_DAY)


def _funding_periods(
    office: OfficeConfig,
    earliest: date,
    latest: date,
    words: ReportPageWords,
    *,
    is_public: bool,
) -> Iterator[tuple[str, Period]]:
    """Yield the part of the funding period that can be reported on; none where there is none.

    In public that is of whole months. One report is of three years at most: of a longer period
    the newest ones.
    """
    if office.funding_from is None or office.funding_to is None:
        return
    first, last = max(office.funding_from, earliest), min(office.funding_to, latest)
    first = max(first, last - (LONGEST_DAYS - 1) * ONE_DAY)
    if is_public:
        first, last = _next_month(first - ONE_DAY), _next_month(last) - ONE_DAY
        last = last if last <= latest else last.replace(day=1) - ONE_DAY
    is_whole = (first, last) == (office.funding_from, office.funding_to)
    if first <= last:
        yield words.funding if is_whole else words.funding_so_far, Period(first, last)


def _next_month(day: date) -> date:
    """Return the first day of the month after a day's."""
    return (day.replace(day=1) + 32 * ONE_DAY).replace(day=1)
