"""The step after the password: asked of admins and of who wants it, once for each code."""

import re

import httpx
import pyotp
import pytest

from hub.book.audit_log import AuditLog
from hub.domain.audit_chain import Action
from hub.domain.people import Grant, Person
from hub.domain.roles import Role
from hub.http.same_site import FIELD, form_token
from tests.hub.console.passkeys.test_own_passkeys import add
from tests.hub.console.passkeys.test_passkey_sign_in import NAMED, come
from tests.hub.console.served import ADMIN, OPERATOR, PASSWORD, Browser, Served
from tests.parts.passkey_device import Device

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("cheap_hashes")]
STEP = "/console/second-factor"
ME = "/console/me"
_KEY = re.compile(r'<code class="key">([A-Z2-7 ]+)</code>')
_CODES = re.compile(r"<li><code>([a-z2-7-]+)</code></li>")


def code(hub: Served, key: str, steps: int = 0) -> str:
    """Return what the app shows, so many steps from now."""
    return pyotp.TOTP(key).at(hub.clock.wall(), counter_offset=steps)


async def key_of(browser: Browser) -> str:
    """Read the key from the page that sets an app up."""
    found = _KEY.search((await browser.get(STEP)).text)
    assert found
    return found[1].replace(" ", "")


async def set_up(hub: Served, browser: Browser) -> tuple[str, list[str]]:
    """Set an app up; return its key and the recovery codes."""
    key = await key_of(browser)
    answer = await browser.send_own(STEP, f"{STEP}/app", {"code": code(hub, key)})
    assert answer.status_code == 200, answer.text
    hub.clock.pass_s(30)
    return key, _CODES.findall(answer.text)


async def with_app(
    hub: Served, name: str = "Ada", grant: Grant = ADMIN
) -> tuple[Person, Browser, str, list[str]]:
    """Let somebody join who has an app."""
    person, browser = await hub.somebody(name, grant, NAMED)
    key, codes = await set_up(hub, browser)
    return person, browser, key, codes


async def half_way(hub: Served, name: str = "Ada") -> Browser:
    """Open a browser in which somebody has shown a password."""
    browser = hub.browser(NAMED)
    assert (await browser.log_in(name)).status_code == 303
    assert (await browser.get("/console")).headers["location"] == f"{STEP}?to=%2Fconsole"
    return browser


async def show(browser: Browser, typed: str, to: str = "/console") -> httpx.Response:
    """Send a code."""
    return await browser.send_own(STEP, STEP, {"code": typed, "to": to})


async def is_in(browser: Browser) -> bool:
    """Tell whether all is open."""
    return (await browser.get("/console")).status_code == 200


async def test_an_admin_who_joins_by_a_password_chooses_a_second_thing_first(hub: Served) -> None:
    """Nothing else opens before, and the page of it leads on to what was wanted."""
    browser, link = hub.browser(NAMED), hub.link(ADMIN)
    await browser.send_form(link, {"name": "Ada", "password": PASSWORD, "repeat": PASSWORD})
    for path in ("/console", ME, "/reports"):
        answer = await browser.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(f"{STEP}?to=")
    api = await browser.get("/api/v1/care")
    assert (api.status_code, api.json()["type"]) == (
        403,
        "urn:platzfrei:problem:second-step-needed",
    )
    page = (await browser.get(STEP)).text
    assert "Wer den Hub verwaltet, braucht mehr als ein Passwort" in page
    assert "Mein Konto" not in page
    before = browser.cookies["platzfrei"]
    _, codes = await set_up(hub, browser)
    assert len(set(codes)) == 10
    assert browser.cookies["platzfrei"] != before
    assert await is_in(browser)


async def test_after_the_password_the_code_opens(hub: Served) -> None:
    """Where somebody wanted to go; the session from before the code is over."""
    _, _, key, _ = await with_app(hub)
    browser = await half_way(hub)
    before = browser.cookies["platzfrei"]
    answer = await show(browser, f" {code(hub, key)[:3]} {code(hub, key)[3:]}", ME)
    assert (answer.status_code, answer.headers["location"]) == (303, ME)
    assert await is_in(browser)
    assert not await is_in(hub.browser(NAMED, cookies={"platzfrei": before}))
    details = [entry.detail for entry in AuditLog(hub.book).entries()]
    assert details[-2:] == ["password", "code"]


@pytest.mark.parametrize("steps", [-1, 0, 1])
async def test_a_clock_may_be_a_step_off(hub: Served, steps: int) -> None:
    """Half a minute, on either side."""
    _, _, key, _ = await with_app(hub)
    hub.clock.pass_s(60)
    assert (await show(await half_way(hub), code(hub, key, steps))).status_code == 303


