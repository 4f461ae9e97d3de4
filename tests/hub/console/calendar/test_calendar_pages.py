"""The calendar of the console as its people use it: by forms, in both languages, never unseen."""

import re

import httpx
import pytest

from hub.book.calendar_changes import CalendarMemory
from hub.domain.calendar_change import CalendarChange
from hub.domain.people import Grant
from hub.domain.roles import Role
from tests.hub.console.served import ADMIN, OFFICE, OPERATOR, Browser, Served

pytestmark = pytest.mark.anyio
HERE = "/console/calendar/gutshof"
NEW = f"{HERE}/new"
TODAY = "2026-03-02"
FRIDAY = "2026-03-06"


def text_of(answer: httpx.Response) -> str:
    """Return a page, with usual spaces between its words."""
    return answer.text.replace("\N{NO-BREAK SPACE}", " ")


def standing(hub: Served) -> list[CalendarChange]:
    return [each for each in CalendarMemory(hub.book).all() if each.holds]


async def test_who_has_one_space_is_led_to_it(ada: Browser) -> None:
    """One click from everywhere; the tab is there."""
    page = await ada.get("/console")
    assert 'href="/console/calendar"' in page.text
    answer = await ada.get("/console/calendar")
    assert (answer.status_code, answer.headers["location"]) == (303, HERE)


async def test_who_looks_after_all_chooses(hub: Served) -> None:
    """Each space with what comes next there."""
    _, eva = await hub.somebody("Eva", ADMIN)
    await eva.send_own(NEW, NEW, {"kind": "closure", "first": FRIDAY, "text": "Umbau"})
    page = text_of(await eva.get("/console/calendar"))
    assert "Als Nächstes: Fr., 6. März 2026: geschlossen (Umbau)" in page
    assert page.count("nichts eingetragen") == len(hub.region.config.spaces) - 1


