"""Lays a report out in a language: which chapters, in which order. Pure.

    summary, goals, indicators, spaces, ranking, typical week, days, unmet demand
    annexes: data quality, method; not on paper: values of the charts, each space

What doesn't apply is left out: rankings of one space, days in a public report.
"""

from collections.abc import Iterator
from functools import partial

from hub.reports.layout.annex import method, quality
from hub.reports.layout.cells import Setting
from hub.reports.layout.days import day_chart, day_table
from hub.reports.layout.demand import demand
from hub.reports.layout.document import Block, Chart, Document, Paragraph, Section, Table
from hub.reports.layout.first_page import first_page, front
from hub.reports.layout.indicators import goals, indicators
from hub.reports.layout.spaces import one_by_one, ranking, side_by_side
from hub.reports.layout.summary import summary
from hub.reports.layout.week import open_hours, use_chart, week_table
from hub.reports.model import Report
from hub.reports.provenance.provenance import Origin, origin_of
from hub.reports.text.language import Language
from hub.reports.text.languages import words_in


def document_of(report: Report, language: Language, origin: Origin | None = None) -> Document:
    """Lay a report out; `origin` is what it was made of, where that was worked out already.

    The same report and language give the same document.
    """
    setting = Setting(report, words_in(language), (origin or origin_of(report)).line())
    labels, text, page_one = setting.words.labels, setting.text, first_page(setting)
    return Document(
        language=language,
        furniture=setting.words.furniture,
        office=setting.words.office,
        title=labels.public_title if report.request.is_public else labels.title,
        subtitle=f"{_about(setting)}, {setting.span()}",
        subject=text.subject,
        keywords=text.keywords,
        sections=tuple(_sections(setting)),
        fingerprint=report.method.fingerprint,
        origin=setting.origin,
        dated=report.office.dated or report.period.last,
        first_page=page_one,
        front=tuple(front(setting, page_one)),
    )


def _about(setting: Setting) -> str:
    places = setting.report.places
    if len(places) == 1:
        return places[0].name
    return setting.text.several.format(n=setting.words.typography.count(len(places)))


def _sections(setting: Setting) -> Iterator[Section]:
    report = setting.report
    has_several = len(report.places) > 1
    yield _summary(setting)
    if report.goals:
        yield goals(setting)
    yield indicators(setting)
    if has_several:
        yield side_by_side(setting)
        yield ranking(setting)
    if not report.request.is_public:
        yield _week(setting)
    yield _days(setting)
    yield demand(setting)
    yield from _values(setting)
    if has_several:
        yield from one_by_one(setting)
    yield quality(setting)
    yield method(setting)


def _summary(setting: Setting) -> Section:
    sentences = summary(setting.report, setting.words)
    return Section("summary", setting.words.labels.summary, 1, tuple(map(Paragraph, sentences)))


def _week(setting: Setting) -> Section:
    title = setting.words.labels.typical_week
    if not open_hours(setting.report.together.week):
        return Section("week", title, 1, (Paragraph(setting.words.summary.no_opening),))
    note = Paragraph(setting.text.notes.typical_week)
    return Section("week", title, 1, (note, use_chart(setting)))


def _days(setting: Setting) -> Section:
    blocks: tuple[Block, ...] = (Paragraph(setting.text.notes.daily_public),)
    if setting.report.together.days:
        blocks = (Paragraph(setting.text.notes.daily), day_chart(setting))
    return Section("days", setting.words.labels.daily, 1, blocks)


def _values(setting: Setting) -> Iterator[Section]:
    """Set the tables behind the charts, which are too long for paper."""
    report, labels = setting.report, setting.words.labels
    weeks = [week_table(setting)] if open_hours(report.together.week) else []
    days = [day_table(setting)] if report.together.days else []
    if not weeks and not days:
        return
    annex = partial(Section, is_annex=True, is_printed=False)
    yield annex("values", setting.text.annex_tables, 1, ())
    if weeks:
        yield annex("week-values", labels.typical_week, 2, tuple(weeks))
    if days:
        yield annex("day-values", labels.daily, 2, tuple(days))


def pictures_of(report: Report, language: Language) -> Iterator[tuple[Chart, Table | None]]:
    """Yield the charts of a report, each with the table of its figures where there is one.

    They are those of `document_of`; that of page one is left out where a chapter has it in full.
    """
    setting = Setting(report, words_in(language), "")
    blocks = [block for section in _sections(setting) for block in section.blocks]
    charts = [each for each in blocks if isinstance(each, Chart)]
    tables = {each.id: each for each in blocks if isinstance(each, Table)}
    page_one = first_page(setting).chart
    if page_one is not None and page_one.table not in {each.table for each in charts}:
        charts.insert(0, page_one)
    for chart in charts:
        yield chart, tables.get(chart.table)


def goals_table(report: Report, language: Language) -> Table | None:
    """Return what was agreed beside what became of it; None where nothing was."""
    if not report.goals:
        return None
    (block,) = goals(Setting(report, words_in(language), "")).blocks
    return block if isinstance(block, Table) else None
