"""A Pi is replaced from the console, with a real broker, real agents and a hub that goes on.

The old one has seen things that it couldn't tell, and the new one has spoken before anybody knew
it. Whatever they saw counts by its own time, once; and no desk is free without proof.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from contract.topics import AgentAddress
from edge.clock import SystemClock
from hub.book.calendar_changes import as_set
from hub.book.location import book_path
from hub.config import HubConfig, load
from hub.domain.handover_request import mark_before
from hub.domain.slots import SpaceSlot
from hub.stores.sqlite.store import SqliteStore
from hub.workers.rollup import Rollup
from tests.hub.console.replacing.replaced import fields_of
from tests.parts.mosquitto import Mosquitto
from tests.system.region import SEAT_PINS, Hub, eventually, write_edge_toml, write_hub_toml
from tests.system.running_agent import running_agent
from tests.system.test_chaos import committed, stored, unsettled_count

OLD, NEW = AgentAddress("alte-post", "pi-1"), AgentAddress("alte-post", "pi-2")
HOUR_US = 3600 * 1_000_000
NAME, PASSWORD = "Ada", "kupfer nebel zaun drei"


class AnHourAgo(SystemClock):
    """A machine on which everything happens an hour before now."""

    def wall_us(self) -> int:
        """Return what it was then."""
        return super().wall_us() - HOUR_US


class Console:
    """A browser of somebody who was invited."""

    def __init__(self, hub: Hub) -> None:
        address = hub.address()
        said = {"Origin": address, "Sec-Fetch-Site": "same-origin"}
        self._browser = httpx.Client(base_url=address, headers=said, timeout=30)
        _, invited = hub.command("people", "invite", "--role", "operator", "--space", OLD.space)
        link = "/console/join/" + invited.split("/console/join/")[1].split()[0]
        fields = {"name": NAME, "password": PASSWORD, "repeat": PASSWORD, "device": ""}
        assert self._browser.post(link, data=fields).status_code == 303

    def close(self) -> None:
        """Close it."""
        self._browser.close()

    def form(self) -> dict[str, list[str]]:
        """Return the form as it stands."""
        return fields_of(self._browser.get(self._page).text)

    def replace(self, day: str, clock: str) -> str:
        """Send the form as it stands, but for the time; return the page that follows."""
        sent = {**self.form(), "day": day, "time": clock}
        answer = self._browser.post(self._page, data=sent)
        assert answer.status_code == 303, answer.text
        return self.look(answer.headers["location"])

    def look(self, path: str) -> str:
        """Return a page."""
        return self._browser.get(path).text

    _page = f"/console/devices/{OLD.space}/{OLD.agent}/replace"


@contextmanager
def watched(hub: Hub) -> Iterator[list[dict[str, int]]]:
    """Ask again and again how many desks are free, as visitors do."""
    seen: list[dict[str, int]] = []
    over = threading.Event()

    def ask() -> None:
        path = f"{hub.address()}/api/v1/spaces/{OLD.space}/availability"
        while not over.is_set():
            said = httpx.get(path, timeout=10).json()
            seen.append({**said["desks"], "at_least": said["free"]["at_least"]})
            time.sleep(0.05)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def slots_of(config: HubConfig, folder: Path, name: str) -> list[SpaceSlot]:
    """Count everything anew in a copy of the store, as of an hour from now."""
    with (
        closing(sqlite3.connect(folder / "hub.db")) as store_file,
        closing(sqlite3.connect(folder / name)) as copy,
    ):
        store_file.backup(copy)
    now_us = time.time_ns() // 1000 + HOUR_US
    with (
        closing(SqliteStore.open(folder / name)) as store,
        closing(store.open_history()) as reader,
    ):
        Rollup(config.spaces, reader, store.write_history).run(now_us)
        return [each.slot for each in reader.slots(OLD.space, now_us - 4 * HOUR_US, now_us)]


def occupied_s(slots: list[SpaceSlot], before_us: int, desk: str) -> tuple[float, float]:
    """Return for how long a desk was occupied before an instant and after it, in seconds."""
    totals = [0.0, 0.0]
    for slot in slots:
        for each in slot.by_desk:
            if each.desk == desk:
                totals[slot.start_us >= before_us] += each.occupied_us / 1e6
    return totals[0], totals[1]


@pytest.mark.slow
def test_both_count_by_their_own_time_and_no_desk_is_free_meanwhile(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    """Nothing is lost or doubled, whoever comes late; and hub.toml would count the same."""
    old_toml = write_edge_toml(tmp_path, mosquitto, OLD)
    new_toml = write_edge_toml(tmp_path, mosquitto, NEW)
    from_wall = mark_before(datetime.now(ZoneInfo("Europe/Berlin"))) - timedelta(minutes=15)
    with running_agent(old_toml, AnHourAgo("rtc")) as pins:
        pins.pin(SEAT_PINS[0]).drive_low()
        eventually(lambda: len(committed(tmp_path, OLD)) > 1, "the old one has seen something")
    hub = Hub(write_hub_toml(tmp_path, mosquitto, [OLD]))
    with ExitStack() as stack:
        pins = stack.enter_context(running_agent(new_toml))
        for pin in SEAT_PINS:
            pins.pin(pin).drive_low()
        eventually(lambda: len(committed(tmp_path, NEW)) > len(SEAT_PINS), "so has the new one")
        hub.start()
        stack.callback(hub.kill)
        eventually(hub.is_ready, "the hub is ready")
        seen = stack.enter_context(watched(hub))
        console = Console(hub)
        stack.callback(console.close)
        eventually(lambda: console.form()["after"] == [NEW.agent], "the stranger is offered")
        assert stored(tmp_path, NEW) == []
        result = console.replace(f"{from_wall:%Y-%m-%d}", f"{from_wall:%H:%M}")
        assert "ohne Neustart" in result
        eventually(lambda: seen[-1]["occupied"] == len(SEAT_PINS), "visitors see what is so")
        with running_agent(old_toml, AnHourAgo("rtc")):
            eventually(lambda: unsettled_count(tmp_path, OLD) == 0, "the old one is rid of all")
        eventually(lambda: unsettled_count(tmp_path, NEW) == 0, "and so is the new one")
        for address in (OLD, NEW):
            assert len(stored(tmp_path, address)) == len(set(stored(tmp_path, address)))
            assert committed(tmp_path, address) >= set(stored(tmp_path, address)) != set()
        assert {each["at_least"] for each in seen} == {0}
    status, said = hub.command("audit")
    assert status == 0, said
    _counted_alike(tmp_path, hub.config, from_wall)


def _counted_alike(folder: Path, toml: Path, from_wall: datetime) -> None:
    """By what people said, and by hub.toml with the same in it."""
    before_us = int(from_wall.timestamp() * 1e6)
    named = load(toml)
    said = as_set(named, book_path(named, toml))
    text = toml.read_text().replace(
        f'agent = "{OLD.agent}"',
        f'agent = "{NEW.agent}"\nearlier = [ {{ agent = "{OLD.agent}",'
        f" until = {from_wall:%Y-%m-%dT%H:%M} }} ]",
    )
    toml.write_text(text)
    slots = slots_of(said, folder, "said.db")
    assert slots == slots_of(load(toml), folder, "written.db") != slots_of(named, folder, "old.db")
    by_old, by_new = occupied_s(slots, before_us, "d1")
    assert by_old > 0
    assert by_new > 0
    assert occupied_s(slots, before_us, "d2")[0] == 0
