"""An open page stays true whatever becomes of its connection: Chromium, a real hub and proxy."""

import re
from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from hub.http.beats import HEARTBEAT_S
from tests.hub.pages.region import Region
from tests.hub.pages.served_apart import served_apart
from tests.hub.pages.serving import ServedRegion
from tests.hub.pages.silent_proxy import SilentProxy
from tests.hub.pages.test_browser import a_page, go_live

pytestmark = [pytest.mark.real("chromium"), pytest.mark.slow]

TWO_BEATS_MS = int(2000 * HEARTBEAT_S)
TTL_MS = 150_000
MANY_TABS = 8
"""More than the connections that a browser opens to one site."""
FREE = "6 bis 7 Plätze frei"
STREAMS = "platzfrei_stream_clients"


@pytest.fixture
def proxy(served: ServedRegion) -> Iterator[SilentProxy]:
    """Put a proxy in front of the region."""
    proxy = SilentProxy(served.port)
    yield proxy
    proxy.close()


def say(served: ServedRegion, states: str) -> None:
    """Let the agent of the open space speak."""
    served.change(lambda region: region.say("drahtfabrik", states))


def assert_noticed(page: Page) -> None:
    """See that silence is noticed within two heartbeats, and nothing is free past its time."""
    said, lost = page.locator(".now .said"), page.locator("#lost")
    page.clock.run_for(TWO_BEATS_MS)
    expect(lost).to_contain_text("können veraltet sein")
    expect(said).to_have_text(FREE)
    page.clock.run_for(TTL_MS)
    expect(said).to_have_text("Unbekannt")
    assert page.locator("main > [data-space] use[href='#f']").count() == 0


def set_clock(page: Page, by_s: int) -> None:
    """Let the device's clock jump, while nothing on the page runs."""
    page.clock.set_system_time(page.evaluate("Date.now()") / 1000 + by_s)


def live_again(page: Page, headline: str) -> None:
    """See that the page is live again, by itself."""
    for _ in range(60):
        page.clock.run_for(2000)
        page.wait_for_timeout(100)
        if page.locator("#lost").text_content() == "":
            break
    expect(page.locator("#lost")).to_have_text("")
    expect(page.locator(".now .said")).to_have_text(headline)


def test_a_proxy_that_falls_silent_is_noticed(
    chromium: Browser, served: ServedRegion, proxy: SilentProxy
) -> None:
    """The connection stays open and says nothing: the page says so, and recovers."""
    with a_page(chromium) as page:
        page.clock.install()
        go_live(page, f"{proxy.url}/spaces/drahtfabrik")
        expect(page.locator(".now .said")).to_have_text(FREE)
        page.clock.run_for(1000)
        proxy.fall_silent()
        assert_noticed(page)
        proxy.speak()
        live_again(page, FREE)


def test_a_hung_hub_is_noticed(chromium: Browser) -> None:
    """A hub that is stopped takes connections and answers none: the page says so, and recovers."""
    with served_apart() as hub, a_page(chromium) as page:
        page.clock.install()
        go_live(page, f"{hub.url}/spaces/drahtfabrik")
        expect(page.locator(".now .said")).to_have_text(FREE)
        page.clock.run_for(1000)
        hub.hang()
        assert_noticed(page)
        hub.go_on()
        live_again(page, FREE)


def test_a_page_that_never_hears_anything_doesn_t_stay_free(
    chromium: Browser, served: ServedRegion
) -> None:
    """Where neither stream nor reads get through, what the page was sent with grows old, too."""
    with a_page(chromium) as page:
        page.clock.install()
        page.route("**/api/v1/**", lambda route: route.abort())
        page.goto(f"{served.url}/spaces/drahtfabrik")
        expect(page.locator(".now .said")).to_have_text(FREE)
        page.clock.run_for(TWO_BEATS_MS + TTL_MS)
        expect(page.locator(".now .said")).to_have_text("Unbekannt")
        assert page.locator("main > [data-space] use[href='#f']").count() == 0
        page.goto(f"{served.url}/")
        page.clock.run_for(TWO_BEATS_MS + TTL_MS)
        assert page.locator("[data-tone=free]").count() == 0
        assert page.locator(".card use[href='#f'], [data-map] use[href='#f']").count() == 0
        expect(page.locator("#region")).to_have_text("Zurzeit ist nirgends sicher ein Platz frei.")


