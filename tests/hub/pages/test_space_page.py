"""The page of a space as visitors get it: what stands on it, and what does not."""

import html
import io
import re
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest
from PIL import Image

from contract.limits import STATE_TTL_S
from tests.hub.pages.every_page import a_picture
from tests.hub.pages.region import Region, a_client_of, space

pytestmark = pytest.mark.anyio

WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-17:00")
FAR, NEAR = {"latitude": 52.5, "longitude": 12.4}, {"latitude": 52.11, "longitude": 12.4}
HERE = {"latitude": 52.1, "longitude": 12.4}


async def page(region: Region, path: str) -> str:
    """Return a page's text, as it is read."""
    async with a_client_of(region) as client:
        answer = await client.get(path)
        assert answer.status_code == 200
        return html.unescape(answer.text)


def said_on(text: str) -> str:
    """Return a page without the words that its script may say."""
    return text.partition('<script type="application/json" id="words"')[0]


def next_free_of(text: str) -> str:
    """Return what is said below the headline, with single spaces; empty if it is hidden."""
    found = re.search(r'<div class="next" id="next"[^>]*?( hidden)?>(.*?)</div>', text, re.DOTALL)
    if found is None or found[1]:
        return ""
    return " ".join(re.sub(r"<[^>]+>", " ", found[2]).split())


async def test_who_finds_it_full_is_led_on() -> None:
    """To the nearest that is free, with its distance, its state and the age of that."""
    region = Region(
        (space("hof", "Hof", "oo", **HERE), "oo"),
        (space("far", "Scheune", "ff", **FAR), "ff"),
        (space("near", "Mühle", "fo", **NEAR), "fo"),
    )
    assert next_free_of(await page(region, "/spaces/hof?lang=de")) == (
        "Nächster freier Platz : Mühle 1 Platz frei 1,1 km Luftlinie Geöffnet bis 17:00 Uhr "
        "Stand 10:41 Uhr vor 44 Sekunden"
    )
    assert next_free_of(await page(region, "/spaces/near?lang=de")) == ""
    region.say("near", "oo")
    assert next_free_of(await page(region, "/spaces/hof?lang=de")).startswith(
        "Nächster freier Platz : Scheune 2 Plätze frei 44 km Luftlinie"
    )


class JustStarted(Region):
    """Twelve spaces of a hub that has run for less than a minute."""

    ran_for = timedelta(0)


@pytest.mark.parametrize("path", ["/spaces/muehle", "/", "/kiosk/muehle", "/spaces/muehle.txt"])
async def test_a_start_is_no_outage_for_a_while(path: str) -> None:
    """Who isn't heard of right after the start isn't called broken, and later is."""
    region = JustStarted()
    starting, broken = "Von hier weiß sie noch nichts.", "Die Anzeige ist ausgefallen, der"
    new = said_on(await page(region, f"{path}?lang=de"))
    assert (starting in new, broken in new) == (True, False)
    region.clock.pass_s(STATE_TTL_S)
    region.say("gutshof", "ffffff")
    later = said_on(await page(region, f"{path}?lang=de"))
    assert (starting in later, broken in later) == (False, True)


async def test_the_next_free_place_is_among_the_cards() -> None:
    """However many others are nearer, so that its state stays live."""
    others = [space(f"s{n}", f"S{n}", "o", latitude=52.1, longitude=12.5 + n / 9) for n in range(9)]
    region = Region(
        (space("hof", "Hof", "o", **HERE), "o"),
        *((each, "f" if each["id"] == "s8" else "o") for each in others),
    )
    text = await page(region, "/spaces/hof")
    assert next_free_of(text).startswith("Nächster freier Platz : S8")
    region.say("hof", "f")
    for each in (text, await page(region, "/spaces/hof")):
        shown, _, unseen = each.partition('<ul class="cards" hidden>')
        assert (shown.count('<li class="card"'), unseen.count('<li class="card"')) == (5, 4)
        assert '<li class="card" data-space="s8"' in unseen
        assert "&space=s8" in each


async def test_where_nothing_is_free_nothing_is_promised() -> None:
    """Neither where there is nothing else at all."""
    full = [(space(name, name, "o"), "o") for name in ("a", "b")]
    text = await page(Region(*full), "/spaces/a?lang=de")
    assert "Zurzeit ist auch in der Nähe nirgends sicher ein Platz frei." in text
    assert next_free_of(text) == ""
    assert "auch in der Nähe" not in await page(Region(full[0]), "/spaces/a?lang=de")


async def test_all_that_helps_to_come() -> None:
    """Hours, the days that differ, way, contact, price, amenities and the operator's words."""
    described = space(
        "hof", "Hof", "f", opening=WEEK, town="Brück", stop="Markt", price="Frei", **HERE,
        facts=["internet_access", "wheelchair"],
        contact={"phone": "033844 123", "booking": "https://example.org/b"},
        text={"de": "Eins.\n\nZwei."},
        exceptions=[{"from": date(2026, 3, 4), "to": date(2026, 3, 6), "open": "closed",
                     "reason": "Umbau"}],
    )  # fmt: skip
    text = await page(Region((described, "f")), "/spaces/hof?lang=de")
    for words in (
        '<tr class="today"><th scope=row>Montag <i>heute</i><td>9:00–17:00 Uhr',
        "<th scope=row>Sonntag<td>geschlossen",
        '<b>4. März bis 6. März</b> geschlossen <span class="reason" lang="de">Umbau</span>',
        '<a class="out" href="tel:033844123">033844 123</a>',
        '<a class="out" href="https://example.org/b" rel="external noreferrer">Platz buchen</a>',
        '<a class="out" href="geo:52.100000,12.400000?q=52.100000,12.400000(Hof)">Karten-App</a>',
        "</svg> WLAN", "</svg> Stufenlos", "<dt>Haltestelle<dd>Markt", "<dt>Preis<dd>Frei",
        "<p>Eins.</p>", "<p>Zwei.</p>", '<p class="town">Brück</p>',
    ):  # fmt: skip
        assert words in text, words
    english = await page(Region((described, "f")), "/spaces/hof?lang=en")
    assert '<dt>Price<dd lang="de">Frei' in english
    assert '<section class="about" lang="de">' in english


