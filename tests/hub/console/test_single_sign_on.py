"""Signing in at a real provider of OpenID Connect, and what a false one can't do."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from hub.domain.people import Grant
from hub.domain.roles import Role
from tests.hub.console.served import HERE, Browser, Served, served
from tests.parts.openid import CLIENT, SECRET, Provider, openid_provider

pytestmark = pytest.mark.anyio
BACK = "/console/oidc/back"
PEOPLE = {
    "erika": {"sub": "erika", "name": "Erika Muster", "groups": ["amt", "sport"]},
    "otto": {"sub": "otto", "name": "Otto", "groups": ["hof"]},
    "nobody": {"sub": "nobody", "name": "Niemand", "groups": ["sport"]},
}
GROUPS = [
    {"name": "amt", "role": "office"},
    {"name": "hof", "role": "operator", "spaces": ["gutshof"]},
    {"name": "technik", "role": "admin"},
]


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """Run one for all tests; making its keys takes a while."""
    with openid_provider(PEOPLE) as running:
        running.register(f"{HERE}{BACK}")
        yield running


@pytest.fixture(autouse=True)
def _an_honest_one(provider: Provider) -> None:
    provider.who, provider.falsify, provider.is_down = "erika", None, False
    provider.sign, provider.told = provider._signed, dict


@pytest.fixture
def hub(provider: Provider, tmp_path: Path) -> Iterator[Served]:
    """Serve with the provider in hub.toml, by its own time of day."""
    secret = tmp_path / "oidc.secret"
    secret.write_text(f"{SECRET}\n")
    oidc = {
        "issuer": provider.issuer, "client_id": CLIENT, "client_secret_file": str(secret),
        "label": "Amt Niemegk", "group": GROUPS,
    }  # fmt: skip
    with served(tmp_path, oidc=oidc) as hub:
        hub.clock.pass_s((datetime.now(UTC) - hub.clock.wall()).total_seconds())
        yield hub


async def at_the_provider(browser: Browser, start: str = "/console/oidc?lang=de") -> str:
    """Leave, pass the provider's page, and return the address that it leads back to."""
    left = await browser.get(start)
    assert left.status_code == 303, left.text
    async with httpx.AsyncClient() as outside:
        answer = await outside.get(left.headers["location"])
    assert answer.status_code == 303, answer.text
    target = urlsplit(answer.headers["location"])
    return f"{target.path}?{target.query}"


async def come(hub: Served) -> tuple[Browser, httpx.Response]:
    """Go there and back."""
    browser = hub.browser()
    return browser, await browser.get(await at_the_provider(browser))


async def test_somebody_is_let_in_with_what_their_groups_give(hub: Served) -> None:
    """The page, the name and the roles; and the book knows who did it."""
    browser, answer = await come(hub)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console?lang=de")
    page = await browser.get("/console?lang=de")
    assert "Erika Muster" in page.text
    [person] = hub.people.all()
    assert (person.name, person.grant) == ("Erika Muster", Grant(frozenset({Role.OFFICE})))


async def test_the_login_offers_it_and_it_leads_back_to_the_page(hub: Served) -> None:
    """The button says whose sign-in it is; nobody is led to another site."""
    browser = hub.browser()
    page = await browser.get("/console/login?lang=de&to=/console/me")
    assert "Mit Amt Niemegk anmelden" in page.text
    assert "/console/oidc?lang=de&amp;to=/console/me" in page.text
    back = await browser.get(await at_the_provider(browser, "/console/oidc?to=/console/me"))
    assert back.headers["location"] == "/console/me"
    away = hub.browser()
    back = await away.get(await at_the_provider(away, "/console/oidc?to=https://elsewhere.example"))
    assert back.headers["location"] == "/console"


async def test_what_the_groups_give_is_asked_anew_each_time(
    hub: Served, provider: Provider
) -> None:
    """Who left a group has lost its role, on all devices; it is the same person."""
    browser, _ = await come(hub)
    provider.falsify = lambda claims: {**claims, "groups": ["hof", "technik"]}
    await come(hub)
    [person] = hub.people.all()
    assert person.grant.roles == {Role.OPERATOR, Role.ADMIN}
    assert person.grant.spaces == {"gutshof"}
    assert (await browser.get("/console")).headers["location"].startswith("/console/login")


async def test_who_is_in_no_group_isnt_let_in(hub: Served, provider: Provider) -> None:
    """Nobody is added for that."""
    provider.who = "nobody"
    _, answer = await come(hub)
    assert answer.status_code == 422
    assert "keine Ihrer Gruppen dort öffnet hier etwas" in answer.text
    assert hub.people.all() == []


async def test_two_of_one_name_are_two_people(hub: Served, provider: Provider) -> None:
    """Known by the provider's own name for each, not by what they are called."""
    await come(hub)
    provider.who = "otto"
    provider.falsify = lambda claims: {**claims, "name": "erika MUSTER"}
    await come(hub)
    assert [person.name for person in hub.people.all()] == ["Erika Muster", "erika MUSTER 2"]