@pytest.mark.parametrize("typed", ["", "000000", "12345", "1234567", "abcdef", "٠١٢٣٤٥", "\x00"])
async def test_a_wrong_code_opens_nothing(hub: Served, typed: str) -> None:
    """Nor does one of two steps ago; who may go on is asked again."""
    _, _, key, _ = await with_app(hub)
    hub.clock.pass_s(90)
    browser = await half_way(hub)
    for wrong in (typed, code(hub, key, -2), code(hub, key, 2)):
        answer = await show(browser, wrong)
        assert answer.status_code == 422
        assert "Dieser Code gilt nicht" in answer.text
        assert "set-cookie" not in answer.headers
    assert not await is_in(browser)
    assert (await show(browser, code(hub, key))).status_code == 303


async def test_a_code_opens_once(hub: Served) -> None:
    """Whoever has read it comes too late, also by one of before it."""
    _, _, key, _ = await with_app(hub)
    hub.clock.pass_s(60)
    used = code(hub, key)
    assert (await show(await half_way(hub), used)).status_code == 303
    for typed in (used, code(hub, key, -1)):
        assert (await show(await half_way(hub), typed)).status_code == 422
    assert (await show(await half_way(hub), code(hub, key, 1))).status_code == 303


async def test_the_code_that_set_the_app_up_opens_nothing_more(hub: Served) -> None:
    """It was on the screen."""
    _, browser = await hub.somebody("Ada", ADMIN, NAMED)
    key = await key_of(browser)
    typed = code(hub, key)
    await browser.send_own(STEP, f"{STEP}/app", {"code": typed})
    assert (await show(await half_way(hub), typed)).status_code == 422


async def test_codes_are_guessed_in_vain(hub: Served) -> None:
    """After five the right one waits, wherever it comes from; a recovery code doesn't."""
    _, _, key, recovery = await with_app(hub)
    browser = await half_way(hub)
    statuses = [(await show(browser, f"{n:06}")).status_code for n in range(6)]
    assert statuses == 5 * [422] + [429]
    late = await show(await half_way(hub), code(hub, key))
    assert (late.status_code, late.headers["retry-after"]) == (429, "300")
    assert (await show(await half_way(hub), recovery[0])).status_code == 303


async def test_a_recovery_code_opens_once(hub: Served) -> None:
    """However it is typed; not for somebody else, and the rest are left."""
    _, browser, _, codes = await with_app(hub)
    await with_app(hub, "Eva")
    assert (await show(await half_way(hub, "Eva"), codes[0])).status_code == 422
    assert (await show(await half_way(hub), codes[0].upper().replace("-", " "))).status_code == 303
    assert (await show(await half_way(hub), codes[0])).status_code == 422
    assert "Ersatzcodes übrig: 9." in (await browser.get(ME)).text
    assert "recovery_code" in {entry.detail for entry in AuditLog(hub.book).entries()}


async def test_other_recovery_codes_end_those_before(hub: Served) -> None:
    """They are on one page, once."""
    _, browser, _, codes = await with_app(hub)
    answer = await browser.send_own(ME, f"{STEP}/recovery-codes", {})
    assert answer.headers["cache-control"] == "no-store"
    renewed = _CODES.findall(answer.text)
    assert len(set(renewed) - set(codes)) == 10
    assert (await show(await half_way(hub), codes[1])).status_code == 422
    assert (await show(await half_way(hub), renewed[1])).status_code == 303
    assert not [each for each in renewed if each in (await browser.get(ME)).text]


async def test_recovery_codes_are_kept_as_hashes(hub: Served) -> None:
    """Nobody reads them in the book."""
    _, _, _, codes = await with_app(hub)
    with hub.book.transaction() as db:
        kept = str([list(row.values()) for row in db.execute("SELECT * FROM recovery_code")])
    assert not [each for each in codes if each in kept or each.replace("-", "") in kept]


async def test_a_passkey_stands_for_both(hub: Served) -> None:
    """An admin who has one and a password is asked for it, and can't set up something else."""
    _, strong = await hub.somebody("Ada", ADMIN, NAMED)
    device = Device(NAMED)
    await add(strong, device)
    browser = await half_way(hub)
    page = (await browser.get(STEP)).text
    assert "brauchen Sie dazu Ihren Passkey" in page
    assert 'name="code"' not in page
    assert (await browser.get(f"{STEP}/key.svg")).headers["location"].startswith(STEP)
    fields = {FIELD: form_token(browser.cookies["platzfrei"]), "code": "123456"}
    assert (await browser.send_form(f"{STEP}/app", fields)).headers["location"] == STEP
    assert (await browser.send_form(STEP, fields)).status_code == 422
    assert (await come(browser, device)).status_code == 303
    assert await is_in(browser)


