"""Another Pi in the place of one: offered, made in two clicks, and refused beside the field."""

import re

import pytest

from hub.book.agent_handovers import HandoverMemory
from hub.book.audit_log import AuditLog
from hub.domain.audit_chain import Action
from hub.domain.handover_change import DESK, UnitName
from tests.hub.console.replacing.replaced import NEW, OLD, PAGE, SPACE, Stored, fields_of, send
from tests.hub.console.served import ADMIN, OFFICE

pytestmark = pytest.mark.anyio
DESKS = [f"desk/d{number}" for number in range(1, 7)]


async def test_the_form_is_right_as_it_stands(hub: Stored) -> None:
    """The one stranger is chosen, the quarter that runs, and all desks: one click is left."""
    hub.hear_stranger()
    ada, browser = hub.signed_in("Ada")
    fields = fields_of((await browser.get(PAGE)).text)
    assert (fields["after"], fields["unit"]) == ([NEW], DESKS)
    assert (fields["day"], fields["time"]) == (["2026-03-02"], ["10:30"])
    answer = await send(browser)
    (change,) = HandoverMemory(hub.book).all()
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/console/replaced/{SPACE}/{change.id}?done=made"
    assert (change.before, change.after, change.made_by) == (OLD, NEW, ada.id)
    assert f"{change.from_wall:%Y-%m-%dT%H:%M}" == "2026-03-02T10:30"
    assert change.units == tuple(UnitName(DESK, each.removeprefix("desk/")) for each in DESKS)
    entry = AuditLog(hub.book).entries()[-1]
    assert (entry.action, entry.actor, entry.space) == (Action.DEVICE_REPLACED, ada.id, SPACE)


async def test_three_clicks_lead_from_the_device_to_its_successor(hub: Stored) -> None:
    """The page of devices, the link at the device, and the button; then it shows the new one."""
    hub.hear_stranger()
    _, browser = hub.signed_in("Ada")
    page = (await browser.get("/console/technik")).text
    assert re.findall(r'href="([^"]+/replace)"', page) == [PAGE]
    await send(browser)
    hub.region.live.tick()
    page = (await browser.get("/console/technik")).text
    assert f"/console/devices/{SPACE}/{NEW}/replace" in page


async def test_it_holds_at_once(hub: Stored) -> None:
    """The spaces as they are now name the new agent, and the live reader hears it."""
    _, browser = hub.signed_in("Ada")
    hub.region.say(SPACE, "ffffff", NEW)
    assert "unknown_agent" in _ignored(hub)
    await send(browser, after="+", other=NEW)
    space = hub.region.spaces.now.by_id[SPACE]
    assert {desk.agent for desk in space.desks} == {NEW}
    assert {desk.agents for desk in space.desks} == {(OLD, NEW)}
    before = hub.region.live.availability(SPACE)
    hub.region.live.tick()
    after = hub.region.live.availability(SPACE)
    assert before is not None
    assert after is not None
    assert after.body.desks.unknown == after.body.desks.total == 6
    hub.region.say(SPACE, "ffffff", NEW)
    heard = hub.region.live.availability(SPACE)
    assert heard is not None
    assert heard.body.desks.unknown == 0


def _ignored(hub: Stored) -> set[str]:
    (metric,) = hub.region.metrics.messages_ignored.collect()
    return {sample.labels["reason"] for sample in metric.samples if sample.value}


async def test_whom_nobody_knows_is_offered(hub: Stored) -> None:
    """Of this space and lately; of two nobody is chosen; who can't be asked for is said."""
    for agent, space, ago_s in (
        ("pi-new", SPACE, 5),
        ("pi-newer", SPACE, 3),
        ("pi-of-others", "muehle", 5),
        ("pi-of-yesterday", SPACE, 90_000),
        (OLD, SPACE, 5),
    ):
        hub.hear_stranger(agent, space, ago_s)
    _, browser = hub.signed_in("Ada")
    page = (await browser.get(PAGE)).text
    assert re.findall(r'name="after"[^>]*value="([^"]+)"', page) == ["pi-newer", "pi-new", "+"]
    assert "gehört vor 5 Sekunden" in page
    assert fields_of(page)["after"] == ["+"]


async def test_where_nobody_was_heard_it_says_so(hub: Stored) -> None:
    """And where it can't be asked it says that."""
    _, browser = hub.signed_in("Ada")
    assert "kein unbekannter Pi" in (await browser.get(PAGE)).text
    hub.is_store_there = False
    assert "gerade nicht zu lesen" in (await browser.get(PAGE)).text


