"""The page of devices: what each tells, how old that is, and what isn't known or isn't said."""

import re
from collections.abc import Mapping
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from contract.messages import (
    ClockReason,
    DiskState,
    DiskTrouble,
    Health,
    LifeSign,
    StateClock,
    Status,
    encode,
)
from contract.topics import AgentAddress, Channel
from hub.book.care import Trouble
from tests.hub.console.served import ADMIN, OFFICE, Browser, Served
from tests.hub.pages.region import EPOCH

pytestmark = pytest.mark.anyio
PATH = "/console/technik"
GLIEN = AgentAddress("gutshof", "pi-gutshof")


def say(hub: Served, **more: Any) -> None:
    """Let the agent of an operator's own space tell how it is, ten seconds ago."""
    said: dict[str, Any] = {
        "at": hub.clock.wall() - timedelta(seconds=10), "epoch": EPOCH, "cpu_c": 48.4,
        "disk_free_bytes": 4_250_000_000, "outbox_rows": 0, "oldest_unsettled_s": None,
        "clock": StateClock.SYNCED, "uptime_s": 432_000.0, "throttled": False,
    }  # fmt: skip
    health = encode(Health(**{**said, **more}))
    hub.region.live.on_message(GLIEN.topic(Channel.HEALTH), health, retained=False)


async def page_of(browser: Browser, path: str = PATH) -> str:
    """Return what the page says, without marks."""
    answer = await browser.get(path)
    assert answer.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


async def cells(browser: Browser, path: str = PATH) -> Mapping[str, str]:
    """Return what the one device of an operator tells, by the label of each cell."""
    answer = (await browser.get(path)).text
    return dict(re.findall(r'<td role="cell" data-label="([^"]+)">(.*?)</td>', unescape(answer)))


async def test_a_device_tells_what_it_is_and_how_old_that_is(hub: Served) -> None:
    """Last sign, version, clock, card, outbox, temperature and power; and since when it said so."""
    say(hub)
    status = encode(Status(online=True, epoch=EPOCH, version="0.9.0", at=hub.clock.wall()))
    hub.region.live.on_message(GLIEN.topic(Channel.STATUS), status, retained=False)
    _, ada = await hub.somebody("Ada")
    assert await cells(ada) == {
        "Letztes Zeichen": "vor 42 Sekunden",
        "Version": "0.9.0",
        "Uhr": "gestellt, geht wie die des Hubs",
        "Karte": "4,2 GB frei",
        "Ausgangspuffer": "alles übergeben",
        "Temperatur und Strom": "48 °C, Strom in Ordnung, läuft seit 5 Tagen",
    }
    said = await page_of(ada)
    assert "Was das Gerät von sich sagt, hat es vor 10 Sekunden gesagt." in said
    assert "zuständig für d1, d2, d3, d4, d5, d6." in said


async def test_what_isnt_known_is_said_to_be_unknown(hub: Served) -> None:
    """A device that was never heard has no version of 0 and no full card."""
    _, eva = await hub.somebody("Eva", ADMIN)
    part = (await page_of(eva)).partition("Mühle Raben")[2].partition("Pfarrhaus")[0]
    assert "noch nicht gehört" in part
    assert "keines, seit der Hub zuhört" in part
    assert part.count("unbekannt") == 5
    assert "Von sich hat das Gerät noch nichts gesagt" in part


@pytest.mark.parametrize(
    ("more", "label", "said"),
    [
        ({"clock": StateClock.UNSYNCED, "clock_reason": ClockReason.BEHIND}, "Uhr", "gestellt"),
        ({"outbox_rows": 1, "oldest_unsettled_s": 60.0}, "Ausgangspuffer", "ein Ereignis wartet,"),
        ({"outbox_rows": 7, "oldest_unsettled_s": 9.0}, "Ausgangspuffer", "7 Ereignisse warten,"),
        ({"disk_free_bytes": None}, "Karte", "unbekannt"),
        ({"disk_free_bytes": 31_500_000_000}, "Karte", "32 GB frei"),
        (
            {"cpu_c": None, "throttled": None},
            "Temperatur und Strom",
            "Temperatur unbekannt, Strom unbekannt",
        ),
        ({"throttled": True}, "Temperatur und Strom", "48 °C, gedrosselt: Unterspannung"),
    ],
)
async def test_each_condition_has_its_words(
    hub: Served, more: dict[str, Any], label: str, said: str
) -> None:
    """What can't be measured here isn't zero."""
    say(hub, **more)
    _, ada = await hub.somebody("Ada")
    assert said in (await cells(ada))[label]


async def test_an_ill_card_says_since_when(hub: Served) -> None:
    """And that what is new is in memory alone."""
    trouble = DiskTrouble(state=DiskState.FAILING, since=hub.clock.wall() - timedelta(hours=3))
    say(hub, disk=trouble)
    _, ada = await hub.somebody("Ada")
    assert (await cells(ada))["Karte"] == (
        "defekt (seit 3 Stunden). Neues steht nur im Arbeitsspeicher. 4,2 GB frei"
    )


