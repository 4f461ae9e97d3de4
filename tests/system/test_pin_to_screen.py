"""The whole way: a pin, the real agent, a real broker, the real hub, a visitor's screen."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from contract.topics import AgentAddress
from hub.stores.sqlite.reader import SqliteReader
from tests.parts.chromium import running_chromium
from tests.parts.mosquitto import Mosquitto
from tests.system.region import SEAT_PINS, Hub, eventually, write_edge_toml
from tests.system.running_agent import running_agent

ADDRESS = AgentAddress("alte-post", "pi-1")


def availabilities(address: str) -> Iterator[dict[str, dict[str, str]]]:
    """Yield what the stream of the space says, as it says it."""
    url = f"{address}/api/v1/stream?space={ADDRESS.space}"
    with httpx.stream("GET", url, timeout=30) as answer:
        for line in answer.iter_lines():
            if line.startswith("data: "):
                yield json.loads(line.removeprefix("data: "))


def test_a_pin_driven_low_reaches_the_stream(
    mosquitto: Mosquitto, start_hub: Callable[[list[AgentAddress]], Hub], tmp_path: Path
) -> None:
    """Somebody sits down: the switch pulls its pin low, and the stream says occupied."""
    hub = start_hub([ADDRESS])
    with running_agent(write_edge_toml(tmp_path, mosquitto, ADDRESS)) as pins:
        stream = availabilities(hub.address())
        assert any(one["detail"]["d1"] == "free" for one in stream)
        pins.pin(SEAT_PINS[0]).drive_low()
        detail = next(one["detail"] for one in stream if one["detail"]["d1"] == "occupied")
        assert detail == {"d1": "occupied", "d2": "free", "d3": "free", "d4": "free"}


def test_what_a_pin_saw_is_stored_once(
    mosquitto: Mosquitto, start_hub: Callable[[list[AgentAddress]], Hub], tmp_path: Path
) -> None:
    """The agent's events are in the store, and the audit accounts for every number."""
    hub = start_hub([ADDRESS])
    with running_agent(write_edge_toml(tmp_path, mosquitto, ADDRESS)) as pins:
        for pin in SEAT_PINS:
            pins.pin(pin).drive_low()
        eventually(lambda: stored_kinds(hub).count("desk") == len(SEAT_PINS), "all is stored")
    eventually(lambda: "stopped" in stored_kinds(hub), "the last event is stored")
    status, table = hub.audit()
    assert (status, "alte-post/pi-1" in table) == (0, True), table


def stored_kinds(hub: Hub) -> list[str]:
    """Return the kinds of all stored events."""
    reader = SqliteReader.open(hub.config.parent / "hub.db")
    kinds: list[str] = [event.event.kind for event in reader.events(ADDRESS, 0, 2**62)]
    reader.close()
    return kinds


@pytest.fixture
def page(chromium_path: Path, tmp_path: Path) -> Iterator[Page]:
    """Open a phone-sized browser page."""
    folder = tmp_path / "chromium"
    folder.mkdir()
    with (
        sync_playwright() as playwright,
        running_chromium(playwright, chromium_path, folder) as browser,
    ):
        yield browser.new_page(viewport={"width": 390, "height": 844}, locale="de-DE")


def test_a_pin_driven_low_reaches_the_page(
    mosquitto: Mosquitto,
    start_hub: Callable[[list[AgentAddress]], Hub],
    tmp_path: Path,
    page: Page,
) -> None:
    """A visitor's open page changes by itself when somebody sits down."""
    hub = start_hub([ADDRESS])
    with running_agent(write_edge_toml(tmp_path, mosquitto, ADDRESS)) as pins:
        page.goto(f"{hub.address()}/spaces/{ADDRESS.space}")
        expect(page.locator("main")).to_contain_text("4 Plätze frei", timeout=30_000)
        pins.pin(SEAT_PINS[0]).drive_low()
        expect(page.locator("main")).to_contain_text("3 Plätze frei", timeout=30_000)
        page.screenshot(path=tmp_path / "occupied.png", full_page=True)
