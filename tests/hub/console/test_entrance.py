"""Coming in: by a link once, by name and password, and by nothing that an attacker has."""

from pathlib import Path

import pytest

from hub.domain.people import LINK_LASTS_US
from hub.http.channel import Channel
from tests.hub.console.served import ADMIN, HERE, OPERATOR, PASSWORD, TLS, Served, served

pytestmark = pytest.mark.anyio
WITH_SCRIPT = ("/console/me", "/console/login")
JOINING = {"name": "Ada", "password": PASSWORD, "repeat": PASSWORD}


async def test_who_is_invited_joins_and_is_greeted(hub: Served) -> None:
    """By the link, with a name and a password, in German and English."""
    browser, link = hub.browser(), hub.link()
    page = await browser.get(link)
    assert page.status_code == 200
    assert "Gutshof" in page.text
    answer = await browser.send_form(link, JOINING)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console")
    greeted = await browser.get("/console")
    assert "Guten Tag, Ada" in greeted.text
    assert "Hello, Ada" in (await browser.get("/console?lang=en")).text


@pytest.mark.parametrize("path", ["/console/nowhere", "/console/log", "/console/week/moon"])
async def test_who_gets_lost_in_the_console_finds_back(hub: Served, path: str) -> None:
    """A page that isn't there, or is for others, leads to the console again."""
    browser = hub.browser()
    await browser.send_form(hub.link(), JOINING)
    lost = await browser.get(path, headers={"Accept": "text/html"})
    assert lost.status_code in {403, 404}
    assert '<a href="/console">Zur Konsole</a>' in lost.text
    public = await browser.get("/nowhere", headers={"Accept": "text/html"})
    assert "Zur Konsole" not in public.text


async def test_a_link_that_was_used_or_is_old_lets_nobody_in(hub: Served) -> None:
    """Looked at it may be as often as one likes."""
    link = hub.link()
    for _ in range(3):
        assert (await hub.browser().get(link)).status_code == 200
    await hub.browser().send_form(link, JOINING)
    again = await hub.browser().send_form(link, {**JOINING, "name": "Eva"})
    assert again.status_code == (await hub.browser().get(link)).status_code == 410
    assert "set-cookie" not in again.headers
    old = hub.link()
    hub.clock.pass_s(LINK_LASTS_US / 1e6)
    assert (await hub.browser().send_form(old, {**JOINING, "name": "Eva"})).status_code == 410
    assert [person.name for person in hub.people.all()] == ["Ada"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"repeat": "another one"}, "verschieden"),
        ({"password": "v8#Lq2!mZp", "repeat": "v8#Lq2!mZp"}, "zu kurz"),
        ({"password": "Ada123456789", "repeat": "Ada123456789"}, "erraten"),
        ({"password": "Gutshof-2026", "repeat": "Gutshof-2026"}, "erraten"),
        ({"name": "\u202e"}, "lesbare Zeichen"),
    ],
)
async def test_a_mistake_leaves_the_link_open(
    hub: Served, wrong: dict[str, str], said: str
) -> None:
    """It is said in a sentence, and no password is written back."""
    browser, link = hub.browser(), hub.link()
    answer = await browser.send_form(link, {**JOINING, **wrong})
    assert answer.status_code == 422
    assert said in answer.text
    assert (wrong.get("password") or PASSWORD) not in answer.text
    assert (await browser.send_form(link, JOINING)).status_code == 303


