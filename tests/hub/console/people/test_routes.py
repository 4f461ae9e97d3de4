"""The pages of people, used as admins do, and attacked as others would."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from fastapi import Request, Response

from hub.book.audit_log import AuditLog
from hub.book.outgoing import OutgoingMemory
from hub.book.people_overview import overview
from hub.book.tokens import TokenMemory
from hub.console.people.pages import PeoplePages
from hub.console.people.routes import as_allowed
from hub.domain.people import Grant
from hub.domain.roles import Role
from hub.errors import PeopleReason, PeopleRefused
from hub.http.access import SignInNeeded
from tests.hub.console.people.conftest import browser_of, person
from tests.hub.console.served import ADMIN, OFFICE, OPERATOR, TLS, Browser, Served, served

pytestmark = pytest.mark.anyio
PEOPLE = "/console/people"
INVITE = f"{PEOPLE}/invite"


async def sent(browser: Browser, page: str, path: str, **fields: str | list[str]) -> str:
    """Send a form that is taken; return where it leads."""
    answer = await browser.send_own(page, path, fields)  # type: ignore[arg-type]
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def link_on(page: str) -> str:
    """Return the path of the link that a page shows."""
    found = re.search(r"<code>[^<]*?(/console/join/[\w-]+)", page)
    assert found, page
    return found[1]


async def is_in(browser: Browser) -> bool:
    """Tell whether a browser is signed in."""
    return (await browser.get("/console")).status_code == 200


async def test_somebody_is_invited_by_a_link_to_hand_on(hub: Served) -> None:
    """It is shown with a code for the phone, to its maker alone; whoever joins is what was said."""
    eva = browser_of(hub, person(hub, "Eva"))
    where = await sent(eva, INVITE, INVITE, role=["operator", "office"], space=["gutshof"])
    page = (await eva.get(where)).text
    assert "<svg" in page
    assert "nur auf dem Rechner" in page
    assert "Gutshof Glien" in page
    other = browser_of(hub, person(hub, "Uwe"))
    assert (await other.get(where)).status_code == 410
    link = link_on(page)
    fields = {"name": "Ada", "password": "kupfer nebel zaun", "repeat": "kupfer nebel zaun"}
    joined = await hub.browser().send_form(link, fields)
    assert joined.status_code == 303
    ada = next(each for each in hub.people.all() if each.name == "Ada")
    assert ada.grant == Grant(frozenset({Role.OPERATOR, Role.OFFICE}), frozenset({"gutshof"}))
    assert (await hub.browser().get(link)).status_code == 410


async def test_what_is_shown_once_is_gone_after_ten_minutes(hub: Served) -> None:
    """Loading the page again until then makes no other link."""
    eva = browser_of(hub, person(hub, "Eva"))
    where = await sent(eva, INVITE, INVITE, role="office")
    assert link_on((await eva.get(where)).text) == link_on((await eva.get(where)).text)
    assert len(overview(hub.book, hub.now_us()).invitations) == 1
    hub.clock.pass_s(600)
    assert (await eva.get(where)).status_code == 410


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "mindestens eine Rolle"),
        ({"role": "operator"}, "mindestens einen Ort"),
        ({"role": "office", "space": "gutshof"}, "Orte gelten nur"),
        ({"role": "integrator"}, "Auswahl gibt es hier nicht"),
        ({"role": "operator", "space": "nowhere"}, "Auswahl gibt es hier nicht"),
        ({"role": "office", "mail": "eva@example.org"}, "kein Mailserver"),
    ],
)
async def test_a_mistake_is_said_and_nothing_is_lost(
    hub: Served, typed: dict[str, str], said: str
) -> None:
    """Beside its field, linked from the top; what was ticked stays ticked; nobody is invited."""
    eva = browser_of(hub, person(hub, "Eva"))
    before = AuditLog(hub.book).entries()
    answer = await eva.send_own(INVITE, INVITE, typed)
    assert answer.status_code == 422
    assert said in answer.text
    (field,) = set(re.findall(r'<li><a href="#(\w+)">', answer.text))
    assert f'id="{field}"' in answer.text
    for name, value in typed.items():
        if value in ("operator", "office", "gutshof"):
            assert re.search(rf'id="{name}-{value}"[^>]* checked', answer.text)
    assert AuditLog(hub.book).entries() == before


async def test_an_invitation_goes_by_mail(mailing: Served) -> None:
    """With the link, who invites and until when; the page shows the address, and not the link."""
    eva = browser_of(mailing, person(mailing, "Eva Müller"), TLS)
    fields = {"role": "operator", "space": "gutshof", "mail": " uwe@example.org "}
    answer = await eva.send_own(INVITE, INVITE, fields)
    assert answer.headers["location"] == f"{PEOPLE}?done=mailed"
    (mail,) = OutgoingMemory(mailing.book).all()
    assert mail.recipient == "uwe@example.org"
    page = (await eva.get(answer.headers["location"])).text
    assert "E-Mail an uwe@example.org wartet" in page
    assert "/console/join/" not in page
    (handle,) = re.findall(r"invitations/([0-9a-f]+)/end", page)
    await sent(eva, PEOPLE, f"{PEOPLE}/invitations/{handle}/end")
    assert OutgoingMemory(mailing.book).all() == []


@pytest.mark.parametrize(
    "address", ["uwe", "a@b\r\nBcc: x@y.example", "a@b.example, c@d.example", "ü@b.example"]
)
async def test_what_is_no_address_gets_no_mail(mailing: Served, address: str) -> None:
    """Nothing is queued and nobody is invited; what was typed comes back."""
    eva = browser_of(mailing, person(mailing, "Eva"), TLS)
    answer = await eva.send_own(INVITE, INVITE, {"role": "office", "mail": address})
    assert answer.status_code == 422
    assert "keine Adresse" in answer.text
    assert 'id="role-office" name="role" value="office" checked' in answer.text
    assert OutgoingMemory(mailing.book).all() == []
    assert overview(mailing.book, mailing.now_us()).invitations == []


async def test_an_invitation_is_taken_back(hub: Served) -> None:
    """Its link opens nothing then; a second click is no mistake."""
    eva = browser_of(hub, person(hub, "Eva"))
    where = await sent(eva, INVITE, INVITE, role="office")
    link = link_on((await eva.get(where)).text)
    (handle,) = re.findall(r"invitations/([0-9a-f]+)/end", (await eva.get(PEOPLE)).text)
    for _ in range(2):
        end = f"{PEOPLE}/invitations/{handle}/end"
        assert await sent(eva, PEOPLE, end) == f"{PEOPLE}?done=taken-back"
    assert (await hub.browser().get(link)).status_code == 410


async def test_who_there_is_is_listed_by_day(hub: Served) -> None:
    """With roles, spaces, ways in and the day of the last visit; never with an hour."""
    eva, ada = person(hub, "Eva"), person(hub, "Ada", OPERATOR)
    browser = browser_of(hub, eva)
    with hub.book.transaction() as db:
        db.execute("DELETE FROM password WHERE person = ?", (ada.id,))
    page = (await browser.get(f"{PEOPLE}?lang=en")).text
    assert "Operator for Gutshof Glien" in page
    assert "last here on 2 March 2026" in page.replace("\xa0", " ")
    assert "can’t sign in: needs a new link" in page
    assert "10:4" not in page


async def test_other_roles_hold_and_end_the_sessions(hub: Served) -> None:
    """Of that person, who signs in again."""
    eva = browser_of(hub, person(hub, "Eva"))
    ada = person(hub, "Ada", OPERATOR)
    hers = browser_of(hub, ada)
    page = f"{PEOPLE}/{ada.id}"
    where = await sent(eva, page, f"{page}/roles", role="office", seen="operator in gutshof")
    assert "Rollen gelten" in (await eva.get(where)).text
    assert hub.people.of(ada.id) == replace(ada, grant=OFFICE)
    assert not await is_in(hers)


async def test_two_admins_at_once_overwrite_nothing_unseen(hub: Served) -> None:
    """The second is told what holds now, and their choice stays on the form."""
    eva, uwe = (browser_of(hub, person(hub, name)) for name in ("Eva", "Uwe"))
    ada = person(hub, "Ada", OPERATOR)
    page, seen = f"{PEOPLE}/{ada.id}", "operator in gutshof"
    await sent(eva, page, f"{page}/roles", role="office", seen=seen)
    fields = {"role": "admin", "seen": seen}
    answer = await uwe.send_own(page, f"{page}/roles", fields)
    assert answer.status_code == 409
    assert "Jetzt gilt: Regionalbüro" in answer.text
    assert f'href="{page}?lang=en"' in answer.text  # and not where the form went, which is no page
    assert 'value="admin" checked' in answer.text
    found = hub.people.of(ada.id)
    assert found is not None
    assert found.grant == OFFICE
    await sent(uwe, page, f"{page}/roles", role="admin", seen="office")


async def test_a_space_that_is_gone_from_hub_toml_can_be_kept_or_left(hub: Served) -> None:
    """It is named by its id, and isn't lost by saving the rest."""
    eva = browser_of(hub, person(hub, "Eva"))
    ada = person(hub, "Ada", Grant(frozenset({Role.OPERATOR}), frozenset({"scheune", "gutshof"})))
    page = f"{PEOPLE}/{ada.id}"
    assert "scheune (steht nicht mehr in hub.toml)" in (await eva.get(page)).text
    seen, spaces = "operator in gutshof scheune", ["scheune"]
    await sent(eva, page, f"{page}/roles", role="operator", space=spaces, seen=seen)
    found = hub.people.of(ada.id)
    assert found is not None
    assert found.grant.spaces == {"scheune"}


