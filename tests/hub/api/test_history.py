"""Slots and desks over HTTP, out of a real store."""

import asyncio
import csv
import json
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from contract.times import from_us, to_wire
from contract.topics import AgentAddress
from hub.api.history import VersionOf, no_history, no_version
from hub.api.history_rows import DeskHistory, SlotHistory
from hub.api.openapi import DESKS_EXAMPLE, SLOTS_EXAMPLE
from hub.app import create_app
from hub.domain.intake import Batch
from hub.domain.meters import DeskSlot
from hub.domain.slots import SLOT_US, SpaceSlot
from hub.domain.space import SpaceConfig
from hub.errors import StoreUnavailable
from hub.stores.history_protocol import HistoryReader, KeptSlot, Rolled, SpaceHistory
from hub.stores.sqlite.file import SqliteFile
from hub.stores.sqlite.store import SqliteStore
from hub.workers.rollup import Rollup
from tests.hub.conftest import TOKEN
from tests.hub.domain.histories import BASE_US, A
from tests.hub.exchange import Exchange
from tests.hub.small_hub import open_hub
from tests.hub.spaces import a_region, a_space

pytestmark = pytest.mark.anyio

SPACE = a_space(
    small_count=0,
    opening={"mon": "08:15-10:00"},
    desk=[{"id": desk, "agent": "pi"} for desk in ("d1", "d2")],
    door=[{"id": "main", "agent": "pi", "counts": True}],
)
HOUR = {"from": to_wire(from_us(BASE_US)), "to": to_wire(from_us(BASE_US + 4 * SLOT_US))}
DAY_SLOTS = 96
CSV = "text/csv"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
TOLD = (
    A.started(0, d1="o", d2="f"),
    A.passage(2, 10, "main", "in"),
    A.alive(3, 300, d1="o", d2="f"),
    A.desk(4, 400.000001, "d1", "f"),
    A.alive(5, 600, d1="f", d2="f"),
    A.alive(6, 900, d1="f", d2="f"),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """Make a store in which a quarter of an hour was told and an hour rolled up."""
    store = SqliteStore.open(tmp_path / "store.db")
    events = tuple(each.event for each in TOLD)
    store.append([Batch(AgentAddress("hof", "pi"), A.epoch, 1, len(TOLD), events, ())], BASE_US)
    reader = store.open_history()
    Rollup([SPACE], reader, store.write_history).run(BASE_US + 4 * SLOT_US)
    reader.close()
    yield store
    store.close()


def app_on(
    open_history: Callable[[], HistoryReader],
    token_hash_file: Path | None,
    history_version: VersionOf = no_version,
) -> FastAPI:
    """Make the application of one space."""
    hub = open_hub()
    config = a_region(SPACE)
    http = config.http.model_copy(update={"token_hash_file": token_hash_file})
    config = config.model_copy(update={"http": http})
    return create_app(
        config, hub.live, hub.metrics, hub.clock,
        checks={}, shutdown=asyncio.Event(), open_history=open_history,
        history_version=history_version,
    )  # fmt: skip


def client_of(app: FastAPI, headers: dict[str, str] | None = None) -> httpx.AsyncClient:
    """Make a client elsewhere."""
    transport = httpx.ASGITransport(app, client=("192.0.2.1", 1))
    return httpx.AsyncClient(transport=transport, base_url="http://hub.example", headers=headers)


@pytest.fixture
async def reading(store: SqliteStore, token_hash_file: Path) -> httpx.AsyncClient:
    """Make a client that has the token."""
    app = app_on(store.open_history, token_hash_file, store.history_version)
    return client_of(app, BEARER)


def written(store: SqliteStore, start_us: int, count: int, **changed: int) -> None:
    """Write slots over what was there: two desks, the first occupied for a microsecond."""
    desks = (DeskSlot("d1", 1, SLOT_US - 1, 0), DeskSlot("d2", 0, 0, SLOT_US))
    figures = {
        "desks": 2, "occupied_us": 1, "free_us": SLOT_US - 1, "unknown_us": SLOT_US,
        "peak_occupied": 1, "used_known_us": 1, "full_us": 0, "not_full_us": SLOT_US - 1,
        "doors_known_us": 0, "arrivals": 0, "departures": 0, "turn_backs": 0,
    } | changed  # fmt: skip
    slots = [
        KeptSlot(SpaceSlot(start_us=start_us + n * SLOT_US, by_desk=desks, **figures), open=True)
        for n in range(count)
    ]
    rolled = Rolled(start_us + count * SLOT_US, "calendar")
    store.write_history(SpaceHistory("hof", "Europe/Berlin", slots, (), rolled, ()))


# Who may


@pytest.mark.parametrize("path", ["hof/slots", "hof/desks", "nowhere/slots"])
@pytest.mark.parametrize("query", ["", "?from=2026-03-02&to=2026-03-02", "?from=x&format=x"])
async def test_closed_without_the_token(
    store: SqliteStore, token_hash_file: Path, path: str, query: str
) -> None:
    """403 while no token is configured, 401 without the right one, before anything else is said."""
    url = f"/api/v1/spaces/{path}{query}"
    wrong = {"Authorization": "Bearer wrong"}
    unconfigured = await client_of(app_on(store.open_history, None), BEARER).get(url)
    assert unconfigured.status_code == 403
    for headers in ({}, wrong):
        refused = await client_of(app_on(store.open_history, token_hash_file), headers).get(url)
        assert refused.status_code == 401
        assert refused.headers["content-type"] == "application/problem+json"
        assert "errors" not in refused.json()


async def test_the_token_as_password(store: SqliteStore, token_hash_file: Path) -> None:
    """HTTP Basic opens as well, for a browser and a spreadsheet."""
    client = client_of(app_on(store.open_history, token_hash_file))
    answer = await client.get("/api/v1/spaces/hof/slots", params=HOUR, auth=("office", TOKEN))
    assert answer.status_code == 200


# What is answered


async def test_slots(reading: httpx.AsyncClient) -> None:
    """Every slot of the range with all its figures, exact, and whether it was open."""
    answer = await reading.get("/api/v1/spaces/hof/slots", params=HOUR)
    assert answer.headers["content-type"] == "application/json"
    told = answer.json()
    assert {name: told[name] for name in ("space", "from", "to")} == {"space": "hof", **HOUR}
    first, *rest = told["slots"]
    assert first == {
        "start": HOUR["from"], "open": False, "desks": 2, "occupied_s": 400.000001,
        "free_s": 1399.999999, "unknown_s": 0, "peak_occupied": 1, "used_known_s": 800.000002,
        "full_s": 0, "not_full_s": 900, "doors_known_s": 900, "arrivals": 1, "departures": 0,
        "turn_backs": 0,
    }  # fmt: skip
    assert [(each["open"], each["unknown_s"]) for each in rest] == [(True, 1800)] * 3
    assert '"free_s":1399.999999' in answer.text
    assert '"not_full_s":900,' in answer.text


async def test_desks(reading: httpx.AsyncClient) -> None:
    """Every desk in service in every slot, in the order of hub.toml."""
    told = (await reading.get("/api/v1/spaces/hof/desks", params=HOUR)).json()
    first, second, *rest = told["desks"]
    known = {"start": HOUR["from"], "unknown_s": 0}
    assert first == known | {"desk": "d1", "occupied_s": 400.000001, "free_s": 499.999999}
    assert second == known | {"desk": "d2", "occupied_s": 0, "free_s": 900}
    assert [each["desk"] for each in rest] == ["d1", "d2"] * 3


@pytest.mark.parametrize("path", ["slots", "desks"])
@pytest.mark.parametrize("by", ["format", "accept"])
async def test_csv_says_the_same(reading: httpx.AsyncClient, path: str, by: str) -> None:
    """Asked for by `format` or `Accept`, with the columns of JSON and the same figures."""
    url = f"/api/v1/spaces/hof/{path}"
    params, headers = (HOUR | {"format": "csv"}, {}) if by == "format" else (HOUR, {"Accept": CSV})
    answer = await reading.get(url, params=params, headers=headers)
    assert answer.headers["content-type"].startswith(CSV)
    assert answer.headers["content-disposition"] == f'attachment; filename="hof-{path}.csv"'
    rows = list(csv.DictReader(StringIO(answer.text, newline="")))
    told = (await reading.get(url, params=HOUR)).json()[path]
    assert [list(row) for row in rows] == [list(row) for row in told]
    assert [list(map(_value, row.values())) for row in rows] == [list(row.values()) for row in told]


def _value(cell: str) -> object:
    try:
        return json.loads(cell)
    except ValueError:
        return cell


async def test_format_goes_before_accept(reading: httpx.AsyncClient) -> None:
    """What the address says holds, whatever the program sends along."""
    params, headers = HOUR | {"format": "json"}, {"Accept": CSV}
    answer = await reading.get("/api/v1/spaces/hof/slots", params=params, headers=headers)
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize(("day", "count"), [("2026-03-29", 92), ("2026-10-25", 100)])
async def test_a_local_day_is_whole(
    reading: httpx.AsyncClient, store: SqliteStore, day: str, count: int
) -> None:
    """A date means the space's day from midnight to midnight, also when the clock changes."""
    written(store, BASE_US, 366 * DAY_SLOTS)
    params = {"from": day, "to": day}
    told = (await reading.get("/api/v1/spaces/hof/slots", params=params)).json()
    starts = [each["start"] for each in told["slots"]]
    assert len(starts) == count
    assert starts[0] == told["from"]
    assert starts == sorted(set(starts))


async def test_nothing_counted_yet(reading: httpx.AsyncClient) -> None:
    """A range without slots is an empty list, or a header line."""
    params = {"from": "2030-01-01", "to": "2030-01-01"}
    for path in ("slots", "desks"):
        told = await reading.get(f"/api/v1/spaces/hof/{path}", params=params)
        assert told.json()[path] == []
        lines = await reading.get(f"/api/v1/spaces/hof/{path}", params=params | {"format": "csv"})
        assert lines.text.startswith("start,")
        assert lines.text.count("\r\n") == 1


async def test_desks_go_with_the_raw_events(reading: httpx.AsyncClient, store: SqliteStore) -> None:
    """After the deletion by age slots stay and desks' slots are gone."""
    store.delete_raw(BASE_US + 10 * DAY_SLOTS * SLOT_US, BASE_US + 40 * DAY_SLOTS * SLOT_US)
    assert (await reading.get("/api/v1/spaces/hof/desks", params=HOUR)).json()["desks"] == []
    assert len((await reading.get("/api/v1/spaces/hof/slots", params=HOUR)).json()["slots"]) == 4


# What is refused


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"to": "2026-03-02"}, "query.from"),
        ({"from": "2026-03-02"}, "query.to"),
        ({"from": "soon", "to": "2026-03-02"}, "query.from"),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "query.to"),
        ({"from": "2026-03-02", "to": HOUR["to"]}, "query.to"),
        ({"from": "2025-01-01", "to": "2026-01-02"}, "query.to"),
        (HOUR | {"format": "xml"}, "query.format"),
    ],
)
async def test_wrong_ranges(reading: httpx.AsyncClient, params: dict[str, str], field: str) -> None:
    """Missing, unreadable, reversed, mixed, too long: a problem document that names the field."""
    answer = await reading.get("/api/v1/spaces/hof/slots", params=params)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [each["field"] for each in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    ("path", "longest", "too_long"),
    [
        ("slots", ("2026-01-01", "2027-01-01"), ("2026-01-01", "2027-01-02")),
        ("desks", ("2026-03-01", "2026-03-31"), ("2026-03-01", "2026-04-01")),
    ],
)
async def test_how_much_at_once(
    reading: httpx.AsyncClient, path: str, longest: tuple[str, str], too_long: tuple[str, str]
) -> None:
    """366 days of slots, 31 days of desks, and not a day more."""
    statuses = [
        (await reading.get(f"/api/v1/spaces/hof/{path}?from={first}&to={last}")).status_code
        for first, last in (longest, too_long)
    ]
    assert statuses == [200, 422]