async def test_wrong_names_and_wrong_passwords_read_alike(hub: Served) -> None:
    """Byte by byte, but for what was typed."""
    await hub.somebody("Ada")
    answers = [
        await hub.browser().log_in(name, password)
        for name, password in (("Ada", "not the password"), ("Eva", "not the password"))
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert answers[0].text.replace("Ada", "Eva") == answers[1].text
    assert (await hub.browser().log_in("ada")).status_code == 303


async def test_for_every_name_a_hash_is_worked_out(
    hub: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of the same cost, so that time tells nothing of who is there."""
    from argon2 import PasswordHasher, extract_parameters

    await hub.somebody("Ada")
    verified: list[str] = []
    own = PasswordHasher.verify

    def noted(hasher: PasswordHasher, kept: str, password: str) -> bool:
        verified.append(kept)
        return own(hasher, kept, password)

    monkeypatch.setattr(PasswordHasher, "verify", noted)
    for name in ("Ada", "Eva", ""):
        await hub.browser().log_in(name, "not the password")
    assert len(verified) == 3
    assert len({str(extract_parameters(kept)) for kept in verified}) == 1


async def test_guessing_ends_soon(hub: Served) -> None:
    """After five attempts the right one has to wait too, and other people don't."""
    await hub.somebody("Ada")
    await hub.somebody("Eva")
    attacker = hub.browser()
    statuses = [(await attacker.log_in("Ada", f"guess {n}")).status_code for n in range(7)]
    assert statuses == 5 * [422] + 2 * [429]
    late = await attacker.log_in("ADA")
    assert late.status_code == 429
    assert late.headers["retry-after"] == "30"
    assert (await hub.browser(host="192.0.2.7").get("/console/login")).status_code == 403
    assert (await hub.browser().log_in("Eva")).status_code == 303
    hub.clock.pass_s(31)
    assert (await attacker.log_in("Ada")).status_code == 303


async def test_the_cookie_is_for_this_host_and_out_of_reach(hub: Served) -> None:
    """By TLS with the prefix that browsers hold to; without it on this machine alone."""
    await hub.somebody("Ada")
    by_tls = (await hub.browser(TLS).log_in("Ada")).headers["set-cookie"].lower()
    assert by_tls.startswith("__host-platzfrei=")
    for part in ("path=/", "secure", "httponly", "samesite=lax"):
        assert part in by_tls
    assert not {"domain", "max-age"} & {part.split("=")[0] for part in by_tls.split("; ")}
    here = (await hub.browser().log_in("Ada")).headers["set-cookie"].lower()
    assert here.startswith("platzfrei=")
    trusted = (await hub.browser(TLS).log_in("Ada", trust="yes")).headers["set-cookie"]
    assert "max-age=7776000" in trusted.lower()


async def test_a_session_that_was_foisted_on_a_browser_isnt_used(hub: Served) -> None:
    """Fixation: whoever knew the value before the login has nothing after it."""
    ada, attacker = await hub.somebody("Ada")
    eva, _ = await hub.somebody("Eva")
    foisted = attacker.cookies[Channel.HERE.value]
    victim = hub.browser(cookies={Channel.HERE.value: foisted})
    answer = await victim.log_in("Eva")
    assert answer.cookies[Channel.HERE.value] != foisted
    assert (await attacker.get("/console")).status_code == 303
    made_up = hub.browser(cookies={Channel.HERE.value: "x" * 43})
    assert (await made_up.log_in("Eva")).cookies[Channel.HERE.value] != "x" * 43
    assert ada.id != eva.id


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9000", "Sec-Fetch-Site": "same-site"},
        {"Origin": HERE, "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {},
    ],
)
async def test_forms_of_other_sites_let_nobody_in(hub: Served, headers: dict[str, str]) -> None:
    """Nobody signs a browser in to an account that isn't its person's; nothing is used up."""
    await hub.somebody("Ada")
    fields = {"name": "Ada", "password": PASSWORD}
    answer = await hub.browser().post("/console/login", data=fields, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    link = hub.link()
    assert (await hub.browser().post(link, data=JOINING, headers=headers)).status_code == 403
    assert (await hub.browser().get(link)).status_code == 200


@pytest.mark.parametrize(
    "to",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/console/../x", "/console//x",
     "/consolex", "/console/login", "/console?x", "javascript:alert(1)", "/console\r\nx: y"],
)  # fmt: skip
async def test_a_login_leads_to_this_console_alone(hub: Served, to: str) -> None:
    """Whatever an address or a form says."""
    await hub.somebody("Ada")
    assert (await hub.browser().log_in("Ada", to=to)).headers["location"] == "/console"
    page = (await hub.browser().get("/console/login", params={"to": to})).text
    assert '<input type="hidden" name="to" value="/console">' in page


async def test_who_wasnt_signed_in_gets_where_they_wanted(hub: Served) -> None:
    """Through the login, in the language that was asked for."""
    await hub.somebody("Ada")
    browser = hub.browser()
    sent = await browser.get("/console/me?lang=en")
    assert sent.headers["location"] == "/console/login?lang=en&to=%2Fconsole%2Fme"
    page = await browser.get(sent.headers["location"])
    assert '<input type="hidden" name="to" value="/console/me">' in page.text
    assert (await browser.log_in("Ada", to="/console/me")).headers["location"] == "/console/me"


@pytest.mark.parametrize(
    ("url", "host", "headers"),
    [
        ("http://192.0.2.1:8000", "192.0.2.7", {}),
        ("http://hub.example", "127.0.0.1", {}),
        (HERE, "192.0.2.7", {}),
        (HERE, "127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}),
        ("http://192.0.2.1:8000", "192.0.2.7", {"X-Forwarded-Proto": "https"}),
        ("http://192.0.2.1:8000", "192.0.2.7", {"Forwarded": "proto=https"}),
        ("http://192.0.2.1:8000", "192.0.2.7", {"X-Forwarded-For": "127.0.0.1"}),
        ("http://evil.example:8000", "127.0.0.1", {}),
    ],
)
async def test_without_tls_it_answers_on_this_machine_alone(
    hub: Served, url: str, host: str, headers: dict[str, str]
) -> None:
    """Whatever a client claims; it says how to get TLS, and takes no password and no cookie."""
    _, signed_in = await hub.somebody("Ada")
    cookies = {channel.value: signed_in.cookies["platzfrei"] for channel in Channel}
    browser = hub.browser(url, host, headers=headers, cookies=cookies)
    for path in ("/console", "/console/login", "/console/me", hub.link()):
        page = await browser.get(path)
        assert page.status_code == 403
        assert "http.public_url" in page.text
    refused = await browser.log_in("Ada")
    assert refused.status_code == 403
    assert "set-cookie" not in refused.headers


async def test_a_proxy_with_tls_is_known_by_public_url(tmp_path: Path) -> None:
    """For that very host, and unless the proxy says that the browser came without."""
    with served(tmp_path, public_url="https://hub.example/frei") as hub:
        await hub.somebody("Ada")
        own = {"Origin": "https://hub.example"}
        browser = hub.browser("http://hub.example", "10.0.0.1")
        answer = await browser.send_form(
            "/frei/console/login", {"name": "Ada", "password": PASSWORD}, **own
        )
        assert answer.headers["location"] == "/frei/console"
        assert answer.headers["set-cookie"].startswith("__Host-platzfrei=")
        plain = {"X-Forwarded-Proto": "http"}
        page = await browser.get("/frei/console/login", headers=plain)
        assert page.status_code == 403
        other = hub.browser("http://hub.example:8000", "10.0.0.1")
        assert (await other.get("/frei/console/login")).status_code == 403
        foreign = await browser.send_form(
            "/frei/console/login",
            {"name": "Ada", "password": PASSWORD},
            Origin="http://hub.example",
        )
        assert foreign.status_code == 403


async def test_every_page_is_kept_by_nobody(hub: Served) -> None:
    """Headers of pages, of refusals and of where one is sent."""
    _, browser = await hub.somebody("Ada", ADMIN)
    for path in ("/console", "/console/me", "/console/login", "/console/join/x"):
        page = await browser.get(path)
        assert page.headers["cache-control"] == "no-store"
        policy = page.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert {"form-action 'self'", "frame-ancestors 'none'"} <= set(policy.split("; "))
        assert ("script-src 'self'" in policy) is (path in WITH_SCRIPT)
        assert "unsafe" not in policy
        assert page.headers["referrer-policy"] == "same-origin"
        assert page.headers["x-frame-options"] == "DENY"
        assert "access-control-allow-origin" not in page.headers
    assert (await hub.browser().get("/console")).headers["cache-control"] == "no-store"
    by_tls = await hub.browser(TLS).get("/console/login")
    assert by_tls.headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b'{"name": "Ada"}', "application/json", 415),
        (b"name=%ff", "application/x-www-form-urlencoded", 422),
        (b"&".join(b"a=1" for _ in range(300)), "application/x-www-form-urlencoded", 422),
        (b"name=Ada&name=Eva&password=x", "application/x-www-form-urlencoded", 422),
        (b"name=" + b"x" * 70_000, "application/x-www-form-urlencoded", 413),
    ],
)
async def test_odd_forms_are_refused(
    hub: Served, body: bytes, content_type: str, status: int
) -> None:
    """None ends in an error of ours."""
    headers = {"Origin": HERE, "Sec-Fetch-Site": "same-origin", "Content-Type": content_type}
    answer = await hub.browser().post("/console/login", content=body, headers=headers)
    assert answer.status_code == status


async def test_names_are_text_whatever_is_in_them(hub: Served) -> None:
    """Markup and braces, on every page."""
    name = "<b>{{7*7}}</b>{t}"
    _, browser = await hub.somebody(name, OPERATOR)
    for path in ("/console", "/console/me"):
        text = (await browser.get(path)).text
        assert "&lt;b&gt;{{7*7}}&lt;/b&gt;{t}" in text
        assert "<b>" not in text
