"""What stands on the region page, as the server writes it."""

import re
from datetime import datetime, timedelta

import httpx
import pytest

from hub.http.fast_reads import Representation
from hub.pages.site import Site, _Version
from hub.pages.vocabulary import words_in
from hub.reports.text.language import Language
from tests.hub.pages.chosen_region import ChosenRegion
from tests.hub.pages.region import MONDAY_MORNING, Region, a_client_of, space

pytestmark = pytest.mark.anyio

ALL = 12


@pytest.fixture
def region() -> Region:
    """Make the region whose towns and facts are known."""
    return ChosenRegion()


async def read(client: httpx.AsyncClient, query: str = "") -> str:
    """Return a region page."""
    answer = await client.get(f"/{query}")
    assert answer.status_code == 200
    return answer.text


def spaces_in(text: str) -> list[str]:
    """Return the ids of the cards in their order."""
    return re.findall(r'data-space="([\w-]+)"', text)


def split_at_fold(text: str) -> tuple[list[str], list[str]]:
    """Return the cards before the fold, and those in it."""
    before, _, after = text.partition('<details id="closed"')
    return spaces_in(before), spaces_in(after)


async def test_closed_places_are_folded(client: httpx.AsyncClient) -> None:
    """How many, and when the first opens, stands on the fold; in it the first to open leads."""
    text = await read(client)
    _, folded = split_at_fold(text)
    assert "3 weitere Standorte geschlossen, der erste öffnet um 14:00 Uhr" in text
    assert folded == ["bibliothek", "rathaus", "feuerwache"]
    assert '<details id="closed">' in text
    english = await read(client, "?lang=en")
    assert "3 more places closed, the first opens at 14:00" in english


async def test_at_night_everything_is_closed_and_shown() -> None:
    """With nothing open the closed places aren't folded away, and the sentence says so."""
    region = Region(
        (space("hof", "Hof", "ff"), "ff"),
        (space("gut", "Gut", "ff"), "ff"),
        start=MONDAY_MORNING + timedelta(hours=12),
    )
    async with a_client_of(region) as client:
        text = await read(client)
    assert "Zurzeit ist alles geschlossen." in text
    assert "Alle 2 Standorte geschlossen, der erste öffnet morgen um 9:00 Uhr" in text
    assert '<details id="closed" open>' in text
    assert 'data-marks="f' not in text
    assert '<use href="#f" x' not in text


@pytest.mark.parametrize(
    ("opening", "said"),
    [
        ({"tue": "09:00-18:00"}, "1 weiterer Standort geschlossen, er öffnet morgen um 9:00 Uhr"),
        ({}, "1 weiterer Standort geschlossen<"),
    ],
)
async def test_one_closed_place(opening: dict[str, str], said: str) -> None:
    """It is spoken of in the singular; one that never opens has no time."""
    region = Region(
        (space("hof", "Hof", "ff", opening=opening), "ff"), (space("gut", "Gut", "ff"), "ff")
    )
    async with a_client_of(region) as client:
        assert said in await read(client)


async def test_one_age_for_the_page(client: httpx.AsyncClient) -> None:
    """The page says it once; a card only says its own where it is silent."""
    text = await read(client)
    assert text.count("vor 44 Sekunden") == 1
    assert text.count("Stand 10:41 Uhr") == 1
    cards = text.partition('id="open"')[2]
    assert set(re.findall(r'data-part="as_of">([^<]*)<', cards)) == {"", "zurzeit keine Meldung"}
    assert set(re.findall(r'data-part="age">([^<]*)<', cards)) == {""}


async def test_a_place_that_is_far_behind_says_so(
    client: httpx.AsyncClient, region: Region
) -> None:
    """Where others have spoken since, the one that hasn't has its own age."""
    region.clock.pass_s(95)
    for each, states in (("drahtfabrik", "offouffffoof"), ("schule", "fooooo")):
        region.say(each, states)
    region.live.tick()
    text = await read(client)
    lead, *cards = text.split('data-space="')
    behind = {card.partition('"')[0] for card in cards if "vor 2 Minuten" in card}
    assert behind == {"gutshof", "cafe-kirsche"}
    assert "vor 50 Sekunden" in lead
    assert "vor 2 Minuten" not in lead


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?step_free=1", {"bahnhof-wiesenburg", "hofladen", "rathaus"}),
        ("?wifi=1", {"bahnhof-wiesenburg", "drahtfabrik", "rathaus", "muehle"}),
        ("?wifi=1&step_free=1", {"bahnhof-wiesenburg", "rathaus"}),
        ("?meeting_room=1&wifi=1&step_free=1", {"rathaus"}),
    ],
)
async def test_filters_are_links(client: httpx.AsyncClient, query: str, expected: set[str]) -> None:
    """A filtered page shows what has all the facts, on the map too, and says how many."""
    text = await read(client, query)
    assert set(spaces_in(text)) == expected
    assert set(re.findall(r'data-map="([\w-]+)"', text)) == expected
    assert f"Ihre Auswahl: {len(expected)} von {ALL} Standorten." in text
    assert '<a href="/">Auswahl aufheben</a>' in text


async def test_open_now_leaves_the_closed_away(client: httpx.AsyncClient) -> None:
    """They are out of sight in list and map, and the script can bring them back."""
    text = await read(client, "?open=1")
    assert '<details id="closed" data-never hidden>' in text
    assert re.search(r'data-map="rathaus" class="out"', text)
    assert 'data-map="drahtfabrik" class="out"' not in text


