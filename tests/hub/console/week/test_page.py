"""A week on its page: the figures of the report, levels for hours, and what isn't known."""

import re
from html import unescape
from pathlib import Path
from typing import Final

import pytest

from hub.book.care import CareMemory, Findings, Trouble
from hub.domain.people import Grant
from hub.domain.roles import Role
from hub.reports.text.language import Language
from hub.reports.text.languages import words_in
from tests.hub.console.served import ADMIN, OFFICE, OPERATOR, Served
from tests.hub.console.week.weeks import FARM, WeeksRegion, serving_weeks, signed_in
from tests.hub.pages.region import space

pytestmark = pytest.mark.anyio
PAGE: Final = "/console/week/gutshof"
FIELDS: Final = re.compile(r'<td class="level (\w+)"><span aria-hidden="true">(.?)</span>')
_DAY_US: Final = 86_400 * 1_000_000


def text_of(html: str) -> str:
    """Return what is read of a page, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).replace("\xa0", " ").split())


def row_of(html: str, name: str) -> list[str]:
    """Return the cells of a figure's row: this week, what is usual."""
    found = re.search(rf'<tr><th scope="row">{name}</th>(.*?)</tr>', html, re.DOTALL)
    assert found, name
    return [text_of(cell) for cell in re.findall(r"<td>(.*?)</td>", found[1], re.DOTALL)]


async def test_the_last_full_week_is_shown_first(weeks: Served) -> None:
    """From Monday to Sunday of the space, to who runs one space at once."""
    browser = signed_in(weeks)
    for path in ("/console/week", PAGE):
        page = text_of((await browser.get(path)).text)
        assert "Gutshof Glien Woche vom 23. Februar – 1. März 2026" in page
    english = text_of((await browser.get(f"{PAGE}?lang=en")).text)
    assert "Week of 23 February – 1 March 2026" in english


async def test_the_figures_are_those_of_the_report(weeks: Served) -> None:
    """Of the same days, as its page, its JSON and its words say them."""
    browser = signed_in(weeks)
    page = (await browser.get(PAGE)).text
    asked = {"space": "gutshof", "from": "2026-02-23", "to": "2026-03-01"}
    report = (await browser.get("/api/v1/reports.json", params=asked)).json()
    figures = {each["id"]: each for each in report["together"]["figures"]}
    shown = (await browser.get("/reports", params={**asked, "in": "de"})).text
    for _ in range(200):
        if "report_making" not in shown and "mindestens 8,0" in shown:
            break
        shown = (await browser.get("/reports", params={**asked, "in": "de"})).text
    names = words_in(Language.GERMAN).metrics
    for indicator in ("utilisation", "full_hours", "visits"):
        value = row_of(page, names[indicator].name)[0]
        assert figures[indicator]["standing"] in ("figure", "at_least")
        said = re.split(r" (?:mehr|weniger|wie|unklar|noch)", value)[0]
        assert said in text_of(shown)
    utilisation = figures["utilisation"]
    share = utilisation["numerator"] / utilisation["denominator"]
    assert row_of(page, "Auslastung")[0].startswith(f"{share:.1%}".replace(".", ",")[:-1])


async def test_it_is_compared_with_the_weeks_before(weeks: Served) -> None:
    """The median of seven; two weeks after the first it is said that they are too few."""
    browser = signed_in(weeks)
    page = (await browser.get(PAGE)).text
    assert row_of(page, "Auslastung") == ["69,8 % mehr als üblich", "62,9 %"]
    assert row_of(page, "Besuche")[0] == "mindestens 56 unklar, zu viel ist unbekannt"
    assert "„Üblich“ ist der mittlere Wert (Median) der 7 Wochen davor." in text_of(page)
    early = (await browser.get(f"{PAGE}?week=2026-W04")).text
    assert row_of(early, "Auslastung")[1] == "–"
    assert "erst 2 Wochen bekannt, und es braucht 4" in text_of(early)