async def test_a_closure_takes_one_form(hub: Served, ada: Browser) -> None:
    """A day is enough; who set it and why stands beside it, and visitors read the reason alone."""
    answer = await ada.send_own(
        NEW, NEW, {"kind": "closure", "first": FRIDAY, "text": "Umbau", "why": "Handwerker"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}?done=is_set")
    page = text_of(await ada.get(f"{HERE}?done=is_set"))
    assert "Eingetragen. Auf der Seite gilt es in wenigen Sekunden." in page
    assert "eingetragen von Ada am 2. März 2026" in page
    assert "Notiz: Handwerker" in page
    visitors = (await hub.browser().get("/spaces/gutshof")).text
    assert "Freitag, 6. März" in visitors
    assert "Umbau" in visitors
    assert "Handwerker" not in visitors


async def test_pages_that_are_kept_are_written_anew(hub: Served, ada: Browser) -> None:
    """Within the same five seconds, though nothing live has changed."""
    visitors, paths = hub.browser(), ("/spaces/gutshof?lang=de", "/spaces/gutshof.txt?lang=de")
    for path in paths:
        assert "Freitag, 6. März" not in text_of(await visitors.get(path))
    await ada.send_own(NEW, NEW, {"kind": "closure", "first": FRIDAY})
    for path in paths:
        assert "Freitag, 6. März" in text_of(await visitors.get(path)), path


async def test_a_closure_of_today_is_seen_at_once(hub: Served, ada: Browser) -> None:
    """With the next tick, by everything that is live; taken back it is open again."""
    visitors = hub.browser()
    before = await visitors.get("/api/v1/spaces/gutshof/availability")
    assert before.json()["opening"]["state"] == "open"
    await ada.send_own(NEW, NEW, {"kind": "closure", "first": TODAY, "text": "Umbau"})
    hub.clock.pass_s(1)
    hub.region.live.tick()
    closed = await visitors.get("/api/v1/spaces/gutshof/availability")
    assert (closed.json()["opening"]["state"], closed.json()["opening"]["reason"]) == (
        "closed",
        "Umbau",
    )
    for path in ("/spaces/gutshof", "/kiosk/gutshof", "/spaces/gutshof.txt", "/"):
        assert "Umbau" in (await visitors.get(path)).text, path
    (change,) = standing(hub)
    path = f"{HERE}/changes/{change.id}"
    answer = await ada.send_own(path, f"{path}/take-back", {})
    assert answer.headers["location"] == f"{HERE}?done=is_taken_back"
    hub.clock.pass_s(1)
    hub.region.live.tick()
    again = await visitors.get("/api/v1/spaces/gutshof/availability")
    assert again.json()["opening"]["state"] == "open"


async def test_a_notice_is_read_on_its_days(hub: Served, ada: Browser) -> None:
    """On the page, the wall, in text and in easy language; as text, whatever is typed."""
    await ada.send_own(
        NEW,
        NEW,
        {
            "kind": "notice",
            "first": TODAY,
            "text": "<b>Drucker</b> kaputt",
            "english": "No printer",
        },
    )
    visitors = hub.browser()
    for path in ("/spaces/gutshof?lang=de", "/kiosk/gutshof?lang=de", "/spaces/gutshof/leicht"):
        assert "&lt;b&gt;Drucker&lt;/b&gt; kaputt" in (await visitors.get(path)).text, path
    assert "<b>Drucker</b> kaputt" in (await visitors.get("/spaces/gutshof.txt?lang=de")).text
    assert "No printer" in (await visitors.get("/spaces/gutshof?lang=en")).text
    assert "Drucker" not in (await visitors.get("/spaces/hofladen")).text
    hub.clock.pass_s(86_400)
    hub.region.live.tick()
    assert "Drucker" not in (await visitors.get("/spaces/gutshof?lang=de")).text


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"first": ""}, "first", "Bitte wählen Sie einen Tag."),
        ({"first": "morgen"}, "first", "Das ist kein Tag."),
        ({"last": "2026-03-05"}, "last", "Der letzte Tag liegt vor dem ersten"),
        ({"first": "2028-03-03"}, "first", "Weiter als 24 Monate voraus"),
        ({"from_time": "14:10"}, "from_time", "Bitte volle Viertelstunden"),
        ({"from_time": "25:00"}, "from_time", "Das ist keine Uhrzeit."),
        ({"text": "x" * 201}, "text", "Das ist zu lang"),
        ({"kind": "opening"}, "from_time", "Bitte nennen Sie, von wann bis wann."),
        ({"kind": "opening", "from_time": "10:00"}, "from_time", "Bitte nennen Sie"),
        ({"kind": "desks"}, "desks", "Bitte wählen Sie mindestens einen Platz."),
        ({"kind": "desks", "desks": "d99"}, "desks", "Einen dieser Plätze gibt es hier nicht"),
        ({"kind": "notice"}, "text", "Bitte schreiben Sie, was Besucher lesen sollen."),
    ],
)
async def test_what_is_wrong_stands_at_its_field(
    hub: Served, ada: Browser, fields: dict[str, str], field: str, said: str
) -> None:
    """With a link from the top; what was typed is still there, and nothing was set."""
    typed = {"kind": "closure", "first": FRIDAY, "why": "weil es sein muss", **fields}
    answer = await ada.send_own(NEW, NEW, typed)
    assert answer.status_code == 422
    assert re.search(rf'<a href="#{field}">{re.escape(said)}', answer.text)
    assert re.search(rf'id="{field}-wrong">{re.escape(said)}', answer.text)
    assert "weil es sein muss" in answer.text
    assert standing(hub) == []


async def test_overlapping_closures_name_the_other(hub: Served, ada: Browser) -> None:
    """So that somebody can change that one."""
    await ada.send_own(NEW, NEW, {"kind": "closure", "first": FRIDAY, "text": "Umbau"})
    answer = await ada.send_own(
        NEW, NEW, {"kind": "closure", "first": "5.3.2026", "last": "7.3.2026"}
    )
    assert answer.status_code == 422
    assert "Da ist schon eine Schließung: Fr., 6. März 2026: geschlossen" in text_of(answer)
    assert 'value="5.3.2026"' in answer.text
    assert len(standing(hub)) == 1


async def test_an_opening_within_a_closure_wins_when_that_is_said(
    hub: Served, ada: Browser
) -> None:
    """The box to say so comes with the sentence."""
    await ada.send_own(NEW, NEW, {"kind": "closure", "first": FRIDAY})
    typed = {"kind": "opening", "first": FRIDAY, "from_time": "10:00", "until_time": "00:00"}
    answer = await ada.send_own(NEW, NEW, typed)
    assert answer.status_code == 422
    assert 'name="wins"' in answer.text
    answer = await ada.send_own(NEW, NEW, {**typed, "wins": "yes"})
    assert answer.status_code == 303
    page = (await hub.browser().get("/spaces/gutshof?lang=de")).text
    assert "10:00–24:00 Uhr" in page


