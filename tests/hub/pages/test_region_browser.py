"""The region page in Chromium: distances that stay there, gentle moves, a map by keyboard."""

import re
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.hub.pages.chosen_region import ChosenRegion
from tests.hub.pages.region import Region
from tests.hub.pages.serving import ServedRegion
from tests.hub.pages.test_browser import (
    CHANGES,
    a_page,
    go_live,
    stop_time,
    texts,
)

pytestmark = [pytest.mark.real("chromium"), pytest.mark.slow]

CHOSEN: Final = "/?near=bad-belzig&open=1&wifi=1"
WIESENBURG: Final = {"latitude": 52.11, "longitude": 12.46}
ORDER: Final = "() => [...document.querySelectorAll('#open > li')].map(it => it.dataset.space)"
BELZIG_IS_FULL: Final = "oooooooooooo"


@pytest.fixture
def region() -> Region:
    """Make the region whose towns and facts are known."""
    return ChosenRegion()


def order(page: Page) -> list[str]:
    """Return the open cards as they stand."""
    return page.evaluate(ORDER)  # type: ignore[no-any-return]


def fill_up(served: ServedRegion) -> None:
    """Let the first card's last desk be taken, so that it has to go behind others."""
    served.change(lambda region: region.say("drahtfabrik", BELZIG_IS_FULL))


@pytest.mark.parametrize("path", ["/?near=goerzke", CHOSEN])
def test_the_script_orders_as_the_server_does(
    chromium: Browser, served: ServedRegion, path: str
) -> None:
    """After every change list, fold and map are those of a page that is fetched anew."""
    url = served.url + path
    with a_page(chromium) as live, a_page(chromium, java_script_enabled=False) as plain:
        go_live(live, url)
        for change in CHANGES[1::2]:
            served.change(change)
            plain.goto(url)
            expected = texts(plain)
            for _ in range(60):
                if texts(live) == expected:
                    break
                live.wait_for_timeout(50)
            assert texts(live) == expected


def test_towns_are_chosen_without_a_script(chromium: Browser, served: ServedRegion) -> None:
    """A plain form and plain links, one after the other."""
    with a_page(chromium, java_script_enabled=False) as page:
        page.goto(served.url)
        expect(page.get_by_role("button", name="In meiner Nähe")).to_be_hidden()
        page.get_by_label("In der Nähe von").select_option("Niemegk")
        page.get_by_role("button", name="Anzeigen").click()
        page.get_by_role("link", name="WLAN").click()
        assert page.url.endswith("/?near=niemegk&wifi=1")
        expect(page.locator("[data-space=drahtfabrik] .distance")).to_have_text("9,9 km")
        page.get_by_role("link", name="Auswahl aufheben").click()
        assert page.url == f"{served.url}/"


def test_near_me_is_worked_out_here_and_never_sent(chromium: Browser, served: ServedRegion) -> None:
    """Nothing is asked of the hub; the cards get distances, and the nearest free one leads."""
    with a_page(chromium, geolocation=WIESENBURG, permissions=["geolocation"]) as page:
        go_live(page, served.url)
        expect(page.locator(".note", has_text="gesendet wird es nicht")).to_be_visible()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.get_by_role("button", name="In meiner Nähe").click()
        expect(page.get_by_text("Nach Entfernung von Ihnen geordnet")).to_be_visible()
        expect(page.locator("[data-space=bahnhof-wiesenburg] .distance")).to_have_text("0,5 km")
        assert order(page)[:2] == ["bahnhof-wiesenburg", "hofladen"]
        assert asked == []


def test_who_keeps_the_place_secret_is_told_what_else_there_is(
    chromium: Browser, served: ServedRegion
) -> None:
    """Refused, the page says so once, and stays as it was."""
    with a_page(chromium, permissions=[]) as page:
        go_live(page, served.url)
        before = order(page)
        page.get_by_role("button", name="In meiner Nähe").click()
        expect(page.get_by_text("Ihr Browser sagt nicht, wo Sie sind.")).to_be_visible()
        assert order(page) == before


def test_no_other_page_may_ask(chromium: Browser, served: ServedRegion) -> None:
    """The browser itself refuses on the page of a space."""
    with a_page(chromium, geolocation=WIESENBURG, permissions=["geolocation"]) as page:
        page.goto(f"{served.url}/spaces/gutshof")
        assert page.evaluate("document.featurePolicy.allowsFeature('geolocation')") is False
        page.goto(served.url)
        assert page.evaluate("document.featurePolicy.allowsFeature('geolocation')") is True


def test_cards_move_and_are_marked_for_a_while(chromium: Browser, served: ServedRegion) -> None:
    """A place that fills up goes behind the free ones, marked; then the mark goes away."""
    with a_page(chromium) as page:
        stop_time(page)
        go_live(page, served.url, is_stopped=True)
        assert order(page)[0] == "drahtfabrik"
        fill_up(served)
        card = page.locator("[data-space=drahtfabrik]")
        expect(card).to_have_attribute("data-changed", "")
        page.clock.run_for(3_000)
        assert order(page)[0] == "bahnhof-wiesenburg"
        assert page.locator("[data-changed]").count() == 1
        page.clock.run_for(9_000)
        assert page.locator("[data-changed]").count() == 0


