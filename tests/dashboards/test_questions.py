"""Every question of every panel, asked of the real engine, answers what the store answers."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from contract import series
from contract.series import CareKind, Keeping
from dashboards import alerts, questions
from dashboards.board import SOURCES
from dashboards.building import HERE
from dashboards.words import Language
from tests.dashboards.answers import EXPECTED
from tests.dashboards.asking import Choice, Row, ask, fill_in
from tests.dashboards.week import (
    CHOSEN_FROM,
    FACTORY,
    FIRST_DAY,
    NAMES,
    NOW,
    SPACES,
    STATION,
    TODAY,
    VERSION,
    Week,
)

KEEPING = {uid: keeping for keeping, uid in SOURCES.items()}
TIMES = {"": CHOSEN_FROM, "24h": NOW - timedelta(days=1), "28d": NOW - timedelta(days=28)}


def panels(board: str) -> list[dict[str, Any]]:
    """Return the panels of a dashboard as Grafana is given them."""
    text = (HERE / "json" / "de" / f"{board}.json").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(text)["panels"]
    return found


def asked() -> Iterator[tuple[str, int]]:
    """Yield every panel that asks."""
    for board in ("region", "space", "care", "hub"):
        for panel in panels(board):
            if any("query" in target for target in panel.get("targets", ())):
                yield board, panel["id"]


def choice(board: str, begin: datetime) -> Choice:
    """Choose as somebody does who looks at the week."""
    several: str | tuple[str, ...] = STATION if board == "space" else SPACES
    variables = {"space": several, "desk": ".*", "weekday": "mon", "zone": "Europe/Berlin"}
    variables["today"] = str(TODAY.date())
    return Choice(begin, NOW, variables)


def ordered(rows: list[Row], *, is_series: bool) -> list[tuple[Any, ...]]:
    """Bring rows into one order; the time of a sum is where its period begins, and says nothing."""
    kept = [(tags, _cells(cells, is_series=is_series)) for tags, cells in rows]
    return sorted((tags, cells) for tags, cells in kept if says_something(cells))


def _cells(cells: dict[str, Any], *, is_series: bool) -> list[tuple[str, Any]]:
    return sorted((name, value) for name, value in cells.items() if is_series or name != "time")


def says_something(cells: list[tuple[str, Any]]) -> bool:
    """Tell whether a row is more than a gap in time."""
    return any(value is not None for name, value in cells if name != "time")


def about(value: object) -> object:
    """Leave a quotient a little room, and nothing else."""
    return pytest.approx(value, rel=1e-9) if isinstance(value, float) else value


def test_every_panel_that_asks_has_an_expected_answer() -> None:
    """A new panel comes with what it ought to say."""
    assert sorted(asked()) == sorted(EXPECTED)


@pytest.mark.parametrize(("board", "panel_id"), EXPECTED, ids=str)
def test_a_panel_shows_what_the_store_answers(week: Week, board: str, panel_id: int) -> None:
    """Row by row and column by column, and never nothing at all."""
    (panel,) = (one for one in panels(board) if one["id"] == panel_id)
    chosen = choice(board, TIMES[panel.get("timeFrom", "")])
    for target, expected in zip(panel["targets"], EXPECTED[board, panel_id], strict=True):
        is_series = target["resultFormat"] == "time_series"
        keeping = KEEPING[target["datasource"]["uid"]]
        found = ordered(
            ask(week.influx, keeping, fill_in(target["query"], chosen)), is_series=is_series
        )
        wanted = ordered(expected(week), is_series=is_series)
        assert found or not wanted, "shows nothing"
        assert [tags for tags, _ in found] == [tags for tags, _ in wanted]
        for (_, cells), (_, right) in zip(found, wanted, strict=True):
            assert dict(cells) == {name: about(value) for name, value in right}


def test_where_nothing_is_kept_yet_every_question_is_still_a_question(week: Week) -> None:
    """In a fresh installation variables are empty: no rows, and no error beside the panel."""
    nobody = Choice(
        CHOSEN_FROM, NOW, {"space": "", "desk": "", "weekday": "", "zone": "", "today": ""}
    )
    for board, panel_id in asked():
        (panel,) = (one for one in panels(board) if one["id"] == panel_id)
        for target in panel["targets"]:
            keeping = KEEPING[target["datasource"]["uid"]]
            ask(week.influx, keeping, fill_in(target["query"], nobody))


def test_the_week_has_figures_that_may_not_be_shown(week: Week) -> None:
    """Else the tests above would not see whether low coverage is respected."""
    before = EXPECTED["region", 6][3](week)
    assert [tags for tags, _ in before] == [(STATION,)]
    days = [cells["coverage"] for _, cells in EXPECTED["care", 12][0](week)]
    assert min(days) < 80
    assert len(EXPECTED["space", 11][0](week)) < 8, "the counters were off on some days"


def offered(week: Week, board: str) -> dict[str, list[tuple[str, str]]]:
    """Return what each variable offers, as Grafana reads an answer: text and value.

    It takes the values of all columns but the time, and leaves the choice to the regex.
    """
    text = (HERE / "json" / "en" / f"{board}.json").read_text(encoding="utf-8")
    found = {}
    for variable in json.loads(text)["templating"]["list"]:
        rows = ask(week.influx, Keeping.PERMANENT, fill_in(variable["query"], choice(board, TODAY)))
        values = {str(cell) for _, cells in rows for key, cell in cells.items() if key not in _TOLD}
        found[variable["name"]] = sorted(_read_by(variable.get("regex", ""), values))
    return found


_TOLD = {"time", "key"}


def _read_by(regex: str, values: set[str]) -> Iterator[tuple[str, str]]:
    pattern = re.compile(regex.strip("/").replace("(?<", "(?P<") or ".*")
    for value in values:
        if found := pattern.search(value):
            groups = found.groupdict() or {"text": found[0], "value": found[0]}
            yield groups["text"], groups["value"]


@pytest.mark.parametrize("board", ["region", "space", "care"])
def test_variables_offer_what_there_is(week: Week, board: str) -> None:
    """Spaces by what people call them, and one weekday, not the number of desks beside it."""
    found = offered(week, board)
    assert found.pop("space") == sorted((name, space) for space, name in NAMES.items())
    if board == "space":
        desks = {desk.desk for day in week.days[STATION] for desk in day.by_desk}
        assert found == {
            "desk": sorted((desk, desk) for desk in desks),
            "weekday": [("mon", "mon")],
            "today": [("2026-03-30", "2026-03-30")],
            "zone": [("Europe/Berlin", "Europe/Berlin")],
        }


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (0, [("", "", VERSION)]),
        (1, [("pi-wartehalle", STATION, VERSION)]),
        (2, [("", STATION, "")]),
        (3, [("", STATION, "Putztag")]),
    ],
)
def test_what_explains_a_step_is_marked(
    week: Week, place: int, expected: list[tuple[str, str, str]]
) -> None:
    """Starts and changes but the first ones, and days that have a reason."""
    text = (HERE / "json" / "de" / "space.json").read_text(encoding="utf-8")
    mark = json.loads(text)["annotations"]["list"][place]
    chosen = choice("space", FIRST_DAY)
    rows = ask(week.influx, Keeping.PERMANENT, fill_in(mark["target"]["query"], chosen))
    told = [(*(tag.strip("-") for tag in tags), cells["text"]) for tags, cells in rows]
    assert told == expected


def test_one_space_chosen_of_several_is_all_that_counts(week: Week) -> None:
    """The multiple choice reaches the question."""
    (panel,) = (one for one in panels("region") if one["id"] == 6)
    chosen = Choice(CHOSEN_FROM, NOW, {"space": (FACTORY,), "zone": "Europe/Berlin"})
    rows = ask(week.influx, Keeping.PERMANENT, fill_in(panel["targets"][0]["query"], chosen))
    assert [tags for tags, _ in rows] == [(FACTORY,)]


@pytest.mark.parametrize("kind", CareKind)
def test_an_alert_reads_the_judgement_of_the_hub(week: Week, kind: CareKind) -> None:
    """For each space and agent by itself, over the past ten minutes."""
    chosen = Choice(NOW.replace(hour=17, minute=50), NOW, {})
    found = ask(week.influx, Keeping.RECENT, fill_in(alerts.question_of(kind), chosen))
    wanted = {
        (minute.tags["agent"], minute.tags["space"]): minute.fields["value"]
        for minute in week.minutes
        if minute.series == series.CARE and minute.tags["kind"] == kind
    }
    assert {tags: cells["value"] for tags, cells in found} == wanted


def test_the_alert_of_a_dead_hub_gets_no_answer_from_one(week: Week) -> None:
    """While it writes there is one number; when it doesn't, not even a 0."""
    question = fill_in(alerts.question_of_hub(), Choice(NOW - timedelta(seconds=90), NOW, {}))
    ((_, cells),) = ask(week.influx, Keeping.RECENT, question)
    assert cells["value"] >= 1
    later = Choice(NOW + timedelta(seconds=61), NOW + timedelta(seconds=151), {})
    assert ask(week.influx, Keeping.RECENT, fill_in(alerts.question_of_hub(), later)) == []


def test_both_languages_ask_the_same() -> None:
    """They differ in words alone."""
    for board in ("region", "space", "care", "hub"):
        texts = [
            [
                target.get("query")
                for panel in json.loads(path.read_text())["panels"]
                for target in panel.get("targets", ())
            ]
            for path in (HERE / "json" / language / f"{board}.json" for language in Language)
        ]
        assert texts[0] == texts[1]


@pytest.mark.parametrize(
    ("fields", "tags"), [(("occupied",), ()), (("occupied_s",), ("desk",))], ids=["field", "tag"]
)
def test_a_name_that_the_series_does_not_have_is_refused(
    fields: tuple[str, ...], tags: tuple[str, ...]
) -> None:
    """When the dashboards are built, not by an empty panel."""
    wanted = tuple(questions.Plain(field) for field in fields)
    with pytest.raises(KeyError, match="slot has no"):
        questions.newest(series.SLOT, wanted, where=(questions.IN_TIME,), by=tags)