def test_where_no_stream_gets_through_the_page_asks(
    chromium: Browser, served: ServedRegion
) -> None:
    """Refused or swallowed streams: the page is live all the same, a few seconds later."""

    def refuse(route: Route) -> None:
        route.fulfill(status=503, content_type="text/plain", body="full")

    with a_page(chromium) as page:
        page.clock.install()
        page.route("**/api/v1/stream*", refuse)
        page.goto(f"{served.url}/spaces/drahtfabrik")
        say(served, "o" * 12)
        live_again(page, "Kein Platz frei")
        say(served, "f" * 12)
        page.clock.run_for(TWO_BEATS_MS // 2)
        expect(page.locator(".now .said")).to_have_text("10 Plätze frei")


def test_many_tabs_share_one_connection_and_all_are_live(
    chromium: Browser, served: ServedRegion
) -> None:
    """More tabs than connections: each shows a change at once, also when the first is closed."""

    def streams(region: Region) -> float | None:
        return region.metrics.registry.get_sample_value(STREAMS)

    with chromium.new_context(locale="de-DE") as context:
        pages = [context.new_page() for _ in range(MANY_TABS)]
        for number, page in enumerate(pages):
            page.goto(f"{served.url}/spaces/{'drahtfabrik' if number % 2 else 'gutshof'}")
        for states, headline in (("o" * 12, "Kein Platz frei"), ("f" * 12, "10 Plätze frei")):
            say(served, states)
            for page in pages[1::2]:
                expect(page.locator(".now .said")).to_have_text(headline)
                expect(page.locator("#lost")).to_have_text("")
        assert served.change(streams) == 1
        pages[0].close()
        say(served, "o" * 12)
        for page in pages[1::2]:
            expect(page.locator(".now .said")).to_have_text("Kein Platz frei")


def test_a_thawed_page_is_right_at_the_next_look(
    chromium: Browser, served: ServedRegion, proxy: SilentProxy
) -> None:
    """A phone that slept for minutes claims nothing old, not even before the hub answers."""
    with a_page(chromium) as page:
        page.clock.install()
        go_live(page, f"{proxy.url}/spaces/drahtfabrik")
        expect(page.locator(".now .said")).to_have_text(FREE)
        proxy.fall_silent()
        look = partial(
            page.evaluate,
            """() => { document.dispatchEvent(new Event('visibilitychange'));
              return [document.querySelector('.now .said').textContent,
                document.querySelectorAll("main > [data-space] use[href='#f']").length]; }""",
        )
        assert look()[0] == FREE
        set_clock(page, TTL_MS // 1000 + 60)
        assert look() == ["Unbekannt", 0]
        proxy.speak()
        live_again(page, FREE)


def test_a_device_s_clock_that_is_set_back_hides_no_silence(
    chromium: Browser, served: ServedRegion, proxy: SilentProxy
) -> None:
    """Whatever the device says of the time: silence is noticed as soon as ever."""
    with a_page(chromium) as page:
        page.clock.install()
        go_live(page, f"{proxy.url}/spaces/drahtfabrik")
        expect(page.locator(".now .said")).to_have_text(FREE)
        page.clock.run_for(1000)
        proxy.fall_silent()
        set_clock(page, -3_600)
        assert_noticed(page)


def test_what_was_held_back_while_a_page_slept_is_no_news(
    chromium: Browser, served: ServedRegion, proxy: SilentProxy
) -> None:
    """Answers that waited on their way are as old as the sleep: nothing is free by them."""
    with a_page(chromium) as page:
        page.clock.install()
        go_live(page, f"{proxy.url}/spaces/drahtfabrik")
        expect(page.locator(".now .said")).to_have_text(FREE)
        proxy.fall_silent()
        say(served, "f" * 12)
        page.route("**/api/v1/**", lambda route: route.abort())
        set_clock(page, TTL_MS // 1000 + 60)
        proxy.speak()
        page.wait_for_timeout(500)
        page.clock.run_for(2000)
        expect(page.locator(".now .said")).to_have_text("Unbekannt")


def test_on_paper_stand_date_and_address(chromium: Browser, served: ServedRegion) -> None:
    """Printed at any time, the page says of when it is and where there is more; no card is cut."""
    with a_page(chromium, viewport={"width": 794, "height": 1123}) as page:
        go_live(page, f"{served.url}/")
        expect(page.locator("#printed")).not_to_be_visible()
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        printed = page.locator("#printed")
        expect(printed).to_be_visible()
        expect(printed).to_contain_text(re.compile(r"2\. März 2026, 10:4\d Uhr"))
        expect(printed).to_contain_text(served.url)
        assert page.evaluate(
            "[...document.querySelectorAll('.card')].every("
            "it => getComputedStyle(it).breakInside === 'avoid')"
        )
        expect(page.locator("header nav")).not_to_be_visible()
    with a_page(chromium, java_script_enabled=False) as page:
        page.goto(f"{served.url}/")
        page.emulate_media(media="print")
        expect(page.locator("#printed")).to_contain_text("2. März 2026, 10:42 Uhr")
