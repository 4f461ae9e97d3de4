"""The pages of alarms: one's own ways alone, tried by real servers, and typed things come back."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.book.alarm_messages import AlarmMessage, queue_message
from hub.book.alarm_ways import AlarmWayMemory
from hub.book.audit_log import AuditLog
from hub.domain.alarm import HOUR_US, MINUTE_US
from hub.domain.alarm_way import MOST_WAYS, AlarmWay, WaySort
from tests.hub.console.served import ADMIN, OFFICE, Browser, Served, served
from tests.parts.smtp import SmtpServer, smtp_server
from tests.parts.web_server import Asked, Say, WebServer, answer, web_server

pytestmark = pytest.mark.anyio
PAGE = "/console/alarms"
TOKEN = "tk_geheim"  # noqa: S105 - a made-up one
RULE = {
    "severity": "warning", "when": "open", "after": "15", "repeat": "0", "raise": "0",
    "language": "de",
}  # fmt: skip
MAIL = {**RULE, "address": "ada@example.org"}


@pytest.fixture
def mail() -> Iterator[SmtpServer]:
    """Run a mail server."""
    with smtp_server() as running:
        yield running


@pytest.fixture
def hub(tmp_path: Path, mail: SmtpServer) -> Iterator[Served]:
    """Serve with a mail server, and this machine among what may be asked."""
    told = {"host": "127.0.0.1", "port": mail.port, "tls": "none", "from": "hub@example.org"}
    outside = {"allowed_networks": ["127.0.0.0/8"]}
    with served(tmp_path, sections={"mail": told, "outside": outside}) as hub:
        yield hub


@pytest.fixture
def server() -> Iterator[WebServer]:
    """Take everything."""

    def serve(_: Asked, say: Say) -> None:
        say(answer(b"{}"))

    with web_server(serve) as running:
        yield running


def ways(hub: Served) -> list[AlarmWay]:
    """Return what is kept."""
    return list(AlarmWayMemory(hub.book).all())


async def add(browser: Browser, sort: str = "mail", **fields: str) -> str:
    """Add a way; return where that leads."""
    path = f"{PAGE}/new/{sort}"
    usual = MAIL if sort == "mail" else RULE
    response = await browser.send_own(path, path, {**usual, **fields})
    assert response.status_code == 303, response.text
    return str(response.headers["location"])


async def test_somebody_types_an_address_and_is_told(hub: Served, mail: SmtpServer) -> None:
    """One field and one button; a test arrives by the hub's own mail server."""
    person, browser = await hub.somebody("Ada")
    assert "noch keine Meldungen" in (await browser.get(PAGE)).text
    assert await add(browser) == f"{PAGE}?done=added"
    (way,) = ways(hub)
    assert (way.rule.person, way.sort, way.rule.after_us) == (
        person.id,
        WaySort.MAIL,
        15 * MINUTE_US,
    )
    page = (await browser.get(f"{PAGE}?done=added")).text
    assert "E-Mail: ada@example.org" in page
    assert "Darüber ist noch nichts gekommen." in page
    tried = await browser.send_own(PAGE, f"{PAGE}/{way.handle}/test", {})
    assert "Der Mailserver hat die Probe angenommen" in tried.text
    assert mail.taken[0].recipients == ("ada@example.org",)
    assert mail.taken[0].message["Subject"] == "Probe von Platzfrei"


async def test_a_test_that_fails_says_why_in_plain_words(
    hub: Served, mail: SmtpServer, server: WebServer
) -> None:
    """By mail what the server says, by others a sentence of ours."""
    _, browser = await hub.somebody("Ada")
    await add(browser)
    (way,) = ways(hub)
    mail.to_recipient = "550 5.1.1 No such <user>"
    tried = await browser.send_own(PAGE, f"{PAGE}/{way.handle}/test", {})
    assert "Die Probe ist nicht angekommen." in tried.text
    assert "Der Mailserver sagt: „550 5.1.1 No such &lt;user&gt;“" in tried.text
    with hub.book.transaction() as db:
        db.execute("DELETE FROM alarm_way")
    await add(browser, "webhook", url=server.url("/hook"))
    (way,) = ways(hub)
    tried = await browser.send_own(PAGE, f"{PAGE}/{way.handle}/test", {})
    assert "Die Probe ist angenommen worden" in tried.text
    assert '"test": true' in server.asked[0].body.decode()


async def test_tests_are_bounded(hub: Served, mail: SmtpServer) -> None:
    """So that nobody floods anybody by this button."""
    _, browser = await hub.somebody("Ada")
    await add(browser)
    (way,) = ways(hub)
    for _ in range(5):
        await browser.send_own(PAGE, f"{PAGE}/{way.handle}/test", {})
    tried = await browser.send_own(PAGE, f"{PAGE}/{way.handle}/test", {})
    assert "Das waren viele Proben" in tried.text
    hub.clock.pass_s(60)
    await browser.send_own(PAGE, f"{PAGE}/{way.handle}/test", {})
    assert len(mail.taken) == 5


