"""Imprint, privacy notice and accessibility statement, as the operator's configuration has them."""

import html
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from hub.domain.site_care import texts_of
from hub.pages.legal_text import LegalText, accessibility_text, imprint_text, privacy_text
from hub.pages.vocabulary import words_in
from hub.reports.text.language import Language
from tests.hub.pages.region import Region, a_client_of, space
from tests.hub.pages.sited import CONFIRMED, SITE, SitedRegion, configured

pytestmark = pytest.mark.anyio

PATHS = ("/imprint", "/privacy", "/accessibility")
SAMPLE = {"de": "Muster: vom Betreiber zu prüfen", "en": "Sample: to be checked by the operator"}
GAP = {"de": "noch nicht angegeben", "en": "not given yet"}


def site(**tables: Any) -> dict[str, Any]:
    """Change some tables of [site]; None leaves one out."""
    changed = dict(SITE) | tables
    return {name: told for name, told in changed.items() if told is not None}


def without(table: str, key: str) -> dict[str, Any]:
    """Leave one key of a table out."""
    return site(**{table: {name: told for name, told in SITE[table].items() if name != key}})


async def read(path: str, told: Mapping[str, Any] = SITE, **more: Any) -> str:
    """Read a page as people do, without its markup."""
    async with a_client_of(SitedRegion(told, **more)) as client:
        answer = await client.get(path)
    assert answer.status_code == 200
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", Language)
async def test_a_confirmed_text_says_when_it_was_checked(path: str, language: Language) -> None:
    """And nothing of a sample, in both languages; nothing of it is a gap."""
    text = await read(f"{path}?lang={language}")
    said = {
        "de": "geprüft am 27. Februar 2026",
        "en": "Checked by the operator on 27 February 2026",
    }
    assert said[language.value] in text
    assert SAMPLE[language.value] not in text
    assert GAP[language.value] not in text
    assert "{" not in text


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", Language)
async def test_a_text_that_nobody_has_checked_is_a_sample(path: str, language: Language) -> None:
    """Neither without a date nor on the day before it."""
    table = path.removeprefix("/")
    without_date = without(table, "confirmed")
    tomorrow = site(**{table: {**SITE[table], "confirmed": date(2026, 3, 3)}})
    for told in (without_date, tomorrow):
        text = await read(f"{path}?lang={language}", told)
        assert SAMPLE[language.value] in text
        assert "2026" not in text


@pytest.mark.parametrize(
    ("path", "table", "key"),
    [
        *((path, "operator", key) for path in PATHS[:2] for key in ("name", "address", "email")),
        ("/imprint", "operator", "responsible"),
        ("/privacy", "privacy", "officer"),
        ("/privacy", "privacy", "authority"),
        ("/accessibility", "operator", "email"),
        ("/accessibility", "accessibility", "enforcement"),
    ],
)
async def test_what_is_missing_is_a_gap(path: str, table: str, key: str) -> None:
    """It can be seen, and the text is a sample again, though it was confirmed."""
    text = await read(path, without(table, key))
    assert GAP["de"] in text
    assert SAMPLE["de"] in text
    assert "None" not in text


@pytest.mark.parametrize("path", PATHS)
async def test_a_hub_that_says_nothing_has_samples(path: str) -> None:
    """Every page answers, and claims nothing of an operator."""
    async with a_client_of(Region()) as client:
        text = (await client.get(path)).text
    assert SAMPLE["de"] in text
    assert GAP["de"] in text
    assert "None" not in text


@pytest.mark.parametrize("path", PATHS)
async def test_an_operators_own_text_is_found_there(path: str) -> None:
    """The page leads there, and so do the links at the foot of every page."""
    own = f"https://example.org{path}?a=1&b=2"
    async with a_client_of(SitedRegion(site(**{path.removeprefix("/"): {"url": own}}))) as client:
        answer = await client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (307, own)
        foot = (await client.get("/?lang=en")).text.partition("<footer>")[2]
        assert f'href="{html.escape(own)}"' in foot
        assert foot.count("?lang=en") == 2


async def test_every_page_leads_to_all_three() -> None:
    """In its language; on pages of errors, too."""
    async with a_client_of(SitedRegion()) as client:
        for path in ("/", "/spaces/gutshof", "/spaces/nowhere", *PATHS):
            page = await client.get(f"{path}?lang=en", headers={"Accept": "text/html"})
            foot = page.text.partition("<footer>")[2]
            for each, name in zip(PATHS, ("Imprint", "Privacy", "Accessibility"), strict=True):
                assert f'<a href="{each}?lang=en">{name}</a>' in foot