async def test_an_unknown_space(reading: httpx.AsyncClient) -> None:
    """404 with the problem document of other paths."""
    answer = await reading.get("/api/v1/spaces/nowhere/slots", params=HOUR)
    assert (answer.status_code, answer.json()["title"]) == (404, "Unknown space")


class _BreakingReader:
    """Yields a slot and fails."""

    def __init__(self, reader: HistoryReader) -> None:
        self._reader = reader

    def slots(
        self, space: str, from_us: int, to_us: int, *, with_desks: bool = True
    ) -> Iterator[KeptSlot]:
        yield next(iter(self._reader.slots(space, from_us, to_us, with_desks=with_desks)))
        raise StoreUnavailable("disk I/O error")

    def close(self) -> None:
        self._reader.close()


async def test_a_store_that_fails(store: SqliteStore, token_hash_file: Path) -> None:
    """503 with Retry-After and never half an answer, whether it can't be opened or breaks off."""

    def breaking() -> HistoryReader:
        return _BreakingReader(store.open_history())  # type: ignore[return-value]  # reads slots only

    for open_history in (no_history, breaking):
        client = client_of(app_on(open_history, token_hash_file), BEARER)
        answer = await client.get("/api/v1/spaces/hof/slots", params=HOUR)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
        assert answer.json()["title"] == "History can't be read now"


