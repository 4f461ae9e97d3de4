"""The pages as the server writes them, without any browser."""

import gzip
import re
from datetime import timedelta

import httpx
import pytest

from hub.pages.view import shown_time
from hub.reports.text.language import Language
from tests.hub.pages.region import MONDAY_MORNING, SPACES, Region, a_client_of, space

pytestmark = pytest.mark.anyio

HOSTILE = "</script><img src=x onerror=alert(1)>&\"'{{ 7*7 }}"
PAGES = ["/", *(f"/spaces/{each['id']}" for each, _ in SPACES)]


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_in_both_languages(client: httpx.AsyncClient, path: str) -> None:
    """Each page answers in German and English and says so."""
    for language, word in (("de", "Zum Inhalt"), ("en", "Skip to content")):
        answer = await client.get(path, headers={"Accept-Language": language})
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["content-language"] == language
        assert answer.headers["vary"] == "Accept-Language"
        assert f'<html lang="{language}">' in answer.text
        assert word in answer.text


async def test_the_answer_is_there_without_a_script(client: httpx.AsyncClient) -> None:
    """Counts, opening, age and alternatives stand in the HTML itself."""
    text = (await client.get("/spaces/gutshof")).text
    for words in (
        "3 bis 5 Plätze frei",
        "Geöffnet bis 17:00 Uhr",
        "6 Plätze · 1 belegt · 2 ohne Meldung",
        "Stand 10:41 Uhr",
        "vor 44 Sekunden",
        "Pfarrhaus Görzke",
        "3,0 km",
    ):
        assert words in text, words


@pytest.mark.parametrize(
    ("space_id", "words"),
    [
        ("hofladen", ["Mindestens 2 Plätze frei", "Zum Schutz Einzelner", "4 Plätze<"]),
        ("muehle", ["Unbekannt", "zurzeit keine Meldung"]),
        ("rathaus", ["Geschlossen", "öffnet morgen um 9:00 Uhr"]),
        ("feuerwache", ["Geschlossen", "öffnet am 16. März um 9:00 Uhr", "Umbau"]),
        ("bibliothek", ["öffnet um 14:00 Uhr"]),
        ("cafe-kirsche", ["Kein Platz frei"]),
        ("kodorf", ["Höchstens 2 Plätze frei", "Öffnungszeiten unbekannt"]),
        ("bahnhof-wiesenburg", ["Am Bahnhof 33", "https://bahnhof.example/coworking", "Gleis 1"]),
        ("drahtfabrik", ["Raumplan", "d4", "Ziehraum", "Telefonkabine", "belegt", "unbekannt"]),
    ],
)
async def test_every_condition_has_its_words(
    client: httpx.AsyncClient, space_id: str, words: list[str]
) -> None:
    """Capped, silent, closed, full, unknown hours and detail: each is said plainly."""
    text = (await client.get(f"/spaces/{space_id}")).text
    assert [each for each in words if each not in text] == []


async def test_silence_is_dated(client: httpx.AsyncClient, region: Region) -> None:
    """After its agent's last report has expired a space says since when it is silent."""
    region.clock.pass_s(600)
    region.live.tick()
    text = (await client.get("/spaces/gutshof")).text
    assert "Unbekannt" in text
    assert "seit 10:41 Uhr keine Meldung" in text
    assert "frei</p>" not in text
    protected = (await client.get("/spaces/hofladen")).text
    assert "zurzeit keine Meldung" in protected.partition("In der Nähe")[0]


async def test_protected_spaces_show_no_desk(client: httpx.AsyncClient) -> None:
    """Without public detail no desk appears by name, and neither does any agent."""
    for each, _ in SPACES:
        text = (await client.get(f"/spaces/{each['id']}")).text
        assert ("data-desk" in text) == (each["id"] == "drahtfabrik")
        assert "pi-" not in text


async def test_the_useful_places_come_first(client: httpx.AsyncClient) -> None:
    """On the overview open places with free desks stand before all others, closed ones last."""
    text = (await client.get("/")).text
    tones = re.findall(r'data-tone="(\w+)"', text)
    assert tones == sorted(tones, key=["free", "maybe", "unknown", "full", "closed"].index)
    assert len(tones) == len(SPACES)
    assert "An 6 von 12 Standorten ist jetzt ein Platz frei." in text