async def test_hours_are_levels_with_a_sign_and_a_word(weeks: Served) -> None:
    """Rows of hours, columns of weekdays; a real table, which needs no colour."""
    page = (await signed_in(weeks).get(PAGE)).text
    fields = FIELDS.findall(page)
    assert len(fields) == 8 * 7
    monday, wednesday, friday = (fields[day::7] for day in (0, 2, 4))
    assert [sign for _, sign in monday] == list("13333443")
    assert [level for level, _ in wednesday] == ["quiet", "busy", "busy", *["unknown"] * 5]
    assert {level for level, _ in friday} == {"closed"}
    assert page.count('<th scope="col"><abbr title=') == 7
    for word in ("ruhig", "viel los", "voll", "unbekannt", "geschlossen"):
        assert f'<span class="news">{word}</span>' in page


async def test_closed_hours_and_what_is_unknown_are_said(weeks: Served) -> None:
    """With the calendar's reason, the share that is known, and why."""
    now_us = weeks.now_us()
    care = CareMemory(weeks.book)
    silent = Trouble("agent_silent", "gutshof", "pi-gutshof")
    elsewhere = Trouble("sensor_stuck", "muehle", "pi-muehle/d1")
    found = Findings(needed=frozenset({silent, elsewhere}), judged=frozenset({silent.kind}))
    care.note(found, now_us - 5 * _DAY_US)
    care.note(Findings(judged=frozenset({silent.kind})), now_us - 4 * _DAY_US)
    page = text_of((await signed_in(weeks).get(PAGE)).text)
    assert "Geöffnet laut Kalender: 32,0 Stunden." in page
    assert "Freitag, 27.02.2026: geschlossen (Betriebsausflug)" in page
    assert "Dadurch 8,0 Stunden weniger als in einer gewöhnlichen Woche." in page
    assert "Bekannt: 84,3 % der angebotenen Platzzeit." in page
    assert "Mittwoch, 25.02.2026: 37,5 % bekannt" in page
    assert "Woran es lag: Mi, Do: Agent schweigt in der Öffnungszeit" in page
    assert "klemmt" not in page
    assert "pi-gutshof" not in page


async def test_of_no_reason_it_says_so(weeks: Served) -> None:
    """Rather than nothing; a week of which all is known needs none."""
    browser = signed_in(weeks)
    assert "Einen Grund hat der Hub nicht festgehalten." in (await browser.get(PAGE)).text
    whole = text_of((await browser.get(f"{PAGE}?week=2026-W08")).text)
    assert "Es fehlt nichts." in whole
    assert "Woran es lag" not in whole


async def test_few_people_in_a_protected_space_are_few(tmp_path: Path) -> None:
    """Whether nobody was there or two, the page is the same byte by byte but for the report."""
    pages = []
    for desks_in_use in (0, 2):
        folder = tmp_path / str(desks_in_use)
        folder.mkdir()
        mill = space("muehle", "Mühle Raben", "ffff", small_count=3)
        with serving_weeks(folder, spaces=(mill,), few=desks_in_use) as hub:
            browser = signed_in(hub, grant=Grant(OPERATOR.roles, frozenset({"muehle"})))
            text = (await browser.get("/console/week/muehle?lang=de")).text
            pages.append(re.sub(r'name="sent_by" value="\w+"|\d:[0-9a-f]{60,}', "", text))
    assert pages[0] == pages[1]
    assert "nie 3 Plätze zugleich belegt" in pages[0]
    assert "Auslastung" not in pages[0]


async def test_of_a_week_of_which_little_is_known_it_says_so(tmp_path: Path) -> None:
    """Also where few people are protected: unknown isn't few."""
    silent = {**FARM, "opening": {"wed": "12:00-17:00"}}
    with serving_weeks(tmp_path, spaces=(silent,)) as hub:
        page = text_of((await signed_in(hub).get(PAGE)).text)
        assert "Zu wenig ist bekannt, um zu sagen, wie die Woche war." in page
        assert "Bekannt: 0,0 % der angebotenen Platzzeit." in page


async def test_use_outside_opening_hours_is_told_in_bands_where_nobody_is_protected(
    weeks: Served, tmp_path: Path
) -> None:
    """Somebody is often alone then."""
    said = "Außerhalb der Öffnungszeit waren Plätze belegt, zusammen 30 Stunden oder mehr."
    assert said not in text_of((await signed_in(weeks).get(PAGE)).text)
    open_farm = {**FARM, "small_count": 0}
    folder = tmp_path / "open"
    folder.mkdir()
    with serving_weeks(folder, spaces=(open_farm,)) as hub:
        assert said in text_of((await signed_in(hub).get(PAGE)).text)


