"""The pages in Chromium: private and live."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from contract.limits import STATE_TTL_S
from tests.hub.pages.region import Region
from tests.hub.pages.serving import ServedRegion

pytestmark = [pytest.mark.real("chromium"), pytest.mark.slow]

PAGES = (
    "/",
    "/spaces/drahtfabrik",
    "/spaces/bahnhof-wiesenburg",
    "/spaces/hofladen",
    "/spaces/muehle",
    "/spaces/feuerwache",
    "/spaces/nowhere",
)


@contextmanager
def a_page(browser: Browser, **settings: Any) -> Iterator[Page]:
    """Open a page of its own, which has never been anywhere."""
    with browser.new_context(**{"locale": "de-DE"} | settings) as context:
        yield context.new_page()


def stop_time(page: Page) -> None:
    """Let time pass on the page only when the test says so, however slow the machine is."""
    page.clock.install(time="2026-03-02T09:00:00Z")
    page.clock.pause_at("2026-03-02T09:00:01Z")


def go_live(page: Page, url: str, *, is_stopped: bool = False) -> None:
    """Open a page and wait until its stream has begun."""
    with page.expect_response(re.compile("/api/v1/stream")):
        page.goto(url)
        if is_stopped:
            page.clock.run_for(100)  # in which a page has found out that it is the only one


def test_nothing_leaves_this_site(chromium: Browser, served: ServedRegion) -> None:
    """No third-party request, no cookie, no storage, no message or error in the console."""
    with a_page(chromium) as page:
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        for path in PAGES[:-1]:
            go_live(page, served.url + path)
            served.change(lambda region: region.say("gutshof", "oooooo"))
            served.change(lambda region: region.say("gutshof", "ffffff"))
        assert said == []
        assert {url for url in asked if not url.startswith(served.url)} == set()
        assert page.context.cookies() == []
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_the_policy_is_enforced(chromium: Browser, served: ServedRegion) -> None:
    """What somebody managed to put into a page neither runs nor loads."""
    with a_page(chromium) as page:
        page.goto(served.url)
        page.evaluate(
            """() => { const script = document.createElement('script');
              script.textContent = 'window.injected = true'; document.body.append(script); }"""
        )
        assert page.evaluate("window.injected") is None


def texts(page: Page) -> list[list[str]]:
    """Return all that a page says of each space, but for ages."""
    return page.evaluate(  # type: ignore[no-any-return]
        """() => [
          ['#region', '#page-age :first-child', '#closed summary'].map(of =>
            document.querySelector(of)?.textContent ?? ''),
          [...document.querySelectorAll('.cards')].map(list => list.children.length).join(),
          [...document.querySelectorAll('.map a')].map(link => [link.dataset.map,
            link.querySelector('title').textContent,
            link.querySelector('use').getAttribute('href')].join()).sort().join(),
          [...document.querySelectorAll('#next, #next-none')].map(line => line.hidden ? '' :
            [line.querySelector('a').href, ...[...line.querySelectorAll(
              '#next-title, a, span:not(:last-child)')].map(part => part.textContent)].join()),
          document.querySelector('#open') && [...document.querySelectorAll('[data-space]')]
            .map(node => node.dataset.space).join(),
          ...[...document.querySelectorAll('[data-space]')].map(node => [
            node.dataset.space, node.dataset.tone,
            ...[...node.querySelectorAll('[data-part]:not([data-part=age])')].map(part =>
              part.dataset.marks ?? part.textContent.replace(/\\s+/g, ' ').trim()),
            ...[...node.querySelectorAll('use')].map(use => use.getAttribute('href')),
          ]).sort(),
        ]"""
    )


def hear_all(region: Region, after_s: float = 0.0, **states: str) -> None:
    """After a while let every agent speak, or not at all where "", and a full minute pass."""
    region.clock.pass_s(after_s)
    for space in region.config.spaces:
        said = states.get(space.id.replace("-", "_"), "f" * len(space.desks))
        if said:
            region.say(space.id, said)
    region.pass_minute()


CHANGES: list[Callable[[Region], None]] = [
    hear_all,
    partial(hear_all, gutshof="oooooo", hofladen="oooo", drahtfabrik="o" * 12),
    partial(hear_all, gutshof="ooooou", kodorf="oo", drahtfabrik="ufofuofuofuo"),
    partial(hear_all, after_s=200, gutshof="", bahnhof_wiesenburg="uuoooooo"),
    partial(hear_all, after_s=7 * 3600),
    partial(hear_all, after_s=8 * 3600),
    partial(hear_all, after_s=24 * 3600),
    partial(hear_all, after_s=60 * 3600),
]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("path", ["/", "/spaces/drahtfabrik", "/spaces/hofladen"])
def test_the_script_says_what_the_server_would(
    chromium: Browser, served: ServedRegion, path: str, language: str
) -> None:
    """After every change the open page reads exactly like one that is fetched anew."""
    url = f"{served.url}{path}?lang={language}"
    with a_page(chromium) as live, a_page(chromium, java_script_enabled=False) as plain:
        go_live(live, url)
        for change in CHANGES:
            served.change(change)
            plain.goto(url)
            expected = texts(plain)
            live.wait_for_timeout(50)
            for _ in range(60):
                if texts(live) == expected:
                    break
                live.wait_for_timeout(50)
            assert texts(live) == expected


def test_plan_list_and_total_change_together(chromium: Browser, served: ServedRegion) -> None:
    """One desk taken: plan, list, marks, headline and facts say so in the same moment."""
    with a_page(chromium) as page:
        go_live(page, f"{served.url}/spaces/drahtfabrik")
        expect(page.locator("li[data-desk=d1] i")).to_have_text("frei")
        page.evaluate(
            """() => { window.seen = []; new MutationObserver(() => window.seen.push([
              document.querySelector('li[data-desk=d1] i').textContent,
              document.querySelector('.plan [data-desk=d1] use').getAttribute('href'),
              document.querySelector('.now .said').textContent,
              document.querySelector('.facts').textContent,
            ])).observe(document.querySelector('main > [data-space]'),
              {subtree: true, childList: true, characterData: true, attributes: true}); }"""
        )
        served.change(lambda region: region.say("drahtfabrik", "oofouffffoof"))
        expect(page.locator("li[data-desk=d1] i")).to_have_text("belegt")
        after = ["belegt", "#o", "5 bis 6 Plätze frei", "10 Plätze · 4 belegt · 1 ohne Meldung"]
        changed = [each for each in page.evaluate("window.seen") if each != after]
        assert all(each[0] == "frei" for each in changed)
        assert page.evaluate("window.seen")[-1] == after


def test_only_changed_counts_are_announced(chromium: Browser, served: ServedRegion) -> None:
    """A screen reader hears of a new count once, and nothing of times and ages."""
    with a_page(chromium) as page:
        go_live(page, f"{served.url}/spaces/gutshof")
        news = page.locator("#news")
        page.wait_for_timeout(1200)
        expect(news).to_have_text("")
        served.change(lambda region: region.clock.pass_s(20))
        served.change(lambda region: region.say("gutshof", "ffofuu"))
        page.wait_for_timeout(1200)
        expect(news).to_have_text("")
        served.change(lambda region: region.say("gutshof", "oooooo"))
        expect(news).to_have_text("Gutshof Glien: Kein Platz frei")


def test_the_present_hour_passes(chromium: Browser, served: ServedRegion) -> None:
    """A page that stays open doesn't call an hour the present one that is over."""
    with a_page(chromium) as page:
        go_live(page, f"{served.url}/spaces/drahtfabrik")
        marks = page.locator(".typical-day [data-until]")
        for minutes, states, said, count in (
            (17, "o" * 12, "Kein Platz frei", 3),
            (1, "f" * 12, "10 Plätze frei", 0),
        ):
            served.change(lambda region, minutes=minutes: region.clock.pass_s(60 * minutes))  # type: ignore[misc]  # bound
            served.change(lambda region, states=states: region.say("drahtfabrik", states))  # type: ignore[misc]  # bound
            expect(page.locator(".now .said")).to_have_text(said)
            expect(marks).to_have_count(count)