async def test_the_past_is_corrected_when_that_is_said(hub: Served, ada: Browser) -> None:
    """Figures change from a day on that is named, and only with a cross."""
    typed = {"kind": "closure", "first": "2026-02-27"}
    answer = await ada.send_own(NEW, NEW, typed)
    assert answer.status_code == 422
    assert "Das ändert Zahlen seit Fr., 27. Februar 2026" in text_of(answer)
    answer = await ada.send_own(NEW, NEW, {**typed, "past": "yes"})
    assert answer.status_code == 303
    (change,) = standing(hub)
    path = f"{HERE}/changes/{change.id}"
    answer = await ada.send_own(path, f"{path}/take-back", {})
    assert answer.status_code == 422
    assert 'id="back-past-wrong"' in answer.text
    answer = await ada.send_own(path, f"{path}/take-back", {"past": "yes"})
    assert answer.status_code == 303
    assert standing(hub) == []


async def test_nobody_finds_out_a_desk_by_figures_with_and_without_it(
    hub: Served, ada: Browser
) -> None:
    """Who sees counts alone can't take a desk out of days that are over, or put it back."""
    typed = {"kind": "desks", "first": "2026-02-27", "desks": "d1", "past": "yes"}
    answer = await ada.send_own(NEW, NEW, typed)
    assert answer.status_code == 422
    assert "Plätze bleiben an Tagen seit Fr., 27. Februar 2026, wie sie waren" in text_of(answer)
    assert 'name="past"' not in answer.text
    assert standing(hub) == []
    _, eva = await hub.somebody("Eva", ADMIN)
    assert (await eva.send_own(NEW, NEW, typed)).status_code == 303
    path = f"{HERE}/changes/{standing(hub)[0].id}"
    assert 'name="past"' not in (await ada.get(path)).text
    for send in (f"{path}/take-back", path):
        answer = await ada.send_own(path, send, {**typed, "last": "2026-02-28"})
        assert answer.status_code == 422
        assert "Plätze bleiben an Tagen seit" in text_of(answer)
    assert len(standing(hub)) == 1
    assert (await eva.send_own(path, f"{path}/take-back", typed)).status_code == 303


async def test_a_desk_that_breaks_today_is_out_of_service_today(hub: Served, ada: Browser) -> None:
    """And whole again from today on, as far as who runs the space can say."""
    answer = await ada.send_own(NEW, NEW, {"kind": "desks", "first": TODAY, "desks": "d1"})
    assert answer.status_code == 303
    path = f"{HERE}/changes/{standing(hub)[0].id}"
    answer = await ada.send_own(path, f"{path}/take-back", {"past": "yes"})
    assert answer.status_code == 303
    assert standing(hub) == []


async def test_a_look_ahead_sets_nothing(hub: Served, ada: Browser) -> None:
    """What visitors will read stands beside the form, in the words of the page."""
    example = (await ada.get(NEW)).text
    assert "Beispiel für morgen:" in example
    assert "<dt>Dienstag, 3. März</dt><dd>geschlossen</dd>" in example
    answer = await ada.send_own(
        NEW, NEW, {"kind": "closure", "first": FRIDAY, "text": "Umbau", "preview": "yes"}
    )
    assert answer.status_code == 200
    assert "<dt>Freitag, 6. März</dt>" in answer.text
    assert standing(hub) == []


async def test_two_people_at_once(hub: Served, ada: Browser) -> None:
    """Who comes second is told, overwrites nothing, and keeps what was typed."""
    await ada.send_own(NEW, NEW, {"kind": "closure", "first": FRIDAY, "text": "Umbau"})
    (change,) = standing(hub)
    path = f"{HERE}/changes/{change.id}"
    _, eva = await hub.somebody("Eva", ADMIN)
    await eva.send_own(path, path, {"kind": "closure", "first": FRIDAY, "text": "Evas Text"})
    typed = {"kind": "closure", "first": FRIDAY, "text": "Adas Text"}
    answer = await ada.send_own(NEW, path, typed)
    assert answer.status_code == 409
    assert "Das hat inzwischen jemand geändert oder zurückgenommen." in answer.text
    assert 'value="Adas Text"' in answer.text
    answer = await ada.send_own(NEW, f"{path}/take-back", {})
    assert answer.status_code == 409
    assert [each.text for each in standing(hub)] == ["Evas Text"]
    page = (await ada.get(HERE)).text
    assert "zurückgenommen oder geändert von Eva" in page
    assert (await ada.get(path)).status_code == 404