async def test_every_language_is_offered(client: httpx.AsyncClient) -> None:
    """Each by its own name, on every page."""
    html = (await client.get("/")).text
    for language in Language:
        assert f'hreflang="{language}"' in html
        assert f">{language.own_name}</a>" in html


async def test_links_keep_the_chosen_language(client: httpx.AsyncClient) -> None:
    """A language that was chosen goes along; one that the browser prefers needn't."""
    chosen = (await client.get("/?lang=en")).text
    assert 'href="/spaces/gutshof?lang=en"' in chosen
    assert 'href="/?lang=en"' in chosen
    preferred = (await client.get("/", headers={"Accept-Language": "en"})).text
    assert 'href="/spaces/gutshof"' in preferred


async def test_a_page_can_be_kept_for_moments(client: httpx.AsyncClient, region: Region) -> None:
    """A page has a strong tag over all its bytes: 304 while nothing on it changed."""
    first = await client.get("/")
    tag = first.headers["etag"]
    assert re.fullmatch(r'"[0-9a-f]{32}"', tag)
    assert (await client.get("/", headers={"If-None-Match": tag})).status_code == 304
    assert (await client.get("/?lang=en", headers={"If-None-Match": tag})).status_code == 200
    region.clock.pass_s(5)
    aged = await client.get("/", headers={"If-None-Match": tag})
    assert aged.status_code == 200
    assert aged.text != first.text


@pytest.mark.parametrize("milliseconds", [0, 1, 999, 2500, 4999, 5000])
def test_ages_are_never_understated(milliseconds: int) -> None:
    """The time that a page speaks of is at most five seconds ahead, and never behind."""
    now = MONDAY_MORNING + timedelta(milliseconds=milliseconds)
    assert timedelta(0) <= shown_time(now) - now < timedelta(seconds=5)


async def test_files_may_be_kept_for_ever(client: httpx.AsyncClient) -> None:
    """Each file of a page has an address of its own content, cacheable without limit."""
    paths = set(re.findall(r'"(/static/[^"]+)"', (await client.get("/")).text))
    assert len(paths) == 8
    for path in paths:
        answer = await client.get(path)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        tag = {"If-None-Match": answer.headers["etag"]}
        assert (await client.get(path, headers=tag)).status_code == 304
    for path in ("/static/live.js", "/static/../site.py", "/static/%2e%2e%2fsite.py", "/static/"):
        assert (await client.get(path)).status_code == 404


async def test_the_typical_day_stands_on_the_page(client: httpx.AsyncClient) -> None:
    """A chart with its name, the basis, the table, and the present hour in both."""
    text = (await client.get("/spaces/drahtfabrik")).text
    for words in (
        "<h2>Wie voll es montags meist ist</h2>",
        'role="img" aria-labelledby="ut ud"',
        "Durchschnitt aus 7 Montagen bis zum 23. Februar, Abdeckung 97\u00a0%.",
        "<td>40\u00a0%",
        "<td>keine belastbare Angabe (Abdeckung 43\u00a0%)",
        ">jetzt</text>",
        ">jetzt</b>",
    ):
        assert words in text, words
    english = (await client.get("/spaces/drahtfabrik?lang=en")).text
    assert "How busy it usually is on Mondays" in english


async def test_protected_spaces_show_levels_only(client: httpx.AsyncClient) -> None:
    """No share of desks, in no form: every bar has one of three heights."""
    text = (await client.get("/spaces/bahnhof-wiesenburg")).text
    section = text.partition('class="typical-day"')[2].partition("</section>")[0]
    assert "Stand 1. März: Durchschnitt aus 7 Montagen davor" in section
    said = {said.partition(" (")[0] for said in re.findall(r"<td>([^<\n]+)", section)}
    assert said == {"ruhig", "mittel", "lebhaft", "keine belastbare Angabe"}
    bars = section.partition('class="bars"')[2].partition("/>")[0]
    assert set(re.findall(r"v-(\d+)", bars)) == {"33", "67", "100"}