async def test_others_switch_it_on_and_off(hub: Served) -> None:
    """A café owner with the app is asked, and after switching it off isn't any more."""
    _, browser = await hub.somebody("Ada", OPERATOR, NAMED)
    other = hub.browser(NAMED)
    await other.log_in("Ada")
    assert await is_in(other)
    key, _ = await set_up(hub, browser)
    assert not await is_in(other)
    assert (await show(await half_way(hub), code(hub, key))).status_code == 303
    answer = await browser.send_own(ME, f"{STEP}/off", {})
    assert answer.headers["location"] == f"{ME}?done=off"
    assert "kein Code mehr verlangt" in (await browser.get(answer.headers["location"])).text
    again = hub.browser(NAMED)
    await again.log_in("Ada")
    assert await is_in(again)


async def test_an_admin_cant_do_without(hub: Served) -> None:
    """Another app takes the place of the one before, whose codes open nothing."""
    _, browser, key, _ = await with_app(hub)
    assert "kann das nicht ausschalten" in (await browser.get(ME)).text
    await browser.send_own(ME, f"{STEP}/off", {})
    await half_way(hub)
    other, _ = await set_up(hub, browser)
    assert (await show(await half_way(hub), code(hub, key))).status_code == 422
    assert (await show(await half_way(hub), code(hub, other))).status_code == 303


async def test_an_app_is_set_up_by_a_code_that_it_shows(hub: Served) -> None:
    """Of this session's key; its picture is kept by nobody."""
    _, browser = await hub.somebody("Ada", ADMIN, NAMED)
    other = hub.browser(NAMED)
    await other.log_in("Ada")
    key = await key_of(browser)
    assert key == await key_of(browser) != await key_of(other)
    wrong = await browser.send_own(STEP, f"{STEP}/app", {"code": code(hub, await key_of(other))})
    assert wrong.status_code == 422
    assert "passt nicht zum Schlüssel" in wrong.text
    picture = await browser.get(f"{STEP}/key.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.headers["cache-control"] == "no-store"


async def test_a_new_link_takes_the_place_of_a_lost_phone(hub: Served) -> None:
    """The app and its codes open nothing any more, and an admin chooses anew."""
    person, _, key, codes = await with_app(hub)
    link = hub.people.invite(ADMIN, "", hub.now_us(), person=person.id)
    browser = hub.browser(NAMED)
    fields = {"password": PASSWORD, "repeat": PASSWORD}
    await browser.send_form(f"/console/join/{link}", fields)
    for typed in (code(hub, key), codes[0]):
        assert (await show_anyway(browser, typed)).status_code == 422
    await set_up(hub, browser)
    assert await is_in(browser)
    assert Action.WAYS_IN_ENDED in {entry.action for entry in AuditLog(hub.book).entries()}


async def show_anyway(browser: Browser, typed: str) -> httpx.Response:
    """Send a code that nobody has asked for."""
    token = form_token(browser.cookies["platzfrei"])
    return await browser.send_form(STEP, {FIELD: token, "code": typed})


async def test_a_damaged_key_asks_for_more_and_not_for_less(hub: Served) -> None:
    """A recovery code opens; nobody sets up another app by the password alone."""
    _, _, key, codes = await with_app(hub, grant=OPERATOR)
    with hub.book.transaction() as db:
        db.execute("UPDATE code_app SET person = 'p-x'")
    browser = await half_way(hub)
    page = (await browser.get(STEP)).text
    assert "ist beschädigt" in page
    assert "Einrichten" not in page
    assert (await show(browser, code(hub, key))).status_code == 422
    assert (await show(browser, codes[0])).status_code == 303
    assert await is_in(browser)


async def test_who_becomes_an_admin_chooses_a_second_thing(hub: Served) -> None:
    """With the next login by the password."""
    ada, _ = await hub.somebody("Ada", OPERATOR, NAMED)
    hub.people.give(ada.id, Grant(frozenset({Role.ADMIN})), "", hub.now_us())
    browser = await half_way(hub)
    assert "Einrichten" in (await browser.get(STEP)).text


async def test_who_is_half_way_can_leave(hub: Served) -> None:
    """By the button that is on each page."""
    await with_app(hub)
    browser = await half_way(hub)
    answer = await browser.send_own(STEP, "/console/sign-out", {})
    assert answer.headers["location"] == "/console/login?out=1"
    assert (await browser.get(STEP)).headers["location"].startswith("/console/login")


async def test_another_language_is_a_click_away(hub: Served) -> None:
    """Also after a mistake: the address is the one that the page has."""
    await with_app(hub)
    browser = await half_way(hub)
    answer = await show(browser, "000000")
    assert f'href="{STEP}?lang=en"' in answer.text
    assert "One more step" in (await browser.get(f"{STEP}?lang=en")).text