async def test_each_filter_link_changes_one_thing(client: httpx.AsyncClient) -> None:
    """It keeps language, town and the other filters, and turns itself off again."""
    text = await read(client, "?lang=de&near=brueck&wifi=1")
    links = dict(re.findall(r'<a href="/(\?[^"]*)" rel="nofollow"[^>]*>([^<]+)<', text))
    assert links == {
        "?lang=de&amp;near=brueck&amp;open=1&amp;wifi=1": "Jetzt geöffnet",
        "?lang=de&amp;near=brueck&amp;step_free=1&amp;wifi=1": "Stufenlos",
        "?lang=de&amp;near=brueck": "WLAN",
        "?lang=de&amp;near=brueck&amp;wifi=1&amp;meeting_room=1": "Besprechungsraum",
    }
    assert re.findall(r'<a href="(\?lang=en[^"]*)"', text) == [
        "?lang=en&amp;near=brueck&amp;wifi=1"
    ]
    for name, value in (("lang", "de"), ("wifi", "1")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in text
    for link in links:
        assert len(spaces_in(await read(client, link.replace("&amp;", "&")))) in {ALL, 4, 2}


async def test_from_a_town_distances_are_told_and_order(client: httpx.AsyncClient) -> None:
    """Free ones first, among them the nearest; whoever has no position comes last."""
    text = await read(client, "?near=bad-belzig")
    assert "Entfernungen: Luftlinie ab Bad Belzig." in text
    assert '<option value="bad-belzig" selected>' in text
    shown, folded = split_at_fold(text)
    assert shown[:3] == ["drahtfabrik", "schule", "hofladen"]
    km = [float(each) for each in re.findall(r'data-tone="free"[^>]* data-km="([\d.]+)"', text)]
    assert km == sorted(km)
    assert "0,3 km" in text
    assert folded == ["bibliothek", "rathaus", "feuerwache"]


async def test_every_town_can_be_chosen(client: httpx.AsyncClient) -> None:
    """Those of hub.toml and those of spaces with a position, once each."""
    text = await read(client)
    options = re.findall(r'<option value="([\w-]*)">', text)
    assert options == [
        "", "bad-belzig", "brueck", "glien", "goerzke", "niemegk", "raben", "schmerwitz",
        "wiesenburg",
    ]  # fmt: skip
    for town in options:
        assert "</html>" in await read(client, f"?near={town}")


async def test_nothing_matches() -> None:
    """Where no place has all that is wanted the page says that, and offers the way back."""
    region = Region(
        (space("hof", "Hof", "ff", facts=("internet_access",)), "ff"),
        (space("gut", "Gut", "ff", facts=("wheelchair",)), "ff"),
    )
    async with a_client_of(region) as client:
        text = await read(client, "?wifi=1&step_free=1")
    assert "Kein Standort passt zu Ihrer Auswahl." in text
    assert "Auswahl aufheben" in text
    assert spaces_in(text) == []


async def test_what_is_not_offered_is_not_chosen(client: httpx.AsyncClient) -> None:
    """An address that chooses nothing shows the same as one without a choice."""
    assert await read(client, "?near=atlantis&open=2&x=y") == await read(client)


async def test_only_this_page_may_ask_where_the_visitor_is(client: httpx.AsyncClient) -> None:
    """The permission and the form are for the overview alone."""
    for path in ("/", "/?near=brueck", "/spaces/gutshof", "/reports", "/spaces/nowhere"):
        headers = (await client.get(path, headers={"Accept": "text/html"})).headers
        is_region = path.startswith("/?") or path == "/"
        assert ("geolocation=(self)" in headers["permissions-policy"]) == is_region, path
        assert ("geolocation=()" in headers["permissions-policy"]) != is_region, path
        if is_region:
            assert "form-action 'self'" in headers["content-security-policy"]
            assert headers["content-security-policy"].count("form-action") == 1


async def test_marks_have_a_legend_and_a_name_on_the_map(client: httpx.AsyncClient) -> None:
    """Four marks and the one of closed places, each with its meaning; the map says it in words."""
    text = await read(client)
    legend = text.partition('class="legend"')[2].partition("</section>")[0]
    assert re.findall(r'href="#(\w)"', legend) == ["f", "o", "u", "p", "c"]
    drawn = {letter for letter in "foupc" if f'<g id="{letter}">' in text}
    assert drawn == set("foupc")
    marks = dict(re.findall(r'data-map="([\w-]+)".*?<use href="#(\w)"', text))
    assert marks | {"muehle": "u", "rathaus": "c", "cafe-kirsche": "o", "schule": "f"} == marks
    assert "<title>Mühle Raben: Unbekannt</title>" in text
    assert "<title>Rathaus Bad Belzig: Geschlossen</title>" in text


async def test_who_tries_all_choices_takes_no_page_and_little_time_away(
    client: httpx.AsyncClient, region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once the time for choices is spent they are refused for a while; the plain page is not."""
    write = Site._written

    def slowly(site: Site, version: _Version, now: datetime) -> Representation:
        region.clock.pass_s(0.3)
        return write(site, version, now)

    monkeypatch.setattr(Site, "_written", slowly)
    statuses = [
        (await client.get(f"/?near={town}&{filters}")).status_code
        for town in ("brueck", "glien", "raben", "goerzke", "niemegk")
        for filters in ("open=1", "wifi=1", "wifi=1&open=1", "step_free=1", "meeting_room=1")
    ]
    assert statuses[0] == 200
    assert statuses[-1] == 503
    assert (await client.get("/")).status_code == 200
    refused = await client.get("/?near=schmerwitz&wifi=1&step_free=1")
    assert refused.headers["retry-after"] == "5"


def test_every_language_has_a_word_for_each_filter() -> None:
    """And none is said twice."""
    for language in Language:
        words = words_in(language).region
        labels = [words.open, words.step_free, words.wifi, words.meeting_room]
        assert len(set(labels)) == len(labels)
