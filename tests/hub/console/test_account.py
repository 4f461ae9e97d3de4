"""One's own account: devices, signing out, another password; and only by one's own forms."""

import re

import pytest

from hub.domain.people import Grant
from hub.domain.roles import Role
from hub.http.same_site import FIELD
from tests.hub.console.served import ADMIN, PASSWORD, Browser, Served

pytestmark = pytest.mark.anyio
ANOTHER = "zwei Gurken im Regenfass"


async def is_in(browser: Browser) -> bool:
    """Tell whether a browser is signed in."""
    return (await browser.get("/console")).status_code == 200


def handles(page: str) -> list[str]:
    """Return what names the devices on a page."""
    return re.findall(r"/console/me/sessions/([0-9a-f]+)/end", page)


async def test_devices_are_listed_and_can_be_signed_out(hub: Served) -> None:
    """By the name that the person gave them; this one is marked."""
    _, phone = await hub.somebody("Ada")
    counter = hub.browser()
    await counter.log_in("Ada", device="Theke <1>", trust="yes")
    page = (await phone.get("/console/me")).text
    assert "Theke &lt;1&gt;" in page
    assert page.count("dieses Gerät)") == 1
    assert len(handles(page)) == 2
    own = next(iter(handles((await phone.get("/console/me")).text)))
    other = next(
        handle
        for handle, name in re.findall(r'sessions/([0-9a-f]+)/end".*?aria-label="([^"]+)"', page)
        if "Theke" in name
    )
    answer = await phone.send_own("/console/me", f"/console/me/sessions/{other}/end", {})
    assert answer.headers["location"] == "/console/me?done=ended"
    assert await is_in(phone)
    assert not await is_in(counter)
    assert own


async def test_nobody_ends_anothers_session(hub: Served) -> None:
    """Also not an admin who knows its handle."""
    _, ada = await hub.somebody("Ada")
    _, eva = await hub.somebody("Eva", ADMIN)
    (handle,) = handles((await ada.get("/console/me")).text)
    await eva.send_own("/console/me", f"/console/me/sessions/{handle}/end", {})
    assert await is_in(ada)


async def test_signing_out_ends_the_session(hub: Served) -> None:
    """The cookie goes, and whoever has copied it has nothing."""
    _, browser = await hub.somebody("Ada")
    copied = hub.browser(cookies=dict(browser.cookies))
    assert await is_in(copied)
    answer = await browser.send_own("/console/me", "/console/sign-out", {})
    assert answer.headers["location"] == "/console/login?out=1"
    assert "max-age=0" in answer.headers["set-cookie"].lower()
    assert not await is_in(copied)
    assert "abgemeldet" in (await browser.get("/console/login?out=1")).text


async def test_another_password_ends_all_other_sessions(hub: Served) -> None:
    """The browser that has changed it gets a new session, called as the old one was."""
    person, phone = await hub.somebody("Ada")
    other = hub.browser()
    await other.log_in("Ada")
    before = phone.cookies["platzfrei"]
    fields = {"current": PASSWORD, "password": ANOTHER, "repeat": ANOTHER}
    answer = await phone.send_own("/console/me", "/console/me/password", fields)
    assert answer.headers["location"] == "/console/me?done=changed"
    assert phone.cookies["platzfrei"] != before
    assert await is_in(phone)
    assert not await is_in(other)
    assert not await is_in(hub.browser(cookies={"platzfrei": before}))
    assert "phone" in (await phone.get("/console/me")).text
    assert (await hub.browser().log_in("Ada")).status_code == 422
    assert (await hub.browser().log_in("Ada", ANOTHER)).status_code == 303
    assert person.name == "Ada"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"current": "another one"}, "nicht Ihr jetziges"),
        ({"repeat": "another one"}, "verschieden"),
        ({"password": "Ada 12345678", "repeat": "Ada 12345678"}, "erraten"),
    ],
)
async def test_a_mistake_changes_no_password(hub: Served, wrong: dict[str, str], said: str) -> None:
    """It is said, and nothing that was typed is written back."""
    _, browser = await hub.somebody("Ada")
    fields = {"current": PASSWORD, "password": ANOTHER, "repeat": ANOTHER, **wrong}
    answer = await browser.send_own("/console/me", "/console/me/password", fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert not [typed for typed in fields.values() if typed in answer.text]
    assert (await hub.browser().log_in("Ada")).status_code == 303


@pytest.mark.parametrize("path", ["/console/sign-out", "/console/me/password"])
async def test_a_form_is_of_its_session(hub: Served, path: str) -> None:
    """Without the token, with another session's, and with the token but from another site: 403."""
    _, ada = await hub.somebody("Ada")
    _, eva = await hub.somebody("Eva")
    found = re.search(rf'name="{FIELD}" value="(\w+)"', (await eva.get("/console/me")).text)
    assert found
    for fields in ({"x": ""}, {FIELD: ""}, {FIELD: found[1]}, {FIELD: "ü"}):
        assert (await ada.send_form(path, fields)).status_code == 403
    own = re.search(rf'name="{FIELD}" value="(\w+)"', (await ada.get("/console/me")).text)
    assert own
    foreign = await ada.send_form(path, {FIELD: own[1]}, Origin="https://evil.example")
    assert foreign.status_code == 403
    assert await is_in(ada)


async def test_nothing_is_changed_by_get(hub: Served) -> None:
    """A picture on another site with one of these addresses does nothing."""
    _, browser = await hub.somebody("Ada")
    (handle,) = handles((await browser.get("/console/me")).text)
    paths = ("/console/sign-out", "/console/me/password", f"/console/me/sessions/{handle}/end")
    for path in paths:
        assert (await browser.get(path)).status_code in (404, 405)
    assert await is_in(browser)


async def test_a_session_ends_when_idle_and_after_twelve_hours(hub: Served) -> None:
    """Seen every twenty minutes it lasts twelve hours; a trusted device lasts for days."""
    _, browser = await hub.somebody("Ada")
    idle, trusted = hub.browser(), hub.browser()
    await idle.log_in("Ada")
    await trusted.log_in("Ada", trust="yes")
    for _ in range(35):
        hub.clock.pass_s(1200)
        assert await is_in(browser)
    assert not await is_in(idle)
    hub.clock.pass_s(1200)
    assert not await is_in(browser)
    hub.clock.pass_s(13 * 86_400)
    assert await is_in(trusted)


async def test_other_roles_hold_at_once_and_need_a_new_login(hub: Served) -> None:
    """Who is no admin any more has no page of an admin a moment later."""
    await hub.somebody("Eva", ADMIN)
    ada, browser = await hub.somebody("Ada", ADMIN)
    hub.people.give(ada.id, Grant(frozenset({Role.OFFICE})), "", hub.now_us())
    assert not await is_in(browser)
    await browser.log_in("Ada")
    assert "Regionalbüro" in (await browser.get("/console/me")).text


async def test_who_is_removed_is_out_at_once(hub: Served) -> None:
    """With the next request, on every device."""
    ada, browser = await hub.somebody("Ada")
    hub.people.remove(ada.id, "", hub.now_us())
    assert not await is_in(browser)
    assert (await hub.browser().log_in("Ada")).status_code == 422


async def test_without_the_book_nobody_is_let_in(hub: Served) -> None:
    """It says so, and the visitors' pages go on."""
    _, browser = await hub.somebody("Ada")
    hub.book.close()
    for answer in (await browser.get("/console"), await hub.browser().log_in("Ada")):
        assert answer.status_code == 503
        assert "Buch" in answer.text
        assert "set-cookie" not in answer.headers
    assert (await browser.get("/")).status_code == 200