# What a client may keep


async def test_etag_follows_the_content(reading: httpx.AsyncClient, store: SqliteStore) -> None:
    """304 while nothing changed; a new tag once any figure did, and another one for CSV."""
    url = "/api/v1/spaces/hof/slots"
    first = await reading.get(url, params=HOUR)
    known = {"If-None-Match": first.headers["etag"]}
    again = await reading.get(url, params=HOUR, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert "private" in again.headers["cache-control"]
    as_csv = await reading.get(url, params=HOUR, headers=known | {"Accept": CSV})
    assert as_csv.status_code == 200
    written(store, BASE_US, 1, turn_backs=1)
    changed = await reading.get(url, params=HOUR, headers=known)
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]


async def test_what_is_known_is_told_without_reading(
    store: SqliteStore, token_hash_file: Path
) -> None:
    """304 opens no reader, for a year as for an hour, GET and HEAD, with a list of tags and `*`."""
    written(store, BASE_US, 366 * DAY_SLOTS)
    opened = []

    def counted() -> HistoryReader:
        opened.append(store.open_history())
        return opened[-1]

    client = client_of(app_on(counted, token_hash_file, store.history_version), BEARER)
    url = "/api/v1/spaces/hof/slots"
    for params in (HOUR, {"from": "2026-03-03", "to": "2027-03-02"}):
        first = await client.get(url, params=params)
        opened.clear()
        for tag in (first.headers["etag"], f'"x", W/{first.headers["etag"]}', "*"):
            known = {"If-None-Match": tag}
            for ask in (client.get, client.head):
                again = await ask(url, params=params, headers=known)
                assert (again.status_code, again.content) == (304, b"")
                assert again.headers["etag"] == first.headers["etag"]
                assert again.headers["vary"] == first.headers["vary"]
    assert opened == []


