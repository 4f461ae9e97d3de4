"""Bits that change on the card: no event is changed or lost in silence, and the agent starts."""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from edge.delivery.check_sums import COLUMNS
from edge.delivery.outbox import Outbox
from edge.delivery.outbox_file import OutboxFile
from edge.delivery.outbox_rows import Position, Row
from edge.delivery.pages import PAGE_BYTES, Wal
from tests.edge.delivery.earlier_outboxes import ROOMY, SECOND, UNSETTLED
from tests.edge.delivery.flipping import Fate, Small, answers, flip

SEED = 20261128
PARTS = 8
"""Of a long test: each says what it found, and two cores share them."""
GOOD = {Fate.AS_BEFORE, Fate.TOLD}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """A small outbox."""
    return Small.of(tmp_path_factory.mktemp("small"))


@pytest.fixture
def path(small: Small, tmp_path: Path) -> Path:
    """An outbox of its own."""
    (tmp_path / "outbox.db").write_bytes(small.content)
    return tmp_path / "outbox.db"


def test_a_changed_byte_is_told_or_changes_nothing(small: Small, tmp_path: Path) -> None:
    """A sample of all bytes, the whole head among them: silent 0, false 0, never started 0."""
    chance = Random(SEED)
    used = [place for place, byte in enumerate(small.content) if byte]
    places = [*range(100), *chance.sample(used, 300), *chance.sample(range(len(small.content)), 50)]
    fates: dict[Fate, list[int]] = {}
    for place in places:
        fate = small.tried(tmp_path / "tried", place, chance.choice((0xFF, 1, 16, 128)))
        fates.setdefault(fate, []).append(place)
    assert set(fates) <= GOOD, {fate: fates[fate] for fate in set(fates) - GOOD}
    assert len(fates[Fate.TOLD]) > 100


@pytest.mark.faults
@pytest.mark.timeout(0)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_byte_changed_is_told_or_changes_nothing(
    small: Small, tmp_path: Path, part: int
) -> None:
    """Every byte of a small outbox: silent 0, false 0, never started 0."""
    places = range(part, len(small.content), PARTS)
    judge({place: small.tried(tmp_path / "tried", place) for place in places})


@pytest.mark.faults
@pytest.mark.timeout(0)
@pytest.mark.parametrize("part", range(PARTS))
def test_five_thousand_bits_of_a_large_outbox_are_told_or_change_nothing(
    tmp_path: Path, part: int
) -> None:
    """One bit at a time: silent 0, false 0, never started 0."""
    large, chance = Small.of(tmp_path, more=2_000), Random(SEED)
    bits = [
        (place, 1 << chance.randrange(8))
        for place in chance.sample(range(len(large.content)), 5_000)
    ]
    folder = tmp_path / "tried"
    judge({place: large.tried(folder, place, bit) for place, bit in bits[part::PARTS]})


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
        pytest.param(lambda content: content[:100] + b"\0" * 8 + content[108:], id="its tables"),
        pytest.param(lambda content: content.replace(b"CREATE TABLE", b"CRATE  TABLE"), id="SQL"),
    ],
)
def test_an_outbox_that_cant_be_opened_gives_way(
    path: Path, small: Small, damage: Callable[[bytes], bytes]
) -> None:
    """It is set aside as it is, and the agent goes on."""
    path.write_bytes(damage(small.content))
    with closing(Outbox.open(path, ROOMY)) as outbox:
        assert outbox.salvaged_from is not None
        assert outbox.salvaged_from.read_bytes() == damage(small.content)


@pytest.mark.parametrize("place", [b"CREATE TABLE store", b"\x00\x00\x00\x01Plzp"])
def test_a_damaged_table_costs_no_event(path: Path, small: Small, place: bytes) -> None:
    """Rows are read from their pages, whatever has become of what says where they stand."""
    at = small.content.find(place)
    if at < 0:
        at = 68  # the file's number, in its head
    path.write_bytes(flip(small.content, at + 2, 0x80))
    with closing(Outbox.open(path, ROOMY)) as outbox:
        left = answers(outbox)
    assert left.by_number().items() == small.everything.by_number().items()


def test_a_byte_of_an_epochs_row_costs_none_of_its_events(tmp_path: Path) -> None:
    """Its name, its last number, its sum, and what SQLite writes before them: found by the sum."""
    many = Small.of(tmp_path, more=30)
    start = many.content.index(SECOND.encode()) // PAGE_BYTES * PAGE_BYTES
    places = [at for at in range(start, start + PAGE_BYTES) if many.content[at]]
    assert len(places) > 150  # two rows of about 80 bytes
    for number, at in enumerate(places[::12]):
        bits = 1 << at % 8 if number % 7 else 0xFF
        (tmp_path / "outbox.db").write_bytes(flip(many.content, at, bits))
        with closing(Outbox.open(tmp_path / "outbox.db", ROOMY)) as outbox:
            left = answers(outbox).by_number()
        assert many.everything.by_number().items() <= left.items(), at
        for part in tmp_path.glob("outbox.db*"):
            part.unlink()


def test_a_salvage_that_was_cut_off_goes_on(path: Path, small: Small) -> None:
    """What was moved aside is looked for as long as nothing was kept in its place."""
    path.write_bytes(flip(small.content, 70, 0x80))
    path.rename(path.with_name("outbox.db.damaged-1"))
    OutboxFile.open(path, ROOMY).close()  # as far as the agent came
    with closing(Outbox.open(path, ROOMY)) as outbox:
        assert outbox.salvaged_from == path.with_name("outbox.db.damaged-1")
        assert {(row.place.epoch_no, row.place.seq) for row in waiting(outbox)} >= set(UNSETTLED)
    with closing(Outbox.open(path, ROOMY)) as outbox:
        assert outbox.salvaged_from is None


def waiting(outbox: Outbox) -> list[Row]:
    """Return the rows that are to be sent."""
    return outbox.unsettled(Position(0, 0), 100)


def test_every_table_has_sums(path: Path) -> None:
    """A table without would be one in which bits change unseen."""
    with closing(Outbox.open(path, ROOMY)) as outbox:
        named = outbox._file.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")
        tables = {name for (name,) in named if not name.startswith("sqlite_")}
        assert tables == set(COLUMNS)
        for table in tables:
            names = [name for _, name, *_ in outbox._file.rows(f"PRAGMA table_info({table})")]
            assert names == [*COLUMNS[table], "check_sum"]


def test_commits_that_are_gone_with_the_wal_are_told(path: Path) -> None:
    """SQLite passes over them in silence: the events in them were never heard of by anyone."""
    with closing(Outbox.open(path, ROOMY)) as outbox:
        for seq in range(1, 5):
            outbox.settle("7" * 32, "a" * 32, seq, seq, 0)
        file, wal = path.read_bytes(), path.with_name("outbox.db-wal").read_bytes()
    assert not Wal.of(wal).is_cut
    path.write_bytes(file)
    path.with_name("outbox.db-wal").write_bytes(flip(wal, len(wal) // 2))
    with closing(Outbox.open(path, ROOMY)) as outbox:
        assert outbox.salvaged_from is not None
