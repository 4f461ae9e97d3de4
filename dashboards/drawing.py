"""From a board to Grafana's JSON, by grafana-foundation-sdk, which only developers have."""

import json
from typing import Final

from grafana_foundation_sdk.builders import dashboard
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import dashboard as model

from contract.series import Keeping
from dashboards.board import GRID_WIDTH, ZONE, Annotation, Board, Panel, Section, Variable
from dashboards.panel_drawing import draw_panel, source_of
from dashboards.words import Language, Words

TAG: Final = "platzfrei"
_REFRESH: Final = "30s"
"""With what counts as just now, a hub that is dead looks dead within two minutes."""
_SCHEMA_VERSION: Final = 39
"""Of Grafana 11.0, which every later version reads."""


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
        top += _place(building, row, top, language)
    built = building.build()
    built.schema_version = _SCHEMA_VERSION
    content = json.loads(json.dumps(built, cls=JSONEncoder))
    # The SDK has no questions for annotations.
    content["annotations"] = {
        "list": [_mark(annotation, language) for annotation in board.annotations]
    }
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _place(
    building: dashboard.Dashboard,
    row: Section | tuple[Panel, ...],
    top: int,
    language: Language,
) -> int:
    """Put a row of panels, or a heading, below `top`; returns how high it is."""
    if isinstance(row, Section):
        place = model.GridPos(1, GRID_WIDTH, 0, top)
        heading = dashboard.Row(row.title.in_language(language)).id(row.id).grid_pos(place)
        building.with_row(heading)
        return 1
    left = 0
    for panel in row:
        place = model.GridPos(panel.height, panel.width, left, top)
        building.with_panel(draw_panel(panel, language).grid_pos(place))
        left += panel.width
    if left > GRID_WIDTH:
        raise ValueError(f"a row is {left} wide")
    return max(panel.height for panel in row)


def _mark(one: Annotation, language: Language) -> dict[str, object]:
    return {
        "name": one.name.in_language(language),
        "datasource": source_of(one.question.keeping).to_json(),
        "enable": True,
        "hide": one.is_always_there,
        "iconColor": one.colour,
        "target": {
            "refId": "Marks",
            "name": one.name.in_language(language),
            "fromAnnotations": True,
            "query": one.question.text,
            "queryType": "tags",
            "textColumn": "text",
            "tagsColumn": "space,agent",
            "titleColumn": "",
            "timeEndColumn": "",
        },
    }


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
        .time(board.from_time, board.to_time)
        .refresh(_REFRESH)
        .variables([])
    )
    for name, words in board.links_to:
        building.link(
            dashboard.DashboardLink(words.in_language(language))
            .type(model.DashboardLinkType.LINK)
            .url(f"/d/{uid_of(name, language)}")
            .icon("dashboard")
            .tooltip(words.in_language(language))
            .keep_time(True)
            .include_vars(True)
        )
    return building


def _variable(of: Variable, language: Language) -> Builder[model.VariableModel]:
    building = (
        dashboard.QueryVariable(of.name)
        .label(of.label.in_language(language))
        .description(of.description.in_language(language))
        .query(of.asks)
        .datasource(source_of(Keeping.PERMANENT))
        .refresh(
            model.VariableRefresh.ON_TIME_RANGE_CHANGED
            if of.is_newest
            else model.VariableRefresh.ON_DASHBOARD_LOAD
        )
        .sort(model.VariableSort.ALPHABETICAL_ASC)
        .multi(of.is_multi or of.is_list)
        .include_all(of.is_multi)
    )
    if of.regex:
        building.regex(of.regex)
    if of.is_hidden:
        building.hide(model.VariableHide.HIDE_VARIABLE)
    if of.is_multi:
        everything = Words("Alle", "All").in_language(language)
        building.all_value(".*").current(
            model.VariableOption(selected=True, text=everything, value="$__all")
        )
    return building
