"""Reports over HTTP, out of a real store."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from hub.api.history import no_history
from hub.app import create_app
from hub.domain.published_cells import PublishedMonth
from hub.domain.sign_doubt import SignDoubt
from hub.errors import BookUnavailable
from hub.reports.figures.build import build_report
from hub.reports.formats.registry import Format
from hub.reports.model import Report
from hub.reports.payload.schema import ReportShape
from hub.reports.rendering import Rendering, render
from hub.reports.request import ReportRequest
from hub.reports.service import (
    AT_ONCE,
    OpenReader,
    ReadPublished,
    ReadSignDoubts,
    no_reader,
    undoubted,
    unpublished,
)
from hub.reports.text.language import Language
from hub.stores.history_protocol import HistoryReader
from hub.workers.publishing import SpaceMonths
from tests.hub.conftest import TOKEN
from tests.hub.reports import reference
from tests.hub.reports.diary import Archive
from tests.hub.small_hub import Hub

pytestmark = pytest.mark.anyio

PERIOD = {"from": str(reference.FIRST), "to": str(reference.LAST)}
BEARER = {"Authorization": f"Bearer {TOKEN}"}
EXTENSIONS = ("json", "csv", "xlsx", "pdf", "docx")
TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8; header=present",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Make the store of the reference."""
    archive = reference.archive(tmp_path_factory.mktemp("reference"))
    yield archive
    archive.close()


def app_on(
    token_hash_file: Path | None,
    open_history: Callable[[], HistoryReader],
    open_reader: OpenReader,
    read_published: ReadPublished = unpublished,
    read_sign_doubts: ReadSignDoubts = undoubted,
) -> FastAPI:
    """Make the application of the reference, the day after it ends."""
    hub = Hub(reference.SPACE, start=reference.NOW)
    http = reference.REGION.http.model_copy(update={"token_hash_file": token_hash_file})
    config = reference.REGION.model_copy(update={"http": http})
    return create_app(
        config, hub.live, hub.metrics, hub.clock, checks={}, shutdown=asyncio.Event(),
        open_history=open_history, open_reader=open_reader, read_published=read_published,
        read_sign_doubts=read_sign_doubts,
    )  # fmt: skip


def client_of(app: FastAPI, headers: dict[str, str] | None = None) -> httpx.AsyncClient:
    """Make a client elsewhere."""
    transport = httpx.ASGITransport(app, client=("192.0.2.1", 1))
    return httpx.AsyncClient(transport=transport, base_url="http://hub.example", headers=headers)


@pytest.fixture
async def office(archive: Archive, token_hash_file: Path) -> httpx.AsyncClient:
    """Make a client that has the token."""
    app = app_on(token_hash_file, archive.store.open_history, archive.store.open_reader)
    return client_of(app, BEARER)


@pytest.fixture(scope="module")
def report(archive: Archive) -> Report:
    """Build the same report as the application does."""
    opened = archive.sources()
    request = ReportRequest((), reference.FIRST, reference.LAST)
    made = build_report(reference.REGION, opened, request, reference.NOW, version="0.1.0")
    opened.history.close()
    opened.events.close()
    return made


async def test_desks_in_doubt_are_in_it(archive: Archive, token_hash_file: Path) -> None:
    """As the hub's book has them."""
    doubt = SignDoubt("hof", "pi", "pir", reference.FIRST, "d1", 0)
    store = archive.store
    app = app_on(
        token_hash_file, store.open_history, store.open_reader, read_sign_doubts=lambda: [doubt]
    )
    path = f"/api/v1/reports.json?from={reference.FIRST}&to={reference.LAST}"
    (found,) = (await client_of(app, BEARER).get(path)).json()["without_sign"]
    assert found == {"space": "hof", "since": str(reference.FIRST), "desks": 1}


# Who may


@pytest.mark.parametrize("path", ["reports.pdf", "reports.exe"])
@pytest.mark.parametrize("query", ["", "?from=2026-03-23&to=2026-04-05", "?from=x&to=y&space=<b>"])
async def test_closed_without_the_token(token_hash_file: Path, path: str, query: str) -> None:
    """403 while no token is configured, 401 without the right one, before anything else is said."""
    for file, headers, status in (
        (None, BEARER, 403),
        (token_hash_file, {}, 401),
        (token_hash_file, {"Authorization": "Bearer wrong"}, 401),
    ):
        app = app_on(file, no_history, no_reader)
        refused = await client_of(app, headers).get(f"/api/v1/{path}{query}")
        assert refused.status_code == status
        assert "errors" not in refused.json()


