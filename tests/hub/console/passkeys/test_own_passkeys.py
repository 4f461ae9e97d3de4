"""One's own passkeys: added, named, removed; never the last way in, and nobody else's."""

import re
from typing import Any

import pytest

from hub.book.ways_in import WaysInMemory
from hub.domain.passkey import MOST_OF_A_PERSON
from hub.http.same_site import FIELD, form_token
from tests.hub.console.passkeys.test_passkey_sign_in import (
    LOGIN,
    NAMED,
    challenge,
    come,
    join,
    was_refused,
)
from tests.hub.console.served import ADMIN, PASSWORD, Browser, Served
from tests.parts.passkey_device import Device

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("cheap_hashes")]
ME = "/console/me"
OWN = "/console/me/passkeys"


def token(browser: Browser) -> str:
    """Return what the forms of a browser's session carry."""
    return form_token(browser.cookies["platzfrei"])


async def add(browser: Browser, device: Device, label: str = "Rechner", **false: Any) -> str:
    """Add a passkey and return where that leads, or what is said of it."""
    options = await challenge(browser, OWN, **{FIELD: token(browser)})
    sent = {FIELD: token(browser), "label": label, "credential": device.make(options, **false)}
    answer = await browser.send_form(OWN, sent)
    return str(answer.headers.get("location", answer.text))


def handles(page: str) -> list[str]:
    """Return what names the passkeys on a page."""
    return re.findall(rf"{OWN}/([0-9a-f]+)/remove", page)


async def test_a_second_one_is_added_and_the_first_removed(hub: Served) -> None:
    """Each change ends the sessions on other devices, and this one has another cookie."""
    first, second = Device(NAMED), Device(NAMED)
    browser, other = await join(hub, "Ada", first), hub.browser(NAMED)
    await come(other, first)
    before = browser.cookies["platzfrei"]
    assert await add(browser, second) == f"{ME}?done=added"
    assert browser.cookies["platzfrei"] != before
    assert (await other.get("/console")).status_code == 303
    page = (await browser.get(f"{ME}?done=added")).text
    assert "Der Passkey gilt." in page
    assert "Handy</strong>" in page
    assert "Rechner</strong>" in page
    [handle] = re.findall(
        rf"Handy</strong>(?:(?!</li>).)*{OWN}/([0-9a-f]+)/remove", page, re.DOTALL
    )
    answer = await browser.send_own(ME, f"{OWN}/{handle}/remove", {})
    assert answer.headers["location"] == f"{ME}?done=removed"
    assert was_refused(await come(hub.browser(NAMED), first))
    assert (await come(hub.browser(NAMED), second)).status_code == 303
    assert (await browser.get("/console")).status_code == 200


async def test_the_last_way_in_stays(hub: Served) -> None:
    """Until there is a password, which is chosen without one from before."""
    browser = await join(hub, "Ada", Device(NAMED))
    page = (await browser.get(ME)).text
    assert "Jetziges Passwort" not in page
    path = f"{OWN}/{handles(page)[0]}/remove"
    answer = await browser.send_own(ME, path, {})
    assert answer.status_code == 422
    assert "Sonst kämen Sie nicht mehr herein" in answer.text
    fields = {"password": PASSWORD, "repeat": PASSWORD}
    assert (await browser.send_own(ME, f"{ME}/password", fields)).status_code == 303
    assert "Jetziges Passwort" in (await browser.get(ME)).text
    assert (await browser.send_own(ME, path, {})).status_code == 303
    assert (await hub.browser(NAMED).log_in("Ada")).status_code == 303


async def test_it_is_called_as_its_owner_says(hub: Served) -> None:
    """Markup is text, what can't be shown is left out, and it can be changed."""
    browser = await join(hub, "Ada", Device(NAMED))
    hub.clock.pass_s(1)
    assert "done=added" in await add(browser, Device(NAMED), "<b>\u202e Theke</b>" + "x" * 99)
    page = (await browser.get(ME)).text
    assert "&lt;b&gt; Theke&lt;/b&gt;xxx" in page
    path = f"{OWN}/{handles(page)[1]}/name"
    answer = await browser.send_own(ME, path, {"label": "Küche"})
    assert answer.headers["location"] == f"{ME}?done=renamed"
    page = (await browser.get(answer.headers["location"])).text
    assert "Küche</strong>" in page
    assert "Theke" not in page