async def test_edits_keep_what_is_not_changed(hub: Served, ada: Browser) -> None:
    """The form has all of it; saving it as it is changes nothing but who did."""
    await ada.send_own(
        NEW,
        NEW,
        {
            "kind": "opening", "first": "2026-03-07", "from_time": "10:00", "until_time": "12:00",
            "from_again": "13:00", "until_again": "00:00", "text": "Hoffest",
        },
    )  # fmt: skip
    (before,) = standing(hub)
    path = f"{HERE}/changes/{before.id}"
    page = (await ada.get(path)).text
    fields = dict(re.findall(r'name="(\w+)" type="(?:date|time|text)"[^>]*? value="([^"]*)"', page))
    assert fields["from_again"] == "13:00"
    await ada.send_own(path, path, {"kind": "opening", **fields})
    (after,) = standing(hub)
    assert (after.first, after.hours, after.text) == (before.first, before.hours, before.text)


async def test_a_protected_space_says_when_it_is_seen(hub: Served) -> None:
    """With the next full minute; holidays and what hub.toml says stand in the list, too."""
    grant = Grant(frozenset({Role.OPERATOR}), frozenset({"hofladen"}))
    _, browser = await hub.somebody("Ida", grant)
    page = (await browser.get("/console/calendar/hofladen?done=is_set&lang=en")).text
    assert "The page shows it from the next full minute on." in page
    assert "Karfreitag" in page
    assert page.count("<section") == 1 + 12


async def test_nobody_else_may(hub: Served) -> None:
    """Neither the office nor who runs another space."""
    for name, grant in (("Olaf", OFFICE), ("Ida", OPERATOR)):
        _, browser = await hub.somebody(name, grant)
        elsewhere = "/console/calendar/hofladen"
        assert (await browser.get(elsewhere)).status_code == 403
    assert (await hub.browser().get(HERE)).status_code == 303


async def test_who_is_gone_leaves_what_they_set(hub: Served, ada: Browser) -> None:
    """Without a name; what a damaged entry said is missing, and that is said."""
    await ada.send_own(NEW, NEW, {"kind": "closure", "first": FRIDAY})
    await ada.send_own(NEW, NEW, {"kind": "notice", "first": FRIDAY, "text": "Hallo"})
    person, eva = await hub.somebody("Eva", ADMIN)
    first = hub.people.named("Ada")
    assert first is not None
    hub.people.remove(first[0].id, person.id, hub.now_us())
    with hub.book.transaction() as db:
        db.execute("UPDATE calendar_change SET text = 'Hallo?' WHERE kind = 'notice'")
    page = text_of(await eva.get(HERE))
    assert "eingetragen von jemandem, der nicht mehr dabei ist, am" in page
    assert "Beschädigte Einträge, die nicht mehr gelten: 1." in page
    assert "Hallo" not in page


async def test_closed_hours_leave_the_others_open(hub: Served, ada: Browser) -> None:
    """An end that is left open is the day's."""
    typed = {"kind": "closure", "first": FRIDAY, "from_time": "14:00", "text": "Wartung"}
    await ada.send_own(NEW, NEW, typed)
    assert "geschlossen 14:00–24:00 Uhr" in text_of(await ada.get(HERE))
    page = text_of(await hub.browser().get("/spaces/gutshof?lang=de"))
    assert "<b>Freitag, 6. März</b> 9:00–14:00 Uhr" in page


async def test_desks_out_of_service_are_counted_out(hub: Served, ada: Browser) -> None:
    """The look ahead says how many are left, and so does what is live."""
    typed = {"kind": "desks", "first": TODAY, "desks": "d1"}
    ahead = text_of(await ada.send_own(NEW, NEW, {**typed, "preview": "yes"}))
    assert "Im Angebot sind dann 5 von 6 Plätzen." in ahead
    await ada.send_own(NEW, NEW, typed)
    hub.clock.pass_s(1)
    hub.region.live.tick()
    answer = await hub.browser().get("/api/v1/spaces/gutshof/availability")
    assert answer.json()["desks"]["total"] == 5


@pytest.mark.parametrize(
    ("kind", "day"), [("closure", ""), ("opening", ""), ("desks", TODAY), ("notice", TODAY)]
)
async def test_what_is_so_now_begins_today(ada: Browser, kind: str, day: str) -> None:
    """A broken desk and a notice have their day already; a closure is asked for it."""
    page = (await ada.get(f"{NEW}?kind={kind}")).text
    assert re.findall(r'name="first" type="date" value="([^"]*)"', page) == [day]
