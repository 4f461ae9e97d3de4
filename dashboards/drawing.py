"""From a board to Grafana's JSON: the only file that knows grafana-foundation-sdk, a build tool."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from grafana_foundation_sdk.builders import (
    barchart,
    common,
    dashboard,
    stat,
    table,
    timeseries,
)
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.variants import Dataquery
from grafana_foundation_sdk.models import common as looks
from grafana_foundation_sdk.models import dashboard as model

from contract.series import Keeping
from dashboards.board import (
    GRID_WIDTH,
    SOURCES,
    TIME,
    Board,
    Column,
    Look,
    Matrix,
    Panel,
    Step,
    Variable,
)
from dashboards.words import Language, Words

ZONE: Final = "Europe/Berlin"
"""In which the dashboards write times, and cut the days that spaces have in common."""
TAG: Final = "platzfrei"
_SCHEMA_VERSION: Final = 39
"""Of Grafana 11.0, which every later version reads."""
_OF_DASHBOARD: Final = model.DataSourceRef("datasource", "-- Dashboard --")
_Drawn: TypeAlias = stat.Panel | table.Panel | barchart.Panel | timeseries.Panel
_PANELS: Final[Mapping[Look, type[_Drawn]]] = {
    Look.STAT: stat.Panel,
    Look.TABLE: table.Panel,
    Look.BARS: barchart.Panel,
    Look.LINES: timeseries.Panel,
}


def uid_of(board: str, language: Language) -> str:
    """Return the uid of a dashboard, for ever."""
    return f"{TAG}-{board}-{language}"


def draw(board: Board, language: Language) -> str:
    """Return a dashboard as JSON, the same for the same board."""
    building = _frame(board, language)
    for variable in board.variables:
        building.with_variable(_variable(variable, language))
    top = 0
    for row in board.rows:
        left = 0
        for panel in row:
            place = model.GridPos(panel.height, panel.width, left, top)
            building.with_panel(_panel(panel, language).grid_pos(place))
            left += panel.width
        if left > GRID_WIDTH:
            raise ValueError(f"{board.name}: a row is {left} wide")
        top += max(panel.height for panel in row)
    built = building.build()
    built.schema_version = _SCHEMA_VERSION
    return json.dumps(built, cls=JSONEncoder, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _frame(board: Board, language: Language) -> dashboard.Dashboard:
    building = (
        dashboard.Dashboard(f"Platzfrei: {board.title.in_language(language)}")
        .uid(uid_of(board.name, language))
        .description(board.description.in_language(language))
        .tags([TAG, language.value])
        .timezone(ZONE)
        .week_start("monday")
        .editable()
        .tooltip(model.DashboardCursorSync.CROSSHAIR)
        .time(board.from_time, "now")
        .refresh(board.refresh)
        .variables([])
        .annotations([])
    )
    for name, words in board.links_to:
        building.link(
            dashboard.DashboardLink(words.in_language(language))
            .type(model.DashboardLinkType.LINK)
            .url(f"/d/{uid_of(name, language)}")
            .icon("dashboard")
            .tooltip(words.in_language(language))
            .keep_time(False)
        )
    return building


# Variables


def _variable(of: Variable, language: Language) -> Builder[model.VariableModel]:
    if of.choices:
        first = of.choices[0]
        return (
            dashboard.CustomVariable(of.name)
            .label(of.label.in_language(language))
            .description(of.description.in_language(language))
            .values(",".join(of.choices))
            .current(model.VariableOption(selected=True, text=first, value=first))
        )
    building = (
        dashboard.QueryVariable(of.name)
        .label(of.label.in_language(language))
        .description(of.description.in_language(language))
        .query(of.asks)
        .datasource(_source(Keeping.PERMANENT))
        .refresh(
            model.VariableRefresh.ON_TIME_RANGE_CHANGED
            if of.is_newest
            else model.VariableRefresh.ON_DASHBOARD_LOAD
        )
        .sort(model.VariableSort.ALPHABETICAL_ASC)
        .multi(of.is_multi)
        .include_all(of.is_multi)
    )
    if of.is_multi:
        everything = Words("Alle", "All").in_language(language)
        building.all_value(".*").current(
            model.VariableOption(selected=True, text=everything, value="$__all")
        )
    return building


# Panels


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


def _panel(panel: Panel, language: Language) -> _Drawn:
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
    keeping = panel.questions[0].keeping if panel.questions else None
    building.datasource(_OF_DASHBOARD if keeping is None else _source(keeping))
    if panel.relative_time:
        building.time_from(panel.relative_time)
    _style(building, panel)
    _write_columns(building, panel, language)
    return building


def _targets(panel: Panel) -> Iterator[dict[str, object]]:
    if panel.of_panel is not None:
        yield {
            "refId": "A",
            "panelId": panel.of_panel,
            "withTransforms": True,
            "datasource": _OF_DASHBOARD.to_json(),
        }
    for place, question in enumerate(panel.questions):
        yield {
            "refId": chr(ord("A") + place),
            "datasource": _source(question.keeping).to_json(),
            "rawQuery": True,
            "query": question.text,
            "resultFormat": "table" if question.is_table else "time_series",
            "alias": question.alias,
        }


def _source(keeping: Keeping) -> model.DataSourceRef:
    return model.DataSourceRef("influxdb", SOURCES[keeping])


def _transformations(panel: Panel, language: Language) -> Iterator[model.DataTransformerConfig]:
    if panel.joined_by is not None:
        by = {"byField": panel.joined_by} if panel.joined_by else {}
        yield _transformation("joinByField", {**by, "mode": "outer"})
    if panel.is_merged:
        yield _transformation("merge", {})
    if panel.matrix is not None:
        yield from _matrix(panel.matrix, language)
    if panel.sorted_by:
        order = [{"field": panel.sorted_by, "desc": True}]
        yield _transformation("sortBy", {"fields": {}, "sort": order})


def _matrix(matrix: Matrix, language: Language) -> Iterator[model.DataTransformerConfig]:
    corner = f"{matrix.rows}\\{matrix.columns}"
    yield _transformation(
        "groupingToMatrix",
        {
            "columnField": matrix.columns,
            "rowField": matrix.rows,
            "valueField": matrix.values,
            "emptyValue": "null",
        },
    )
    yield _transformation("sortBy", {"fields": {}, "sort": [{"field": corner}]})
    places = {corner: 0} | {name: place for place, (name, _) in enumerate(matrix.order, start=1)}
    titles = {name: words.in_language(language) for name, words in matrix.order}
    yield _transformation("organize", {"indexByName": places, "renameByName": titles})


def _transformation(name: str, options: dict[str, Any]) -> model.DataTransformerConfig:
    return model.DataTransformerConfig(name, options=options)


def _style(building: _Drawn, panel: Panel) -> None:
    if isinstance(building, stat.Panel):
        building.graph_mode(looks.BigValueGraphMode.NONE).reduce_options(
            common.ReduceDataOptions().calcs(["lastNotNull"]).values(False)
        )
    elif isinstance(building, table.Panel) and panel.matrix is not None:
        building.cell_options(looks.TableColoredBackgroundCellOptions())
    elif isinstance(building, barchart.Panel):
        building.x_field(panel.columns[0].name).orientation(looks.VizOrientation.HORIZONTAL)
        building.legend(_legend()).show_value(looks.VisibilityMode.AUTO).color_scheme(_palette())
    elif isinstance(building, timeseries.Panel):
        building.legend(_legend()).tooltip(
            common.VizTooltipOptions().mode(looks.TooltipDisplayMode.MULTI)
        )
        building.show_points(looks.VisibilityMode.AUTO).span_nulls(False)
        building.color_scheme(_palette())
        if any(column.scale for column in panel.columns):
            dashed = common.GraphThresholdsStyleConfig()
            building.thresholds_style(dashed.mode(looks.GraphThresholdsStyleMode.DASHED))
        if panel.is_stacked:
            building.draw_style(looks.GraphDrawStyle.BARS).fill_opacity(60)


def _palette() -> dashboard.FieldColor:
    return dashboard.FieldColor().mode(model.FieldColorModeId.PALETTE_CLASSIC)


def _legend() -> common.VizLegendOptions:
    return (
        common.VizLegendOptions()
        .display_mode(looks.LegendDisplayMode.LIST)
        .placement(looks.LegendPlacement.BOTTOM)
        .show_legend(True)
    )


# Columns


def _write_columns(building: _Drawn, panel: Panel, language: Language) -> None:
    values = [one for one in panel.columns if one.unit not in {"none", "dateTimeAsIso"}]
    building.unit((values or list(panel.columns))[0].unit.value)
    scale = next((one.scale for one in panel.columns if one.scale), _PLAIN)
    building.thresholds(_thresholds(scale))
    if panel.look is Look.TABLE and TIME not in panel.columns:
        # Sums stand at the beginning of what is chosen: that says nothing.
        building.override_by_field_type("time", [_value("custom.hidden", True)])
    for column in panel.columns:
        written = list(_column(column, panel.look, language))
        if column == TIME:
            building.override_by_field_type("time", written)
        else:
            building.override_by_name(column.name, written)


_PLAIN: Final = (Step(None, "text"),)


def _column(column: Column, look: Look, language: Language) -> Iterator[model.DynamicConfigValue]:
    yield _value("displayName", column.title.in_language(language))
    yield _value("unit", column.unit.value)
    if column.decimals is not None:
        yield _value("decimals", column.decimals)
    if column.scale:
        yield _value("thresholds", _thresholds(column.scale).build())
    if column.spelled:
        yield _value("mappings", [_spelling(column, language)])
    if column.is_coloured and look is Look.TABLE:
        yield _value("custom.cellOptions", {"type": "color-background", "mode": "basic"})
    if column.is_only_read and look is not Look.TABLE:
        yield _value("custom.hideFrom", {"viz": True, "legend": True, "tooltip": False})
    if column.link:
        url = column.link.replace("{language}", language.value)
        title = Words("Raum ansehen", "See the space").in_language(language)
        yield _value("links", [{"title": title, "url": url}])


def _spelling(column: Column, language: Language) -> model.ValueMap:
    return model.ValueMap(
        {
            value: model.ValueMappingResult(
                text=words.in_language(language), color=colour, index=place
            )
            for place, (value, words, colour) in enumerate(column.spelled)
        }
    )


def _thresholds(scale: Sequence[Step]) -> dashboard.ThresholdsConfig:
    steps = [model.Threshold(step.value, step.colour) for step in scale]
    return dashboard.ThresholdsConfig().mode(model.ThresholdsMode.ABSOLUTE).steps(steps)


def _value(name: str, value: object) -> model.DynamicConfigValue:
    return model.DynamicConfigValue(name, value)
