"""Ordering a week by mail and stopping it: on the page, by links, and by one click."""

import re
from pathlib import Path
from typing import Final

import pytest

from hub.book.outgoing import MailState, OutgoingMail, OutgoingMemory
from hub.book.week_mail import LINK_LASTS_US, MOST_A_DAY, WeekMailMemory
from tests.hub.console.served import ADMIN, HERE, OPERATOR, TLS, Browser, Served
from tests.hub.console.week.test_page import PAGE, text_of
from tests.hub.console.week.weeks import MAIL, serving_weeks, signed_in
from tests.hub.test_week_mail import read

pytestmark = pytest.mark.anyio
ASK: Final = f"{PAGE}/mail"
ADDRESS: Final = "ada@example.org"


def queued(hub: Served) -> list[OutgoingMail]:
    """Return what leaves the hub."""
    return list(OutgoingMemory(hub.book).all())


def link_in(mail: OutgoingMail) -> str:
    """Return the path of the link in a mail."""
    found = re.search(r"https://hub\.example(\S+)", str(read(mail).get_content()))
    assert found
    return found[1]


async def ordered(hub: Served, browser: Browser, address: str = ADDRESS) -> str:
    """Order the mail; return the path of the link that confirms it."""
    answer = await browser.send_own(PAGE, ASK, {"address": address})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done=asked")
    return link_in(queued(hub)[-1])


async def confirmed(hub: Served, browser: Browser) -> str:
    """Order and confirm it; return the path of the link that stops it."""
    await hub.browser().send_form(await ordered(hub, browser), {})
    memory = WeekMailMemory(hub.book)
    (subscription,) = memory.all()
    return f"/console/week-mail/end/{memory.token_of(subscription)}"


async def test_who_orders_it_confirms_the_address_first(weeks: Served) -> None:
    """A look at the link begins nothing; no session is needed where the mail is read."""
    browser = signed_in(weeks)
    link = await ordered(weeks, browser)
    (mail,) = queued(weeks)
    assert mail.recipient == ADDRESS
    page = text_of((await browser.get(f"{PAGE}?done=asked")).text)
    assert "Der Link ist unterwegs." in page
    assert f"An {ADDRESS} ist ein Link unterwegs." in page
    memory, reader = WeekMailMemory(weeks.book), weeks.browser()
    for _ in range(2):
        look = await reader.get(link)
        assert look.status_code == 200
        assert ADDRESS in look.text
        assert memory.all() == []
    done = await reader.send_form(link, {})
    assert (done.status_code, "Vielen Dank" in done.text) == (200, True)
    assert [each.wanted.address for each in memory.all()] == [ADDRESS]
    assert f"Die Woche kommt montags an {ADDRESS}." in text_of((await browser.get(PAGE)).text)


async def test_a_link_that_was_used_or_is_old_begins_nothing(weeks: Served) -> None:
    """It says that it has ended."""
    browser, reader = signed_in(weeks), weeks.browser()
    link = await ordered(weeks, browser)
    weeks.clock.pass_s(LINK_LASTS_US / 1e6)
    for answer in (await reader.get(link), await reader.send_form(link, {})):
        assert (answer.status_code, "gilt nicht mehr" in answer.text) == (410, True)
    assert WeekMailMemory(weeks.book).all() == []
    made_up = "/console/week-mail/confirm/" + "x" * 43
    assert (await reader.get(made_up)).status_code == 410


async def test_who_has_lost_the_space_cant_confirm(weeks: Served) -> None:
    """The link ended with the role."""
    browser = signed_in(weeks)
    link = await ordered(weeks, browser)
    (person,) = weeks.people.all()
    elsewhere = type(OPERATOR)(OPERATOR.roles, frozenset({"muehle"}))
    weeks.people.give(person.id, elsewhere, "", weeks.now_us())
    assert (await weeks.browser().send_form(link, {})).status_code == 410
    assert queued(weeks) == []


@pytest.mark.parametrize(
    "address",
    ["", "ada", "ada@", "a b@example.org", "ada@example.org\r\nBcc: eve@example.org",
     "ada@example.org,eve@example.org", "Ada <ada@example.org>", "ada@exämple.org",
     f"{'a' * 300}@example.org", "ada@example.org%0d%0aBcc:x"],
)  # fmt: skip
async def test_what_is_no_address_is_said_beside_its_field(weeks: Served, address: str) -> None:
    """It stays in it, and nothing is queued."""
    browser = signed_in(weeks)
    answer = await browser.send_own(PAGE, ASK, {"address": address})
    assert answer.status_code == 422
    top, _, field = answer.text.partition('id="address-wrong"')
    assert '<p><a href="#address">Das ist keine E-Mail-Adresse.' in top
    assert "Das ist keine E-Mail-Adresse." in field
    assert "Auslastung" in top
    assert queued(weeks) == []


async def test_an_address_that_the_server_refuses_is_said(weeks: Served) -> None:
    """And not that a link is on its way."""
    browser = signed_in(weeks)
    await ordered(weeks, browser)
    (mail,) = queued(weeks)
    OutgoingMemory(weeks.book).keep([mail.ended(MailState.REFUSED, weeks.now_us(), "550 nobody")])
    page = text_of((await browser.get(PAGE)).text)
    assert f"Der Mailserver nimmt nichts für {ADDRESS} an." in page
    assert "unterwegs" not in page