async def test_groups_that_are_told_beside_the_token_count(hub: Served, provider: Provider) -> None:
    """Where the token says nothing of groups; of somebody else nothing is believed."""
    provider.falsify = lambda claims: {
        key: value for key, value in claims.items() if key != "groups"
    }
    provider.told = lambda told: {**told, "groups": ["technik"]}
    _, answer = await come(hub)
    assert answer.status_code == 303
    assert hub.people.all()[0].grant.roles == {Role.ADMIN}
    provider.told = lambda told: {**told, "sub": "somebody else", "groups": ["technik"]}
    _, answer = await come(hub)
    assert answer.status_code == 422


async def test_who_turns_back_is_told_so(hub: Served) -> None:
    """The provider says access_denied."""
    browser = hub.browser()
    left = await browser.get("/console/oidc?lang=de")
    [state] = parse_qs(urlsplit(left.headers["location"]).query)["state"]
    answer = await browser.get(f"{BACK}?lang=de&error=access_denied&state={state}")
    assert "Unterwegs abgebrochen" in answer.text


FALSE: list[Callable[[dict[str, Any]], dict[str, Any]]] = [
    lambda claims: {**claims, "nonce": "of another sign-in"},
    lambda claims: {key: value for key, value in claims.items() if key != "nonce"},
    lambda claims: {**claims, "aud": ["another client"]},
    lambda claims: {**claims, "aud": [CLIENT, "another"], "azp": "another"},
    lambda claims: {**claims, "iss": "https://elsewhere.example"},
    lambda claims: {**claims, "exp": claims["iat"] - 3_600},
    lambda claims: {**claims, "iat": claims["iat"] + 3_600},
    lambda claims: {**claims, "sub": ""},
    lambda claims: {**claims, "sub": 7},
]


@pytest.mark.parametrize("number", range(len(FALSE)))
async def test_a_false_token_lets_nobody_in(
    hub: Served, provider: Provider, number: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Signed by the right key, but of another sign-in, client, provider or time."""
    provider.falsify = FALSE[number]
    _, answer = await come(hub)
    assert answer.status_code == 422, answer.headers
    assert hub.people.all() == []
    assert "oidc: somebody wasn't let in: " in caplog.text


@pytest.mark.parametrize("sign", ["unsigned", "by_the_clients_secret"])
async def test_a_token_that_the_provider_didnt_sign_lets_nobody_in(
    hub: Served, provider: Provider, sign: str
) -> None:
    """Neither unsigned nor by a secret that more than the provider know."""
    provider.falsify, provider.sign = dict, getattr(provider, sign)
    _, answer = await come(hub)
    assert answer.status_code == 422
    assert hub.people.all() == []


async def test_a_way_back_is_of_the_browser_that_left(hub: Served) -> None:
    """Somebody else's address, with its code, opens nothing: neither without nor with a cookie."""
    attacker, victim, other = hub.browser(), hub.browser(), hub.browser()
    foisted = await at_the_provider(attacker)
    assert (await victim.get(foisted)).status_code == 422
    await other.get("/console/oidc")
    assert (await other.get(foisted)).status_code == 422
    assert hub.people.all() == []
    assert (await attacker.get(foisted)).status_code == 303


async def test_a_code_is_worth_something_once(hub: Served) -> None:
    """The cookie is gone after the first time, and the provider takes no code twice."""
    browser = hub.browser()
    back = await at_the_provider(browser)
    kept = dict(browser.cookies)
    assert (await browser.get(back)).status_code == 303
    assert (await browser.get(back)).status_code == 422
    copied = hub.browser()
    copied.cookies.update(kept)
    assert (await copied.get(back)).status_code == 422


async def test_a_way_back_is_open_for_ten_minutes(hub: Served) -> None:
    """Then it begins anew."""
    browser = hub.browser()
    back = await at_the_provider(browser)
    hub.clock.pass_s(600)
    answer = await browser.get(back)
    assert answer.status_code == 422
    assert hub.people.all() == []


async def test_another_providers_answer_isnt_believed(hub: Served) -> None:
    """An answer that says who it is of must be of ours (RFC 9207)."""
    browser = hub.browser()
    back = await at_the_provider(browser)
    answer = await browser.get(
        f"{back}&iss=https://elsewhere.example".replace("&iss=http%3A", "&x=")
    )
    assert answer.status_code == 422


async def test_without_the_provider_the_page_says_so(hub: Served, provider: Provider) -> None:
    """And the password is still there to sign in with."""
    provider.is_down = True
    answer = await hub.browser().get("/console/oidc?lang=de")
    assert answer.status_code == 422
    assert "Amt Niemegk ist gerade nicht zu erreichen" in answer.text
    assert 'type="password"' in answer.text


async def test_a_garbled_cookie_is_none(hub: Served) -> None:
    """Whatever stands in it."""
    for value in ("", "x", "!" * 5_000, "AAAA" * 100, "ä".encode().hex()):
        browser = hub.browser()
        browser.cookies.set("platzfrei-oidc", value)
        assert (await browser.get(f"{BACK}?code=x&state=x")).status_code == 422


async def test_a_removed_person_comes_back_as_somebody_new(hub: Served) -> None:
    """The groups decide who may come; what they were before isn't known any more."""
    await come(hub)
    [before] = hub.people.all()
    hub.people.remove(before.id, "", hub.now_us())
    await come(hub)
    [after] = hub.people.all()
    assert after.id != before.id
