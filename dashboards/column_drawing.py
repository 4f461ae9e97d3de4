"""From columns to Grafana's field options: titles, units, scales, words for values."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeAlias

from grafana_foundation_sdk.builders import (
    barchart,
    dashboard,
    stat,
    statetimeline,
    table,
    timeseries,
)
from grafana_foundation_sdk.models import dashboard as model

from dashboards.board import DAY, PLAIN, TIME, Column, Look, Panel, Step, Unit
from dashboards.words import Language, Words

Drawing: TypeAlias = (
    stat.Panel | table.Panel | barchart.Panel | timeseries.Panel | statetimeline.Panel
)

_PLAIN_SCALE: Final = (Step(None, PLAIN),)
_NO_CELL: Final = "–"
_MINUTES: Final = Words("time:DD.MM.YYYY HH:mm", "time:D MMM YYYY HH:mm")


def write_columns(building: Drawing, panel: Panel, language: Language) -> None:
    """Give a panel its columns' titles, units and scales; it hides times that say nothing."""
    building.unit(_unit(_first_number(panel), language))
    scale = next((each.scale for each in panel.columns if each.scale), _PLAIN_SCALE)
    building.thresholds(_thresholds(scale))
    if panel.look is Look.STAT:
        building.mappings([_for_nothing(panel, language)])
    if panel.look is Look.TABLE and not {TIME, DAY} & set(panel.columns):
        # Sums stand at the beginning of what is chosen: that says nothing.
        building.override_by_field_type("time", [_value("custom.hidden", True)])
    for column in panel.columns:
        written = list(_column(column, panel, language))
        if column == TIME:
            building.override_by_field_type("time", written)
        else:
            building.override_by_name(column.name, written)
    if panel.split_by:
        called = " · ".join(f"${{__field.labels.{label}}}" for label in panel.split_by)
        building.override_by_field_type("number", [_value("displayName", called)])


def _first_number(panel: Panel) -> Column:
    return next(
        (column for column in panel.columns if column.unit is Unit.NUMBER), panel.columns[0]
    )


def _for_nothing(panel: Panel, language: Language) -> model.SpecialValueMap:
    """Say what it means that there is no value, in a colour of its own."""
    result = model.ValueMappingResult(
        text=panel.no_value.in_language(language), color=panel.no_value_colour, index=0
    )
    of_null = model.SpecialValueMatch.NULL_AND_NAN
    return model.SpecialValueMap(model.DashboardSpecialValueMapOptions(of_null, result))


def _for_no_cell() -> model.SpecialValueMap:
    """Leave a cell without a value without a colour, too."""
    result = model.ValueMappingResult(text=_NO_CELL, color="transparent", index=0)
    of_null = model.SpecialValueMatch.NULL_AND_NAN
    return model.SpecialValueMap(model.DashboardSpecialValueMapOptions(of_null, result))


def _column(column: Column, panel: Panel, language: Language) -> Iterator[model.DynamicConfigValue]:
    is_found_by_name = panel.look is Look.STAT and column.name == TIME.name
    if not panel.split_by and not is_found_by_name:
        yield _value("displayName", column.title.in_language(language))
    yield _value("unit", _unit(column, language))
    if panel.look is Look.BARS and column == panel.columns[0]:
        yield _value("noValue", "")  # else it is written wherever a name is left out for room
    if column.decimals is not None:
        yield _value("decimals", column.decimals)
    yield _value("thresholds", _thresholds(column.scale or _PLAIN_SCALE).build())
    mappings = [*_mappings(column, panel, language)]
    if mappings:
        yield _value("mappings", mappings)
    if column.link:
        url = column.link.replace("{language}", language.value)
        title = Words("Raum ansehen", "See the space").in_language(language)
        yield _value("links", [{"title": title, "url": url}])
    if column.colour and panel.look in {Look.BARS, Look.LINES}:
        yield _value("color", {"mode": "fixed", "fixedColor": column.colour})
    if panel.look is Look.TABLE:
        yield from _cell(column)
    elif column.is_only_read:
        yield _value("custom.hideFrom", {"viz": True, "legend": True, "tooltip": False})


def _mappings(column: Column, panel: Panel, language: Language) -> Iterator[Any]:
    yield from _spellings(column, language)
    if panel.look is Look.STAT:
        yield _for_nothing(panel, language)
    elif panel.look is Look.TABLE:
        yield _for_no_cell()


def _cell(column: Column) -> Iterator[model.DynamicConfigValue]:
    if column.is_hidden:
        yield _value("custom.hidden", True)
    if column.is_coloured:
        yield _value("custom.cellOptions", {"type": "color-background", "mode": "basic"})
    yield _value("custom.wrapHeaderText", True)
    if column.unit is Unit.TEXT and not column.spelled:  # it measures what is not spelled yet
        yield _value("custom.wrapText", True)
    if column.width is not None:
        yield _value("custom.width", column.width)


def _spellings(column: Column, language: Language) -> Iterator[Any]:
    if column.spelled:
        yield model.ValueMap(
            {
                value: _result(words, colour, place, language)
                for place, (value, words, colour) in enumerate(column.spelled)
            }
        )
    if column.spelled_from:
        first, words, colour = column.spelled_from
        result = _result(words, colour, 0, language)
        yield model.RangeMap(model.DashboardRangeMapOptions(first, None, result))


def _result(words: Words, colour: str, place: int, language: Language) -> model.ValueMappingResult:
    return model.ValueMappingResult(text=words.in_language(language), color=colour, index=place)


def _unit(column: Column, language: Language) -> str:
    return _MINUTES.in_language(language) if column.unit is Unit.TIME else column.unit.value


def _thresholds(scale: Sequence[Step]) -> dashboard.ThresholdsConfig:
    steps = [model.Threshold(step.value, step.colour) for step in scale]
    return dashboard.ThresholdsConfig().mode(model.ThresholdsMode.ABSOLUTE).steps(steps)


def _value(name: str, value: object) -> model.DynamicConfigValue:
    return model.DynamicConfigValue(name, value)
