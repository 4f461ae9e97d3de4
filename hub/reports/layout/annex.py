"""The annexes on method and on data quality. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date

from hub.domain.localtime import ONE_DAY
from hub.domain.metric_dictionary import METRICS, Metric
from hub.reports.layout.cells import Setting
from hub.reports.layout.document import (
    Block,
    Cell,
    Column,
    Kind,
    Paragraph,
    Section,
    Table,
    TextCell,
)
from hub.reports.model import AgentQuality, PublishedLate, SpaceQuality
from hub.reports.period import Period
from hub.reports.text.typography import DASH


def method(setting: Setting) -> Section:
    """Lay out how the figures came about, and what each means."""
    labels, notes = setting.words.labels, setting.text.notes
    is_public = setting.report.request.is_public
    has_several = len(setting.report.places) > 1
    rules = [labels.method_of_several] if has_several else []
    rules += [notes.publication] if is_public else []
    return Section(
        id="method",
        title=labels.method,
        level=1,
        blocks=(
            Paragraph(labels.method_text),
            *map(Paragraph, rules),
            Paragraph(notes.verified_public if is_public else notes.verified_by),
            Paragraph(notes.printed),
            Paragraph(notes.accessible),
            _origin(setting),
            Paragraph(notes.formulas),
            _dictionary(setting),
        ),
        is_annex=True,
    )


def _origin(setting: Setting) -> Table:
    labels, origin = setting.words.labels, setting.report.method
    rows = [(TextCell(labels.software), TextCell(f"Platzfrei {origin.software_version}"))]
    if origin.fingerprint is not None:
        rows.append((TextCell(labels.fingerprint), TextCell(origin.fingerprint)))
    rows.append((TextCell(labels.origin), TextCell(setting.origin)))
    return setting.table(
        "origin",
        setting.text.captions.origin,
        (Column(setting.text.item, Kind.TEXT), Column(labels.value, Kind.TEXT)),
        [(TextCell(labels.period), TextCell(setting.span())), *rows],
    )


def _dictionary(setting: Setting) -> Table:
    labels = setting.words.labels
    titles = (
        labels.indicator,
        labels.unit,
        labels.version,
        labels.meaning,
        labels.formula,
        labels.coverage,
        labels.not_to_be_read_as,
    )
    versions = dict(setting.report.method.metrics)
    return setting.table(
        "dictionary",
        setting.text.captions.dictionary,
        [Column(title, Kind.NUMBER if title == labels.version else Kind.TEXT) for title in titles],
        [
            _entry(setting, metric, versions[metric.id])
            for metric in METRICS
            if metric.id in versions
        ],
    )


def _entry(setting: Setting, metric: Metric, version: int) -> tuple[Cell, ...]:
    words = setting.words.metrics[metric.id]
    return (
        TextCell(words.name),
        TextCell(setting.words.units[metric.unit]),
        setting.count(version),
        TextCell(words.meaning),
        TextCell(words.formula),
        TextCell(words.coverage or DASH),
        TextCell(words.not_to_be_read_as),
    )


def quality(setting: Setting) -> Section:
    """Lay out how far the figures can be trusted, and corrected."""
    if setting.report.request.is_public:
        return _public_quality(setting)
    labels, found = setting.words.labels, setting.report.quality
    stale = [setting.name(space.space) for space in found.spaces if not space.is_calendar_applied]
    blocks: list[Block] = [Paragraph(setting.text.notes.quality), _spaces(setting)]
    blocks += [Paragraph(f"{name}: {labels.calendar_not_applied}") for name in stale]
    blocks += map(Paragraph, _corrected(setting))
    blocks += map(Paragraph, _unreliable(setting))
    if found.without_sign:
        blocks += [_without_sign(setting), Paragraph(setting.text.notes.without_sign)]
    if found.agents:
        blocks += [Paragraph(_events(setting)), _agents(setting)]
    return Section("quality", labels.quality, 1, tuple(blocks), is_annex=True)


def _corrected(setting: Setting) -> Iterator[str]:
    """Say when the calendar of a space was corrected, and from which day on figures are others."""
    for each in setting.report.quality.calendar_corrections:
        yield setting.words.labels.calendar_corrected.format(
            t=setting.name(each.space),
            a=setting.words.typography.in_figures(each.on),
            b=setting.words.typography.in_figures(each.first),
        )


def _public_quality(setting: Setting) -> Section:
    """Lay out what published figures rest on, and which months were replaced."""
    labels, notes, typography = setting.words.labels, setting.text.notes, setting.words.typography
    errata = [
        notes.erratum.format(
            t=setting.name(each.space),
            m=typography.month_in_full(each.month),
            a=typography.in_figures(each.day),
            b=each.reason,
        )
        for each in setting.report.quality.errata
    ]
    late = [
        notes.published_late.format(
            t=", ".join(setting.name(each.space) for each in spaces),
            b=typography.months_in_full(months),
            a=typography.in_figures(day),
        )
        for (day, months), spaces in _by_publication(setting.report.quality.published_late)
    ]
    blocks: list[Block] = [Paragraph(notes.quality), _public_spaces(setting)]
    blocks += map(Paragraph, (*errata, *late))
    return Section("quality", labels.quality, 1, tuple(blocks), is_annex=True)


def _by_publication(
    late: Sequence[PublishedLate],
) -> Iterator[tuple[tuple[date, tuple[date, ...]], list[PublishedLate]]]:
    """Join spaces of which the same months were published on the same day."""
    joined: dict[tuple[date, tuple[date, ...]], list[PublishedLate]] = {}
    for each in late:
        joined.setdefault((each.day, each.months), []).append(each)
    yield from joined.items()


def _public_spaces(setting: Setting) -> Table:
    labels = setting.words.labels
    return setting.table(
        "quality",
        setting.text.captions.quality,
        (
            Column(labels.space, Kind.TEXT),
            Column(labels.coverage, Kind.NUMBER),
            Column(labels.doors_coverage, Kind.NUMBER),
            Column(labels.told_months, Kind.TEXT),
        ),
        [
            (
                TextCell(setting.name(found.space)),
                setting.coverage(found.coverage),
                setting.coverage(found.doors_coverage),
                setting.told(setting.report.part(found.space).told),
            )
            for found in setting.report.quality.spaces
        ],
    )


def _spaces(setting: Setting) -> Table:
    labels = setting.words.labels
    return setting.table(
        "quality",
        setting.text.captions.quality,
        (
            Column(labels.space, Kind.TEXT),
            Column(labels.coverage, Kind.NUMBER),
            Column(labels.closed_coverage, Kind.NUMBER),
            Column(labels.doors_coverage, Kind.NUMBER),
            Column(labels.absent_slots, Kind.NUMBER),
            Column(labels.unreliable_days, Kind.NUMBER),
            Column(labels.frozen_days, Kind.NUMBER),
            Column(labels.corrections_from, Kind.DATE),
        ),
        [_space(setting, found) for found in setting.report.quality.spaces],
    )


def _space(setting: Setting, found: SpaceQuality) -> tuple[Cell, ...]:
    since = found.corrections_from
    return (
        TextCell(setting.name(found.space)),
        setting.coverage(found.coverage),
        setting.coverage(found.closed_coverage),
        setting.coverage(found.doors_coverage),
        setting.count(found.absent_slot_count),
        setting.count(len(found.unreliable_days)),
        setting.count(found.frozen_day_count),
        TextCell(setting.words.labels.corrections_none) if since is None else setting.day(since),
    )


def _unreliable(setting: Setting) -> Iterator[str]:
    """Name the days of each space that have no reliable figure, runs of days as one."""
    for found in setting.report.quality.spaces:
        if found.unreliable_days:
            yield setting.text.notes.unreliable_days.format(
                t=setting.name(found.space),
                a="; ".join(
                    setting.words.typography.span(run) for run in runs_of(found.unreliable_days)
                ),
            )


def runs_of(days: Sequence[date]) -> Iterator[Period]:
    """Join days that follow each other; `days` ascend."""
    if not days:
        return
    first = last = days[0]
    for day in days[1:]:
        if day != last + ONE_DAY:
            yield Period(first, last)
            first = day
        last = day
    yield Period(first, last)


def _without_sign(setting: Setting) -> Table:
    labels = setting.words.labels
    return setting.table(
        "without-sign",
        setting.text.captions.without_sign,
        (
            Column(labels.space, Kind.TEXT),
            Column(labels.without_sign, Kind.NUMBER),
            Column(labels.last_sign, Kind.DATE),
        ),
        [
            (
                TextCell(setting.name(found.space)),
                setting.count(found.desk_count),
                setting.day(found.since),
            )
            for found in setting.report.quality.without_sign
        ],
    )


def _events(setting: Setting) -> str:
    """Say how many events of all devices together didn't become history."""
    notes, count = setting.text.notes, setting.words.typography.count
    agents = setting.report.quality.agents
    missing, lost, unreadable, late = (
        sum(counts)
        for counts in zip(
            *(
                (each.missing_count, each.lost_count, each.quarantined_count, each.too_late_count)
                for each in agents
            ),
            strict=True,
        )
    )
    if not missing + lost + unreadable + late:
        return notes.every_event
    return notes.events.format(a=count(missing), b=count(lost), n=count(unreadable), m=count(late))


def _agents(setting: Setting) -> Table:
    labels = setting.words.labels
    counted = (
        labels.missing,
        labels.lost,
        labels.quarantined,
        labels.too_late,
        labels.alarms,
    )
    return setting.table(
        "agents",
        setting.text.captions.agents,
        (
            Column(labels.agent, Kind.TEXT),
            Column(labels.space, Kind.TEXT),
            *(Column(title, Kind.NUMBER) for title in counted),
        ),
        [_agent(setting, found) for found in setting.report.quality.agents],
        setting.text.notes.agents,
        is_printed=False,
    )


def _agent(setting: Setting, found: AgentQuality) -> tuple[Cell, ...]:
    counts = (
        found.missing_count,
        found.lost_count,
        found.quarantined_count,
        found.too_late_count,
        found.alarm_count,
    )
    return (TextCell(found.agent), TextCell(setting.name(found.space)), *map(setting.count, counts))