# What is answered


@pytest.mark.parametrize("extension", EXTENSIONS)
async def test_a_file_that_says_what_it_is(
    office: httpx.AsyncClient, report: Report, extension: str
) -> None:
    """Byte for byte what the command writes, with media type and name, for this reader only."""
    answer = await office.get(f"/api/v1/reports.{extension}", params=PERIOD)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == TYPES[extension]
    name = f"nutzungsbericht_hof_2026-03-23_bis_2026-04-05.{extension}"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert "private" in answer.headers["cache-control"]
    assert answer.content == render(report, Rendering(Format(extension)))


@pytest.mark.parametrize(
    ("query", "rendering"),
    [
        ("lang=en", Rendering(Format.CSV, Language.ENGLISH)),
        ("csv=excel", Rendering(Format.CSV_EXCEL)),
        ("csv=long", Rendering(Format.CSV_LONG)),
        ("space=hof&space=hof&csv=plain", Rendering(Format.CSV)),
        ("public=false", Rendering(Format.CSV)),
    ],
)
async def test_what_may_be_chosen(
    office: httpx.AsyncClient, report: Report, query: str, rendering: Rendering
) -> None:
    """Language, spaces, edition, and CSV for whom."""
    period = "&".join(f"{name}={value}" for name, value in PERIOD.items())
    answer = await office.get(f"/api/v1/reports.csv?{period}&{query}")
    assert answer.content == render(report, rendering)


@pytest.mark.parametrize("flag", ["public", "public=true", "public=1"])
async def test_a_public_report(archive: Archive, token_hash_file: Path, flag: str) -> None:
    """A bare `public` is enough; any other period is refused with the months that there are."""
    with closing(archive.store.open_history()) as history:
        march = SpaceMonths(reference.SPACE).made(date(2026, 3, 1), history, (), 0)
    app = app_on(token_hash_file, no_history, no_reader, lambda: [march])
    url = f"/api/v1/reports.json?from=2026-03-01&to=2026-03-31&{flag}"
    answer = await client_of(app, BEARER).get(url)
    assert (answer.status_code, answer.json()["public"]) == (200, True)
    assert answer.json()["spaces"][0]["counted_from"] == "2026-03-09"
    url = f"/api/v1/reports.json?from=2026-03-23&to=2026-04-05&{flag}"
    answer = await client_of(app, BEARER).get(url)
    assert answer.json()["errors"] == [
        {
            "field": "query.from",
            "expected": "a public report is of published months; expected whole ones of 2026-03",
        }
    ]


async def test_the_book_out_of_reach(token_hash_file: Path) -> None:
    """503, and come again: nothing else can say what is published."""

    def gone() -> list[PublishedMonth]:
        raise BookUnavailable("book.db: no route")

    app = app_on(token_hash_file, no_history, no_reader, gone)
    url = "/api/v1/reports.json?from=2026-03-01&to=2026-03-31&public"
    answer = await client_of(app, BEARER).get(url)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")


@pytest.mark.parametrize("extension", EXTENSIONS)
async def test_the_payload_is_worked_out_once(
    office: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, extension: str
) -> None:
    """Entity tag, line of origin and JSON rest on the same one."""
    made: list[ReportShape] = []

    def counted(**members: Any) -> ReportShape:
        made.append(ReportShape(**members))
        return made[-1]

    monkeypatch.setattr("hub.reports.payload.payload.ReportShape", counted)
    assert (await office.get(f"/api/v1/reports.{extension}", params=PERIOD)).status_code == 200
    assert len(made) == 1


