"""Bits that change on the disk: no other figure in silence, and no hub that doesn't start."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from contract.times import to_us
from hub.domain.trusted_time import DAY_US
from hub.errors import StoreDamaged
from hub.stores.protocol import Outcome
from hub.stores.sqlite.check_sums import COLUMNS, check_sum, with_sum
from hub.stores.sqlite.examination import examine
from hub.stores.sqlite.file import SqliteFile
from hub.stores.sqlite.pages import PAGE_BYTES, Wal
from hub.stores.sqlite.reader import SqliteReader
from hub.stores.sqlite.store import SqliteStore
from hub.workers.rollup import Rollup
from tests.hub.stores.sqlite.earlier_stores import NOW_US, SPACE, START_US, unpack
from tests.hub.stores.sqlite.flipping import (
    Answers,
    Fate,
    answers,
    flip,
    large_store,
    small_store,
    tried,
)
from tests.hub.stores.stepping import ADDRESS, EPOCH, batch, desk

SEED = 20261128
PARTS = 8
"""Of a long test: each says what it found, and two cores share them."""
GOOD = {Fate.AS_BEFORE, Fate.TOLD}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Answers]:
    """A small store's file, and all that it answers."""
    path = tmp_path_factory.mktemp("small") / "hub.db"
    content = small_store(path)
    return content, answers(path)


@pytest.fixture
def path(small: tuple[bytes, Answers], tmp_path: Path) -> Path:
    """A store of its own."""
    (tmp_path / "hub.db").write_bytes(small[0])
    return tmp_path / "hub.db"


def used_places(content: bytes) -> list[int]:
    """Return where a file isn't blank."""
    return [place for place, byte in enumerate(content) if byte]


def test_a_changed_byte_is_told_or_changes_nothing(
    small: tuple[bytes, Answers], tmp_path: Path
) -> None:
    """A sample of all bytes: silent 0, false 0, never started 0."""
    content, truth = small
    logging.disable(logging.ERROR)
    chance = Random(SEED)
    places = chance.sample(used_places(content), 150) + chance.sample(range(len(content)), 20)
    fates: dict[Fate, list[int]] = {}
    for place in places:
        fate = tried(tmp_path / "tried", content, truth, place, chance.choice((0xFF, 1, 16, 128)))
        fates.setdefault(fate, []).append(place)
    logging.disable(logging.NOTSET)
    assert set(fates) <= GOOD, {fate: fates[fate] for fate in set(fates) - GOOD}
    assert len(fates[Fate.TOLD]) > 50