async def test_nobody_fills_a_strangers_mailbox(weeks: Served) -> None:
    """After five links in a day it is said beside the field."""
    browser = signed_in(weeks)
    for _ in range(MOST_A_DAY):
        await ordered(weeks, browser, "victim@example.org")
    answer = await browser.send_own(PAGE, ASK, {"address": "victim@example.org"})
    assert answer.status_code == 422
    assert "Heute wurden schon mehrere Links verschickt." in answer.text
    assert len(queued(weeks)) == 1


async def test_it_is_stopped_on_the_page(weeks: Served) -> None:
    """And a link that waits as well."""
    browser = signed_in(weeks)
    for begin in (confirmed, ordered):
        await begin(weeks, browser)
        answer = await browser.send_own(PAGE, f"{PAGE}/mail/end", {})
        assert answer.headers["location"] == f"{PAGE}?done=ended"
        assert WeekMailMemory(weeks.book).all() == []
        page = (await browser.get(f"{PAGE}?done=ended")).text
        assert "Es kommt keine E-Mail mehr." in page
        assert ADDRESS not in page


async def test_one_click_of_a_mail_program_stops_it(weeks: Served) -> None:
    """By RFC 8058: a POST without a session, without a page, and once more."""
    link = await confirmed(weeks, signed_in(weeks))
    mail_program = weeks.browser(TLS, "192.0.2.7")
    for _ in range(2):
        answer = await mail_program.post(link, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
    assert WeekMailMemory(weeks.book).all() == []


async def test_a_look_at_the_link_stops_nothing(weeks: Served) -> None:
    """It shows a page with a button, which does."""
    link = await confirmed(weeks, signed_in(weeks))
    reader = weeks.browser()
    page = await reader.get(link)
    assert page.status_code == 200
    assert text_of(page.text).count("Gutshof Glien") == 1
    assert (await reader.request("HEAD", link)).status_code == 200
    assert len(WeekMailMemory(weeks.book).all()) == 1
    assert "Abbestellt" in (await reader.send_form(link, {})).text
    assert WeekMailMemory(weeks.book).all() == []


async def test_a_changed_signature_stops_nothing(weeks: Served) -> None:
    """Neither does one of another space or person."""
    link = await confirmed(weeks, signed_in(weeks))
    last = "0" if link[-1] != "0" else "1"
    forged = (f"{link[:-1]}{last}", link.replace(".gutshof.", ".muehle."), f"{link}0", link[:-64])
    for each in forged:
        for answer in (await weeks.browser().get(each), await weeks.browser().send_form(each, {})):
            assert answer.status_code in (404, 410)
    assert len(WeekMailMemory(weeks.book).all()) == 1


async def test_another_site_begins_and_stops_nothing(weeks: Served) -> None:
    """It can't press the button of who is signed in, nor the one of a link it knows."""
    browser = signed_in(weeks)
    link = await ordered(weeks, browser)
    stop = await confirmed(weeks, signed_in(weeks, "Eva", ADMIN))
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    for path in (ASK, f"{PAGE}/mail/end", link, stop):
        answer = await browser.post(path, data={"address": ADDRESS}, headers=foreign)
        assert answer.status_code == 403
    own = {"Origin": HERE, "Sec-Fetch-Site": "same-origin"}
    for path in (ASK, f"{PAGE}/mail/end"):
        answer = await browser.post(path, data={"address": ADDRESS}, headers=own)
        assert answer.status_code == 403  # without the token of its form
    assert len(WeekMailMemory(weeks.book).all()) == 1


async def test_nobody_orders_the_week_of_a_foreign_space(weeks: Served) -> None:
    """By whatever address; and nobody stops another's by it."""
    browser = signed_in(weeks)
    await confirmed(weeks, signed_in(weeks, "Eva", ADMIN))
    for path in ("/console/week/muehle/mail", "/console/week/muehle/mail/end"):
        assert (await browser.send_own(PAGE, path, {"address": ADDRESS})).status_code == 403
    assert (await browser.send_own(PAGE, f"{PAGE}/mail/end", {})).status_code == 303
    assert len(WeekMailMemory(weeks.book).all()) == 1


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"public_url": "https://hub.example"}, "In hub.toml fehlt der Abschnitt [mail]."),
        ({"mail": MAIL}, "In hub.toml fehlt http.public_url"),
    ],
)
async def test_where_no_mail_goes_out_it_says_why(
    tmp_path: Path, keys: dict[str, object], said: str
) -> None:
    """There is no form, and one that is sent all the same changes nothing."""
    with serving_weeks(tmp_path, **keys) as hub:
        browser = signed_in(hub)
        page = (await browser.get(PAGE)).text
        assert said in text_of(page)
        assert 'id="address"' not in page
        answer = await browser.send_own(PAGE, ASK, {"address": ADDRESS})
        assert answer.headers["location"] == PAGE
        assert queued(hub) == []


async def test_an_address_of_ones_own_needs_no_second_link(weeks: Served) -> None:
    """For another space the mail begins at once, and says so."""
    browser = signed_in(weeks, grant=ADMIN)
    await confirmed(weeks, browser)
    mill = "/console/week/muehle"
    answer = await browser.send_own(mill, f"{mill}/mail", {"address": ADDRESS})
    assert answer.headers["location"] == f"{mill}?done=begun"
    assert len(WeekMailMemory(weeks.book).all()) == 2


async def test_it_comes_in_the_language_that_was_read(weeks: Served) -> None:
    """The link, too."""
    browser = signed_in(weeks)
    await browser.send_own(PAGE, f"{ASK}?lang=en", {"address": ADDRESS})
    (mail,) = queued(weeks)
    assert read(mail)["Content-Language"] == "en"
    assert link_in(mail).endswith("?lang=en")