async def test_a_secret_is_typed_once_and_never_shown_again(hub: Served, server: WebServer) -> None:
    """Not on a page, not in the log."""
    _, browser = await hub.somebody("Ada")
    await add(browser, "ntfy", server=server.url(""), topic="geheimes-thema", token=TOKEN)
    url = server.url("/hook/geheim")
    path = f"{PAGE}/new/webhook"
    key = re.search(
        r'name="key" type="text" value="([\w-]{43})" readonly', (await browser.get(path)).text
    )
    assert key is not None
    await add(browser, "webhook", url=url, key=key[1])
    pages = [(await browser.get(PAGE)).text]
    pages += [(await browser.get(f"{PAGE}/{way.handle}")).text for way in ways(hub)]
    for secret in ("geheim", "tk_", key[1]):
        assert not any(secret in page for page in pages)
        assert secret not in repr(AuditLog(hub.book).entries())
    assert "ntfy: 127.0.0.1/ge…" in pages[0]
    assert "Webhook: 127.0.0.1/…" in pages[0]
    addresses = [AlarmWayMemory(hub.book).address(way) for way in ways(hub)]
    assert {"url": url, "key": key[1]} in addresses


@pytest.mark.parametrize(
    ("sort", "fields", "field", "said"),
    [
        ("mail", {"address": "ada"}, "address", "keine E-Mail-Adresse"),
        ("mail", {"address": "ada@example.org\r\nBcc: x@example.org"}, "address", "keine E-Mail"),
        ("ntfy", {"server": "https://ntfy.sh/a", "topic": "a"}, "server", "nur der Server"),
        ("ntfy", {"server": "https://127.0.0.1", "topic": "ä"}, "topic", "Ein Thema hat"),
        ("ntfy", {"server": "ftp://ntfy.sh", "topic": "a"}, "server", "https://"),
        ("ntfy", {"server": "http://10.0.0.1", "topic": "a"}, "server", "nicht öffentlich"),
        ("matrix", {"server": "https://[::1]", "room": "#a:b", "token": "abcd"}, "server",
         "nicht öffentlich"),
        ("matrix", {"server": "https://127.0.0.1", "room": "a", "token": "abcd"}, "room",
         "Ein Raum beginnt"),
        ("webhook", {"url": "http://169.254.169.254/latest"}, "url", "nicht öffentlich"),
        ("webhook", {"url": "https://a:b@127.0.0.1/"}, "url", "@"),
        ("service", {"url": "json://127.0.0.1/"}, "url", "kennt Platzfrei nicht"),
        ("service", {"url": "exec://sh"}, "url", "kennt Platzfrei nicht"),
        ("service", {"url": "gotifys://127.0.0.1/token?verify=no"}, "url", "Fragezeichen"),
        ("service", {"url": "gotifys://192.168.0.1/token"}, "url", "nicht öffentlich"),
        ("service", {"url": "Gotify"}, "url", "keine Adresse eines Dienstes"),
        ("mail", {**MAIL, "severity": "loud"}, "severity", "aus der Liste"),
        ("mail", {**MAIL, "kind": "of_nobody"}, "kind", "aus der Liste"),
        ("mail", {**MAIL, "space": "muehle"}, "space", "aus der Liste"),
        ("mail", {**MAIL, "raise": "4"}, "whom", "Wem soll es dann gesagt werden"),
    ],
)  # fmt: skip
async def test_a_mistake_is_said_beside_its_field_and_nothing_is_lost(
    hub: Served, sort: str, fields: dict[str, str], field: str, said: str
) -> None:
    """Linked from the top; what was typed is there again, and nothing was kept."""
    _, browser = await hub.somebody("Ada")
    path = f"{PAGE}/new/{sort}"
    response = await browser.send_own(path, path, {**RULE, **fields})
    assert response.status_code == 422
    assert f'<a href="#{field}">' in response.text
    beside = re.search(rf'id="{field}-wrong">([^<]*)', response.text)
    assert beside is not None
    assert said in beside[1]
    for name in {"address", "topic", "room"} & fields.keys():
        assert f'name="{name}"' in response.text
        assert fields[name].split("\r")[0] in response.text
    assert ways(hub) == []


async def test_what_shall_come_is_changed_and_said_in_words(hub: Served) -> None:
    """All choices hold, and stand on the card."""
    _, browser = await hub.somebody("Ada", ADMIN)
    eva, evas = await hub.somebody("Eva", ADMIN)
    await add(evas)
    await add(browser, address="ada@example.org")
    way = next(each for each in ways(hub) if each.rule.person != eva.id)
    page = f"{PAGE}/{way.handle}"
    fields = {
        "severity": "notice", "kind": "agent_silent", "space": "*hub", "when": "always",
        "after": "60", "repeat": "4", "raise": "24", "whom": eva.id, "language": "en",
    }  # fmt: skip
    response = await browser.send_own(page, page, fields)
    assert response.headers["location"] == f"{PAGE}?done=saved"
    rule = next(each for each in ways(hub) if each.handle == way.handle).rule
    assert (set(rule.kinds), rule.spaces, rule.always) == ({"agent_silent"}, frozenset({""}), True)
    assert (rule.after_us, rule.repeat_us, rule.raise_us) == (HOUR_US, 4 * HOUR_US, 24 * HOUR_US)
    assert rule.raise_to == eva.id
    text = (await browser.get(PAGE)).text
    for said in ("Nur 1 gewählte Arten", "Der Hub selbst", "Alle 4 Stunden", "auch an Eva"):
        assert said in text
    again = (await browser.get(page)).text
    assert '<option value="24" selected>Nach 1 Tag' in again
    assert f'<option value="{eva.id}" selected>Eva' in again