async def test_an_unset_clock_makes_the_age_uncertain(hub: Served) -> None:
    """Nobody knows when it said what it says."""
    say(hub, clock=StateClock.UNSYNCED)
    _, ada = await hub.somebody("Ada")
    assert "Wann das Gerät das von sich gesagt hat, ist ungewiss" in await page_of(ada)


async def test_a_silent_device_is_not_called_online(hub: Served) -> None:
    """It was heard once, and is too old to be believed; its space counts it out."""
    hub.clock.pass_s(600)
    _, ada = await hub.somebody("Ada")
    said = await page_of(ada)
    assert "Es melden sich: 0 von 1" in said
    assert "schweigt vor 10 Minuten" in said


async def test_of_a_sensors_sign_only_the_day_is_told(hub: Served) -> None:
    """A sign may have been somebody: no hour, and no state of a desk."""
    wall = hub.clock.wall()
    signs = {
        "pir-1": LifeSign(at=wall - timedelta(days=3), desk="d1"),
        "pir-2": LifeSign(at=None, desk="d2"),
        "pir-3": LifeSign(at=wall - timedelta(minutes=7), desk="d3"),
        "mat-4": LifeSign(at=wall - timedelta(hours=11), door="eingang"),
    }
    say(hub, signs=signs)
    hub.find(Trouble("sensor_unproven", "gutshof", "pi-gutshof/pir-2"))
    _, ada = await hub.somebody("Ada")
    said = await page_of(ada)
    assert "4 Sensoren" in said
    assert "pir-1 (d1): zuletzt gerührt am 27. Februar 2026; keine Störung gemeldet" in said
    assert "pir-2 (d2): hat sich noch nie gerührt; Sensor noch nie erprobt" in said
    assert "pir-3 (d3): zuletzt gerührt heute; keine Störung gemeldet" in said
    assert "mat-4 (eingang): zuletzt gerührt am 1. März 2026" in said
    shown = said.partition("4 Sensoren")[2].partition("Sensoren sehen nur")[0]
    assert not re.search(r"\d\d:\d\d|Minuten|Stunden", shown)
    for word in ("frei;", "belegt"):
        assert word not in shown


async def test_faults_are_told_beside_what_is_ill(hub: Served) -> None:
    """Of a sensor that gives no signs too; each leads to the page of its kind."""
    hub.find(
        Trouble("sensor_stuck", "gutshof", "pi-gutshof/mat-1"),
        Trouble("card_full", "gutshof", "pi-gutshof"),
        Trouble("agent_silent", "muehle", "pi-muehle"),
    )
    _, ada = await hub.somebody("Ada")
    page = (await ada.get(PATH)).text
    said = await page_of(ada)
    assert "Braucht jemanden: Karte eines Agenten voll" in said
    assert "mat-1 : letztes Lebenszeichen unbekannt; Sensor klemmt" in said
    assert 'href="/console/care/sensor_stuck"' in page
    assert "pi-muehle" not in page


async def test_who_may_see_devices_sees_those_of_own_spaces(hub: Served) -> None:
    """Operators their own, admins all, the office none."""
    _, eva = await hub.somebody("Eva", ADMIN)
    _, ada = await hub.somebody("Ada")
    _, uta = await hub.somebody("Uta", OFFICE)
    assert (await eva.get(PATH)).text.count("<tbody") == len(hub.region.config.spaces)
    assert (await ada.get(PATH)).text.count("<tbody") == 1
    assert (await uta.get(PATH)).status_code == 403
    assert "Technik" not in (await uta.get("/console")).text


async def test_english_reads_as_well(hub: Served) -> None:
    """No word of the other language is left over."""
    say(hub)
    _, ada = await hub.somebody("Ada")
    said = await cells(ada, f"{PATH}?lang=en")
    assert said["Card"] == "4.2 GB free"
    assert said["Clock"] == "set, agrees with the hub’s"
    assert said["Last sign"] == "42 seconds ago"


async def test_who_may_replace_a_device_is_led_there(hub: Served) -> None:
    """By a link of each Pi that watches something; who only reads has none."""
    way = "/console/devices/gutshof/pi-gutshof/replace"
    hub.region.live.on_message(
        AgentAddress("gutshof", "pi-frueher").topic(Channel.STATUS),
        encode(Status(online=True, epoch=EPOCH, version="0.9.0", at=hub.clock.wall())),
        retained=False,
    )
    _, ada = await hub.somebody("Ada")
    assert re.findall(r'href="(/console/devices/[^"]+)"', (await ada.get(PATH)).text) == [way]
    assert (await ada.get(way)).status_code == 200
    _, eva = await hub.somebody("Eva", ADMIN)
    assert way in (await eva.get(PATH)).text
