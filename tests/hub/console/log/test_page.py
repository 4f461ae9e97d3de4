"""The page of the log, and its download."""

import csv
import io

import pytest

from hub.book.audit_log import AuditLog
from hub.book.failed_sign_ins import FailedCounts, FailedSignInMemory
from hub.console.log.page import PER_PAGE
from hub.domain.audit_chain import Action, faults_in
from tests.hub.console.people.conftest import browser_of, person
from tests.hub.console.served import OPERATOR, Served

pytestmark = pytest.mark.anyio
LOG = "/console/log"


async def test_it_says_who_did_what_newest_first(hub: Served) -> None:
    """That it is whole, since when, and the head that check-log would print."""
    eva = browser_of(hub, person(hub, "Eva"))
    person(hub, "Ada", OPERATOR)
    page = (await eva.get(LOG)).text
    newest, oldest = page.index("Ada hat eine Einladung"), page.index("Eva hat eine Einladung")
    assert newest < oldest
    assert "lückenlos" in page
    last = AuditLog(hub.book).entries()[-1]
    assert f"<code>{last.number}:{last.hash.hex()}</code>" in page


async def test_it_is_filtered_by_topic_and_person(hub: Served) -> None:
    """By who did it and whom it was done to, also somebody who is gone; what is odd is ignored."""
    eva = person(hub, "Eva")
    browser = browser_of(hub, eva)
    ada = person(hub, "Ada", OPERATOR)
    hub.people.sign_in(ada.id, hub.now_us(), device="", is_trusted=False)
    hub.people.remove(ada.id, eva.id, hub.now_us())
    gone = f"ntfernte Person {ada.id[2:6]}"
    page = (await browser.get(f"{LOG}?topic=sign-ins&who={ada.id}")).text
    assert page.count(f"E{gone} hat sich angemeldet") == 1
    assert page.count("<li><span") == 1
    assert f'<option value="{ada.id}" selected>e{gone}</option>' in page
    assert (await browser.get(f"{LOG}?who={ada.id}")).text.count("<li><span") == 3
    for odd in ("topic=x", "page=x", "page=0", "page=99999999999", "page=²"):
        assert "lückenlos" in (await browser.get(f"{LOG}?{odd}")).text
    assert "keinen Eintrag" in (await browser.get(f"{LOG}?who=p-0")).text


async def test_it_comes_page_by_page(hub: Served) -> None:
    """Each entry on one page, and the links keep what was chosen."""
    eva = person(hub, "Eva")
    browser = browser_of(hub, eva)
    log = AuditLog(hub.book)
    for _ in range(PER_PAGE):
        log.note(hub.now_us(), eva.id, Action.SIGNED_IN)
    asked = f"{LOG}?topic=sign-ins&lang=en"
    for beyond in (1, 2, 9):
        page = (await browser.get(f"{asked}&page={beyond}")).text
        assert page.count("<li><span") == PER_PAGE
        assert "Page 1 of 1" in page
    log.note(hub.now_us(), eva.id, Action.SIGNED_OUT)
    first, second = [(await browser.get(f"{asked}&page={n}")).text for n in (1, 2)]
    assert (first.count("<li><span"), second.count("<li><span")) == (PER_PAGE, 1)
    assert 'href="/console/log?topic=sign-ins&amp;page=2&amp;lang=en"' in first
    assert "has signed out" in first


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("DELETE FROM audit_entry WHERE number = 2", "Eintrag 2 fehlt"),
        ("DELETE FROM audit_entry WHERE number IN (2, 3)", "Einträge 2 bis 3 fehlen"),
        ("UPDATE audit_entry SET actor = 'x' WHERE number = 2", "Eintrag 2 fehlt"),
        ("UPDATE audit_entry SET actor = 'x' WHERE number = 5", "Eintrag 5 ist verändert"),
    ],
)
async def test_a_log_that_is_not_what_was_written_says_so(
    hub: Served, harm: str, said: str
) -> None:
    """Also where the newest entry is the damaged one, which the chain alone wouldn't show."""
    eva = browser_of(hub, person(hub, "Eva"))
    person(hub, "Ada", OPERATOR)
    hub.people.invite(OPERATOR, "", hub.now_us())
    with hub.book.transaction() as db:
        db.execute(harm)
    page = (await eva.get(LOG)).text
    assert said in page
    assert "lückenlos" not in page


async def test_failed_sign_ins_are_numbers(hub: Served) -> None:
    """By day, of the last week; none is said as none."""
    eva = browser_of(hub, person(hub, "Eva"))
    assert "In den letzten sieben Tagen keine" in (await eva.get(LOG)).text
    today = hub.clock.wall().date()
    FailedSignInMemory(hub.book).add(today, FailedCounts(12, 3, 2))
    page = (await eva.get(LOG)).text.replace("\xa0", " ")
    assert "12 am 2. März 2026, für mindestens 2 Namen, 3 weitere ungeprüft" in page
    hub.clock.pass_s(7 * 86_400)
    assert "keine" in (await browser_of(hub, person(hub, "Uwe")).get(LOG)).text


async def test_the_download_has_all_of_it_by_ids_alone(hub: Served) -> None:
    """The chain can be checked by it, and no name is in it that could be forgotten."""
    admin = person(hub, "Eva Müller")
    eva = browser_of(hub, admin)
    answer = await eva.get("/console/log.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["cache-control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    entries = AuditLog(hub.book).entries()
    assert [row["hash"] for row in rows] == [entry.hash.hex() for entry in entries]
    assert list(faults_in(entries)) == []
    assert rows[1]["actor"] == admin.id
    assert rows[1]["detail"] == "admin"
    assert "Eva" not in answer.text