async def test_the_last_admin_stays_one(hub: Served) -> None:
    """Neither removed nor made something else, and the sentence says what to do."""
    admin = person(hub, "Eva")
    eva = browser_of(hub, admin)
    page = f"{PEOPLE}/{admin.id}"
    removal = (await eva.get(f"{page}/remove")).text
    assert "Laden Sie zuerst jemanden" in removal
    assert f'action="{page}/remove"' not in removal
    answer = await eva.send_own(page, f"{page}/remove", {})
    assert answer.status_code == 409
    fields = {"role": "office", "seen": "admin"}
    answer = await eva.send_own(page, f"{page}/roles", fields)
    assert answer.status_code == 422
    assert "Laden Sie zuerst jemanden" in answer.text
    assert hub.people.all() == [admin]
    assert await is_in(eva)


async def test_a_second_admin_is_removed_by_the_first(hub: Served) -> None:
    """They are told before what goes; the next click of who was removed leads to the login."""
    eva = browser_of(hub, person(hub, "Eva"))
    uwe = person(hub, "Uwe")
    his = browser_of(hub, uwe)
    hub.people.invite(OFFICE, uwe.id, hub.now_us())
    TokenMemory(hub.book).make("Anzeige", None, hub.now_us() + 1, uwe.id, hub.now_us())
    page = f"{PEOPLE}/{uwe.id}"
    said = (await eva.get(f"{page}/remove")).text
    for part in ("Einladungen von dieser Person enden: 1", "Anzeige", uwe.id, "zwölf Monate"):
        assert part in said
    assert await sent(eva, f"{page}/remove", f"{page}/remove") == f"{PEOPLE}?done=removed"
    answer = await his.get(PEOPLE)
    assert (answer.status_code, answer.headers["location"][:14]) == (303, "/console/login")
    assert (await eva.get(page)).status_code == 404
    assert "Eva hat ein Konto entfernt" in (await eva.get("/console/log")).text


