"""The demo's region over a month: what the hub publishes of it, and that the file verifies."""

import json
import re
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from contract.times import to_us
from hub.book.file import BookFile
from hub.book.location import book_path
from hub.book.published import PublishedMemory
from hub.cli import main
from hub.config import load
from hub.demo.backfill import Past, keep_history
from hub.metrics import HubMetrics
from hub.serving import owners_of
from hub.stores.factory import open_history, open_store
from hub.workers.archive import Archivist
from hub.workers.publishing import Publisher
from hub.workers.rollup import Rollup
from tests.house.tree import ROOT
from tests.hub.scripted import trusted

pytestmark = [pytest.mark.slow, pytest.mark.timeout(0)]

DEMO = ROOT / "hub" / "demo"
CHOSEN = ("bahnhof-wiesenburg", "weberei-treuenbrietzen")
"""One that protects small counts, and one that needn't."""
FROM, TO = datetime(2026, 1, 31, 23, tzinfo=UTC), datetime(2026, 3, 9, 23, tzinfo=UTC)
PERIOD = ("--from", "2026-02-01", "--to", "2026-02-28")
IN_STEPS = ("desk_hours_occupied", "full_hours", "desk_days", "visits")


@pytest.fixture(scope="module")
def hub_toml(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Let two spaces of the demo live from February on, roll them up, and publish."""
    region = (DEMO / "region.toml").read_text()
    spaces = re.split(r"(?=^\[\[space\]\])", region, flags=re.MULTILINE)
    chosen = [each for each in spaces if any(f'id = "{id_}"' in each for id_ in CHOSEN)]
    text = '[store]\npath = "store.db"\n' + "".join(chosen).replace("2026-01-01", "2026-02-01")
    path = tmp_path_factory.mktemp("demo") / "hub.toml"
    path.write_text(text, encoding="utf-8")
    config = load(path)
    now = trusted(TO)
    with closing(open_store(config, path)) as store:
        archivist = Archivist(owners_of(config.spaces), store, HubMetrics())
        keep_history(
            Past(path, DEMO / "habits.toml", FROM, TO, seed=1), archivist.take, lambda _: None
        )
        Rollup(config.spaces, store.open_history(), store.write_history).run(to_us(TO))
    with closing(BookFile.own(book_path(config, path))) as book:
        publisher = Publisher(
            config.spaces,
            lambda: open_history(config, path),
            PublishedMemory(book),
            lambda: now,
            lambda: now,
        )
        work = publisher.due()
        assert work is not None
        work(lambda: False)
    return path


def figures(hub_toml: Path, folder: Path, *options: str) -> Mapping[str, Mapping[str, Fraction]]:
    """Return what a report says of each space."""
    file = folder / "report.json"
    arguments = ["report", "--config", str(hub_toml), *PERIOD, "-o", str(file), *options]
    assert main(arguments) == 0
    return {
        part["space"]: {
            each["id"]: Fraction(each["numerator"], each["denominator"])
            for each in part["figures"]
            if each["value"] is not None
        }
        for part in json.loads(file.read_text())["by_space"]
    }


def test_the_public_report_of_the_demo_is_of_steps_of_what_was_counted(
    hub_toml: Path, tmp_path: Path
) -> None:
    """Each told amount is a multiple of five, and near what the office's report has."""
    public = figures(hub_toml, tmp_path, "--public")
    office = figures(hub_toml, tmp_path)
    assert set(public) == set(CHOSEN)
    for space in CHOSEN:
        for name in IN_STEPS:
            assert public[space][name] % 5 == 0, (space, name)
            assert abs(public[space][name] - office[space][name]) <= 100, (space, name)
        assert "peak_occupied" not in public[space]
        assert public[space]["open_hours"] == office[space]["open_hours"]


def test_the_public_report_of_the_demo_verifies(hub_toml: Path, tmp_path: Path) -> None:
    """As it was made, and not with another figure."""
    figures(hub_toml, tmp_path, "--public")
    file = tmp_path / "report.json"
    verify = ["report", "--config", str(hub_toml), "--verify", str(file)]
    assert main(verify) == 0
    told = json.loads(file.read_text())
    occupied = next(
        each for each in told["together"]["figures"] if each["id"] == "desk_hours_occupied"
    )
    occupied["value"] += 5
    file.write_text(json.dumps(told))
    assert main(verify) == 1