async def test_the_imprint_names_who_answers() -> None:
    """The address as on an envelope, and ways to reach them as links."""
    async with a_client_of(SitedRegion()) as client:
        text = (await client.get("/imprint")).text
    assert "Angaben nach § 5 des Digitale-Dienste-Gesetzes (DDG)" in text
    assert "Schlossstraße 1<br>14827 Wiesenburg/Mark" in text
    assert '<a href="mailto:info@example.org">info@example.org</a>' in text
    assert '<a href="tel:+49338497980">+49 33849 798-0</a>' in text
    assert "Vertreten durch und verantwortlich für den Inhalt" in text


async def test_who_represents_may_be_another() -> None:
    """Then both stand there, with register and VAT number if there are any."""
    operator = SITE["operator"] | {
        "represented_by": "die Bürgermeisterin", "register": "VR 17", "vat_id": "DE000000000"
    }  # fmt: skip
    text = await read("/imprint", site(operator=operator))
    assert "Vertreten durch die Bürgermeisterin Verantwortlich für den Inhalt Erika" in text
    assert "Register VR 17 Umsatzsteuer-Identifikationsnummer DE000000000" in text


@pytest.mark.parametrize(
    ("days", "german"), [(1, "einen Tag, dann"), (30, "30 Tage, dann"), (366, "366 Tage, dann")]
)
async def test_the_privacy_notice_keeps_as_the_store_does(days: int, german: str) -> None:
    """`raw_days` of the running configuration, and no other number."""
    assert german in await read("/privacy", store={"raw_days": days})


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "Auch der Webserver davor führt kein Protokoll der Besuche."),
        (1, "Nach einem Tag wird das gelöscht."),
        (7, "Nach 7 Tagen wird das gelöscht."),
        (None, "hat der Betreiber noch nicht angegeben"),
    ],
)
async def test_whose_logs(days: int | None, said: str) -> None:
    """The hub writes none; of the proxy's only the operator knows."""
    told = without("privacy", "log_days") if days is None else site(
        privacy={**SITE["privacy"], "log_days": days}
    )  # fmt: skip
    text = await read("/privacy", told)
    assert said in text
    assert "Dieses Programm schreibt sie nirgends auf." in text
    assert (SAMPLE["de"] in text) == (days is None)


def privacy_of(*described: dict[str, object], site: Mapping[str, Any] = SITE) -> str:
    """Write the privacy notice of some spaces, in German."""
    text = privacy_text(configured(site, space=list(described)), words_in(Language.GERMAN).legal)
    return str(text)


def test_each_space_is_told_how_it_is_protected() -> None:
    """Those alike together; where protection is off, that is said as plainly."""
    text = privacy_of(
        space("a", "Hof", "ff", small_count=3),
        space("b", "Gut", "ff", small_count=3),
        space("c", "Amt", "ff", small_count=1),
        space("d", "Halle", "ff", small_count=0),
        space("e", "Werk", "ff", small_count=0, public_detail="desks"),
    )
    assert "Hof, Gut: Sind weniger als 3 Plätze belegt, und immer, wenn geschlossen ist" in text
    assert "Amt: Ist kein Platz belegt" in text
    assert "Halle: Hier ist die genaue Zahl der freien Plätze öffentlich." in text
    assert "Werk: Hier ist öffentlich, welcher Platz gerade belegt ist." in text
    assert "Wo nur wenige Menschen sind" not in text
    assert "Wo nur wenige Menschen sind" in privacy_of(space("a", "Hof", "ff", small_count=3))


def test_what_is_measured_is_what_is_configured() -> None:
    """Doors and those that count are named only where there are any."""
    plain = privacy_of(space("a", "Hof", "fff"))
    assert "Kabinen: 3. Zahl der Standorte: 1." in plain
    assert "Türen" not in plain
    door = {"id": "main", "agent": "pi"}
    with_door = privacy_of(space("a", "Hof", "fff", door=[door]))
    assert "Zahl der Türen: 1." in with_door
    assert "Lichtschranke" not in with_door
    counting = privacy_of(
        space("a", "Hof", "fff", door=[door, {**door, "id": "b", "counts": True}])
    )
    assert "Zahl der Türen: 2." in counting
    assert "Zahl der Türen mit Lichtschranke: 1." in counting