async def test_nobody_reaches_anothers(hub: Served) -> None:
    """Not an admin who knows its handle, either."""
    device = Device(NAMED)
    ada = await join(hub, "Ada", device)
    eva = await join(hub, "Eva", Device(NAMED), ADMIN)
    (handle,) = handles((await ada.get(ME)).text)
    await eva.send_own(ME, f"{OWN}/{handle}/remove", {})
    await eva.send_own(ME, f"{OWN}/{handle}/name", {"label": "Eva's"})
    assert "Eva&#39;s" not in (await ada.get(ME)).text
    assert (await come(hub.browser(NAMED), device)).status_code == 303


async def test_a_challenge_is_of_one_session(hub: Served) -> None:
    """Somebody else who signs in in the same browser can't add their key to the first account."""
    browser, device = await join(hub, "Ada", Device(NAMED)), Device(NAMED)
    options = await challenge(browser, OWN, **{FIELD: token(browser)})
    await hub.somebody("Eva")
    await browser.log_in("Eva")
    sent = {FIELD: token(browser), "label": "", "credential": device.make(options)}
    answer = await browser.send_form(OWN, sent)
    assert answer.status_code == 422
    assert "zu lange gedauert" in answer.text
    assert was_refused(await come(hub.browser(NAMED), device))


async def test_without_its_form_nothing_is_asked_or_changed(hub: Served) -> None:
    """The token of the session's own pages goes with each request of the script."""
    browser = await join(hub, "Ada", Device(NAMED))
    (handle,) = handles((await browser.get(ME)).text)
    for path in (OWN, f"{OWN}/challenge", f"{OWN}/{handle}/name", f"{OWN}/{handle}/remove"):
        assert (await browser.send_form(path, {"label": "x"})).status_code == 403
    for path in (OWN, f"{OWN}/{handle}/remove", f"{LOGIN}/challenge"):
        assert (await browser.get(path)).status_code in (404, 405)


async def test_there_are_no_more_than_anybody_needs(hub: Served) -> None:
    """The list stays one that somebody reads."""
    browser = await join(hub, "Ada", Device(NAMED))
    for _ in range(MOST_OF_A_PERSON - 1):
        hub.clock.pass_s(60)
        assert "done=added" in await add(browser, Device(NAMED))
    hub.clock.pass_s(60)
    assert "Sie haben schon 20 Passkeys" in await add(browser, Device(NAMED))


async def test_a_device_is_told_which_keys_it_has(hub: Served) -> None:
    """So that it makes no second one for the same person, whom it knows by an id alone."""
    device = Device(NAMED)
    browser = await join(hub, "Ada", device)
    (person,) = hub.people.all()
    options = await challenge(browser, OWN, **{FIELD: token(browser)})
    (key,) = WaysInMemory(hub.book).passkeys(person.id)
    assert [known["id"] for known in options["excludeCredentials"]] == [key.credential]
    assert device.keys[0].owner == person.id.encode()


@pytest.mark.parametrize("has_passkey", [True, False])
async def test_an_admin_with_a_password_alone_adds_none_beside_one(
    hub: Served, has_passkey: bool
) -> None:
    """Who has found out the password would; who has nothing else yet has to choose something."""
    ada, strong = await hub.somebody("Ada", ADMIN, NAMED)
    if has_passkey:
        await add(strong, Device(NAMED))
    browser = hub.browser(NAMED)
    await browser.log_in("Ada")
    fields = {FIELD: token(browser)}
    answer = await browser.send_form(f"{OWN}/challenge", fields)
    if has_passkey:
        assert answer.headers["location"] == "/console/second-factor"
    else:
        assert "done=added" in await add(browser, Device(NAMED))
        assert (await browser.get("/console")).status_code == 200
    assert ada.name == "Ada"