def test_the_next_free_place_follows_what_is_live(chromium: Browser, served: ServedRegion) -> None:
    """It appears when the last desk is taken, moves on when that place fills, and goes again."""
    with a_page(chromium) as page:
        go_live(page, f"{served.url}/spaces/gutshof")
        line = page.locator("#next")
        expect(line).to_be_hidden()
        served.change(lambda region: region.say("gutshof", "oooooo"))
        expect(line).to_be_visible()
        first = line.get_by_role("link")
        name = first.inner_text()
        near = page.locator(".card[data-tone=free] h3 a").first
        expect(near).to_have_text(name)
        assert first.get_attribute("href") == near.get_attribute("href")
        served.change(lambda region: region.say("gutshof", "offfff"))
        expect(line).to_be_hidden()


class JustStarted(Region):
    """Twelve spaces of a hub that has run for less than a minute."""

    ran_for = timedelta(0)


def test_an_open_page_ends_the_start_in_time(chromium: Browser) -> None:
    """What isn't heard of is only new for a while; then it is called broken."""
    server = ServedRegion(JustStarted())
    with a_page(chromium) as page:
        go_live(page, f"{server.url}/spaces/muehle")
        outage = page.locator(".now .outage")
        server.change(lambda region: region.say("gutshof", "ffffff"))
        expect(page.locator("[data-space=gutshof] [data-part=headline]")).to_have_text(
            "6 Plätze frei"
        )
        expect(outage).to_have_text(re.compile("gerade erst gestartet"))
        server.change(lambda region: region.clock.pass_s(STATE_TTL_S))
        server.change(lambda region: region.say("gutshof", "oooooo"))
        expect(outage).to_have_text(re.compile("ist ausgefallen"))
    server.stop()


