"""Every page of the console, in every state that one can be in: what all of them are judged by.

One hub, filled by the console's own forms: long German names, many spaces, trouble of each
severity, changes of the calendar, ways of alarms, people, links and tokens. Who adds a page adds
it here: test_every_page.py compares with the templates.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

import pyotp

from contract.messages import Health, StateClock, encode
from contract.topics import AgentAddress, Channel
from hub.book.care import Trouble
from hub.book.failed_sign_ins import FailedCounts, FailedSignInMemory
from hub.book.file import BookFile
from hub.book.sessions import begin
from hub.config import OutsideConfig
from hub.domain.people import Grant
from hub.domain.roles import Role
from hub.http.channel import Channel as Way
from hub.stores.sqlite.store import SqliteStore
from tests.hub.console.feeds.town import Town
from tests.hub.console.replacing.replaced import Stored, send
from tests.hub.console.served import ADMIN, OPERATOR, Browser, Served
from tests.hub.console.week.weeks import FARM, MAIL, MILL, PUBLIC_URL, SCHOOL, WeeksRegion
from tests.hub.pages.region import EPOCH, space
from tests.parts.web_server import web_server

LONG: Final = "Gemeindeverwaltungsnebenstelle Oberschweinsberg-Niederleutersdorf"
NOBODY, EVA, ADA, LOST, HALFWAY, NEW = "", "Eva Müller-Lüdenscheidt", "Ada", "Lore", "Hans", "Nora"
"""Nobody, an admin, who runs the farm, who has no space any more, and two admins who still have to
show a second thing and to set one up."""
PAST: Final = "Hans, past the second step"
GRANTS: Final[Mapping[str, Grant]] = {
    EVA: ADMIN,
    ADA: Grant(frozenset({Role.OPERATOR}), frozenset({"gutshof", "muehle", "schule"})),
    LOST: Grant(frozenset({Role.OPERATOR}), frozenset({"abgerissen"})),
    HALFWAY: ADMIN,
    NEW: ADMIN,
}
CALENDAR: Final = "/console/calendar/gutshof"
CHANGE: Final = f"{CALENDAR}/new?kind="
FEEDS: Final = f"{CALENDAR}/feeds"
REPLACE: Final = "/console/devices/gutshof/pi-gutshof/replace"
RULE: Final = {
    "severity": "warning", "when": "open", "after": "15", "repeat": "0", "raise": "0",
    "language": "de", "space": "gutshof",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A page, as somebody reaches it."""

    template: str
    who: str
    path: str
    press: str = ""
    """What is pressed there, as a selector: the answer is the page."""
    typed: Mapping[str, str] = field(default_factory=dict)
    """What is typed before that, by the names of fields."""

    def __str__(self) -> str:
        """Name the page in what a test says."""
        return f"{self.who or 'nobody'} {self.path} {self.press}".strip()


class Filled(Stored):
    """One hub in which there is something of everything."""

    def __init__(self, book: BookFile, store: SqliteStore) -> None:
        more = (space(f"ort-{n}", f"{LONG} {n}", "ff", small_count=3) for n in range(1, 8))
        region = WeeksRegion((FARM, MILL, SCHOOL, *more), mail=MAIL, public_url=PUBLIC_URL)
        outside = OutsideConfig.model_validate({"allowed_networks": ["127.0.0.1"]})
        region.config = region.config.model_copy(update={"outside": outside})
        Served.__init__(self, book, region, open_reader=self._open_reader)
        self.store = store
        self.is_store_there = True
        self.secrets: dict[str, str] = {}
        """The cookies of those who are signed in."""
        self.paths: dict[str, str] = {}
        """Where things are whose names are drawn."""
        self._say()

    def _say(self) -> None:
        """Let one device say how it is, and the hub find what needs care."""
        said = Health(
            at=self.clock.wall() - timedelta(seconds=10), epoch=EPOCH, cpu_c=48.4,
            disk_free_bytes=4_250_000_000, outbox_rows=3, oldest_unsettled_s=40.0,
            clock=StateClock.SYNCED, uptime_s=432_000.0, throttled=False,
        )  # fmt: skip
        topic = AgentAddress("gutshof", "pi-gutshof").topic(Channel.HEALTH)
        self.region.live.on_message(topic, encode(said), retained=False)
        self.find(
            Trouble("agent_silent", "muehle", "pi-muehle"),
            Trouble("agent_silent", "ort-1", "pi-ort-1"),
            Trouble("sensor_unproven", "gutshof", "pi-gutshof/pir-2"),
            Trouble("sensor_stuck", "gutshof", "pi-gutshof/matte-unter-dem-fensterplatz"),
            Trouble("visitors_doubt", "gutshof", "hours"),
            Trouble("site_text_missing", "", "site.imprint"),
        )
        self.hear_stranger()
        self.hear_stranger("pi-muehle-2", "muehle")
        FailedSignInMemory(self.book).add(self.clock.wall().date(), FailedCounts(12, 3, 2))

    def sign_in(self, name: str) -> Browser:
        """Sign somebody in, past the password, which costs its time."""
        now_us = self.now_us()
        link = self.people.invite(GRANTS[name], "", now_us)
        person = self.people.join(link, name, "no hash", now_us)
        self.paths[name] = f"/console/people/{person.id}"
        with self.book.transaction() as db:
            self.secrets[name] = begin(
                db, person.id, now_us, "Theke", is_trusted=True, is_strong=name != NEW
            )
        return self.browser(cookies={Way.HERE.value: self.secrets[name]})


