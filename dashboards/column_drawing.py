"""From columns to Grafana's field options: titles, units, scales, words for values."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from grafana_foundation_sdk.builders import barchart, dashboard, stat, table, timeseries
from grafana_foundation_sdk.models import dashboard as model

from dashboards.board import TIME, Column, Look, Panel, Step
from dashboards.words import Language, Words

Drawing: TypeAlias = stat.Panel | table.Panel | barchart.Panel | timeseries.Panel


def write_columns(building: Drawing, panel: Panel, language: Language) -> None:
    """Give a panel its columns' titles, units and scales; it hides times that say nothing."""
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