def test_the_chart_needs_no_colour(chromium: Browser, served: ServedRegion) -> None:
    """Bars have an outline in the text's own contrast, with the system's colours too."""
    for settings in ({}, {"color_scheme": "dark"}, {"forced_colors": "active"}):
        with a_page(chromium, **settings) as page:
            page.goto(f"{served.url}/spaces/bahnhof-wiesenburg")
            chart = page.get_by_role("img", name=re.compile("^Wie voll es montags"))
            expect(chart).to_be_visible()
            painted = page.evaluate(
                """() => { const of = query => getComputedStyle(document.querySelector(query));
                  return [of('.bars').stroke, of('.bars').fill, of('html').backgroundColor]; }"""
            )
            assert painted[0] not in {painted[1], painted[2], "none"}


@pytest.mark.parametrize(
    ("path", "where"),
    [("/spaces/gutshof", ".now [data-part=age]"), ("/", "#page-age :nth-child(2)")],
)
def test_ages_grow_in_steps(chromium: Browser, served: ServedRegion, path: str, where: str) -> None:
    """The age grows while the page is open, never understated, and not with every second."""
    with a_page(chromium) as page:
        stop_time(page)
        go_live(page, served.url + path, is_stopped=True)
        age = page.locator(where)
        expect(age).to_have_text("vor 45 Sekunden")
        page.evaluate(
            """where => { window.writes = 0;
              new MutationObserver(all => { window.writes += all.length; }).observe(
                document.querySelector(where), {childList: true}); }""",
            where,
        )
        page.clock.run_for(10_000)
        expect(age).to_have_text("vor 1 Minute")
        page.clock.run_for(12_000)  # and the stream isn't silent for too long yet
        expect(age).to_have_text("vor 1 Minute")
        assert page.evaluate("window.writes") == 1


def test_a_lost_stream_is_said_and_nothing_outdated_stays(
    chromium: Browser, region: Region
) -> None:
    """Without the hub the page says so, its age grows, and after the ttl nothing is called free.

    When the hub is back, the page is live again by itself.
    """
    server = ServedRegion(region)
    with a_page(chromium) as page:
        page.clock.install()
        go_live(page, f"{server.url}/spaces/drahtfabrik")
        expect(page.locator(".now .said")).to_have_text("6 bis 7 Plätze frei")
        server.stop()
        expect(page.locator("#lost")).to_contain_text("Keine Verbindung")
        expect(page.locator(".now .said")).to_have_text("6 bis 7 Plätze frei")
        page.clock.run_for(120_000)
        expect(page.locator(".now .said")).to_have_text("Unbekannt")
        expect(page.locator("li[data-desk=d1] i")).to_have_text("unbekannt")
        assert page.locator("main > [data-space] use[href='#f']").count() == 0
        expect(page.locator(".now [data-part=age]")).to_have_text(re.compile("vor 2 Minuten"))
        again = ServedRegion(region, server.port)
        try:
            for _ in range(40):
                page.clock.run_for(1000)
                page.wait_for_timeout(250)
                if page.locator("#lost").text_content() == "":
                    break
            expect(page.locator("#lost")).to_have_text("")
            expect(page.locator(".now .said")).to_have_text("6 bis 7 Plätze frei")
        finally:
            again.stop()


def reconnected(page: Page) -> None:
    """Let time pass until the page has a stream again."""
    for _ in range(40):
        page.clock.run_for(250)
        page.wait_for_timeout(250)
        if page.locator("#lost").text_content() == "":
            break
    expect(page.locator("#lost")).to_have_text("")


