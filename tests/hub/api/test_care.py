"""What needs care over HTTP: with the token, in either language, kept by its tag."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from pydantic import TypeAdapter

from contract.care import Severity
from contract.times import to_us
from hub.api.care import Care
from hub.api.openapi import CARE_EXAMPLE
from hub.app import create_app
from hub.book.care import Remembered, Trouble
from hub.domain.care_answer import DONE_US, done
from hub.workers.care_notes import CareSaid, CareSources
from tests.hub.conftest import TOKEN
from tests.hub.pages.region import MONDAY_MORNING, Region

pytestmark = pytest.mark.anyio
PATH = "/api/v1/care"
NOW_US = to_us(MONDAY_MORNING)
BEARER = {"Authorization": f"Bearer {TOKEN}"}
LOST = Remembered(Trouble("events_lost", "gone", "pi/aaaaaaaa"), NOW_US - 9, NOW_US, None)
SILENT = Remembered(Trouble("agent_silent", "gone", "pi"), NOW_US - 5, NOW_US, None)

BROKER = Trouble("broker_unreachable")


class Told:
    """What the hub has found; a test changes it."""

    def __init__(self) -> None:
        self.said = CareSaid(NOW_US, (LOST, SILENT))
        self.trouble = ""
        self.now_us = NOW_US


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
async def asking(told: Told, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Ask an application that tells what the test says."""
    hashed = tmp_path / "token.sha256"
    hashed.write_text(hashlib.sha256(TOKEN.encode()).hexdigest())
    region = Region(http={"token_hash_file": hashed})
    sources = CareSources(lambda: told.said, lambda: told.trouble, lambda: told.now_us)
    app = create_app(
        region.config, region.live, region.metrics, region.clock,
        checks={}, care=sources, shutdown=asyncio.Event(),
    )  # fmt: skip
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


async def test_the_worst_comes_first_in_the_language_asked_for(asking: httpx.AsyncClient) -> None:
    """German unless said otherwise; each names its page of the runbook."""
    german = (await asking.get(PATH, headers=BEARER)).json()
    english = (await asking.get(f"{PATH}?lang=en", headers=BEARER)).json()
    assert [each["kind"] for each in german["care"]] == ["agent_silent", "events_lost"]
    assert german["care"][0]["what_to_do"] == "Strom und Netz des Raspberry Pi prüfen."
    assert english["care"][0]["what_to_do"] == "Check power and network of the Raspberry Pi."
    assert english["care"][0]["subject"] is None
    assert english["care"][1]["runbook"] == "deploy/runbook/care.md#events_lost"


async def test_care_wants_the_token(asking: httpx.AsyncClient) -> None:
    """Who is silent where is nobody else's business."""
    assert (await asking.get(PATH)).status_code == 401
    assert (await asking.get(PATH, headers={"Authorization": "Bearer x"})).status_code == 401


async def test_single_spaces_can_be_asked_for(asking: httpx.AsyncClient, told: Told) -> None:
    """As a token of named spaces has to; what is of the whole hub is none of them."""
    troubles = (Trouble("agent_silent", "gutshof", "pi"), Trouble("agent_silent", "muehle", "pi"))
    found = [Remembered(each, NOW_US, NOW_US, None) for each in (*troubles, BROKER)]
    told.said = CareSaid(NOW_US, tuple(found))

    async def spaces(query: str) -> list[str | None]:
        answer = await asking.get(f"{PATH}?{query}", headers=BEARER)
        return [each["space"] for each in answer.json()["care"]]

    assert await spaces("space=muehle") == ["muehle"]
    assert await spaces("space=muehle&space=gutshof") == ["gutshof", "muehle"]
    assert set(await spaces("lang=de")) == {"gutshof", "muehle", None}
    answer = await asking.get(f"{PATH}?space=nowhere", headers=BEARER)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "query.space")


async def test_care_is_kept_by_its_tag(asking: httpx.AsyncClient, told: Told) -> None:
    """A minute in which nothing happened changes nothing; what begins or ends does."""
    tag = (await asking.get(PATH, headers=BEARER)).headers["etag"]
    later = [Remembered(each.trouble, each.since_us, NOW_US + 60, None) for each in (LOST, SILENT)]
    told.said = CareSaid(NOW_US + 60, tuple(later))
    again = await asking.get(PATH, headers=BEARER | {"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    told.said = CareSaid(NOW_US + 120, (SILENT,))
    changed = await asking.get(PATH, headers=BEARER | {"If-None-Match": tag})
    assert changed.status_code == 200
    assert "private" in changed.headers["cache-control"]


async def test_an_empty_list_says_whether_anybody_judged(
    asking: httpx.AsyncClient, told: Told
) -> None:
    """Not before the first minute, and not after three without one."""
    told.said = CareSaid()
    before = (await asking.get(PATH, headers=BEARER)).json()
    assert (before["care"], before["judged_at"], before["is_stale"]) == ([], None, True)
    told.said = CareSaid(NOW_US)
    assert not (await asking.get(PATH, headers=BEARER)).json()["is_stale"]
    told.now_us += 181_000_000
    assert (await asking.get(PATH, headers=BEARER)).json()["is_stale"]


async def test_a_book_that_fails_is_said(asking: httpx.AsyncClient, told: Told) -> None:
    """Here and where it is asked whether the hub is ready, which it is."""
    told.trouble = "book.db: no room"
    assert not (await asking.get(PATH, headers=BEARER)).json()["is_remembered"]
    ready = await asking.get("/health/ready")
    assert (ready.status_code, ready.json()["book"]) == (200, "unusable")
    told.trouble = ""
    assert (await asking.get("/health/ready")).json()["book"] == "in use"


async def test_an_answer_is_told_with_the_id_of_who_gave_it(
    asking: httpx.AsyncClient, told: Told
) -> None:
    """And how it stands by now; a program sees at once that nobody has to hurry."""
    answer = done(SILENT.case, "p-1", NOW_US, Severity.CRITICAL)
    told.said = CareSaid(NOW_US, (SILENT, LOST), {SILENT.case: answer})
    first, second = (await asking.get(PATH, headers=BEARER)).json()["care"]
    assert (first["standing"], first["answer"]["said"], first["answer"]["by"]) == (
        *("done", "done"),
        "p-1",
    )
    assert first["answer"]["at"] < first["answer"]["until"]
    assert (second["standing"], second["answer"]) == ("open", None)
    told.now_us += DONE_US
    (first, _) = (await asking.get(PATH, headers=BEARER)).json()["care"]
    assert first["standing"] == "still_so"


async def test_another_language_is_refused(asking: httpx.AsyncClient) -> None:
    """As a parameter that can't be used."""
    answer = await asking.get(f"{PATH}?lang=fr", headers=BEARER)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "query.lang")


def test_the_example_is_an_answer() -> None:
    """The example in the interface's description has the shape of the answer."""
    assert TypeAdapter(Care).validate_python(CARE_EXAMPLE)