async def test_without_a_typical_day_nothing_is_said_of_it(client: httpx.AsyncClient) -> None:
    """Why it isn't there, and no empty chart; and the overview speaks of now only."""
    assert "üblich" not in (await client.get("/")).text
    text = (await client.get("/spaces/gutshof")).text
    assert "Über den Montag wissen wir noch zu wenig." in text
    for path in ("/", "/spaces/gutshof"):
        text = (await client.get(path)).text
        assert 'class="bars"' not in text


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["de", "en"])
async def test_under_30_kb_in_all(client: httpx.AsyncClient, path: str, language: str) -> None:
    """HTML, style, script and pictures together stay under 30 kB, compressed as on the way."""
    page = await client.get(f"{path}?lang={language}")
    files = set(re.findall(r'"(/static/[^"]+)"', page.text))
    bodies = [page.content, *[(await client.get(file)).content for file in files]]
    sizes = [len(gzip.compress(body)) for body in bodies]
    assert sum(sizes) < 30_000, sizes


async def test_nothing_inline(client: httpx.AsyncClient) -> None:
    """No page has a style, an event handler, a script of its own or a foreign resource."""
    for path in PAGES:
        text = (await client.get(path)).text
        assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", text)
        assert not re.findall(
            r"<script(?! src=\"/static/| type=\"application/(?:ld\+)?json\")", text
        )
        assert not re.findall(r'(?:src|<link[^>]*href)="(?!/static/|/favicon.ico"|/manifest)', text)


async def test_markup_in_names_stays_text() -> None:
    """Whatever an operator writes into hub.toml is text on the page and in its data."""
    described = space(
        "hof", HOSTILE, "ff", address=HOSTILE, note=HOSTILE, public_detail="desks",
        exceptions=[{"from": MONDAY_MORNING.date(), "to": MONDAY_MORNING.date(),
                     "open": "closed", "reason": HOSTILE}],
        desk=[{"id": "d1", "agent": "pi", "name": HOSTILE, "x": 1.0, "y": 1.0},
              {"id": "d2", "agent": "pi", "name": HOSTILE, "x": 2.0, "y": 1.0}],
    )  # fmt: skip
    app_region = Region((described, "ff"), (space("b", "B", "f"), "f"))
    async with a_client_of(app_region) as client:
        for path in ("/", "/spaces/hof", "/spaces/b"):
            text = (await client.get(path)).text
            assert "<img src=x" not in text
            assert text.count("</script>") == (5 if path == "/" else 6)
            assert "49" not in re.sub(r"\d{4}-\S+|/static/\S+", "", text)


async def test_a_region_of_one_space() -> None:
    """A single space has no alternatives, and no heading for them."""
    async with a_client_of(Region((space("hof", "Hof", "f"), "f"))) as client:
        text = (await client.get("/spaces/hof")).text
    assert "In der Nähe" not in text
    assert "Andere Standorte" not in text


async def test_without_positions_the_others_are_just_others() -> None:
    """Where no distance is known the page claims none."""
    async with a_client_of(
        Region((space("a", "A", "f"), "f"), (space("b", "B", "f"), "f"))
    ) as client:
        text = (await client.get("/spaces/a")).text
    assert "Andere Standorte" in text
    assert " km<" not in text


LINKED = re.compile(r'(?:href|src|action|data-[a-z]+)="(/[^"]*)"')


async def test_below_a_path_every_address_has_it() -> None:
    """Pages, errors, files and streams: what a page names is found, and none is outside."""
    region = Region(http={"public_url": "https://amt.example/platzfrei/"})
    async with a_client_of(region) as client:
        for path in ("/", "/spaces/gutshof", "/spaces/nowhere"):
            page = (await client.get(path, headers={"Accept": "text/html"})).text
            named = set(LINKED.findall(page))
            assert len(named) >= 4
            assert {link for link in named if not link.startswith("/platzfrei/")} == set()
            for link in named - {link for link in named if "/stream" in link}:
                assert (await client.get(link)).status_code == 200, link


async def test_a_page_says_its_own_address_where_it_is_known() -> None:
    """A language that is asked for is a page of its own; a page of an error has no address."""
    region = Region(http={"public_url": "https://amt.example/platzfrei/"})
    async with a_client_of(region) as client:
        for path in ("/", "/spaces/gutshof"):
            for query in ("", "?lang=en"):
                page = (await client.get(f"{path}{query}")).text
                address = f"https://amt.example/platzfrei{path}{query}"
                assert f'<link rel="canonical" href="{address}">' in page
        missing = await client.get("/spaces/nowhere", headers={"Accept": "text/html"})
        assert "canonical" not in missing.text
    async with a_client_of(Region()) as client:
        assert "canonical" not in (await client.get("/")).text