@contextmanager
def a_filled_hub(folder: Path) -> Iterator[Filled]:
    """Serve it with a new book and a new store."""
    with (
        closing(BookFile.own(folder / "book.db")) as book,
        closing(SqliteStore.open(folder / "hub.db")) as store,
    ):
        yield Filled(book, store)


async def fill(hub: Filled) -> None:
    """Use each form once, as people do."""
    browsers = {name: hub.sign_in(name) for name in GRANTS}
    await _fill_calendar(browsers[ADA])
    await _fill_alarms(browsers[ADA])
    await _fill_people(hub, browsers[EVA])
    week = "/console/week/gutshof"
    await browsers[ADA].send_own(week, f"{week}/mail", {"address": "ada@example.org"})
    answer = await send(browsers[EVA], "/console/devices/muehle/pi-muehle/replace")
    hub.paths["replaced"] = answer.headers["location"]
    page = (await browsers[ADA].get("/console")).text
    since = re.search(r'value="sensor_unproven">.*?name="since" value="(\d+)"', page)
    assert since
    await browsers[ADA].send_own("/console", "/console/care/answer", {
        "kind": "sensor_unproven", "space": "gutshof", "subject": "pi-gutshof/pir-2",
        "since": since[1], "answer": "seen",
    })  # fmt: skip
    await _set_up_second(hub, browsers[HALFWAY])


async def _fill_calendar(ada: Browser) -> None:
    for kind, more in (
        ("closure", {"first": "2026-03-06", "text": "Betriebsausflug", "why": LONG}),
        ("opening", {"first": "2026-03-07", "from_time": "10:00", "until_time": "14:00"}),
        ("desks", {"first": "2026-03-09", "last": "2026-03-20", "desks": "d1"}),
        ("notice", {"first": "2026-03-10", "text": f"Heute Umzug in die {LONG}."}),
    ):
        path = f"{CALENDAR}/new"
        answer = await ada.send_own(f"{path}?kind={kind}", path, {"kind": kind, **more})
        assert answer.status_code == 303, re.findall('class="wrong".*', answer.text)
    with web_server(Town().serve) as server:
        typed = {"name": "Gemeinde", "address": server.url("/a.ics"), "pick": "all", "word": ""}
        answer = await ada.send_own(FEEDS, FEEDS, typed)
        assert answer.status_code == 303, re.findall('class="wrong".*', answer.text)


async def _fill_alarms(ada: Browser) -> None:
    for sort, more in (
        ("mail", {"address": "ada.von-und-zu-oberschweinsberg@gemeindeverwaltung.example.org"}),
        ("ntfy", {"server": "https://127.0.0.1", "topic": "gutshof-meldungen"}),
    ):
        path = f"/console/alarms/new/{sort}"
        answer = await ada.send_own(path, path, {**RULE, **more})
        assert answer.status_code == 303, re.findall('class="wrong".*', answer.text)


async def _fill_people(hub: Filled, eva: Browser) -> None:
    page = "/console/people"
    asked = {"role": "operator", "space": "ort-1"}
    answer = await eva.send_own(f"{page}/invite", f"{page}/invite", asked)
    hub.paths["link"] = answer.headers["location"]
    token = {
        "label": "Anzeige im Gemeindeverwaltungsnebengebäude",
        "reach": "all",
        "until": "2026-12-31",
    }
    answer = await eva.send_own(f"{page}/token", f"{page}/token", token)
    hub.paths["token"] = answer.headers["location"]


async def _set_up_second(hub: Filled, browser: Browser) -> None:
    """Set an app up, and stand before its codes again."""
    path = "/console/second-factor"
    found = re.search(r'class="key">([A-Z2-7 ]+)<', (await browser.get(path)).text)
    assert found
    code = pyotp.TOTP(found[1].replace(" ", "")).at(hub.clock.wall())
    answer = await browser.send_own(path, f"{path}/app", {"code": code})
    assert answer.status_code == 200, answer.text
    found_out = hub.people.named(HALFWAY)
    assert found_out is not None
    person, _ = found_out
    values = {each.value or "" for each in browser.cookies.jar}
    (hub.secrets[PAST],) = values - {hub.secrets[HALFWAY]}
    with hub.book.transaction() as db:
        hub.secrets[HALFWAY] = begin(
            db, person.id, hub.now_us(), "", is_trusted=False, is_strong=False
        )