@pytest.mark.parametrize("how", ["pointer", "focus"])
def test_no_card_moves_under_pointer_or_focus(
    chromium: Browser, served: ServedRegion, how: str
) -> None:
    """Its figures change at once, but it stays where it is until the visitor has gone on."""
    with a_page(chromium) as page:
        stop_time(page)
        go_live(page, served.url, is_stopped=True)
        if how == "pointer":
            page.locator("[data-space=drahtfabrik]").hover()
        else:
            page.get_by_role("link", name="Gutshof Glien", exact=True).focus()
        fill_up(served)
        expect(page.locator("[data-space=drahtfabrik] .said")).to_have_text("Kein Platz frei")
        page.clock.run_for(10_000)
        assert order(page)[0] == "drahtfabrik"
        if how == "pointer":
            page.mouse.move(0, 0)
        else:
            page.evaluate("document.activeElement.blur()")
        page.clock.run_for(10_000)
        assert order(page)[0] == "bahnhof-wiesenburg"


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_motion_is_a_matter_of_taste(chromium: Browser, served: ServedRegion, motion: str) -> None:
    """Cards glide to their places, unless the visitor wants no motion."""
    with a_page(chromium, reduced_motion=motion) as page:
        go_live(page, served.url)
        page.evaluate(
            """() => { window.glides = 0; const animate = Element.prototype.animate;
              Element.prototype.animate = function (...all) {
                window.glides += 1; return animate.apply(this, all); }; }"""
        )
        fill_up(served)
        page.wait_for_function(
            "document.querySelector('#open > li').dataset.space !== 'drahtfabrik'"
        )
        assert (page.evaluate("window.glides") > 0) == (motion == "no-preference")


def test_only_the_sentence_is_read_out(chromium: Browser, served: ServedRegion) -> None:
    """A screen reader hears when the answer of the whole page changes, not of each card."""
    with a_page(chromium) as page:
        go_live(page, served.url)
        news = page.locator("#news")
        served.change(lambda region: region.say("drahtfabrik", "oofouffffoof"))
        expect(page.locator("[data-space=drahtfabrik] .said")).to_contain_text("5 bis 6")
        page.wait_for_timeout(1200)
        expect(news).to_have_text("")
        fill_up(served)
        expect(news).to_have_text("An 5 von 12 Standorten ist jetzt ein Platz frei.")


def test_the_map_is_used_by_keyboard(chromium: Browser, served: ServedRegion) -> None:
    """Each mark is a link with a name, shown while it has the focus, and leads to its place."""
    with a_page(chromium) as page:
        page.goto(served.url)
        links = page.locator(".map a")
        assert links.count() == 10
        first = page.get_by_role("link", name="Alte Drahtfabrik: 6 bis 7 Plätze frei")
        page.get_by_role("link", name="Gutshof Glien", exact=True).focus()
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.dataset.map ?? ''"):
                break
        expect(first).to_be_focused()
        expect(first.locator("text")).to_be_visible()
        assert first.evaluate("it => getComputedStyle(it.querySelector('rect')).outlineStyle") == (
            "solid"
        )
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/spaces/drahtfabrik"))


@pytest.mark.parametrize("width", [320, 1280])
def test_marks_of_the_map_can_be_touched(
    chromium: Browser, served: ServedRegion, width: int
) -> None:
    """Each is at least 24 by 24 px, and no two are nearer than that (WCAG 2.2, 2.5.8)."""
    with a_page(chromium, viewport={"width": width, "height": 800}) as page:
        page.goto(served.url)
        boxes = page.evaluate(
            """() => [...document.querySelectorAll('.map rect')].map(it => {
              const box = it.getBoundingClientRect(); return [box.x, box.y, box.width]; })"""
        )
        for number, (x, y, side) in enumerate(boxes):
            for other_x, other_y, _ in boxes[:number]:
                assert (x - other_x) ** 2 + (y - other_y) ** 2 >= 24**2
            assert side >= 24


def test_a_closed_space_calls_no_desk_free(chromium: Browser, served: ServedRegion) -> None:
    """Neither list nor plan has a free tick at night, live and after a reload."""
    with a_page(chromium) as page:
        go_live(page, f"{served.url}/spaces/drahtfabrik")
        assert page.locator("main > [data-space] use[href='#f']").count() > 0
        served.change(CHANGES[4])
        expect(page.locator(".now .said")).to_have_text("Geschlossen")
        for _ in range(2):
            assert page.locator("main > [data-space] use[href='#f']").count() == 0
            assert set(page.locator("li[data-desk] i").all_text_contents()) == {"geschlossen"}
            page.reload()
