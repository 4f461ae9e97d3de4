"""Answers: kept, put away, come back by themselves, and only by whom they belong to."""

import re

import pytest

from hub.book.audit_log import AuditLog
from hub.book.care import Trouble
from hub.book.care_answers import CareAnswerMemory
from hub.domain.care_answer import DONE_US, AnswerKind, Case
from tests.hub.console.served import ADMIN, OFFICE, Browser, Served

pytestmark = pytest.mark.anyio
UNPROVEN = Trouble("sensor_unproven", "gutshof", "pi-gutshof/pir-2")
SILENT = Trouble("agent_silent", "muehle", "pi-muehle")
BROKER = Trouble("broker_unreachable")
PATH = "/console/care/answer"


def fields_of(case: Case, answer: str) -> dict[str, str]:
    """Return what a button sends."""
    said = {"kind": case.kind, "space": case.space, "subject": case.subject}
    return {**said, "since": str(case.since_us), "answer": answer}


def case_of(hub: Served, trouble: Trouble) -> Case:
    """Return the case of a trouble that lasts."""
    return next(each.case for each in hub.said.lasting if each.trouble == trouble)


async def press(browser: Browser, hub: Served, answer: str, trouble: Trouble = UNPROVEN) -> str:
    """Press a button, and return the page that comes."""
    fields = fields_of(case_of(hub, trouble), answer)
    sent = await browser.send_own("/console", PATH, fields)
    assert sent.status_code == 303
    return (await browser.get(sent.headers["location"])).text


def asking(page: str) -> int:
    """Count what needs somebody on a page."""
    return page.count('value="seen"')


@pytest.mark.parametrize(
    ("button", "kind", "said"),
    [
        ("seen", AnswerKind.SEEN, "Gesehen von Ada am 2. März 2026, 10:42 Uhr."),
        ("done", AnswerKind.DONE, "Ist es am 2. März 2026, 11:12 Uhr immer noch so"),
        ("hour", AnswerKind.REMIND, "Am 2. März 2026, 11:42 Uhr steht es wieder oben."),
        ("tomorrow", AnswerKind.REMIND, "Am 3. März 2026, 08:00 Uhr steht es wieder oben."),
        ("week", AnswerKind.REMIND, "Am 9. März 2026, 08:00 Uhr steht es wieder oben."),
    ],
)
async def test_an_answer_puts_away(hub: Served, button: str, kind: AnswerKind, said: str) -> None:
    """It stands below with who gave it and when, and what comes of it."""
    hub.find(UNPROVEN)
    person, ada = await hub.somebody("Ada")
    page = await press(ada, hub, button)
    assert "Gemerkt." in page
    assert asking(page) == 0
    assert "Eines ist gesehen oder erledigt" in page
    assert said in page
    (answer,) = CareAnswerMemory(hub.book).all().values()
    assert (answer.kind, answer.by) == (kind, person.id)


async def test_what_is_done_and_still_so_comes_back(hub: Served) -> None:
    """With who took it for done; nobody has to remember to look."""
    hub.find(UNPROVEN)
    _, ada = await hub.somebody("Ada")
    await press(ada, hub, "done")
    for _ in range(2):  # who is signed in clicks now and then
        hub.clock.pass_s(DONE_US / 2e6)
        page = (await ada.get("/console")).text
    hub.find(UNPROVEN)
    page = (await ada.get("/console")).text
    assert asking(page) == 1
    assert "Ada hielt es am 2. März 2026, 10:42 Uhr für erledigt." in page


async def test_what_was_seen_can_be_brought_back(hub: Served) -> None:
    """A thumb is quick."""
    hub.find(UNPROVEN)
    _, ada = await hub.somebody("Ada")
    await press(ada, hub, "seen")
    page = await press(ada, hub, "again")
    assert "Es steht wieder oben." in page
    assert asking(page) == 1
    assert [entry.action for entry in AuditLog(hub.book).entries()][-2:] == [
        "care_seen",
        "care_reopened",
    ]


async def test_what_is_over_cant_be_answered(hub: Served) -> None:
    """The page was open while it ended: that is said, and nothing is kept."""
    hub.find(UNPROVEN)
    case = case_of(hub, UNPROVEN)
    _, ada = await hub.somebody("Ada")
    hub.clock.pass_s(60)
    hub.find(judged=[UNPROVEN])
    answer = await ada.send_own("/console/me", PATH, fields_of(case, "seen"))
    assert answer.headers["location"] == "/console?done=over"
    assert "inzwischen vorbei" in (await ada.get("/console?done=over")).text
    assert CareAnswerMemory(hub.book).all() == {}


async def test_nobody_answers_for_others(hub: Served) -> None:
    """Neither of another space, nor of the whole hub, nor who only reads."""
    hub.find(UNPROVEN, SILENT, BROKER)
    _, ada = await hub.somebody("Ada")
    _, uta = await hub.somebody("Uta", OFFICE)
    refused = [(ada, SILENT), (ada, BROKER), (uta, UNPROVEN), (uta, BROKER)]
    for browser, trouble in refused:
        fields = fields_of(case_of(hub, trouble), "seen")
        assert (await browser.send_own("/console/me", PATH, fields)).status_code == 403
    assert CareAnswerMemory(hub.book).all() == {}
    _, eva = await hub.somebody("Eva", ADMIN)
    for trouble in (SILENT, BROKER):
        await press(eva, hub, "seen", trouble)
    assert len(CareAnswerMemory(hub.book).all()) == 2


@pytest.mark.parametrize(
    "wrong",
    [{"since": "x"}, {"since": "9" * 30}, {"since": "²"}, {"kind": "of_tomorrow"}, {"subject": ""}],
    ids=["no number", "too long", "a power", "no kind", "another subject"],
)
async def test_what_no_button_sends_changes_nothing(hub: Served, wrong: dict[str, str]) -> None:
    """It is of no case that lasts."""
    hub.find(UNPROVEN)
    _, ada = await hub.somebody("Ada")
    fields = {**fields_of(case_of(hub, UNPROVEN), "seen"), **wrong}
    answer = await ada.send_own("/console", PATH, fields)
    assert answer.headers["location"] == "/console?done=over"
    assert CareAnswerMemory(hub.book).all() == {}


async def test_an_unknown_button_leads_back(hub: Served) -> None:
    """Without a word."""
    hub.find(UNPROVEN)
    _, ada = await hub.somebody("Ada")
    fields = fields_of(case_of(hub, UNPROVEN), "explode")
    answer = await ada.send_own("/console", PATH, fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console")


async def test_the_name_of_who_was_removed_is_forgotten(hub: Served) -> None:
    """The answer stands, and says of nobody that is gone."""
    hub.find(UNPROVEN)
    person, ada = await hub.somebody("Ada")
    _, eva = await hub.somebody("Eva", ADMIN)
    await press(ada, hub, "seen")
    hub.people.remove(person.id, "", hub.now_us())
    page = (await eva.get("/console")).text
    assert "Gesehen von jemand, den es hier nicht mehr gibt" in page
    assert "Ada" not in page


async def test_the_language_stays(hub: Served) -> None:
    """Who reads English goes on in English after a button."""
    hub.find(UNPROVEN)
    _, ada = await hub.somebody("Ada")
    page = (await ada.get("/console?lang=en")).text
    (path,) = set(re.findall(rf'action="({PATH}[^"]*)"', page))
    answer = await ada.send_own("/console", path, fields_of(case_of(hub, UNPROVEN), "seen"))
    assert answer.headers["location"] == "/console?lang=en&done=seen"