def pages(hub: Filled) -> tuple[Shown, ...]:
    """Return every page; those that change something come last."""
    eva, link = hub.paths[EVA], hub.link(OPERATOR)
    send_it = "main form.entry button:not(.plain, [type])"
    week = "/console/week/gutshof"
    return (
        Shown("login.html", NOBODY, "/console/login"),
        Shown("login.html", NOBODY, "/console/login", send_it, {"name": "Ada", "password": "x"}),
        Shown("join.html", NOBODY, link),
        Shown("join.html", NOBODY, link, send_it, {"name": "A", "password": "a", "repeat": "b"}),
        Shown("link_ended.html", NOBODY, "/console/join/not-there"),
        Shown("second_factor.html", HALFWAY, "/console/second-factor"),
        Shown("second_factor.html", HALFWAY, "/console/second-factor", send_it, {"code": "1"}),
        Shown("second_factor_set_up.html", NEW, "/console/second-factor"),
        Shown("today.html", EVA, "/console"),
        Shown("today.html", ADA, "/console?done=seen"),
        Shown("today.html", LOST, "/console"),
        Shown("care_kind.html", ADA, "/console/care/agent_silent"),
        Shown("week_spaces.html", ADA, "/console/week"),
        Shown("week.html", ADA, week),
        Shown("week.html", ADA, f"{week}?week=nonsense"),
        Shown("week.html", ADA, "/console/week/schule"),
        Shown("calendar.html", EVA, "/console/calendar"),
        Shown("calendar_space.html", ADA, f"{CALENDAR}?done=is_set"),
        Shown("calendar_space.html", ADA, "/console/calendar/schule"),
        Shown("calendar_form.html", ADA, f"{CHANGE}closure"),
        Shown("calendar_form.html", ADA, f"{CHANGE}opening", send_it),
        Shown("calendar_form.html", ADA, f"{CHANGE}desks", "button[name=preview]"),
        Shown("calendar_form.html", ADA, f"{CHANGE}notice", send_it, {"first": "2026-03-10"}),
        Shown("feeds.html", ADA, FEEDS),
        Shown("feeds.html", ADA, FEEDS, send_it, {"address": "http://10.0.0.1/a.ics"}),
        Shown("feeds.html", EVA, "/console/calendar/ort-1/feeds"),
        Shown("technik.html", EVA, "/console/technik"),
        Shown("replace.html", ADA, REPLACE),
        Shown("replace.html", ADA, REPLACE, send_it, {"other": "Pi 2", "day": ""}),
        Shown("replaced.html", EVA, hub.paths["replaced"]),
        Shown("alarms.html", ADA, "/console/alarms?done=added"),
        Shown("alarms.html", EVA, "/console/alarms"),
        Shown("alarms_form.html", ADA, "/console/alarms/new/mail"),
        Shown("alarms_form.html", ADA, "/console/alarms/new/service"),
        Shown("alarms_form.html", EVA, "/console/alarms/new/ntfy", send_it, {"topic": "a b"}),
        Shown("alarms_form.html", EVA, "/console/alarms/new/webhook"),
        Shown("people.html", EVA, "/console/people?done=ended"),
        Shown("people_invite.html", EVA, "/console/people/invite"),
        Shown("people_invite.html", EVA, "/console/people/invite", send_it),
        Shown("people_token.html", EVA, "/console/people/token", send_it),
        Shown("people_link.html", EVA, hub.paths["link"]),
        Shown("people_token_made.html", EVA, hub.paths["token"]),
        Shown("people_shown_over.html", EVA, "/console/people/shown/not-there"),
        Shown("people_person.html", EVA, hub.paths[ADA]),
        Shown("people_remove.html", EVA, f"{hub.paths[ADA]}/remove"),
        Shown("people_remove.html", EVA, f"{eva}/remove"),
        Shown("people_gone.html", EVA, "/console/people/not-there"),
        Shown("log.html", EVA, "/console/log"),
        Shown("log.html", EVA, "/console/log?topic=people&who=nobody"),
        Shown("me.html", EVA, "/console/me?done=changed"),
        Shown("me.html", ADA, "/console/me", send_it, {"password": "a", "repeat": "b"}),
        Shown("me.html", PAST, "/console/me"),
        Shown("second_factor_codes.html", PAST, "/console/me", "form[action*=recovery] button"),
        Shown("week_mail.html", NOBODY, "/console/week-mail/end/not-there"),
    )