@pytest.fixture
def quiet() -> Iterator[None]:
    """Leave out of the log what each of thousands of damaged files says."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.faults
@pytest.mark.timeout(0)
@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("part", range(PARTS))
def test_every_byte_changed_is_told_or_changes_nothing(
    small: tuple[bytes, Answers], tmp_path: Path, part: int
) -> None:
    """Every byte of a small store, of the blank ones one in 16: silent, false, no start 0."""
    content, truth = small
    places = sorted({*used_places(content), *range(0, len(content), 16)})
    folder = tmp_path / "tried"
    judge({place: tried(folder, content, truth, place) for place in places[part::PARTS]})


@pytest.mark.faults
@pytest.mark.timeout(0)
@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("part", range(PARTS))
def test_five_thousand_bits_of_a_large_store_are_told_or_change_nothing(
    tmp_path: Path, part: int
) -> None:
    """One bit at a time: silent 0, false 0, never started 0."""
    content = large_store(tmp_path / "large.db")
    truth, chance = answers(tmp_path / "large.db"), Random(SEED)
    bits = [
        (place, 1 << chance.randrange(8)) for place in chance.sample(range(len(content)), 5_000)
    ]
    folder = tmp_path / "tried"
    judge({place: tried(folder, content, truth, place, bit) for place, bit in bits[part::PARTS]})


def judge(fates: Mapping[int, Fate]) -> None:
    """Print what became of each, by count, and name the places of those that went wrong."""
    print(Counter(fate.name for fate in fates.values()))
    assert {place: fate for place, fate in fates.items() if fate not in GOOD} == {}


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda content: b"\xff" * len(content), id="all of it"),
        pytest.param(lambda content: content[: len(content) // 2], id="cut in half"),
        pytest.param(lambda content: content[: PAGE_BYTES - 7], id="cut in the first page"),
        pytest.param(lambda content: b"\0" * PAGE_BYTES + content[PAGE_BYTES:], id="first page"),
        pytest.param(lambda content: content[:16] + b"\0" * 84 + content[100:], id="head"),
    ],
)
def test_a_store_that_cant_be_opened_gives_way(
    path: Path, small: tuple[bytes, Answers], damage: Callable[[bytes], bytes]
) -> None:
    """It is set aside for its owner alone, what is sound goes on, and edges send again."""
    before = small[0]
    path.write_bytes(damage(before))
    with closing(SqliteStore.open(path)) as store:
        assert store.append([batch(desk(40))], 0)[0].stored_count == 1
        with closing(store.open_reader()) as reader:
            (told,) = reader.damages()
    aside = path.with_name(told.aside)
    assert aside.name == "hub.db.damaged-1"
    assert aside.read_bytes() == damage(before)
    assert aside.stat().st_mode & 0o777 == 0o600


def test_a_damaged_store_of_before_there_were_sums_is_read_by_sqlite(tmp_path: Path) -> None:
    """What can be read has to be believed; the rows get their sums in the new store."""
    path = tmp_path / "old.db"
    unpack(2, path)
    with closing(SqliteFile.open_as_it_is(path)) as file:
        page = file.number("SELECT rootpage FROM sqlite_schema WHERE name = 'event_by_time'") or 0
    content = path.read_bytes()
    start = (page - 1) * PAGE_BYTES
    path.write_bytes(content[:start] + b"\xff" * PAGE_BYTES + content[start + PAGE_BYTES :])
    with closing(SqliteStore.open(path)) as store, closing(store.open_reader()) as reader:
        assert len(list(reader.events(ADDRESS, 0, 2**62))) == 9
        assert len(reader.damages()) == 1
        assert store.examine().said == ()


def test_a_damaged_head_costs_no_row(path: Path, small: tuple[bytes, Answers]) -> None:
    """The rows are read from their pages."""
    content, truth = small
    path.write_bytes(content[:16] + b"\xff" * 84 + content[100:])
    SqliteStore.open(path).close()
    after = answers(path)
    assert (after.events, after.slots, after.days) == (truth.events, truth.slots, truth.days)


def changed_event(path: Path) -> None:
    """Change one bit of one stored event, in the middle of an epoch."""
    content = path.read_bytes()
    places = [at for at in used_places(content) if content[at : at + 8] == b"occupied"]
    path.write_bytes(flip(content, places[3] + 1, 1))


def test_no_figure_is_made_of_a_changed_row(path: Path) -> None:
    """Who reads it is told, and doubts the whole store."""
    changed_event(path)
    with closing(SqliteStore.open(path)) as store, closing(store.open_reader()) as reader:
        doubted = [store.is_doubted]
        with pytest.raises(StoreDamaged, match="a row isn't as it was written"):
            list(reader.events(ADDRESS, 0, 2**62))
        assert [*doubted, store.is_doubted] == [False, True]
        assert store.examine().said == ("event: 1 row not as written",)


def test_a_changed_event_comes_again(path: Path, small: tuple[bytes, Answers]) -> None:
    """The store asks for it by a new id; until then the slot stands that was made of it."""
    before, truth = set(), small[1]
    changed_event(path)
    with closing(SqliteStore.open(path)) as store:
        before.add(store.store_id)
        damage = store.salvage(store.examine(), NOW_US)
        assert damage.aside_count == 1
        assert store.store_id not in before
        roll(store)
        with closing(store.open_history()) as history:
            assert tuple(history.slots(SPACE.id, 0, 2**62)) == truth.slots
        with closing(store.open_reader()) as reader:
            left = list(reader.events(ADDRESS, 0, 2**62))
            (lost,) = [one for one in truth.events if one not in left]
        outcome = stored_again(store, lost.event.seq)
        assert outcome.stored_count == 1
        with closing(store.open_reader()) as reader:
            assert tuple(reader.events(ADDRESS, 0, 2**62)) == truth.events


def stored_again(store: SqliteStore, seq: int) -> Outcome:
    """Do what an edge does that heard of a new store."""
    (outcome,) = store.append([batch(desk(seq), epoch=EPOCH)], NOW_US)
    return outcome


def roll(store: SqliteStore) -> None:
    """Make slots and days."""
    with closing(store.open_history()) as history:
        Rollup([SPACE], history, store.write_history).run(NOW_US)


def spoil(path: Path, sql: str) -> None:
    """Change rows, but not their sums."""
    with closing(SqliteFile.make(path)) as file:
        assert file.transact(lambda: file.change(sql)) > 0


@pytest.mark.parametrize("table", [name for name in COLUMNS if name not in ("store", "damage")])
def test_each_table_is_looked_through(path: Path, table: str) -> None:
    """A row whose sum doesn't fit is found in any of them."""
    with closing(SqliteStore.open(path)) as store:
        store.append([batch(desk(40))], 0)
    spoil(path, f"UPDATE {table} SET check_sum = check_sum + 1")  # noqa: S608 - a test's own words
    assert examine(path).said[0].startswith(f"{table}: ")


