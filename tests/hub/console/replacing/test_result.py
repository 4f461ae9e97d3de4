"""After a replacement: what to check, as it stands now, lines for hub.toml, and the way back."""

import html
import re

import pytest

from contract.configuration import table_of
from hub.book.agent_handovers import HandoverMemory
from hub.domain.handover_change import HandoverChange
from tests.hub.console.replacing.replaced import NEW, OLD, SPACE, Stored, send
from tests.hub.console.served import Browser

pytestmark = pytest.mark.anyio


async def replaced(hub: Stored, **fields: str) -> tuple[Browser, HandoverChange, str]:
    """Let somebody replace it; return the browser, what was said, and where its page is."""
    _, browser = hub.signed_in("Ada")
    answer = await send(browser, other=NEW, **fields)
    (change,) = HandoverMemory(hub.book).all()
    assert answer.status_code == 303
    return browser, change, f"/console/replaced/{SPACE}/{change.id}"


def points(page: str) -> dict[str, str]:
    """Return each point of the list with its verdict."""
    found = re.findall(r'<strong>([^<]+)</strong> <span class="verdict">([^<]+)<', page)
    return dict(found)


async def test_before_anything_was_heard(hub: Stored) -> None:
    """Nothing of the new one is well; the old one still speaks."""
    browser, _, path = await replaced(hub)
    page = (await browser.get(f"{path}?done=made")).text
    said = points(page)
    assert "Es gilt ohne Neustart" in page
    assert said["Der neue Pi meldet sich"] == "abwarten"
    assert said["Er darf senden und empfangen"] == "nicht bekannt"
    assert said["Der alte Pi ist still"] == "nachsehen"
    assert "in Ordnung" not in said.values()


async def test_a_look_later_shows_what_became_of_it(hub: Stored) -> None:
    """Each with its age."""
    browser, _, path = await replaced(hub)
    hub.region.live.tick()
    hub.clock.pass_s(200)
    hub.region.say(SPACE, "fofouf", NEW)
    hub.keep_event()
    hub.clock.pass_s(7)
    page = (await browser.get(path)).text
    said = points(page)
    assert said["Der neue Pi meldet sich"] == "in Ordnung"
    assert said["Er darf senden und empfangen"] == "in Ordnung"
    assert said["Er kennt seine Plätze und Türen"] == "in Ordnung"
    assert said["Jeder Platz hat einen ersten Zustand"] == "abwarten"
    assert said["Der alte Pi ist still"] == "in Ordnung"
    assert "Es fehlen: d5." in page
    assert "(vor 7 Sekunden)" in page
    assert "occupied" not in page


async def test_the_lines_are_for_hub_toml(hub: Stored) -> None:
    """As TOML reads them, of each desk."""
    browser, change, path = await replaced(hub)
    page = (await browser.get(path)).text
    (lines,) = re.findall(r"<code>([^<]+)</code>", page)
    desks = table_of(html.unescape(lines).encode())["space"]["desk"]
    assert [desk["id"] for desk in desks] == [name.id for name in change.units]
    assert {desk["agent"] for desk in desks} == {NEW}
    assert all(desk["earlier"][0]["agent"] == OLD for desk in desks)


async def test_it_can_be_taken_back_until_the_new_one_is_heard(hub: Stored) -> None:
    """Then all is as it was; the page says by whom, and a second time does nothing."""
    browser, _, path = await replaced(hub, why="Blitz")
    answer = await browser.send_own(path, f"{path}/take-back", {})
    assert answer.headers["location"] == f"{path}?done=undone"
    assert {desk.agent for desk in hub.region.spaces.now.by_id[SPACE].desks} == {OLD}
    page = (await browser.get(path)).text
    assert "von Ada zurückgenommen" in page
    assert "Grund: Blitz" in page
    assert "take-back" not in page
    (change,) = HandoverMemory(hub.book).all()
    await browser.send_own("/console/me", f"{path}/take-back", {})
    assert HandoverMemory(hub.book).all() == (change,)


async def test_what_was_heard_stays(hub: Stored) -> None:
    """Whether it is live, in the store, or can't be told: what it saw is to count."""
    browser, change, path = await replaced(hub)
    assert "take-back" in (await browser.get(path)).text
    hub.keep_event()
    page = (await browser.get(path)).text
    assert "Zurücknehmen geht nicht mehr" in page
    assert "take-back" not in page
    answer = await browser.send_own("/console/me", f"{path}/take-back", {})
    assert answer.status_code == 303
    assert HandoverMemory(hub.book).all() == (change,)
    hub.is_store_there = False
    assert "Zurücknehmen geht nicht mehr" in (await browser.get(path)).text


async def test_of_another_space_it_is_not_shown(hub: Stored) -> None:
    """Though somebody may see that space."""
    browser, change, _ = await replaced(hub)
    assert (await browser.get(f"/console/replaced/muehle/{change.id}")).status_code == 403