def _late_event(store: SqliteStore) -> None:
    late = A.desk(7, 1000, "d1", "o").event
    store.append([Batch(AgentAddress("hof", "pi"), A.epoch, 7, 7, (late,), ())], BASE_US)
    _roll(store, SPACE)


def _another_calendar(store: SqliteStore) -> None:
    _roll(store, SPACE.model_copy(update={"opening": a_space(opening={}).opening}))


def _roll(store: SqliteStore, space: SpaceConfig) -> None:
    with closing(store.open_history()) as reader:
        Rollup([space], reader, store.write_history).run(BASE_US + 4 * SLOT_US)


def _deletion(store: SqliteStore) -> None:
    store.delete_raw(BASE_US + 10 * DAY_SLOTS * SLOT_US, BASE_US + 40 * DAY_SLOTS * SLOT_US)


def _recomputed(store: SqliteStore) -> None:
    written(store, BASE_US + 2 * SLOT_US, 1, turn_backs=1)


@pytest.mark.parametrize("path", ["slots", "desks"])
@pytest.mark.parametrize("change", [_late_event, _another_calendar, _recomputed, _deletion])
async def test_whatever_changes_the_answer_changes_its_tag(
    reading: httpx.AsyncClient,
    store: SqliteStore,
    path: str,
    change: Callable[[SqliteStore], None],
) -> None:
    """A late event, a corrected calendar, a slot made anew, a deletion: no 304 for what is new."""
    url = f"/api/v1/spaces/hof/{path}"
    first = await reading.get(url, params=HOUR)
    change(store)
    known = {"If-None-Match": first.headers["etag"]}
    second = await reading.get(url, params=HOUR, headers=known)
    if (path, change) not in (("slots", _deletion), ("desks", _another_calendar)):
        assert second.content != first.content
        assert second.status_code == 200
    third = await reading.get(url, params=HOUR)
    assert third.content == (first.content if second.status_code == 304 else second.content)