def test_every_table_has_sums(tmp_path: Path) -> None:
    """A table without would be one in which bits change unseen."""
    with closing(SqliteFile.make(tmp_path / "new.db")) as file:
        tables = {
            str(name)
            for (name,) in file.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")
            if not str(name).startswith("sqlite_")
        }
        assert tables == set(COLUMNS)
        for table in tables:
            names = [name for _, name, *_ in file.rows(f"PRAGMA table_info({table})")]
            assert [name for name in names if name != "id" or "id" in COLUMNS[table]] == [
                *COLUMNS[table],
                "check_sum",
            ]


def test_what_is_known_of_time_outlives_a_salvage(path: Path, small: tuple[bytes, Answers]) -> None:
    """The last good time, and that a wrong clock's deletion was taken back."""
    spoil(path, "UPDATE slot SET occupied_us = occupied_us + 1")
    with closing(SqliteStore.open(path)) as store:
        store.salvage(store.examine(), NOW_US)
        assert store.time_marks() == small[1].marks[0]
        with closing(store.open_history()) as history:
            assert history.doubtful_us() == NOW_US  # when it was set aside
    with closing(SqliteFile.open_to_read(path)) as file:
        assert file.number("SELECT count(*) FROM taken_back") == 1


def test_a_wrong_clocks_deletion_can_be_taken_back_after_a_salvage(tmp_path: Path) -> None:
    """What it froze isn't frozen by another deletion, with the date of the salvage."""
    path = tmp_path / "hub.db"
    wrong_us = NOW_US + 60 * DAY_US
    with closing(SqliteStore.open(path)) as store:
        store.append([batch(desk(1), desk(2))], NOW_US)
        roll(store)
        assert store.delete_raw(wrong_us - 30 * DAY_US, wrong_us).event_count == 2
        spoil(path, "UPDATE slot SET occupied_us = occupied_us + 1")
        store.salvage(store.examine(), NOW_US)
        assert len(store.take_back(NOW_US, NOW_US)) == 1
        (outcome,) = store.append([batch(desk(1), desk(2), desk(3))], NOW_US)
        assert (outcome.stored_count, outcome.too_late_count) == (1, 0)
        with closing(store.open_reader()) as reader:
            assert len(list(reader.events(ADDRESS, 0, 2**62))) == 3


@pytest.mark.parametrize(
    ("table", "change"),
    [
        *((name, "occupied_us = occupied_us + 1") for name in ("slot", "space_day", "space_hour")),
        ("slot_desks", "desks = replace(desks, ',0,', ',1,') || ' '"),
    ],
)
def test_what_is_lost_of_figures_is_made_anew(
    path: Path, small: tuple[bytes, Answers], table: str, change: str
) -> None:
    """Of what is still there: events, or slots."""
    truth = small[1]
    spoil(path, f"UPDATE {table} SET {change}")  # noqa: S608 - a test's own words
    with closing(SqliteStore.open(path)) as store:
        assert store.salvage(store.examine(), NOW_US).aside_count > 0
        roll(store)
    after = answers(path)
    assert after.days == truth.days
    assert after.slots[-4:] == truth.slots[-4:]  # of the others desks' slots are due
    assert after.figures == truth.figures