async def test_a_private_operator_has_other_duties() -> None:
    """Another basis in the GDPR, no officer to name, no body of enforcement."""
    told = site(
        operator={**SITE["operator"], "public_body": False},
        privacy={"confirmed": CONFIRMED, "authority": "LDA", "log_days": 0},
        accessibility={"confirmed": CONFIRMED, "status": "full"},
    )
    privacy, access = await read("/privacy", told), await read("/accessibility", told)
    assert "Buchstabe f" in privacy
    assert "Datenschutzbeauftragte" not in privacy
    assert "freiwillig" in access
    assert "keine Stelle benannt" in access
    assert SAMPLE["de"] not in privacy + access
    assert "Buchstabe e" in await read("/privacy")


async def test_no_officer_may_be_needed() -> None:
    """Said with "none", it is no gap."""
    told = site(privacy={**SITE["privacy"], "officer": "none"})
    text = await read("/privacy", told)
    assert "keine bestellt" in text
    assert SAMPLE["de"] not in text


async def test_the_accessibility_statement_tells_the_way_back() -> None:
    """Status, limits, feedback, and who helps if nobody answers."""
    text = await read("/accessibility")
    for said in (
        "teilweise vereinbar",
        "Was noch nicht barrierefrei ist",
        "innerhalb eines Monats",
        "info@example.org",
        "Durchsetzungsstelle Brandenburg",
        "BITV 2.0",
        "BGG",
    ):
        assert said in text
    full = await read(
        "/accessibility", site(accessibility={**SITE["accessibility"], "status": "full"})
    )
    assert "vollständig vereinbar" in full
    assert "Was noch nicht barrierefrei ist" not in full


async def test_what_is_stored_on_a_device_is_named() -> None:
    """Nothing by itself; what is by request, by whom, and that it can be removed."""
    text = await read("/privacy")
    assert "Von sich aus nichts: kein Cookie" in text
    assert "„Offline merken“" in text
    assert "wieder löschen" in text


async def test_what_is_kept_of_people_with_an_account_is_told() -> None:
    """With how long; who a provider knows only where there is one."""
    text = await read("/privacy")
    for said in ("Name, Rolle und Orte", "höchstens eine Woche", "zwölf Monate", "ohne Namen"):
        assert said in text
    assert "dieser Dienst Sie kennt" not in text
    group = {"name": "amt", "role": "office"}
    oidc = {"issuer": "https://login.example", "client_id": "x", "label": "Amt Niemegk"}
    described = configured(oidc={**oidc, "group": [group]})
    notice = privacy_text(described, words_in(Language.GERMAN).legal)
    assert "über „Amt Niemegk“ anmeldet" in str(notice)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.GERMAN, "bis Sie das abbestellen oder entfernen"),
        (Language.ENGLISH, "until you end or remove that"),
    ],
)
def test_how_long_addresses_of_weeks_and_alarms_are_kept_is_told(
    language: Language, said: str
) -> None:
    """Of those that somebody enters, in both languages."""
    notice = privacy_text(configured(), words_in(language).legal)
    assert said in str(notice)


async def test_no_legal_page_stores_anything() -> None:
    """The pages that say so are no exception; and a browser may keep them."""
    async with a_client_of(SitedRegion()) as client:
        for path in PATHS:
            answer = await client.get(path)
            assert "set-cookie" not in answer.headers
            again = await client.get(path, headers={"If-None-Match": answer.headers["etag"]})
            assert again.status_code == 304


async def test_they_know_nothing_of_what_is_live() -> None:
    """The same bytes, whoever sits where."""
    region = SitedRegion()
    async with a_client_of(region) as client:
        seen = []
        for states in ("ffffffff", "oooooooo"):
            region.say("bahnhof-wiesenburg", states)
            region.pass_minute()
            seen.append([(await client.get(path)).content for path in PATHS])
    assert seen[0] == seen[1]


@pytest.mark.parametrize("write", [imprint_text, privacy_text, accessibility_text])
def test_both_languages_have_the_same_parts(write: Any) -> None:
    """As many, with as many sentences each."""

    def shape(text: LegalText) -> list[tuple[int, ...]]:
        return [
            (len(part.paragraphs), len(part.items), len(part.rows), len(part.after))
            for part in text.parts
        ]

    german, english = (write(configured(), words_in(language).legal) for language in Language)
    assert shape(german) == shape(english)
    assert {part.title for part in german.parts} & {part.title for part in english.parts} == set()


def test_every_text_has_its_page() -> None:
    """What is judged for care is what has a path."""
    assert [f"/{key.removeprefix('site.')}" for key in texts_of(configured().site)] == list(PATHS)