MISTAKES: list[tuple[dict[str, str | list[str]], str, str]] = [
    ({"other": "Pi 2"}, "after", "kleine Buchstaben"),
    ({"other": ""}, "after", "tragen Sie seinen Namen ein"),
    ({"other": OLD}, "after", "derselbe Name"),
    ({"other": "pi-muehle"}, "after", "gehört zu einem anderen Ort"),
    ({"day": ""}, "day", "Es fehlt, ab wann"),
    ({"day": "morgen"}, "day", "Es fehlt, ab wann"),
    ({"time": "10:40"}, "day", "zum Beispiel 10:30 Uhr"),
    ({"day": "2026-03-29", "time": "02:30"}, "day", "02:30 Uhr gibt es an diesem Tag nicht"),
    ({"day": "2026-01-02"}, "day", "Februar 2026, 00:00 Uhr"),
    ({"day": "2028-01-02"}, "day", "ein Jahr im Voraus"),
    ({"unit": []}, "units", "mindestens einen Platz"),
    ({"unit": ["desk/d9"]}, "units", "„d9“ beobachtet inzwischen"),
    ({"why": "x" * 201}, "why", "Höchstens 200 Zeichen"),
]


@pytest.mark.parametrize(("wrong", "at", "said"), MISTAKES)
async def test_a_mistake_stands_beside_its_field(
    hub: Stored, wrong: dict[str, str | list[str]], at: str, said: str
) -> None:
    """It is linked from the top, what was typed stays, and nothing is changed."""
    _, browser = hub.signed_in("Ada")
    typed: dict[str, str | list[str]] = {"other": "pi-x", "why": "Blitz <b>", **wrong}
    answer = await send(browser, PAGE, **typed)
    assert answer.status_code == 422
    assert re.search(rf'<a href="#{at}">[^<]*{re.escape(said)}', answer.text)
    assert re.search(rf'class="wrong" id="{at}-wrong">[^<]*{re.escape(said)}', answer.text)
    assert f'id="{at}"' in answer.text
    kept = fields_of(answer.text)
    assert kept["other"] == [typed["other"]]
    assert kept["day"] == [wrong.get("day", "2026-03-02")]
    assert "Blitz &lt;b&gt;" in answer.text or "why" in wrong
    assert HandoverMemory(hub.book).all() == ()


async def test_who_is_replaced_already_has_nothing_to_hand_over(hub: Stored) -> None:
    """The page leads to what was said; and who was faster is told at the field."""
    _, browser = hub.signed_in("Ada")
    before = fields_of((await browser.get(PAGE)).text)
    await send(browser, other=NEW)
    page = (await browser.get(PAGE)).text
    assert "keinen Platz und keine Tür mehr" in page
    assert f"„{NEW}“ statt „{OLD}“" in page
    own = {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"}
    again = await browser.post(PAGE, data={**before, "other": "pi-3"}, headers=own)
    assert again.status_code == 422
    assert len(HandoverMemory(hub.book).all()) == 1


async def test_a_mistake_is_put_right_by_going_back(hub: Stored) -> None:
    """The one before is offered, from the next quarter on, and watches a second time."""
    _, browser = hub.signed_in("Ada")
    await send(browser, other=NEW)
    back = f"/console/devices/{SPACE}/{NEW}/replace"
    page = (await browser.get(back)).text
    assert "hat hier früher etwas beobachtet" in page
    assert fields_of(page)["time"] == ["10:45"]
    assert (await send(browser, back, after=OLD)).status_code == 303
    desk = hub.region.spaces.now.by_id[SPACE].desks[0]
    assert desk.agents == (OLD, NEW, OLD)


async def test_only_who_may(hub: Stored) -> None:
    """An operator in their own space, an admin everywhere, the office nowhere; no such Pi: 404."""
    _, operator = hub.signed_in("Ada")
    _, admin = hub.signed_in("Eva", ADMIN)
    _, office = hub.signed_in("Ida", OFFICE)
    other = "/console/devices/muehle/pi-muehle/replace"
    assert [(await each.get(PAGE)).status_code for each in (operator, admin, office)] == [
        200,
        200,
        403,
    ]
    assert [(await each.get(other)).status_code for each in (operator, admin)] == [403, 200]
    for missing in (
        f"/console/devices/{SPACE}/pi-9/replace",
        "/console/devices/nowhere/pi-9/replace",
        f"/console/replaced/{SPACE}/00",
    ):
        assert (await admin.get(missing)).status_code == 404


async def test_in_english(hub: Stored) -> None:
    """Every word, also of a mistake."""
    _, browser = hub.signed_in("Ada")
    answer = await send(browser, f"{PAGE}?lang=en", other="")
    assert "Choose a Pi, or type its name." in answer.text
    assert "Only a new SD card?" in answer.text
