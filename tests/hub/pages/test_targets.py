"""The page of targets as the server writes and takes it, with a real book."""

import re
from fractions import Fraction
from html import unescape
from pathlib import Path

import httpx
import pytest

from hub.domain.indicators import Indicator
from hub.domain.target import Target
from tests.hub.pages.counted_region import AUTHORIZED, CountedRegion
from tests.hub.pages.region import Region, a_client_of

pytestmark = pytest.mark.anyio

PATH = "/reports/targets"
A_QUARTER = Target(Indicator.UTILISATION, None, None, Fraction(1, 4))
TYPED = {"indicator-0": "utilisation", "space-0": "", "wanted-0": "at_least", "target-0": "25",
         "baseline-0": ""}  # fmt: skip


@pytest.fixture
def region(tmp_path: Path) -> Region:
    """Make the region with a history and a book."""
    return CountedRegion(tmp_path)


@pytest.fixture
async def office(client: httpx.AsyncClient) -> httpx.AsyncClient:
    """Give the client the token."""
    client.headers.update(AUTHORIZED)
    return client


def hidden_in(page: str) -> dict[str, str]:
    """Return what a page holds for its own form."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', page))


async def saved(office: httpx.AsyncClient, typed: dict[str, str], **more: str) -> httpx.Response:
    """Load the page, and send its form."""
    page = (await office.get(PATH, params={"lang": "de"})).text
    return await office.post(PATH, params={"lang": "de"}, data=hidden_in(page) | typed | more)


async def test_only_with_the_token(client: httpx.AsyncClient) -> None:
    """To look and to change."""
    assert (await client.get(PATH)).status_code == 401
    assert (await client.post(PATH, data=TYPED)).status_code == 401


async def test_what_is_saved_is_shown_and_goes_into_reports(
    office: httpx.AsyncClient, region: Region
) -> None:
    """On the page and in every file; the report of before isn't shown again."""
    asked = {"from": "2026-02-01", "to": "2026-02-28", "lang": "de"}
    assert "Ziele und Ergebnisse" not in (await office.get("/reports", params=asked)).text
    answer = await saved(office, TYPED)
    assert answer.status_code == 303, answer.text
    assert region.targets.all() == (A_QUARTER,)
    page = await office.get(answer.headers["location"].replace("targets", PATH, 1))
    assert "Die Ziele sind gespeichert." in page.text
    assert 'name="target-0" value="25"' in page.text
    assert "Ziele und Ergebnisse" in (await office.get("/reports", params=asked)).text
    file = (await office.get("/api/v1/reports.json", params=asked)).json()
    assert [goal["id"] for goal in file["goals"]] == ["utilisation"]


async def test_looking_changes_nothing(office: httpx.AsyncClient, region: Region) -> None:
    """Whatever an address says."""
    answer = await office.get(PATH, params=TYPED)
    assert answer.status_code == 422
    assert region.targets.all() == ()


async def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    office: httpx.AsyncClient, region: Region
) -> None:
    """All that was typed is there still, and nothing is saved."""
    typed = TYPED | {"target-0": "ein <Viertel>", "indicator-2": "visits", "target-2": "7"}
    answer = await saved(office, typed, **{"indicator-1": "", "space-2": "nowhere"})
    assert answer.status_code == 422
    assert region.targets.all() == ()
    assert 'value="ein &lt;Viertel&gt;" aria-invalid="true"' in answer.text
    assert re.search(r'id="target-0-wrong">Das ist keine Zahl ab 0', answer.text)
    assert '<a href="#target-0">Ziel 1: ' in answer.text
    assert '<a href="#space-2">Ziel 3: ' in answer.text
    assert 'name="target-2" value="7"' in answer.text
    assert "nowhere (gibt es nicht mehr)" in answer.text


async def test_two_people_never_replace_each_other_unseen(
    office: httpx.AsyncClient, region: Region
) -> None:
    """The second one is told what is saved now, and keeps what was typed."""
    page = (await office.get(PATH, params={"lang": "de"})).text
    region.targets.replace((), (A_QUARTER,))
    typed = TYPED | {"target-0": "30"}
    answer = await office.post(PATH, params={"lang": "de"}, data=hidden_in(page) | typed)
    assert answer.status_code == 409
    assert "Auslastung, alle Standorte zusammen: mindestens 25" in unescape(answer.text)
    assert 'name="target-0" value="30"' in answer.text
    assert region.targets.all() == (A_QUARTER,)
    again = await office.post(PATH, data=hidden_in(answer.text) | typed)
    assert again.status_code == 303
    assert [each.target for each in region.targets.all()] == [Fraction(3, 10)]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://hub.example", "Sec-Fetch-Site": "same-origin"}, 303),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 303),
        ({}, 303),
    ],
)
async def test_a_form_of_another_site_is_refused(
    office: httpx.AsyncClient, region: Region, headers: dict[str, str], status: int
) -> None:
    """Though the browser sends the password along, and even with the page's token."""
    hidden = hidden_in((await office.get(PATH)).text)
    answer = await office.post(PATH, data=hidden | TYPED, headers=headers)
    assert answer.status_code == status
    assert len(region.targets.all()) == (status == 303)


async def test_a_page_that_is_too_old_loses_nothing(
    office: httpx.AsyncClient, region: Region
) -> None:
    """Nothing is saved without the page's own token; what was typed can be sent once more."""
    for token in ({}, {"page": "0" * 64}, {"page": "ä"}):
        answer = await office.post(PATH, params={"lang": "de"}, data=TYPED | token)
        assert answer.status_code == 409
        assert "Diese Seite war zu alt" in answer.text
        assert region.targets.all() == ()
    again = await office.post(PATH, data=hidden_in(answer.text) | TYPED)
    assert again.status_code == 303


async def test_where_the_book_can_not_be_used_it_is_said(tmp_path: Path) -> None:
    """Nothing is shown as if nothing had been agreed, and what was typed stays."""
    region = CountedRegion(tmp_path)
    async with a_client_of(region) as office:
        office.headers.update(AUTHORIZED)
        hidden = hidden_in((await office.get(PATH)).text)
        (tmp_path / "book.db").write_text("no book at all, and no database")
        closed = await office.get(PATH, params={"lang": "de"})
        answer = await office.post(PATH, params={"lang": "de"}, data=hidden | TYPED)
    for each in (closed, answer):
        assert each.status_code == 503
        assert "nicht erreichbar" in each.text
    assert 'name="target-0" value="25"' in answer.text