# What is refused


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"from": ""}, "query.from"),
        ({"from": "2026-03-23T00:00:00Z"}, "query.from"),
        ({"to": "2026-02-30"}, "query.to"),
        ({"to": "2026-03-22"}, "query.from"),
        ({"to": "2026-04-06"}, "query.to"),
        ({"from": "2026-03-08"}, "query.from"),
        ({"from": "2023-04-05"}, "query.to"),
        ({"space": "<script>"}, "query.space"),
        ({"lang": "fr"}, "query.lang"),
        ({"csv": "french"}, "query.csv"),
        ({"public": "maybe"}, "query.public"),
    ],
)
async def test_what_cannot_be_reported_on(
    office: httpx.AsyncClient, params: dict[str, str], field: str
) -> None:
    """422 that names the field and repeats nothing of what was sent."""
    answer = await office.get("/api/v1/reports.pdf", params=PERIOD | params)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert "<" not in answer.text


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"from": "1.3.2026"}, "a local date such as 2026-03-01"),
        ({"to": "2026-02-30"}, "a day that the calendar has"),
        ({"space": "nowhere"}, "hub.toml names no such space; expected one of hof"),
    ],
)
async def test_what_was_expected_is_said_without_what_was_sent(
    office: httpx.AsyncClient, params: dict[str, str], expected: str
) -> None:
    """As a phrase that follows "expected"."""
    answer = await office.get("/api/v1/reports.pdf", params=PERIOD | params)
    assert [each["expected"] for each in answer.json()["errors"]] == [expected]


@pytest.mark.parametrize("extension", ["exe", "PDF", "csv-excel"])
async def test_an_unknown_format(office: httpx.AsyncClient, extension: str) -> None:
    """It is named as the part of the path that it is."""
    answer = await office.get(f"/api/v1/reports.{extension}", params=PERIOD)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "path.format"


async def test_a_store_that_fails(token_hash_file: Path) -> None:
    """503 with Retry-After."""
    office = client_of(app_on(token_hash_file, no_history, no_reader), BEARER)
    answer = await office.get("/api/v1/reports.pdf", params=PERIOD)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")


async def test_only_a_few_at_once(archive: Archive, token_hash_file: Path) -> None:
    """Who comes while all permits are held is told when to come again; live answers meanwhile."""
    entered = threading.Semaphore(0)
    go_on = threading.Event()

    def slow() -> HistoryReader:
        entered.release()
        assert go_on.wait(60)
        return archive.store.open_history()

    app = app_on(token_hash_file, slow, archive.store.open_reader)
    office = client_of(app, BEARER)

    async def ask() -> int:
        return (await office.get("/api/v1/reports.json", params=PERIOD)).status_code

    first = [asyncio.create_task(ask()) for _ in range(AT_ONCE)]
    for _ in first:
        assert await asyncio.to_thread(entered.acquire, timeout=60)
    refused = await office.get("/api/v1/reports.json", params=PERIOD)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "10")
    assert refused.json()["title"] == "Other reports are being made"
    assert (await office.get("/api/v1/spaces")).status_code == 200
    go_on.set()
    assert await asyncio.gather(*first) == [200] * AT_ONCE
    assert await ask() == 200


# What a client may keep


async def test_etag_follows_what_the_report_says(office: httpx.AsyncClient) -> None:
    """304 while nothing changed, another tag for every format, language and period."""
    tags = set()
    wanted = [("json", {}), ("pdf", {}), ("pdf", {"lang": "en"}), ("pdf", {"to": "2026-04-04"}),
              ("csv", {}), ("csv", {"csv": "excel"})]  # fmt: skip
    for extension, params in wanted:
        url = f"/api/v1/reports.{extension}"
        first = await office.get(url, params=PERIOD | params)
        known = {"If-None-Match": first.headers["etag"]}
        again = await office.get(url, params=PERIOD | params, headers=known)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        tags.add(first.headers["etag"])
    assert len(tags) == len(wanted)


async def test_head(office: httpx.AsyncClient) -> None:
    """HEAD has the headers of GET, length included, and no body."""
    got = await office.get("/api/v1/reports.csv", params=PERIOD)
    head = await office.head("/api/v1/reports.csv", params=PERIOD)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == got.headers
    assert int(head.headers["content-length"]) == len(got.content)


async def test_no_other_site_may_read_it(office: httpx.AsyncClient) -> None:
    """Scripts elsewhere get no answer they could read."""
    answer = await office.get(
        "/api/v1/reports.json", params=PERIOD, headers={"Origin": "https://example.org"}
    )
    assert "access-control-allow-origin" not in answer.headers