async def test_an_admin_removes_themselves(hub: Served) -> None:
    """Where there is another one; they are signed out."""
    person(hub, "Eva")
    uwe = person(hub, "Uwe")
    his = browser_of(hub, uwe)
    page = f"{PEOPLE}/{uwe.id}/remove"
    assert "Ihr eigenes Konto" in (await his.get(page)).text
    assert await sent(his, page, page) == "/console/login?out=1"
    assert not await is_in(his)
    assert [each.name for each in hub.people.all()] == ["Eva"]


async def test_an_open_form_of_a_removed_admin_does_nothing(hub: Served) -> None:
    """Whatever it was: it leads to the login."""
    person(hub, "Eva")
    uwe, ada = person(hub, "Uwe"), person(hub, "Ada", OPERATOR)
    his = browser_of(hub, uwe)
    page = f"{PEOPLE}/{ada.id}"
    found = re.search(r'name="sent_by" value="(\w+)"', (await his.get(page)).text)
    assert found
    hub.people.remove(uwe.id, "", hub.now_us())
    before = AuditLog(hub.book).entries()
    forms = {
        f"{page}/roles": {"role": "admin", "seen": "operator in gutshof"},
        f"{page}/remove": {},
        f"{page}/link": {},
        INVITE: {"role": "admin"},
        f"{PEOPLE}/token": {"label": "x y", "reach": "all", "until": "2026-04-01"},
    }
    for path, fields in forms.items():
        answer = await his.send_form(path, {"sent_by": found[1], **fields})
        assert answer.headers["location"].startswith("/console/login")
    assert AuditLog(hub.book).entries() == before


