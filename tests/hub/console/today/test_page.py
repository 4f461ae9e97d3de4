"""The page of what needs care: whose it is, in which order, and what an empty one says."""

import re
from html import unescape

import pytest

from hub.book.care import Trouble
from hub.console.look import TEMPLATES
from hub.domain.people import Grant
from hub.domain.roles import Role
from tests.hub.console.served import ADMIN, OFFICE, Browser, Served

pytestmark = pytest.mark.anyio
SILENT = Trouble("agent_silent", "muehle", "pi-muehle")
UNPROVEN = Trouble("sensor_unproven", "gutshof", "pi-gutshof/pir-2")
DOUBTED = Trouble("visitors_doubt", "gutshof", "shown_free")
BROKER = Trouble("broker_unreachable")
IMPRINT = Trouble("site_text_missing", "", "site.imprint")
ALL = (IMPRINT, DOUBTED, BROKER, UNPROVEN, SILENT)


async def text_of(browser: Browser, path: str = "/console") -> str:
    """Return what a page says."""
    answer = await browser.get(path)
    assert answer.status_code == 200
    return unescape(re.sub(r"<[^>]+>", " ", answer.text))


async def titles(browser: Browser) -> list[str]:
    """Return the titles of what is shown, from the top."""
    page = (await browser.get("/console?lang=en")).text
    return re.findall(r"<h3>(.*?)</h3>", page)


async def test_the_worst_comes_first_whenever_it_began(hub: Served) -> None:
    """Then what began first; each with its sentence, since when, and what to do."""
    hub.find(IMPRINT, DOUBTED)
    hub.clock.pass_s(3600)
    hub.find(*ALL)
    _, eva = await hub.somebody("Eva", ADMIN)
    assert await titles(eva) == [
        "Agent silent in opening hours",
        "Broker out of reach",
        "Sensor never tried",
        "Text that law asks for incomplete",
        "Visitors say something is wrong",
    ]
    said = await text_of(eva)
    assert "5 Dinge sind zu tun" in said
    assert "Der Agent pi-muehle meldet sich nicht; seine Plätze sind unbekannt." in said
    assert "seit einer Stunde (2. März 2026, 10:42 Uhr)" in said
    assert "Strom und Netz des Raspberry Pi prüfen." in said


async def test_an_operator_sees_own_spaces_and_what_hurts_all(hub: Served) -> None:
    """What only the hub's admins can mend is told without buttons where it hurts visitors."""
    hub.find(*ALL)
    _, ada = await hub.somebody("Ada")
    assert await titles(ada) == [
        "Broker out of reach",
        "Sensor never tried",
        "Visitors say something is wrong",
    ]
    page = (await ada.get("/console")).text
    assert "pi-muehle" not in page
    assert page.count('name="answer" value="seen"') == 2
    assert "Darum kümmert sich, wer ihn verwaltet." in page


async def test_the_office_sees_all_and_answers_nothing(hub: Served) -> None:
    """It reads; whoever runs the space answers."""
    hub.find(*ALL)
    _, office = await hub.somebody("Uta", OFFICE)
    page = (await office.get("/console")).text
    assert page.count("<h3>") == len(ALL)
    assert 'name="answer"' not in page


async def test_all_is_well_says_of_what_and_when(hub: Served) -> None:
    """Of one's own spaces alone; the morning after a night says nothing is known of closed ones."""
    hub.find(judged=ALL)
    hub.clock.pass_s(30)
    _, ada = await hub.somebody("Ada")
    said = await text_of(ada)
    assert "Alles in Ordnung" in said
    assert "Der Hub hat vor 30 Sekunden nachgesehen" in said
    assert ": ein Ort, 6 Plätze, ein Gerät." in said
    assert "Geschlossen ist gerade" not in said


async def test_a_closed_space_is_not_called_well_in_silence(hub: Served) -> None:
    """By night nobody judges whether an agent speaks."""
    hub.clock.pass_s(12 * 3600)
    hub.find(judged=ALL)
    _, ada = await hub.somebody("Ada")
    assert "Geschlossen ist gerade: Gutshof Glien." in await text_of(ada)


async def test_before_anybody_judged_nothing_is_known(hub: Served) -> None:
    """A hub that has just begun."""
    _, ada = await hub.somebody("Ada")
    said = await text_of(ada)
    assert "Gerade ist nichts bekannt" in said
    assert "Alles in Ordnung" not in said


@pytest.mark.parametrize("needed", [(), (UNPROVEN,)], ids=["nothing", "something"])
async def test_an_old_judgement_is_none(hub: Served, needed: tuple[Trouble, ...]) -> None:
    """After three minutes without a look the page warns, whatever it shows."""
    hub.find(*needed, judged=ALL)
    hub.clock.pass_s(181)
    _, ada = await hub.somebody("Ada")
    said = await text_of(ada)
    assert "seit mehr als drei Minuten nicht nachgesehen, vor 3 Minuten zuletzt" in said
    assert "Alles in Ordnung" not in said


async def test_a_book_that_takes_nothing_is_said(hub: Served) -> None:
    """What is judged is shown all the same."""
    hub.find(UNPROVEN)
    hub.trouble = "book.db: no room"
    _, ada = await hub.somebody("Ada")
    said = await text_of(ada)
    assert "nichts in sein Buch schreiben" in said
    assert "Eines ist zu tun" in said


async def test_who_has_no_space_is_told_so(hub: Served) -> None:
    """Somebody whose space isn't in hub.toml any more; all is well says nothing here."""
    hub.find(judged=ALL)
    _, ada = await hub.somebody("Ada", Grant(frozenset({Role.OPERATOR}), frozenset({"weg"})))
    page = (await ada.get("/console")).text
    assert "Ihnen ist kein Ort zugeordnet." in page
    assert "Alles in Ordnung" not in page


def test_the_template_has_no_style_of_its_own() -> None:
    """The policy of the pages forbids it, and so would nothing be seen of it."""
    for name in ("today.html", "care_kind.html"):
        assert "style=" not in (TEMPLATES / name).read_text()


async def test_a_case_of_a_pi_leads_to_its_device(hub: Served) -> None:
    """For who may see devices; what belongs to no agent leads nowhere."""
    hub.find(*ALL)
    _, eva = await hub.somebody("Eva", ADMIN)
    ways = re.findall(r'href="/console/technik#([^"]+)"', (await eva.get("/console")).text)
    assert ways == ["muehle-pi-muehle", "gutshof-pi-gutshof"]
    devices = (await eva.get("/console/technik")).text
    assert all(f'id="{way}"' in devices for way in ways)
    _, office = await hub.somebody("Uta", OFFICE)
    assert "/console/technik" not in (await office.get("/console")).text