async def test_a_store_opened_again_may_be_another(
    store: SqliteStore, token_hash_file: Path, tmp_path: Path
) -> None:
    """A restored copy goes its own way from there: its counts name nothing that was said before."""
    _copied = tmp_path / "copy.db"
    url = "/api/v1/spaces/hof/slots"
    with closing(SqliteFile.open_to_read(tmp_path / "store.db")) as file:
        file.copy_to(_copied)
    written(store, BASE_US, 1, turn_backs=1)
    app = app_on(store.open_history, token_hash_file, store.history_version)
    told = await client_of(app, BEARER).get(url, params=HOUR)
    with closing(SqliteStore.open(_copied)) as restored:
        restored.renew()
        written(restored, BASE_US, 1, turn_backs=2)
        app = app_on(restored.open_history, token_hash_file, restored.history_version)
        known = {"If-None-Match": told.headers["etag"]}
        again = await client_of(app, BEARER).get(url, params=HOUR, headers=known)
    assert again.status_code == 200
    assert again.json()["slots"][0]["turn_backs"] == 2


async def test_what_is_written_while_it_is_read_has_a_tag_of_its_own(
    store: SqliteStore, token_hash_file: Path
) -> None:
    """A tag by count is given only to what was read while nothing changed."""

    class Meddling(_BreakingReader):
        def slots(
            self, space: str, from_us: int, to_us: int, *, with_desks: bool = True
        ) -> Iterator[KeptSlot]:
            found = list(self._reader.slots(space, from_us, to_us, with_desks=with_desks))
            written(store, BASE_US, 1, turn_backs=1)
            yield from found

    def meddling() -> HistoryReader:
        return Meddling(store.open_history())  # type: ignore[return-value]  # reads slots only

    url = "/api/v1/spaces/hof/slots"
    app = app_on(meddling, token_hash_file, store.history_version)
    first = await client_of(app, BEARER).get(url, params=HOUR)
    app = app_on(store.open_history, token_hash_file, store.history_version)
    known = {"If-None-Match": first.headers["etag"]}
    assert (await client_of(app, BEARER).get(url, params=HOUR, headers=known)).status_code == 200


@pytest.mark.parametrize("path", ["slots", "desks"])
async def test_head(reading: httpx.AsyncClient, path: str) -> None:
    """HEAD has the headers of GET, length included, and no body."""
    url = f"/api/v1/spaces/hof/{path}"
    got = await reading.get(url, params=HOUR)
    head = await reading.head(url, params=HOUR)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == got.headers
    assert int(head.headers["content-length"]) == len(got.content)
    known = {"If-None-Match": got.headers["etag"]}
    assert (await reading.head(url, params=HOUR, headers=known)).status_code == 304