async def test_weeks_are_walked_through_by_links(weeks: Served) -> None:
    """Back to the first, forward to the last full one; the other language keeps the week."""
    browser = signed_in(weeks)
    page = (await browser.get(f"{PAGE}?week=2026-W08&lang=de")).text
    links = [unescape(link) for link in re.findall(r'href="([^"]*week=[^"]*)"', page)]
    assert f"{PAGE}?lang=de&week=2026-W07" in links
    assert f"{PAGE}?lang=de&week=2026-W09" in links
    assert f"{PAGE}?lang=en&week=2026-W08" in links
    assert "Woche danach" not in (await browser.get(PAGE)).text
    assert "Woche davor" not in (await browser.get(f"{PAGE}?week=2026-W01")).text


@pytest.mark.parametrize(
    ("week", "said"),
    [
        ("2026-W99", "„2026-W99“ ist keine Woche. Schreiben Sie sie so: 2026-W47."),
        ("<b>", "„<b>“ ist keine Woche."),
        ("2026-W10", "Diese Woche ist noch nicht vorbei. Die letzte ganze Woche ist 2026-W09"),
        ("2025-W52", "Damals wurde hier noch nicht gezählt. Die erste Woche ist 2026-W01"),
    ],
)
async def test_a_wrong_week_is_said_beside_its_field(weeks: Served, week: str, said: str) -> None:
    """It stays in it, the top links to it, and the last full week is shown."""
    answer = await signed_in(weeks).get(PAGE, params={"week": week})
    assert answer.status_code == 422
    page = answer.text
    assert "<b>" not in page
    top, _, field = page.partition('<div class="field">')
    assert said in text_of(top)
    assert '<p><a href="#week">' in top
    assert said in text_of(field.partition("</form>")[0])
    assert 'aria-describedby="week-wrong week-hint" aria-invalid="true"' in page
    assert "Woche vom 23. Februar" in text_of(page)


async def test_a_space_that_has_just_begun_says_when_its_first_week_is(weeks: Served) -> None:
    """Which is no mistake of who looks."""
    answer = await signed_in(weeks, grant=ADMIN).get("/console/week/schule")
    assert answer.status_code == 200
    assert "noch keine Woche gezählt. Die erste ist 2026-W10." in text_of(answer.text)


async def test_who_reaches_several_spaces_chooses(weeks: Served) -> None:
    """The office and admins all; an operator their own, and no others by typing an address."""
    both = Grant(frozenset({Role.OPERATOR}), frozenset({"gutshof", "schule"}))
    for name, grant, count in (("Eva", OFFICE, 3), ("Ida", ADMIN, 3), ("Ada", both, 2)):
        browser = signed_in(weeks, name, grant)
        page = (await browser.get("/console/week")).text
        assert page.count('<li><p><a href="/console/week/') == count
        expected = 200 if count == 3 else 403
        assert (await browser.get("/console/week/muehle")).status_code == expected
    assert (await signed_in(weeks, "Uta", ADMIN).get("/console/week/nowhere")).status_code == 404


async def test_a_space_of_hub_toml_no_more_is_nobodys(weeks: Served) -> None:
    """An operator of it is told that they have none."""
    gone = Grant(frozenset({Role.OPERATOR}), frozenset({"gone"}))
    page = (await signed_in(weeks, grant=gone).get("/console/week")).text
    assert "Ihnen ist noch kein Ort zugeordnet." in page


async def test_without_the_store_it_says_so(weeks: Served) -> None:
    """And when it may be tried again; the rest of the page is there."""
    region = weeks.region
    assert isinstance(region, WeeksRegion)
    region.is_reachable = False
    answer = await signed_in(weeks).get(PAGE)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert "gespeicherten Werte gerade nicht lesen" in text_of(answer.text)
    assert "E-Mail-Adresse" in answer.text


async def test_a_name_is_text_whatever_is_in_it(tmp_path: Path) -> None:
    """Markup and braces."""
    name = "<b>{{7*7}}</b> {t} & Söhne"
    with serving_weeks(tmp_path, spaces=({**FARM, "name": name},)) as hub:
        page = (await signed_in(hub).get(PAGE)).text
        assert "&lt;b&gt;{{7*7}}&lt;/b&gt; {t} &amp; Söhne" in page
        assert "<b>" not in page
