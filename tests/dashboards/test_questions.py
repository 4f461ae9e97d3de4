"""Every question of every panel, asked of the real engine, answers what the store answers."""

import json
from collections.abc import Iterator
from datetime import datetime
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
from tests.dashboards.week import CHOSEN_FROM, FACTORY, NOW, SPACES, STATION, TODAY, Week

KEEPING = {uid: keeping for keeping, uid in SOURCES.items()}
TIMES = {"": CHOSEN_FROM, "now/d": TODAY}


def panels(board: str) -> list[dict[str, Any]]:
    """Return the panels of a dashboard as Grafana is given them."""
    text = (HERE / "json" / "de" / f"{board}.json").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(text)["panels"]
    return found


def asked() -> Iterator[tuple[str, int]]:
    """Yield every panel that asks."""
    for board in ("region", "space", "care", "hub"):
        for panel in panels(board):
            if any("query" in target for target in panel["targets"]):
                yield board, panel["id"]


def choice(board: str, begin: datetime) -> Choice:
    """Choose as somebody does who looks at the week."""
    several = STATION if board == "space" else SPACES
    variables = {"space": several, "desk": ".*", "weekday": "mon", "zone": "Europe/Berlin"}
    return Choice(begin, NOW, variables)


def ordered(rows: list[Row], *, is_series: bool) -> list[tuple[Any, ...]]:
    """Bring rows into one order; the time of a sum is where its period begins, and says nothing."""
    return sorted((tags, _cells(cells, is_series=is_series)) for tags, cells in rows)


def _cells(cells: dict[str, Any], *, is_series: bool) -> list[tuple[str, Any]]:
    return sorted((name, value) for name, value in cells.items() if is_series or name != "time")


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
        assert found, "shows nothing"
        assert [tags for tags, _ in found] == [tags for tags, _ in wanted]
        for (_, cells), (_, right) in zip(found, wanted, strict=True):
            assert dict(cells) == {name: about(value) for name, value in right}


def test_the_week_has_figures_that_may_not_be_shown(week: Week) -> None:
    """Else the tests above would not see whether low coverage is respected."""
    before = EXPECTED["region", 6][2](week)
    assert [tags for tags, _ in before] == [(STATION,)]
    days = [cells["coverage"] for _, cells in EXPECTED["care", 12][0](week)]
    assert min(days) < 0.8
    assert len(EXPECTED["space", 11][0](week)) < 8, "the counters were off on some days"


@pytest.mark.parametrize("board", ["region", "space", "care"])
def test_variables_offer_what_there_is(week: Week, board: str) -> None:
    """Spaces, the desks of the space, and the weekday of its newest slot."""
    expected = {
        "space": sorted(SPACES),
        "desk": sorted({desk.desk for day in week.days[STATION] for desk in day.by_desk}),
        "weekday": ["mon"],
    }
    text = (HERE / "json" / "en" / f"{board}.json").read_text(encoding="utf-8")
    for variable in json.loads(text)["templating"]["list"]:
        if variable["type"] != "query":
            continue
        rows = ask(week.influx, Keeping.PERMANENT, fill_in(variable["query"], choice(board, TODAY)))
        key = "weekday" if variable["name"] == "weekday" else "value"
        assert sorted(cells[key] for _, cells in rows) == expected[variable["name"]]


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
        (one.tags["agent"], one.tags["space"]): one.fields["value"]
        for one in week.minutes
        if one.series == series.CARE and one.tags["kind"] == kind
    }
    assert {tags: cells["value"] for tags, cells in found} == wanted


def test_both_languages_ask_the_same() -> None:
    """They differ in words alone."""
    for board in ("region", "space", "care", "hub"):
        texts = [
            [
                target.get("query")
                for panel in json.loads(path.read_text())["panels"]
                for target in panel["targets"]
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
    with pytest.raises(KeyError, match="slot has no"):
        questions.newest(series.SLOT, fields, where=(questions.IN_TIME,), by=tags)