# A whole year


async def test_a_year_in_little_memory(store: SqliteStore, token_hash_file: Path) -> None:
    """Megabytes leave in pieces, and not more than a few pieces and a day are ever held."""
    written(store, BASE_US, 366 * DAY_SLOTS)
    app = app_on(store.open_history, token_hash_file)
    headers = ((b"authorization", BEARER["Authorization"].encode()),)
    query = "from=2026-03-03&to=2027-03-02"
    sent_bytes, largest_bytes, last = 0, 0, b""
    tracemalloc.start()
    async with Exchange(app, "/api/v1/spaces/hof/slots", query, headers=headers) as exchange:
        status, told = await exchange.start()
        while piece := await exchange.body():
            sent_bytes, largest_bytes = sent_bytes + len(piece), max(largest_bytes, len(piece))
            last = piece
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert status == 200
    assert sent_bytes == int(told["content-length"]) > 8_000_000
    assert largest_bytes <= 64 * 1024
    assert last.endswith(b"]}\n")
    assert peak_bytes < sent_bytes / 4


async def test_readers_are_closed_before_anything_is_sent(
    store: SqliteStore, token_hash_file: Path
) -> None:
    """A client that stops reading keeps no reader open: deletion can empty the WAL."""
    opened: list[_Counted] = []

    def counted() -> HistoryReader:
        opened.append(_Counted(store.open_history()))
        return opened[-1]  # type: ignore[return-value]  # reads slots only

    app = app_on(counted, token_hash_file)
    headers = ((b"authorization", BEARER["Authorization"].encode()),)
    query = "from=2026-03-02&to=2026-03-02"
    async with Exchange(app, "/api/v1/spaces/hof/slots", query, headers=headers) as exchange:
        await exchange.start()
        exchange.stop_reading()
        assert [each.is_closed for each in opened] == [True]


class _Counted:
    """A reader that tells whether it was closed."""

    def __init__(self, reader: HistoryReader) -> None:
        self._reader = reader
        self.is_closed = False

    def slots(
        self, space: str, from_us: int, to_us: int, *, with_desks: bool = True
    ) -> Iterator[KeptSlot]:
        return self._reader.slots(space, from_us, to_us, with_desks=with_desks)

    def close(self) -> None:
        self.is_closed = True
        self._reader.close()


# What is documented


def test_the_examples_are_true() -> None:
    """The examples in the document are what the models describe."""
    for model, example in ((SlotHistory, SLOTS_EXAMPLE), (DeskHistory, DESKS_EXAMPLE)):
        assert json.loads(model.model_validate(example).model_dump_json(by_alias=True)) == example


async def test_answers_are_as_described(reading: httpx.AsyncClient) -> None:
    """What is sent has exactly the members and types of the OpenAPI document."""
    for path, model in (("slots", SlotHistory), ("desks", DeskHistory)):
        answer = await reading.get(f"/api/v1/spaces/hof/{path}", params=HOUR)
        assert model.model_validate_json(answer.content)


async def test_the_document_says_who_may(reading: httpx.AsyncClient) -> None:
    """Both paths name the token, every status and both media types."""
    document = (await reading.get("/openapi.json")).json()
    assert document["components"]["securitySchemes"].keys() == {"bearer", "basic"}
    for path in ("slots", "desks"):
        told = document["paths"][f"/api/v1/spaces/{{space}}/{path}"]["get"]
        assert told["security"] == [{"bearer": []}, {"basic": []}]
        expected = {"200", "304", "401", "403", "404", "422", "429", "503"}
        assert told["responses"].keys() == expected
        assert told["responses"]["200"]["content"].keys() == {"application/json", CSV}
        names = [each["name"] for each in told["parameters"]]
        assert names == ["space", "from", "to", "format"]