def test_a_slot_whose_events_are_gone_becomes_unknown(path: Path) -> None:
    """It has a row again, of which nothing is known, and its day says so."""
    with closing(SqliteStore.open(path)) as store:
        store.delete_raw(NOW_US, NOW_US)
    spoil(path, f"UPDATE slot SET occupied_us = occupied_us + 1 WHERE start_us = {START_US}")  # noqa: S608 - a test's own words
    with closing(SqliteStore.open(path)) as store:
        store.salvage(store.examine(), NOW_US)
        roll(store)
        with closing(store.open_history()) as history:
            (one,) = history.slots(SPACE.id, START_US, START_US + 1)
            assert history.deleted_until_us() >= NOW_US
    assert (one.slot.occupied_us, one.slot.free_us) == (0, 0)
    assert one.slot.unknown_us == one.slot.desks * 900_000_000


def test_the_audit_tells_as_long_as_raw_events_are_kept(path: Path) -> None:
    """Then what was set aside is deleted, too."""
    changed_event(path)
    with closing(SqliteStore.open(path)) as store:
        store.salvage(store.examine(), NOW_US)
        with closing(store.open_reader()) as reader:
            assert [one.aside_count for one in reader.damages()] == [1]
        aside = path.with_name("hub.db.damaged-1")
        store.delete_raw(START_US, NOW_US)
        assert aside.exists()
        store.delete_raw(NOW_US + 1, NOW_US)
        assert not aside.exists()
        with closing(store.open_reader()) as reader:
            assert reader.damages() == []


@pytest.fixture
def with_wal(tmp_path: Path) -> Path:
    """A store whose last commits are only in its WAL, as after a power cut."""
    with closing(SqliteStore.open(tmp_path / "live.db")) as store:
        for seq in range(1, 6):
            store.append([batch(desk(seq))], 0)
        for part in ("", "-wal"):
            (tmp_path / f"hub.db{part}").write_bytes((tmp_path / f"live.db{part}").read_bytes())
    return tmp_path / "hub.db"


def test_commits_that_are_gone_with_the_wal_are_asked_for_again(with_wal: Path) -> None:
    """SQLite passes over them in silence; the new id makes every edge send again."""
    wal = with_wal.with_name("hub.db-wal")
    content = wal.read_bytes()
    wal.write_bytes(flip(content, len(content) // 2))
    assert Wal.of(wal.read_bytes()).is_cut
    before = store_id_in(content, with_wal)
    with closing(SqliteStore.open(with_wal)) as store, closing(store.open_reader()) as reader:
        assert store.store_id != before
        assert [one.aside for one in reader.damages()] == [""]


def store_id_in(wal: bytes, path: Path) -> str:
    """Ask an undamaged copy for its id."""
    copy = path.with_name("copy.db")
    copy.write_bytes(path.read_bytes())
    copy.with_name("copy.db-wal").write_bytes(wal)
    with closing(SqliteReader.open(copy)), closing(SqliteStore.open(copy)) as store:
        return store.store_id


def test_what_a_power_cut_left_unfinished_is_no_damage(with_wal: Path) -> None:
    """A commit that didn't end had no receipt."""
    wal = with_wal.with_name("hub.db-wal")
    content = wal.read_bytes()
    assert not Wal.of(content).is_cut
    assert not Wal.of(content[: len(content) - 100]).is_cut
    wal.write_bytes(content[: len(content) - 100])
    with closing(SqliteStore.open(with_wal)) as store, closing(store.open_reader()) as reader:
        assert reader.damages() == []


def test_a_sum_is_the_same_for_ever() -> None:
    """What one version has written the next one reads, whatever Python it runs on."""
    row = (1, 2, 3, to_us(desk(1).at), True, '{"desk":"schön"}')
    assert with_sum("event", row)[-1] == check_sum("event", *(*row[:4], 1, row[5]))
    assert check_sum("event", 1, None, b"\0", "ä", 1.5) == -6554860064222154578