async def test_opting_out_is_one_click(hub: Served) -> None:
    """And so is coming back, and being forgotten."""
    _, browser = await hub.somebody("Ada", OFFICE)
    await add(browser)
    (way,) = ways(hub)
    answer = await browser.send_own(PAGE, f"{PAGE}/{way.handle}/switch", {})
    assert answer.headers["location"] == f"{PAGE}?done=switched_off"
    assert not ways(hub)[0].rule.is_on
    assert "Ausgeschaltet: Darüber kommt nichts." in (await browser.get(PAGE)).text
    await browser.send_own(PAGE, f"{PAGE}/{way.handle}/switch", {})
    assert ways(hub)[0].rule.is_on
    answer = await browser.send_own(PAGE, f"{PAGE}/{way.handle}/remove", {})
    assert answer.headers["location"] == f"{PAGE}?done=removed"
    assert ways(hub) == []


async def test_nobody_sees_tries_or_changes_anothers(hub: Served, mail: SmtpServer) -> None:
    """Whoever knows its handle is led to their own."""
    _, ada = await hub.somebody("Ada")
    _, eva = await hub.somebody("Eva", ADMIN)
    await add(ada)
    (way,) = ways(hub)
    assert "ada@example.org" not in (await eva.get(PAGE)).text
    page = await eva.get(f"{PAGE}/{way.handle}")
    assert (page.status_code, page.headers["location"]) == (303, PAGE)
    for deed in ("", "/test", "/switch", "/remove"):
        answer = await eva.send_own(
            PAGE.removesuffix("s") + "s/new/mail", f"{PAGE}/{way.handle}{deed}", RULE
        )
        assert answer.headers["location"] == PAGE
    assert ways(hub) == [way]
    assert mail.taken == []


async def test_an_operator_is_offered_their_own_spaces_and_people_alone(hub: Served) -> None:
    """Whom they may have told is who sees a space of theirs, and has a way."""
    _, ada = await hub.somebody("Ada")
    _, eva = await hub.somebody("Eva", ADMIN)
    _, ida = await hub.somebody("Ida", OFFICE)
    page = (await ada.get(f"{PAGE}/new/mail")).text
    assert "Bisher bekommt sonst niemand" in page
    await add(eva)
    await add(ida)
    page = (await ada.get(f"{PAGE}/new/mail")).text
    assert ">Eva</option>" in page
    assert ">Ida</option>" not in page
    assert 'name="space"' not in page
    assert 'value="*hub"' in (await eva.get(f"{PAGE}/new/mail")).text


async def test_a_way_that_fails_says_since_when_and_why(hub: Served) -> None:
    """On the card, by day."""
    _, browser = await hub.somebody("Ada")
    await add(browser, "webhook", url="http://127.0.0.1:8000/")
    (way,) = ways(hub)
    with hub.book.transaction() as db:
        queue_message(
            db,
            AlarmMessage("m", way.handle, hub.now_us(), "a", "b", trouble="locked"),
        )
    text = (await browser.get(PAGE)).text
    assert "kommt nichts an." in text
    assert "Der Zugangstoken stimmt" in text


async def test_there_is_a_bound(hub: Served) -> None:
    """Which is said beside the first field."""
    _, browser = await hub.somebody("Ada")
    for number in range(MOST_WAYS):
        await add(browser, address=f"a{number}@example.org")
    path = f"{PAGE}/new/mail"
    response = await browser.send_own(path, path, MAIL)
    assert response.status_code == 422
    assert "Mehr als zehn Wege" in response.text


async def test_without_a_mail_server_the_form_says_so(tmp_path: Path) -> None:
    """And in the language that was asked for."""
    with served(tmp_path) as hub:
        _, browser = await hub.somebody("Ada")
        page = (await browser.get(f"{PAGE}/new/mail?lang=en")).text
        assert "This hub sends no email yet" in page
        assert 'action="/console/alarms/new/mail?lang=en"' in page
        assert '<option value="en" selected>' in page


async def test_who_looks_for_the_weeks_mail_is_led_there(hub: Served) -> None:
    """It is ordered elsewhere; its place on that page is there."""
    _, ada = await hub.somebody("Ada")
    assert 'href="/console/week#mail"' in (await ada.get(PAGE)).text
    answer = await ada.get("/console/week/gutshof")
    assert 'id="mail"' in answer.text