async def test_a_picture_is_served_in_two_sizes_and_kept_for_ever(tmp_path: Path) -> None:
    """Under addresses of their content, with what is seen on it in the page's language."""
    region = Region((space("hof", "Hof", "f", picture=a_picture(tmp_path)), "f"))
    text = await page(region, "/spaces/hof?lang=en")
    assert 'width="960" height="640" alt="A green yard"' in text
    paths = re.findall(r"(/static/hof\.[0-9a-f]{12}\.webp) (\d+)w", text)
    assert [width for _, width in paths] == ["480", "960"]
    async with a_client_of(region) as client:
        for path, width in paths:
            answer = await client.get(path)
            assert answer.headers["content-type"] == "image/webp"
            assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert Image.open(io.BytesIO(answer.content)).width == int(width)


async def test_any_weekday_can_be_asked_for() -> None:
    """By a plain link, which keeps the language; what is no weekday asks for none."""
    region = Region()
    text = await page(region, "/spaces/drahtfabrik?lang=en&day=tue")
    assert '<a href="?lang=en&day=tue#typical" rel="nofollow" aria-current="true">Tuesday' in text
    assert "We know too little of Tuesdays yet." in text
    assert 'href="/spaces/drahtfabrik?lang=de&day=tue"' in text
    monday = await page(region, "/spaces/drahtfabrik?day=mon")
    assert '<g class="present"' in monday
    for language in ("de", "en"):
        address = f"/spaces/drahtfabrik?lang={language}"
        plain = await page(region, address)
        for nonsense in ("mo", "", "MON", "7", "%00", "mon,tue", "mon&day=x", "%C3%28"):
            assert await page(region, f"{address}&day={nonsense}") == plain


async def test_easy_language_is_a_level_of_the_german_pages() -> None:
    """Linked from them and from no other, a draft by its own words, and always German."""
    region = Region()
    assert '<a href="/spaces/schule/leicht">Leichte Sprache</a>' in await page(
        region, "/spaces/schule?lang=de"
    )
    assert "Leichte Sprache" not in await page(region, "/spaces/schule?lang=en")
    async with a_client_of(region) as client:
        for path in ("/leicht", "/spaces/schule/leicht"):
            answer = await client.get(path, headers={"Accept-Language": "en"})
            assert answer.headers["content-language"] == "de"
            assert "geolocation=()" in answer.headers["permissions-policy"]
            assert "Entwurf, nicht von einer Prüfgruppe gelesen." in answer.text
            assert 'aria-current="true">Leichte Sprache</a>' in answer.text
        assert "Jetzt ist 1 Platz frei." in (await client.get("/spaces/schule/leicht")).text
        assert 'href="/spaces/schule/leicht">Schule Borne</a>' in (await client.get("/leicht")).text
        assert (await client.get("/spaces/gone/leicht")).status_code == 404


async def test_an_operator_s_easy_text_stands_in_place_of_ours(tmp_path: Path) -> None:
    """But never in place of what is now."""
    own = tmp_path / "leicht.txt"
    own.write_text("\ufeffDas ist der Hof.\nKommen Sie <gern>!\n\nBis bald.\n", encoding="utf-8")
    region = Region((space("hof", "Hof", "f", easy_language=own), "f"))
    async with a_client_of(region) as client:
        text = (await client.get("/spaces/hof/leicht")).text
    assert "<p>Das ist der Hof.<br>Kommen Sie &lt;gern&gt;!</p>" in text
    assert "Jetzt ist 1 Platz frei." in text
    assert "Was ist das für ein Ort?" not in text


async def test_an_operator_s_easy_text_of_the_region_too(tmp_path: Path) -> None:
    """Above the places, whose present state stays as it is."""
    own = tmp_path / "region.txt"
    own.write_text("Das ist unser Amt.\nEs hat 3 Orte.\n", encoding="utf-8")
    region = Region((space("hof", "Hof", "f"), "f"))
    site = region.config.site.model_copy(update={"easy_language": own})
    region.config = region.config.model_copy(update={"site": site})
    async with a_client_of(region) as client:
        text = (await client.get("/leicht")).text
    assert "<p>Das ist unser Amt.<br>Es hat 3 Orte.</p>" in text
    assert text.index("unser Amt") < text.index("Jetzt ist 1 Platz frei.")
    assert "Wir zeigen: Ist jetzt ein Tisch frei?" not in text


@pytest.mark.parametrize("path", ["/leicht", "/spaces/hof/leicht", "/spaces/hof?day=mon"])
async def test_a_known_page_isn_t_sent_again(path: str) -> None:
    """Each has its own entity tag."""
    async with a_client_of(Region((space("hof", "Hof", "f"), "f"))) as client:
        answer: httpx.Response = await client.get(path)
        again = await client.get(path, headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304
