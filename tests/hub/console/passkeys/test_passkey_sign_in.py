"""Coming in by a passkey, and by nothing that somebody has copied, changed, kept or made up."""

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from hub.book.audit_log import AuditLog
from hub.console.passkeys.challenges import LASTS_US
from hub.domain.audit_chain import Action
from hub.domain.people import Grant
from tests.hub.console.served import ADMIN, HERE, OPERATOR, PASSWORD, TLS, Browser, Served, served
from tests.parts.passkey_device import PRESENT, VERIFIED, Device, text_of

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("cheap_hashes")]
NAMED = "http://localhost:8000"
LOGIN = "/console/login/passkey"
FOREIGN = ec.generate_private_key(ec.SECP256R1())


async def challenge(browser: Browser, path: str, **fields: str) -> dict[str, Any]:
    """Ask as the script does."""
    answer = await browser.send_form(f"{path}/challenge", fields or {"to": ""})
    assert answer.status_code == 200, answer.text
    options: dict[str, Any] = answer.json()["publicKey"]
    return options


async def join(
    hub: Served, name: str, device: Device, grant: Grant = OPERATOR, url: str = NAMED
) -> Browser:
    """Let somebody join by a new passkey, and return the browser in which they are signed in."""
    browser, path = hub.browser(url), f"{hub.link(grant)}/passkey"
    options = await challenge(browser, path, name=name)
    fields = {"name": name, "device": "Handy", "credential": device.make(options)}
    answer = await browser.send_form(path, fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console"), answer.text
    return browser


async def come(browser: Browser, device: Device, **false: Any) -> httpx.Response:
    """Sign in by a passkey."""
    options = await challenge(browser, LOGIN)
    return await browser.send_form(LOGIN, {"credential": device.sign(options, **false)})


def was_refused(answer: httpx.Response) -> bool:
    """Tell whether nobody was let in."""
    return answer.status_code == 422 and "set-cookie" not in answer.headers


async def test_who_is_invited_joins_by_a_passkey_and_comes_again(hub: Served) -> None:
    """Nobody types a name or a password; an admin needs nothing beside it."""
    device = Device(NAMED)
    browser = await join(hub, "Ada", device, ADMIN)
    assert "Guten Tag, Ada" in (await browser.get("/console")).text
    again = hub.browser(NAMED)
    answer = await come(again, device)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console")
    assert "Guten Tag, Ada" in (await again.get("/console")).text
    assert [entry.action for entry in AuditLog(hub.book).entries()][1:] == [
        Action.JOINED,
        Action.SIGNED_IN,
        Action.SIGNED_IN,
    ]


async def test_the_device_is_asked_for_a_key_that_it_keeps_and_guards(hub: Served) -> None:
    """A discoverable key, of this host, for which the device asks who somebody is."""
    path = f"{hub.link()}/passkey"
    made = await challenge(hub.browser(NAMED), path, name="Ada")
    assert made["rp"]["id"] == "localhost"
    assert made["authenticatorSelection"]["residentKey"] == "required"
    assert made["authenticatorSelection"]["userVerification"] == "required"
    used = await challenge(hub.browser(NAMED), LOGIN)
    assert (used["rpId"], used["userVerification"]) == ("localhost", "required")
    assert used["allowCredentials"] == []


FALSE: list[dict[str, Any]] = [
    {"client": {"origin": "https://evil.example"}},
    {"client": {"origin": "http://localhost:8001"}},
    {"client": {"origin": "https://localhost:8000"}},
    {"client": {"origin": "http://localhost:8000.evil.example"}},
    {"client": {"type": "webauthn.create"}},
    {"client": {"crossOrigin": True}},
    {"site": "evil.example"},
    {"flags": PRESENT},
    {"flags": VERIFIED},
    {"private": FOREIGN},
    {"owner": b"p-0000000000000000"},
    {"owner": b""},
    {"credential": b"nobody's"},
    {"count": 0},
]


@pytest.mark.parametrize("false", FALSE, ids="-".join)
async def test_what_isnt_so_lets_nobody_in(hub: Served, false: dict[str, Any]) -> None:
    """Foreign origin, site or key, nobody asked, another's: and nobody reads why."""
    device = Device(NAMED)
    await join(hub, "Ada", device)
    assert (await come(hub.browser(NAMED), device)).status_code == 303
    answer = await come(hub.browser(NAMED), device, **false)
    assert was_refused(answer)
    assert "Dieser Passkey passt hier nicht." in answer.text


async def test_a_signature_is_of_what_was_shown(hub: Served) -> None:
    """Whoever changes a letter of what was signed, has no signature of it."""
    device, browser = Device(NAMED), hub.browser(NAMED)
    await join(hub, "Ada", device)
    options = await challenge(browser, LOGIN)
    said = {"type": "webauthn.get", "challenge": options["challenge"], "origin": NAMED, "x": 1}
    sent = device.sign(options, shown=json.dumps(said).encode())
    assert was_refused(await browser.send_form(LOGIN, {"credential": sent}))


async def test_an_answer_is_taken_once(hub: Served) -> None:
    """Whoever has read it comes too late, in the same browser and in another one."""
    device, browser = Device(NAMED, counts=False), hub.browser(NAMED)
    await join(hub, "Ada", device)
    sent = device.sign(await challenge(browser, LOGIN))
    assert (await browser.send_form(LOGIN, {"credential": sent})).status_code == 303
    for replaying in (browser, hub.browser(NAMED)):
        replayed = await replaying.send_form(LOGIN, {"credential": sent})
        assert was_refused(replayed)
        assert "zu lange gedauert" in replayed.text


async def test_a_wrong_answer_uses_the_challenge_up(hub: Served) -> None:
    """So nobody tries keys on one."""
    device, browser = Device(NAMED), hub.browser(NAMED)
    await join(hub, "Ada", device)
    options = await challenge(browser, LOGIN)
    wrong, right = device.sign(options, private=FOREIGN), device.sign(options)
    for sent in (wrong, right):
        assert was_refused(await browser.send_form(LOGIN, {"credential": sent}))


async def test_a_challenge_is_of_one_browser(hub: Served) -> None:
    """Whoever makes somebody sign theirs isn't let in by it, nor is the other one."""
    device, attacker, victim = Device(NAMED), hub.browser(NAMED), hub.browser(NAMED)
    await join(hub, "Ada", device)
    await challenge(victim, LOGIN)
    sent = device.sign(await challenge(attacker, LOGIN))
    assert was_refused(await victim.send_form(LOGIN, {"credential": sent}))
    assert was_refused(await attacker.send_form(LOGIN, {"credential": sent}))


async def test_a_challenge_is_for_one_purpose(hub: Served) -> None:
    """One of a link isn't one of a login, nor of another link."""
    device, browser = Device(NAMED), hub.browser(NAMED)
    await join(hub, "Ada", device)
    first, second = f"{hub.link()}/passkey", f"{hub.link(ADMIN)}/passkey"
    options = await challenge(browser, first, name="Eva")
    sent = device.sign({"challenge": options["challenge"], "rpId": "localhost"})
    assert was_refused(await browser.send_form(LOGIN, {"credential": sent}))
    options = await challenge(browser, first, name="Eva")
    fields = {"name": "Eva", "credential": device.make(options)}
    assert was_refused(await browser.send_form(second, fields))
    assert [person.name for person in hub.people.all()] == ["Ada"]


async def test_a_challenge_is_over_after_five_minutes(hub: Served) -> None:
    """A second before it is not."""
    device, browser = Device(NAMED), hub.browser(NAMED)
    await join(hub, "Ada", device)
    for wait_s, status in ((LASTS_US / 1e6 - 1, 303), (LASTS_US / 1e6, 422)):
        sent = device.sign(await challenge(browser, LOGIN))
        hub.clock.pass_s(wait_s)
        answer = await browser.send_form(LOGIN, {"credential": sent})
        assert answer.status_code == status


async def test_a_key_that_counts_back_is_refused_and_logged(hub: Served) -> None:
    """Somebody may have copied it; who can't sign by it writes nothing into the log."""
    device = Device(NAMED)
    await join(hub, "Ada", device)
    assert (await come(hub.browser(NAMED), device, count=7)).status_code == 303

    def doubts() -> int:
        entries = AuditLog(hub.book).entries()
        return sum(entry.action == Action.PASSKEY_DOUBTED for entry in entries)

    assert was_refused(await come(hub.browser(NAMED), device, count=7, private=FOREIGN))
    assert doubts() == 0
    for count in (7, 3):
        assert was_refused(await come(hub.browser(NAMED), device, count=count))
    assert doubts() == 2
    assert (await come(hub.browser(NAMED), device, count=8)).status_code == 303


async def test_a_key_that_never_counts_is_a_usual_one(hub: Served) -> None:
    """Keys that are in several devices at once say 0 for ever."""
    device = Device(NAMED, counts=False)
    await join(hub, "Ada", device)
    for _ in range(2):
        assert (await come(hub.browser(NAMED), device)).status_code == 303


JOINING_FALSELY: list[dict[str, Any]] = [
    {"client": {"origin": "https://evil.example"}},
    {"client": {"type": "webauthn.get"}},
    {"client": {"crossOrigin": True}},
    {"site": "evil.example"},
    {"flags": PRESENT},
    {"flags": VERIFIED},
]


@pytest.mark.parametrize("false", JOINING_FALSELY, ids=str)
async def test_a_false_new_key_leaves_the_link_open(hub: Served, false: dict[str, Any]) -> None:
    """Nobody is added; whoever was invited tries again."""
    device, browser, link = Device(NAMED), hub.browser(NAMED), hub.link()
    options = await challenge(browser, f"{link}/passkey", name="Ada")
    fields = {"name": "Ada", "credential": device.make(options, **false)}
    assert was_refused(await browser.send_form(f"{link}/passkey", fields))
    assert list(hub.people.all()) == []
    assert (await browser.get(link)).status_code == 200


async def test_a_key_is_of_one_person(hub: Served) -> None:
    """Whoever says that their new one is somebody's, who has it, gets nothing by it."""
    device = Device(NAMED)
    await join(hub, "Ada", device)
    browser, path = hub.browser(NAMED), f"{hub.link(ADMIN)}/passkey"
    options = await challenge(browser, path, name="Eva")
    sent = device.make(options, credential=device.keys[0].credential)
    answer = await browser.send_form(path, {"name": "Eva", "credential": sent})
    assert was_refused(answer)
    assert "gibt es hier schon" in answer.text
    assert (await come(hub.browser(NAMED), device)).status_code == 303
    assert [person.name for person in hub.people.all()] == ["Ada"]


async def test_a_name_is_free_before_a_device_makes_a_key(hub: Served) -> None:
    """Else a key would be left on it that opens nothing."""
    await hub.somebody("Ada")
    browser, path = hub.browser(NAMED), f"{hub.link()}/passkey"
    for name, said in (("ADA", "meldet sich schon jemand an"), ("\u202e", "lesbare Zeichen")):
        answer = await browser.send_form(f"{path}/challenge", {"name": name})
        assert answer.status_code == 422
        assert said in answer.json()["mistake"]


async def test_a_link_works_once(hub: Served) -> None:
    """Whichever way it is used."""
    device, browser, link = Device(NAMED), hub.browser(NAMED), hub.link()
    options = await challenge(browser, f"{link}/passkey", name="Ada")
    late = await challenge(browser, f"{link}/passkey", name="Eva")
    for name, asked, status in (("Ada", options, 303), ("Eva", late, 410)):
        fields = {"name": name, "credential": device.make(asked)}
        assert (await browser.send_form(f"{link}/passkey", fields)).status_code == status
    assert (await browser.send_form(f"{link}/passkey/challenge", {"name": "x"})).status_code == 422


async def test_a_new_link_ends_every_way_in_from_before(hub: Served) -> None:
    """Lost phone: the old passkey opens nothing, and who has it is signed out; the page says so."""
    lost, found = Device(NAMED), Device(NAMED)
    thief = await join(hub, "Ada", lost)
    (person,) = hub.people.all()
    link = hub.people.invite(OPERATOR, "", hub.now_us(), person=person.id)
    browser, path = hub.browser(NAMED), f"/console/join/{link}/passkey"
    assert (
        "Passkeys und die Codes Ihrer App gelten"
        in (await browser.get(f"/console/join/{link}")).text
    )
    sent = found.make(await challenge(browser, path))
    assert (await browser.send_form(path, {"credential": sent})).status_code == 303
    assert hub.people.all() == [person]
    assert was_refused(await come(hub.browser(NAMED), lost))
    assert (await thief.get("/console")).status_code == 303
    assert (await come(hub.browser(NAMED), found)).status_code == 303
    assert Action.WAYS_IN_ENDED in {entry.action for entry in AuditLog(hub.book).entries()}


async def test_under_a_number_a_page_says_where_passkeys_work(hub: Served) -> None:
    """No browser has a key for 127.0.0.1; the password works there."""
    browser = hub.browser(HERE)
    page = (await browser.get("/console/login")).text
    assert 'href="http://localhost:8000/console/login"' in page
    assert "data-passkey" not in page
    assert "passkey." not in page.replace("passkey.html", "")
    answer = await browser.send_form(f"{LOGIN}/challenge", {"to": ""})
    assert answer.status_code == 422
    await hub.somebody("Ada")
    assert (await browser.log_in("Ada")).status_code == 303


async def test_by_tls_a_passkey_is_for_the_host(hub: Served) -> None:
    """One of localhost opens nothing there."""
    here, there = Device(NAMED), Device(TLS)
    await join(hub, "Ada", here)
    await join(hub, "Eva", there, url=TLS)
    assert there.keys[0].site == "hub.example"
    answer = await come(hub.browser(TLS), there)
    assert answer.headers["set-cookie"].startswith("__Host-platzfrei=")
    here.origin = TLS
    assert was_refused(await come(hub.browser(TLS), here))


async def test_the_public_address_says_whose_passkeys_are_asked_for(tmp_path: Path) -> None:
    """Whatever the proxy says of its own address; pages are below a path."""
    with served(tmp_path, public_url="https://hub.example/frei") as hub:
        browser = hub.browser("http://hub.example", "10.0.0.1")
        own = {"Origin": "https://hub.example"}
        answer = await browser.send_form(f"/frei{LOGIN}/challenge", {"to": ""}, **own)
        assert answer.json()["publicKey"]["rpId"] == "hub.example"
        assert "__Host-platzfrei-browser=" in answer.headers["set-cookie"]
        page = await browser.get("/frei/console/login")
        assert 'data-challenge="/frei/console/login/passkey/challenge"' in page.text


async def test_the_cookie_of_a_challenge_is_short_lived_and_out_of_reach(hub: Served) -> None:
    """And it is no session."""
    browser = hub.browser(TLS)
    answer = await browser.send_form(f"{LOGIN}/challenge", {"to": ""})
    assert answer.headers["cache-control"] == "no-store"
    parts = answer.headers["set-cookie"].lower().split("; ")
    assert parts[0].startswith("__host-platzfrei-browser=")
    for part in ("path=/", "secure", "httponly", "samesite=strict", "max-age=300"):
        assert part in parts
    assert (await browser.get("/console")).status_code == 303


async def test_guessing_is_slowed_down_by_address(hub: Served) -> None:
    """As with passwords: what is sent, and what is asked for."""
    browser = hub.browser(NAMED)
    sent = [await browser.send_form(LOGIN, {"credential": "{}"}) for _ in range(22)]
    assert [answer.status_code for answer in sent] == 20 * [422] + 2 * [429]
    assert (await browser.log_in("Ada", PASSWORD)).status_code == 429
    asked = [await browser.send_form(f"{LOGIN}/challenge", {"to": ""}) for _ in range(42)]
    assert [answer.status_code for answer in asked] == 40 * [200] + 2 * [429]
    assert "Sekunden" in asked[-1].json()["mistake"]


def _odd() -> list[Callable[[dict[str, Any]], object]]:
    def within(name: str, value: object) -> Callable[[dict[str, Any]], object]:
        return lambda said: {**said, "response": {**said["response"], name: value}}

    def beside(name: str, value: object) -> Callable[[dict[str, Any]], object]:
        return lambda said: {**said, name: value}

    def instead(value: object) -> Callable[[dict[str, Any]], object]:
        return lambda _: value

    with_extensions = hashlib.sha256(b"localhost").digest() + b"\x85" + bytes(4)
    huge = text_of(with_extensions + b"\x9b\x00\x00\x00\x7f\xff\xff\xff\xff")  # 550 billion of them
    return [
        *map(instead, (None, [], 7, "x", {}, [[[]]])),
        *(beside(name, 7) for name in ("id", "rawId", "type")),
        *(within("clientDataJSON", value) for value in (7, None, "", "!", text_of(b"[]"))),
        *(within("authenticatorData", value) for value in (7, "", "AAAA", huge)),
        *(within("signature", value) for value in (7, "", "AAAA")),
        within("userHandle", 7),
        within("userHandle", text_of(b"\xff")),
        beside("id", "x" * 2000),
    ]  # fmt: skip


async def test_odd_answers_are_refused(hub: Served) -> None:
    """None ends in an error of ours."""
    device = Device(NAMED)
    await join(hub, "Ada", device)
    for odd in _odd():
        browser = hub.browser(NAMED)
        hub.clock.pass_s(60)
        sent = json.loads(device.sign(await challenge(browser, LOGIN)))
        answer = await browser.send_form(LOGIN, {"credential": json.dumps(odd(sent))})
        assert was_refused(answer), odd(sent)
    for text in ("", "{", "[" * 20_000, '{"id":' * 4_000, "\x00"):
        hub.clock.pass_s(60)
        answer = await hub.browser(NAMED).send_form(LOGIN, {"credential": text})
        assert was_refused(answer)


@pytest.mark.parametrize("path", [LOGIN, f"{LOGIN}/challenge"])
async def test_other_sites_ask_for_nothing(hub: Served, path: str) -> None:
    """Nobody signs a browser in to another's account."""
    headers = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    answer = await hub.browser(NAMED).post(path, data={"credential": "{}"}, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


async def test_without_a_script_the_password_does_it_all(hub: Served) -> None:
    """What needs the script is hidden until it runs."""
    browser, link = hub.browser(NAMED), hub.link()
    for page in (await browser.get("/console/login"), await browser.get(link)):
        assert re.search(r'<div class="passkey" data-passkey="\w+" [^>]* hidden>', page.text)
        assert "script-src 'self'; connect-src 'self'" in page.headers["content-security-policy"]
    fields = {"name": "Ada", "password": PASSWORD, "repeat": PASSWORD}
    assert (await browser.send_form(link, fields)).status_code == 303