async def test_somebody_who_lost_their_way_in_gets_a_link(hub: Served) -> None:
    """To another password of the same account; a link before it ends."""
    eva = browser_of(hub, person(hub, "Eva"))
    ada = person(hub, "Ada", OPERATOR)
    page = f"{PEOPLE}/{ada.id}"
    first = link_on((await eva.get(await sent(eva, page, f"{page}/link"))).text)
    shown = (await eva.get(await sent(eva, page, f"{page}/link"))).text
    assert "Er ist für Ada" in shown
    assert (await hub.browser().get(first)).status_code == 410
    fields = {"password": "kupfer nebel zaun", "repeat": "kupfer nebel zaun"}
    assert (await hub.browser().send_form(link_on(shown), fields)).status_code == 303
    assert len(hub.people.all()) == 2


async def test_somebody_is_signed_out_everywhere(hub: Served) -> None:
    """They may sign in again; nobody else is signed out."""
    eva = browser_of(hub, person(hub, "Eva"))
    ada = person(hub, "Ada", OPERATOR)
    devices = [browser_of(hub, ada), browser_of(hub, ada)]
    page = f"{PEOPLE}/{ada.id}"
    assert "Auf 2 Geräten" in (await eva.get(page)).text
    await sent(eva, page, f"{page}/sign-out")
    assert [await is_in(each) for each in devices] == [False, False]
    assert await is_in(eva)
    assert "Gerade auf keinem Gerät" in (await eva.get(page)).text


async def test_a_program_gets_a_token_for_its_spaces_until_the_end_of_a_day(hub: Served) -> None:
    """Shown once; ended by a click."""
    eva = browser_of(hub, person(hub, "Eva"))
    token = f"{PEOPLE}/token"
    fields = {"label": "Anzeige", "reach": "some", "space": "gutshof", "until": "2026-03-10"}
    page = (await eva.get(await sent(eva, token, token, **fields))).text
    found = re.search(r"<code>([\w-]{43})</code>", page)
    assert found
    (kept,) = TokenMemory(hub.book).all()
    assert kept.spaces == frozenset({"gutshof"})
    last_minute = kept.until_us - 60_000_000 - hub.now_us()
    day = hub.clock.wall() + timedelta(microseconds=last_minute)
    assert f"{day:%Y-%m-%d %H:%M}" == "2026-03-10 22:59"  # 23:59 in Berlin
    headers = {"Authorization": f"Bearer {found[1]}"}
    slots = "/api/v1/spaces/{}/slots?from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z"
    plain = hub.browser()
    assert (await plain.get(slots.format("muehle"), headers=headers)).status_code == 403
    assert (await plain.get(slots.format("gutshof"), headers=headers)).status_code != 403
    listed = (await eva.get(PEOPLE)).text
    assert "gilt bis 10. März 2026" in listed.replace("\xa0", " ")
    await sent(eva, PEOPLE, f"{PEOPLE}/tokens/{kept.handle}/end")
    assert TokenMemory(hub.book).all() == []
    assert (await plain.get(slots.format("gutshof"), headers=headers)).status_code in (401, 403)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"label": "x"}, "label"),
        ({"label": "a\x00b"}, "label"),
        ({"space": ""}, "reach"),
        ({"reach": "none"}, "reach"),
        ({"until": "2026-03-01"}, "until"),
        ({"until": "2028-03-02"}, "until"),
        ({"until": "tomorrow"}, "until"),
    ],
)
async def test_a_mistake_makes_no_token(hub: Served, wrong: dict[str, str], field: str) -> None:
    """It is said beside its field, and the rest comes back."""
    eva = browser_of(hub, person(hub, "Eva"))
    token = f"{PEOPLE}/token"
    right = {"label": "Anzeige", "reach": "some", "space": "gutshof", "until": "2026-03-10"}
    answer = await eva.send_own(token, token, {**right, **wrong})
    assert answer.status_code == 422
    assert set(re.findall(r'<li><a href="#(\w+)">', answer.text)) == {field}
    assert "label" in wrong or 'value="Anzeige"' in answer.text
    assert TokenMemory(hub.book).all() == []


