"""From a panel to Grafana's: its questions, its transformations, and how it looks."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from grafana_foundation_sdk.builders import (
    barchart,
    common,
    dashboard,
    stat,
    table,
    timeseries,
)
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.variants import Dataquery
from grafana_foundation_sdk.models import common as looks
from grafana_foundation_sdk.models import dashboard as model

from contract.series import Keeping
from dashboards.board import SOURCES, Look, Matrix, Panel
from dashboards.column_drawing import Drawing, write_columns
from dashboards.words import Language

_OF_DASHBOARD: Final = model.DataSourceRef("datasource", "-- Dashboard --")
_PANELS: Final[Mapping[Look, type[Drawing]]] = {
    Look.STAT: stat.Panel,
    Look.TABLE: table.Panel,
    Look.BARS: barchart.Panel,
    Look.LINES: timeseries.Panel,
}


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
    keeping = panel.questions[0].keeping if panel.questions else None
    building.datasource(_OF_DASHBOARD if keeping is None else source_of(keeping))
    if panel.relative_time:
        building.time_from(panel.relative_time)
    _style(building, panel)
    write_columns(building, panel, language)
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
            "datasource": source_of(question.keeping).to_json(),
            "rawQuery": True,
            "query": question.text,
            "resultFormat": "table" if question.is_table else "time_series",
            "alias": question.alias,
        }


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


def _style(building: Drawing, panel: Panel) -> None:
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
