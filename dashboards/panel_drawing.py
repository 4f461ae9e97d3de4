"""From a panel to Grafana's: its questions, its transformations, and how it looks."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from grafana_foundation_sdk.builders import (
    barchart,
    common,
    dashboard,
    stat,
    statetimeline,
    table,
    timeseries,
)
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.variants import Dataquery
from grafana_foundation_sdk.models import common as looks
from grafana_foundation_sdk.models import dashboard as model

from contract.series import Keeping
from dashboards.board import SOURCES, TIME, ZONE, Look, Panel, Unit
from dashboards.column_drawing import Drawing, write_columns
from dashboards.words import Language, Words

_OF_DASHBOARD: Final = model.DataSourceRef("datasource", "-- Dashboard --")
_MIXED: Final = model.DataSourceRef("datasource", "-- Mixed --")
_PANELS: Final[Mapping[Look, type[Drawing]]] = {
    Look.STAT: stat.Panel,
    Look.TABLE: table.Panel,
    Look.BARS: barchart.Panel,
    Look.LINES: timeseries.Panel,
    Look.STATES: statetimeline.Panel,
}
_NARROWEST: Final = 60
_AT_LEAST_UP_TO: Final = 5
"""A chart of nothing but 0 doesn't reach to 100."""
_LONGEST_LABEL: Final = 20
_JOINED_TIME: Final = "when"
_DAYS: Final = Words("DD.MM.YYYY", "D MMM YYYY")


def source_of(keeping: Keeping) -> model.DataSourceRef:
    """Refer to the data source of a bucket."""
    return model.DataSourceRef("influxdb", SOURCES[keeping])


class _Target(Builder[Dataquery]):
    """A question as the query of a panel; the SDK has none for InfluxDB."""

    def __init__(self, query: "_Query") -> None:
        self._query = query

    def build(self) -> Dataquery:
        """Return the query as it is."""
        return self._query


class _Query(Dataquery):
    def __init__(self, fields: dict[str, object]) -> None:
        self._fields = fields

    def to_json(self) -> dict[str, object]:
        return self._fields


def draw_panel(panel: Panel, language: Language) -> Drawing:
    """Return a panel that has no place yet."""
    building = (
        _PANELS[panel.look]()
        .id(panel.id)
        .title(panel.title.in_language(language))
        .description(panel.description.in_language(language))
        .no_value(panel.no_value.in_language(language))
        .transformations(list(_transformations(panel, language)))
    )
    for target in _targets(panel):
        building.with_target(_Target(_Query(target)))
    building.datasource(_source(panel))
    if panel.relative_time:
        building.time_from(panel.relative_time)
    _style(building, panel)
    write_columns(building, panel, language)
    return building


def _source(panel: Panel) -> model.DataSourceRef:
    """Name the source of all questions; only a mixture asks each of them where it belongs."""
    keepings = {question.keeping for question in panel.questions}
    if not keepings:
        return _OF_DASHBOARD
    return source_of(keepings.pop()) if len(keepings) == 1 else _MIXED


def _does_itself(panel: Panel) -> bool:
    """Tell whether a table takes the answers of a chart as they came."""
    return panel.is_of_days or panel.is_looked_up or bool(panel.sorted_by)


def _targets(panel: Panel) -> Iterator[dict[str, object]]:
    if panel.of_panel is not None:
        yield {
            "refId": "A",
            "panelId": panel.of_panel,
            "withTransforms": not _does_itself(panel),
            "datasource": _OF_DASHBOARD.to_json(),
        }
    for place, question in enumerate(panel.questions):
        yield {
            "refId": chr(ord("A") + place),
            "datasource": source_of(question.keeping).to_json(),
            "rawQuery": True,
            "query": question.text,
            "resultFormat": "table" if question.is_table else "time_series",
            "alias": question.alias,
        }


def _transformations(panel: Panel, language: Language) -> Iterator[model.DataTransformerConfig]:
    if panel.joined_by is not None:
        yield from _join(panel)
        if panel.look is not Look.TABLE:
            yield _only_if_answered(panel)
    if panel.is_merged:
        yield _transformation("merge", {})
    time = _JOINED_TIME if panel.is_looked_up else "Time"
    for sort in panel.sorted_by:
        column = time if sort.column == "Time" else sort.column
        order = [{"field": column, "desc": sort.is_descending}]
        yield _transformation("sortBy", {"fields": {}, "sort": order})
    if panel.is_of_days and panel.look in {Look.TABLE, Look.BARS}:
        # Written as words days are the same whatever zone somebody looks from.
        days = {"timeField": time, "outputFormat": _DAYS.in_language(language)}
        yield _transformation("formatTime", {**days, "timezone": ZONE})
    if panel.split_by:
        yield _organized({}, leave_out=("space",))
        naming = {"fields": list(panel.split_by), "naming": {"asLabels": True}}
        yield _transformation("partitionByValues", naming)
    elif panel.look in {Look.TABLE, Look.BARS}:
        # A table's labels come in any order.
        names = (time if shown.name == "Time" else shown.name for shown in panel.columns)
        yield _organized({name: place for place, name in enumerate(names)})