def test_who_changes_over_keeps_the_newer_answer_whatever_its_number(
    chromium: Browser, region: Region
) -> None:
    """Another hub that knows less yet takes nothing away; what it hears then counts at once.

    What nobody has confirmed when its time is over gives way to what that hub knows.
    """
    ahead, behind = ServedRegion(region), Region()
    ahead.change(lambda region: region.clock.pass_s(60))
    for space, states in (("gutshof", "oooooo"), ("cafe-kirsche", "ffff")):
        ahead.change(lambda region, space=space, states=states: region.say(space, states))  # type: ignore[misc]  # bound
    with a_page(chromium) as page:
        page.clock.install()
        go_live(page, f"{ahead.url}/")
        headline = "[data-space={}] [data-part=headline]"
        gutshof = page.locator(headline.format("gutshof"))
        kirsche = page.locator(headline.format("cafe-kirsche"))
        expect(gutshof).to_have_text("Kein Platz frei")
        ahead.stop()
        expect(page.locator("#lost")).not_to_have_text("")
        other = ServedRegion(behind, ahead.port)
        try:
            reconnected(page)
            expect(gutshof).to_have_text("Kein Platz frei")
            expect(kirsche).to_have_text("4 Plätze frei")
            other.change(lambda region: region.say("gutshof", "ofofuu"))
            expect(gutshof).to_have_text("2 bis 4 Plätze frei")
            expect(kirsche).to_have_text("4 Plätze frei")
            for _ in range(9):
                page.clock.run_for(30_000)
                other.change(lambda region: region.clock.pass_s(30))
                other.change(lambda region: region.say("gutshof", "ofofuu"))
            expect(kirsche).to_have_text("Kein Platz frei")
        finally:
            other.stop()


def test_everything_by_keyboard(chromium: Browser, served: ServedRegion) -> None:
    """Tab reaches the skip link first, then each link, always visibly; Enter skips to the main."""
    with a_page(chromium) as page:
        page.goto(served.url)
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        expect(page.locator(".skip")).to_be_in_viewport()
        box = page.locator(".skip").bounding_box()
        assert box is not None
        assert box["height"] >= 24
        links = page.locator("a, summary").filter(visible=True).count()
        for _ in range(links - 1):
            page.keyboard.press("Tab")
            outlined = page.evaluate(
                """() => [getComputedStyle(document.activeElement),
                  getComputedStyle(document.activeElement, '::after'),
                  ...[...document.activeElement.querySelectorAll('rect')].map(
                    it => getComputedStyle(it))]
                  .some(style => style.outlineStyle === 'solid')"""
            )
            assert outlined, page.evaluate("document.activeElement.outerHTML")
        page.reload()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()


def test_states_differ_by_shape(chromium: Browser, served: ServedRegion) -> None:
    """Free, occupied and unknown have different drawings, and words beside them."""
    with a_page(chromium, forced_colors="active") as page:
        page.goto(f"{served.url}/spaces/drahtfabrik")
        drawings = page.evaluate(
            "() => ['f', 'o', 'u'].map(id => document.getElementById(id).innerHTML)"
        )
        assert len(set(drawings)) == 3
        said = page.locator("li[data-desk] i").all_text_contents()
        assert set(said) == {"frei", "belegt", "unbekannt"}


def test_without_a_script_the_page_offers_to_reload(
    chromium: Browser, served: ServedRegion
) -> None:
    """With scripts off the page answers, and says that it doesn't renew itself."""
    with a_page(chromium, java_script_enabled=False) as page:
        page.goto(f"{served.url}/spaces/gutshof")
        expect(page.locator(".now .said")).to_have_text("3 bis 5 Plätze frei")
        expect(page.get_by_text("Diese Seite erneuert sich nicht von selbst.")).to_be_visible()
        page.get_by_role("link", name="Neu laden").click()
        expect(page.locator(".now .said")).to_have_text("3 bis 5 Plätze frei")


def test_language_switch_stays_on_the_page(chromium: Browser, served: ServedRegion) -> None:
    """English is one plain link away and stays on while walking around."""
    with a_page(chromium) as page:
        page.goto(f"{served.url}/spaces/gutshof")
        page.get_by_role("link", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.locator(".now .said")).to_have_text("3 to 5 desks free")
        page.locator(".back a").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        page.locator("[data-space=hofladen] a").click()
        expect(page.locator(".now .said")).to_have_text("At least 2 desks free")
