"""How people come to the pages of reports and targets, which programs open by a token."""

import re
from pathlib import Path

import pytest

from hub.domain.people import Grant
from hub.domain.roles import Role
from tests.hub.conftest import TOKEN
from tests.hub.console.people.conftest import browser_of, person
from tests.hub.console.served import ADMIN, HERE, OFFICE, OPERATOR, PASSWORD, Served, served

pytestmark = pytest.mark.anyio
HTML = {"Accept": "text/html"}
FEBRUARY = "from=2026-02-01&to=2026-02-28"
TWO = Grant(frozenset({Role.OPERATOR}), frozenset({"gutshof", "muehle"}))


@pytest.fixture
def hash_file(tmp_path: Path) -> Path:
    """Keep the hash of the token that hub.toml names."""
    file = tmp_path / "token.sha256"
    file.write_text("87cbebfeebc05f7c54ac9336c4b4bbec831227a641951a4bde7edd56020f8590\n")
    return file


@pytest.mark.parametrize("path", ["/reports", "/reports/targets"])
async def test_a_browser_is_led_to_sign_in_once_there_are_people(
    tmp_path: Path, hash_file: Path, path: str
) -> None:
    """Before that, and by an open channel, it is asked for the token; a program always is."""
    with served(tmp_path, token_hash_file=str(hash_file)) as hub:
        browser = hub.browser()
        assert (await browser.get(path, headers=HTML)).status_code == 401
        person(hub, "Eva")
        led = await browser.get(path, headers=HTML)
        assert led.status_code == 303
        assert led.headers["location"].startswith("/console/login?to=%2Freports")
        for headers in ({}, {"Accept": "application/json"}, {**HTML, "Authorization": "Bearer x"}):
            answer = await browser.get(path, headers=headers)
            assert answer.status_code == 401
            assert "www-authenticate" in answer.headers
        far = hub.browser("http://hub.example", "192.0.2.1")
        assert (await far.get(path, headers=HTML)).status_code == 401
        token = {**HTML, "Authorization": f"Bearer {TOKEN}"}
        assert (await browser.get(path, headers=token)).status_code != 401
        hub.book.close()
        assert (await browser.get(path, headers=HTML)).status_code == 401


async def test_who_has_signed_in_is_where_they_wanted_to_be(hub: Served) -> None:
    """With all that the address has chosen, in its language."""
    await hub.somebody("Ada")
    browser = hub.browser()
    asked = f"/reports?space=gutshof&{FEBRUARY}&in=en&edition=internal"
    led = await browser.get(f"{asked}&lang=en", headers=HTML)
    page = (await browser.get(led.headers["location"])).text
    found = re.search(r'name="to" value="([^"]+)"', page)
    assert found
    to = found[1].replace("&amp;", "&")
    fields = {"name": "Ada", "password": PASSWORD, "to": to}
    answer = await browser.send_form("/console/login?lang=en", fields)
    assert answer.headers["location"] == f"{asked}&lang=en"


async def test_a_form_whose_session_has_ended_leads_back_to_its_page(hub: Served) -> None:
    """By way of the login; what was typed is still where the browser goes back to."""
    person(hub, "Ada")
    browser = hub.browser()
    headers = {**HTML, "Origin": HERE, "Sec-Fetch-Site": "same-origin"}
    fields = {"assessment": "Gut.", "as": "pdf"}
    answer = await browser.post(f"/reports?{FEBRUARY}", data=fields, headers=headers)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/console/login?to=%2Freports%3Ffrom%3D")


@pytest.mark.parametrize(
    "to",
    [
        "//evil.example", "/reports/../evil", "/reports?x=\r\nSet-Cookie:a", "/reportsevil",
        "/reports?to=//evil.example", "https://evil.example/reports", "/reports?<script>",
    ],
)  # fmt: skip
async def test_nobody_is_led_elsewhere(hub: Served, to: str) -> None:
    """Whatever somebody has written into the address of the login."""
    await hub.somebody("Ada")
    fields = {"name": "Ada", "password": PASSWORD, "to": to}
    answer = await hub.browser().send_form("/console/login", fields)
    assert answer.headers["location"] == "/console"


async def test_an_operator_gets_the_form_of_their_own_spaces(hub: Served) -> None:
    """Each ticked, none of others, no way to the targets; and back to the console."""
    ada = browser_of(hub, person(hub, "Ada", TWO))
    page = (await ada.get("/reports", headers=HTML)).text
    ticked = re.findall(r'name="space" value="(\w+)"( checked)?', page)
    assert sorted(ticked) == [("gutshof", " checked"), ("muehle", " checked")]
    assert "alle Ihre Standorte" in page
    assert "/reports/targets" not in page
    assert 'href="/console"' in page


@pytest.mark.parametrize("query", [FEBRUARY, f"space=muehle&{FEBRUARY}"])
async def test_a_report_is_of_own_spaces_alone(hub: Served, query: str) -> None:
    """Without a choice of these; another that is named is refused, on the page and as a file."""
    ada = browser_of(hub, person(hub, "Ada", TWO))
    page = await ada.get(f"/reports?{query}", headers=HTML)
    assert page.status_code != 403
    for path in ("/reports", "/api/v1/reports.csv"):
        for foreign in ("schule", "gutshof&space=schule"):
            answer = await ada.get(f"{path}?space={foreign}&{FEBRUARY}", headers=HTML)
            assert answer.status_code == 403
    assert (await ada.get(f"/api/v1/reports.csv?{FEBRUARY}")).status_code == 403


async def test_an_operator_of_a_space_that_is_gone_has_no_form(hub: Served) -> None:
    """It says that this isn't for their account, and nothing of tokens."""
    gone = Grant(frozenset({Role.OPERATOR}), frozenset({"scheune"}))
    ada = browser_of(hub, person(hub, "Ada", gone))
    answer = await ada.get("/reports", headers=HTML)
    assert answer.status_code == 403
    assert "nicht für Ihr Konto" in answer.text
    assert "Kennwort" not in answer.text


@pytest.mark.parametrize(
    ("grant", "tabs"),
    [
        (OPERATOR, {"/reports"}),
        (OFFICE, {"/reports", "/reports/targets"}),
        (ADMIN, {"/reports", "/reports/targets", "/console/people", "/console/log"}),
    ],
)
async def test_the_console_leads_to_what_one_may_see(
    hub: Served, grant: Grant, tabs: set[str]
) -> None:
    """And each of its tabs opens."""
    browser = browser_of(hub, person(hub, "Ada", grant))
    page = (await browser.get("/console")).text
    navigation = page.partition('<nav class="tabs"')[2].partition("</nav>")[0]
    found = set(re.findall(r'<a href="([^"]+)"', navigation))
    assert tabs <= found
    others = {"/reports", "/reports/targets", "/console/people", "/console/log"} - tabs
    assert not others & found
    for path in tabs:
        answer = await browser.get(path, headers={**HTML, "Origin": HERE})
        assert answer.status_code == 200 or path == "/reports/targets"