def _join(panel: Panel) -> Iterator[model.DataTransformerConfig]:
    by = {"byField": panel.joined_by} if panel.joined_by else {}
    if panel.is_looked_up:
        # The time of a name says nothing; the other one would lose its own name by joining.
        yield _organized({}, leave_out=("Time",), only_of="B")
        yield _organized({}, renamed={"Time": _JOINED_TIME}, only_of="A")
    mode = "outerTabular" if panel.is_looked_up else "outer"
    yield _transformation("joinByField", {**by, "mode": mode})


def _only_if_answered(panel: Panel) -> model.DataTransformerConfig:
    """Leave no row where no figure came at all: of names alone a chart says a field is missing.

    A row is kept with a figure and without one, but not where there is no such column.
    """
    figures = (column.name for column in panel.columns if column.unit is Unit.NUMBER)
    filters = [
        {"fieldName": name, "config": {"id": test, "options": {}}}
        for name in figures
        for test in ("isNull", "isNotNull")
    ]
    options = {"filters": filters, "match": "any", "type": "include"}
    return _transformation("filterByValue", options)


def _organized(
    places: Mapping[str, int],
    leave_out: Sequence[str] = (),
    renamed: Mapping[str, str] = MappingProxyType({}),
    only_of: str = "",
) -> model.DataTransformerConfig:
    """Order columns by their names, and leave some out; `only_of` is the name of a question."""
    options = {
        "indexByName": dict(places),
        "excludeByName": dict.fromkeys(leave_out, True),
        "renameByName": dict(renamed),
    }
    of = model.MatcherConfig("byRefId", only_of) if only_of else None
    return model.DataTransformerConfig("organize", filter_val=of, options=options)


def _transformation(name: str, options: dict[str, Any]) -> model.DataTransformerConfig:
    return model.DataTransformerConfig(name, options=options)


def _style(building: Drawing, panel: Panel) -> None:
    if isinstance(building, stat.Panel):
        _style_stat(building, panel)
    elif isinstance(building, barchart.Panel):
        _style_bars(building, panel)
    elif isinstance(building, timeseries.Panel):
        _style_lines(building, panel)
    elif isinstance(building, statetimeline.Panel):
        building.legend(_legend()).show_value(looks.VisibilityMode.NEVER).merge_values(True)
        is_spelled = any(column.spelled for column in panel.columns)
        building.row_height(0.8).color_scheme(_palette() if is_spelled else _by_scale())
        building.per_page(60)
    else:
        building.show_header(True).cell_height(looks.TableCellHeight.SM).min_width(_NARROWEST)


def _style_stat(building: stat.Panel, panel: Panel) -> None:
    reduced = common.ReduceDataOptions().calcs(["lastNotNull"]).values(False)
    if panel.columns[0].name == TIME.name:
        reduced = reduced.fields("/^Time$/")
    building.graph_mode(looks.BigValueGraphMode.NONE).reduce_options(reduced)
    is_plain = len(panel.columns) == 1
    mode = looks.BigValueTextMode.VALUE if is_plain else looks.BigValueTextMode.VALUE_AND_NAME
    building.text_mode(mode).color_mode(looks.BigValueColorMode.VALUE).wide_layout(False)
    building.color_scheme(_by_scale())


def _style_bars(building: barchart.Panel, panel: Panel) -> None:
    horizontal = looks.VizOrientation.HORIZONTAL
    building.x_field(panel.columns[0].name)
    building.orientation(looks.VizOrientation.VERTICAL if panel.is_upright else horizontal)
    building.legend(_legend()).show_value(looks.VisibilityMode.NEVER).color_scheme(_palette())
    building.axis_soft_max(_AT_LEAST_UP_TO)
    if panel.is_signed:
        building.axis_soft_min(-_AT_LEAST_UP_TO)
    else:
        building.min(0)
    if panel.is_upright:
        building.x_tick_label_max_length(_LONGEST_LABEL).x_tick_label_spacing(100)
    if panel.is_stacked:
        building.stacking(looks.StackingMode.NORMAL)


def _style_lines(building: timeseries.Panel, panel: Panel) -> None:
    multi = common.VizTooltipOptions().mode(looks.TooltipDisplayMode.MULTI)
    building.legend(_legend()).tooltip(multi)
    building.show_points(looks.VisibilityMode.AUTO).span_nulls(False)
    building.color_scheme(_palette()).min(0).axis_soft_max(_AT_LEAST_UP_TO)
    if any(column.scale for column in panel.columns):
        dashed = common.GraphThresholdsStyleConfig()
        building.thresholds_style(dashed.mode(looks.GraphThresholdsStyleMode.DASHED))
    if panel.is_stacked:
        building.draw_style(looks.GraphDrawStyle.BARS).fill_opacity(60)


def _by_scale() -> dashboard.FieldColor:
    return dashboard.FieldColor().mode(model.FieldColorModeId.THRESHOLDS)


def _palette() -> dashboard.FieldColor:
    return dashboard.FieldColor().mode(model.FieldColorModeId.PALETTE_CLASSIC)


def _legend() -> common.VizLegendOptions:
    return (
        common.VizLegendOptions()
        .display_mode(looks.LegendDisplayMode.LIST)
        .placement(looks.LegendPlacement.BOTTOM)
        .show_legend(True)
    )