@pytest.mark.parametrize("grant", [OPERATOR, OFFICE])
async def test_who_is_no_admin_gets_nowhere_by_anybodys_handle(hub: Served, grant: Grant) -> None:
    """Each page and each form of people, with handles that are right: 403, and nothing changes."""
    eva = person(hub, "Eva")
    hub.people.invite(ADMIN, eva.id, hub.now_us())
    TokenMemory(hub.book).make("Anzeige", None, hub.now_us() + 10**9, eva.id, hub.now_us())
    ada = browser_of(hub, person(hub, "Ada", grant))
    seen = overview(hub.book, hub.now_us())
    before = AuditLog(hub.book).entries()
    page = f"{PEOPLE}/{eva.id}"
    for path in (PEOPLE, INVITE, f"{PEOPLE}/token", page, f"{page}/remove", "/console/log"):
        assert (await ada.get(path)).status_code == 403
    ends = (
        f"{PEOPLE}/invitations/{seen.invitations[0].handle}/end",
        f"{PEOPLE}/tokens/{seen.tokens[0].handle}/end",
        *(f"{page}/{deed}" for deed in ("roles", "link", "sign-out", "remove")),
    )
    for path in (*ends, INVITE, f"{PEOPLE}/token"):
        fields = {"role": "admin", "seen": "admin"}
        assert (await ada.send_own("/console/me", path, fields)).status_code == 403
    assert AuditLog(hub.book).entries() == before
    assert "people" not in (await ada.get("/console")).text


async def test_who_signs_in_elsewhere_has_roles_from_there(tmp_path: Path) -> None:
    """It is said where roles are changed, and where somebody is removed who may come again."""
    group = {"name": "amt", "role": "office"}
    oidc = {"issuer": "https://login.example", "client_id": "x", "label": "Amt Niemegk"}
    with served(tmp_path, oidc={**oidc, "group": [group]}) as hub:
        eva = browser_of(hub, person(hub, "Eva"))
        ada = hub.people.arrive("https://login.example", "1", "Ada", OFFICE, hub.now_us())
        page = f"{PEOPLE}/{ada.id}"
        assert "kommt herein mit: Amt Niemegk" in (await eva.get(PEOPLE)).text
        assert "nur bis zu ihrer nächsten Anmeldung" in (await eva.get(page)).text
        assert "als neues Konto wiederkommen" in (await eva.get(f"{page}/remove")).text


@pytest.mark.parametrize(
    ("reason", "raised"),
    [
        (PeopleReason.NOT_ALLOWED, SignInNeeded),
        (PeopleReason.NAME_TAKEN, PeopleRefused),
    ],
)
def test_who_lost_the_right_in_this_moment_is_led_to_sign_in(
    reason: PeopleReason, raised: type[Exception]
) -> None:
    """Whatever else is refused is for the page to say."""

    def refuse() -> Response:
        raise PeopleRefused(reason)

    with pytest.raises(raised):
        as_allowed(cast("PeoplePages", None), cast("Request", None), refuse)
