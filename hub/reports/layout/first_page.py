"""Page one: who reports to whom, what matters most, four tiles, a chart, how far to trust it.

Pure.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from hub.domain.indicators import ENOUGH_COVERAGE, Figure, Indicator, Standing, Unit
from hub.reports.assessment import AssessmentPart, PartKind, Run, parts_of
from hub.reports.finding import Change
from hub.reports.layout.cells import Setting
from hub.reports.layout.document import (
    Block,
    Chart,
    Direction,
    Fact,
    FirstPage,
    OwnWords,
    Paragraph,
    RankBars,
    Section,
    Tile,
)
from hub.reports.layout.findings import sentences
from hub.reports.layout.week import open_hours, use_chart
from hub.reports.model import Comparison, Goal, Wanted
from hub.reports.period import Period
from hub.reports.text.findings_words import TileWords
from hub.reports.text.number import Bound, Number, amount_of, number_of
from hub.reports.text.typography import DASH, NARROW

MOST_PLACES: Final = 24
"""So many are named; of more the tables have all."""
MOST_BARS: Final = 14
_WEEK_DAYS: Final = 7


def first_page(setting: Setting) -> FirstPage:
    """Lay page one out."""
    words = setting.words.first_page
    return FirstPage(
        facts=tuple(_facts(setting)),
        findings_title=words.findings.heading,
        findings=sentences(setting),
        tiles_title=words.tiles_heading,
        tiles=(_use(setting), _demand(setting), _reliability(setting), _change(setting)),
        chart=_chart(setting),
        trust_title=words.trust.heading,
        trust=_trust(setting),
        own=_own(setting),
    )


def _facts(setting: Setting) -> Iterator[Fact]:
    words, office = setting.words.first_page.facts, setting.report.office
    typography = setting.words.typography
    yield _places(setting)
    yield Fact(words.period, setting.span())
    funding = None
    if office.funding_from is not None and office.funding_to is not None:
        funding = typography.span(Period(office.funding_from, office.funding_to))
    told = (
        (words.issuer, _joined(office.name, office.address)),
        (words.recipient, office.recipient),
        (words.programme, office.programme),
        (words.file_number, office.file_number),
        (words.funding, funding),
        (words.dated, typography.in_full(office.dated) if office.dated else None),
        (words.contact, _joined(office.responsible, office.phone, office.email)),
    )
    yield from (Fact(label, value) for label, value in told if value)


def _joined(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def _places(setting: Setting) -> Fact:
    words = setting.words.first_page.facts
    names = [place.name for place in setting.report.places]
    more = len(names) - MOST_PLACES
    said = ", ".join(names[:MOST_PLACES])
    if more > 0:
        said = f"{said} {words.more_places.format(n=setting.words.typography.count(more))}"
    return Fact(words.place if len(names) == 1 else words.places, said)


def _tiles(setting: Setting) -> TileWords:
    return setting.words.first_page.tiles


def _value(setting: Setting, figure: Figure) -> str:
    """Write a figure large: no more than its number, or a sign for why there is none."""
    number = number_of(figure)
    if number is not None:
        sign = f"≥{NARROW}" if number.bound is Bound.LOWER else ""
        return f"{sign}{setting.words.number(figure)}"
    if figure.standing is Standing.NOT_RELIABLE:
        return setting.text.charts.unreliable_sign
    return setting.words.figures.withheld if figure.standing is Standing.WITHHELD else DASH


def _use(setting: Setting) -> Tile:
    figures = (
        setting.report.together.figure(indicator)
        for indicator in (Indicator.DESK_HOURS_OCCUPIED, Indicator.DESK_HOURS_OFFERED)
    )
    occupied, offered = map(setting.words.figure, figures)
    detail = _tiles(setting).use_detail.format(a=occupied, b=offered)
    return _tile(setting, "use", _tiles(setting).use, detail, Indicator.UTILISATION)


def _demand(setting: Setting) -> Tile:
    words, is_one = _tiles(setting), len(setting.report.places) == 1
    hours = setting.report.together.figure(Indicator.FULL_HOURS)
    detail = words.demand_detail_of_one if is_one else words.demand_detail
    number = number_of(hours)
    if number is not None and number.shown:
        detail += words.demand_hours.format(s=setting.words.figure(hours))
    return _tile(setting, "demand", words.demand, detail, Indicator.FULL_SHARE)


def _reliability(setting: Setting) -> Tile:
    words = _tiles(setting)
    detail = words.reliability_detail.format(t=_how_many(setting))
    return _tile(setting, "reliability", words.reliability, detail, Indicator.COVERAGE)


def _how_many(setting: Setting) -> str:
    """Say how many spaces have no figure of use."""
    words, parts, write = _tiles(setting), setting.report.spaces, setting.words.typography.count
    told = setting.report.together.told
    if told is not None:
        a, b = told.space_count, told.of_space_count
        return words.some_told.format(n=write(a), m=write(b))
    missing = [
        part
        for part in parts
        if part.figure(Indicator.UTILISATION).standing is Standing.NOT_RELIABLE
    ]
    if not missing:
        return words.all_reliable
    if len(parts) == 1:
        return words.one_unreliable
    return words.some_unreliable.format(n=write(len(missing)), m=write(len(parts)))


def _tile(setting: Setting, id_: str, title: str, detail: str, indicator: Indicator) -> Tile:
    """Set one figure beside the period before and its course within the period."""
    together = setting.report.together
    figure = together.figure(indicator)
    direction, trend = _trend(setting, figure, together.previous)
    spark = _spark(setting, indicator)
    return Tile(
        id=id_,
        title=title,
        value=_value(setting, figure),
        detail=detail if figure.value is not None else _why(setting, figure),
        trend=trend,
        direction=direction,
        spark=tuple(None if value is None else float(value) for value in spark),
        span=_span(setting, indicator),
    )


def _why(setting: Setting, figure: Figure) -> str:
    """Say why there is no figure."""
    if figure.standing is Standing.NONE:
        return _tiles(setting).never_open
    return setting.words.gap(figure)


def _trend(
    setting: Setting, figure: Figure, before: Comparison | None
) -> tuple[Direction | None, str]:
    """Compare printed digits with those of the period before, if the same spaces counted in it."""
    words = _tiles(setting)
    if before is None or not before.is_like_for_like:
        return None, ""
    now, then = number_of(figure), number_of(before.figure(figure.indicator))
    if now is None or then is None:
        return None, ""
    said = setting.words.figure(before.figure(figure.indicator))
    if now.shown == then.shown:
        return Direction.LEVEL, words.same.format(t=said)
    is_more = now.shown > then.shown
    return (
        Direction.UP if is_more else Direction.DOWN,
        (words.more if is_more else words.less).format(t=said),
    )


def _spark(setting: Setting, indicator: Indicator) -> Sequence[Fraction | None]:
    """Return a course in parts of its highest value; coverage in parts of the whole."""
    values = [point.figure(indicator).value for point in setting.report.trend]
    known = [value for value in values if value is not None]
    if len(values) < 2 or not known:
        return ()
    top = Fraction(1) if indicator is Indicator.COVERAGE else max(known) or Fraction(1)
    return [None if value is None else value / top for value in values]


def _span(setting: Setting, indicator: Indicator) -> str:
    figures = [point.figure(indicator) for point in setting.report.trend]
    known = [figure for figure in figures if figure.value is not None]
    if len(figures) < 2 or not known:
        return ""
    known.sort(key=lambda figure: figure.value or 0)
    words = _tiles(setting)
    weeks = max(point.period.day_count for point in setting.report.trend) <= _WEEK_DAYS
    lowest, highest = setting.words.figure(known[0]), setting.words.figure(known[-1])
    return (words.weekly if weeks else words.monthly).format(a=lowest, b=highest)


def _change(setting: Setting) -> Tile:
    """Set the change of utilisation against an earlier period, and against the target."""
    words, change = _tiles(setting), setting.report.change
    value, detail, direction = words.no_change, words.no_comparison, None
    if change is not None:
        value = _points(setting, change)
        since = words.since_year_before if change.is_year_before else words.since_before
        detail = since.format(t=setting.words.figure(change.before))
        direction = _direction(change)
    goal = _main_goal(setting)
    return Tile(
        id="change",
        title=words.change,
        value=value,
        detail=detail,
        trend=words.no_target if goal is None else _target(setting, goal),
        direction=direction,
        spark=(),
        span="",
    )


def _points(setting: Setting, change: Change) -> str:
    """Write how many percentage points the printed figures differ by."""
    before, now = number_of(change.before), number_of(change.now)
    if before is None or now is None:
        raise ValueError("a change without figures")
    difference = (now.shown - before.shown) * 100
    decimals = max(before.decimals, now.decimals)
    written = setting.words.typography.write(Number(abs(difference), Unit.COUNT, decimals))
    sign = "±" if not difference else "+" if difference > 0 else _tiles(setting).minus
    return f"{sign}{written}"


def _direction(change: Change) -> Direction:
    if not change.difference:
        return Direction.LEVEL
    return Direction.UP if change.difference > 0 else Direction.DOWN


def _main_goal(setting: Setting) -> Goal | None:
    """Choose the target that page one shows: utilisation of all spaces, or else the first."""
    goals = setting.report.goals
    of_use = [
        goal
        for goal in goals
        if goal.target.space is None and goal.target.indicator is Indicator.UTILISATION
    ]
    return next(iter([*of_use, *goals]), None)


def _target(setting: Setting, goal: Goal) -> str:
    words, target = _tiles(setting), goal.target
    bound = Bound.LOWER if target.wanted is Wanted.AT_LEAST else Bound.UPPER
    said = str(setting.words.written(amount_of(target.target, goal.actual.unit, bound)))
    if target.indicator is not Indicator.UTILISATION or target.space is not None:
        said = f"{setting.metric(target.indicator)} {said}"
    reached = {True: words.reached, False: words.missed, None: words.undecided}
    return words.target.format(b=said, t=reached[goal.is_reached])


def _chart(setting: Setting) -> Chart | None:
    """Draw the spaces by utilisation, or of one space its typical week."""
    report = setting.report
    if len(report.places) > 1:
        return _ranks(setting)
    if open_hours(report.together.week):
        return use_chart(setting)
    return None


def _ranks(setting: Setting) -> Chart | None:
    ranks = setting.report.ranking[:MOST_BARS]
    if not ranks or ranks[0].figure.value is None:
        return None
    longest = ranks[0].figure.value or Fraction(1)
    words, captions = setting.words.first_page, setting.text.captions
    title = captions.ranking
    if len(setting.report.ranking) > MOST_BARS:
        title = words.places_chart.format(n=MOST_BARS)
    best = f"{setting.name(ranks[0].space)} ({setting.words.figure(ranks[0].figure)})"
    said = setting.text.charts.ranking_ends.format(a=best)
    return Chart(
        id="first-page-chart",
        title=title,
        alt=f"{setting.text.charts.ranking} {said}",
        table="ranking",
        drawing=RankBars(
            names=tuple(setting.name(rank.space) for rank in ranks),
            values=tuple(
                None if (value := rank.figure.value) is None else float(value / longest)
                for rank in ranks
            ),
            texts=tuple(setting.words.figure(rank.figure) for rank in ranks),
        ),
    )


def _trust(setting: Setting) -> str:
    told = [_known(setting)]
    if unsettled := setting.report.quality.unsettled:
        words = setting.words.first_page.trust
        names = setting.words.first_page.lists.joined([setting.name(space) for space in unsettled])
        told.append(words.unsettled.format(t=names))
    return " ".join(told)


def _known(setting: Setting) -> str:
    report, words = setting.report, setting.words.first_page.trust
    told = report.together.told
    if told is not None:
        write = setting.words.typography.count
        if not told.month_count:
            return words.public_none
        form = words.public if told.is_all else words.public_partly
        return form.format(n=write(told.month_count), m=write(told.of_month_count))
    coverage = report.together.figure(Indicator.UTILISATION).coverage
    if coverage is None or not coverage.whole:
        return words.never_open
    if coverage.is_whole:
        return words.whole
    limit = setting.words.typography.write(Number(ENOUGH_COVERAGE, Unit.RATIO))
    form = words.partly if coverage.is_enough else words.too_little
    return form.format(c=setting.words.coverage(coverage), s=limit)


def _own(setting: Setting) -> OwnWords | None:
    words, report = setting.words.first_page, setting.report
    if not report.assessment:
        return None
    name = report.office.name
    title = words.assessment.format(t=name) if name else words.assessment_unsigned
    return OwnWords(title, words.assessment_note, parts_of(report.assessment))


def front(setting: Setting, page: FirstPage) -> Iterator[Section]:
    """Lay page one out as chapters, for formats that go on without a page of its own."""
    words = setting.words.first_page
    yield _section("facts", words.facts.heading, [_labelled(*fact) for fact in _pairs(page)])
    findings = [Paragraph(f"{number}. {said}") for number, said in enumerate(page.findings, 1)]
    yield _section("findings", page.findings_title, findings)
    tiles = [_labelled(tile.title, _in_one_line(tile)) for tile in page.tiles]
    yield _section("tiles", page.tiles_title, [*tiles, *([page.chart] if page.chart else [])])
    yield _section("trust", page.trust_title, [Paragraph(page.trust)])
    if page.own is not None:
        note = Paragraph(page.own.note, (Run(page.own.note, is_emphasised=True),))
        yield _section("own-words", page.own.title, [note, *map(_own_part, page.own.parts)])


def _section(id_: str, title: str, blocks: Iterable[Block]) -> Section:
    return Section(id_, title, 1, tuple(blocks))


def _pairs(page: FirstPage) -> Iterator[tuple[str, str]]:
    return ((fact.label, fact.value) for fact in page.facts)


def _labelled(label: str, said: str) -> Paragraph:
    return Paragraph(f"{label}: {said}", (Run(f"{label}: ", is_strong=True), Run(said)))


def _in_one_line(tile: Tile) -> str:
    return "; ".join(
        each for each in (f"{tile.value} {tile.detail}", tile.trend, tile.span) if each
    )


def _own_part(part: AssessmentPart) -> Paragraph:
    """Set a part of the office's words; a mark of a list is a letter of it, as it is on paper."""
    if part.kind is not PartKind.ITEM:
        runs = part.runs
        if part.kind is PartKind.HEADING:
            runs = tuple(replace(run, is_strong=True) for run in runs)
        return Paragraph(part.text, runs)
    mark = "\N{BULLET}" if part.number is None else f"{part.number}."
    before = f"{mark} " if part.is_first else ""
    return Paragraph(f"{before}{part.text}", (Run(before), *part.runs), part.depth)
