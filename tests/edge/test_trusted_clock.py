"""The checked clock and its file beside the outbox."""

import json
from pathlib import Path

import pytest

from contract.messages import ClockReason
from contract.times import from_us
from edge.trusted_clock import WRITE_EVERY_US, TrustedClock, path_beside
from tests.edge.delivery.test_failing_writes import no_byte_beyond
from tests.edge.scripted import SECOND_US, START_US, ScriptedClock

DAY_S = 86_400


def kept(path: Path) -> int:
    """Return the last known good time."""
    return int(json.loads(path.read_text().partition("\n")[0])["wall_us"])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return path_beside(tmp_path / "outbox.db")


def test_the_next_start_never_dates_before_it(path: Path) -> None:
    """A machine without a battery clock begins in the past, in a new boot."""
    TrustedClock(ScriptedClock(), path)
    later = ScriptedClock(boot="c" * 32, offset_us=START_US - DAY_S * SECOND_US)
    clock = TrustedClock(later, path)
    assert (clock.is_synced(), clock.reason) == (False, ClockReason.BEHIND)


def test_it_is_written_once_an_hour(path: Path) -> None:
    """A card lives by what is not written to it; only its owner may read it."""
    scripted = ScriptedClock()
    clock = TrustedClock(scripted, path)
    first_us = kept(path)
    scripted.pass_s(WRITE_EVERY_US / SECOND_US - 1)
    assert clock.is_synced()
    assert kept(path) == first_us
    scripted.pass_s(1)
    assert clock.is_synced()
    assert kept(path) == first_us + WRITE_EVERY_US
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_an_unsynced_clock_leaves_what_was_known(path: Path) -> None:
    """Only a trusted time is remembered."""
    TrustedClock(ScriptedClock(), path)
    before = path.read_bytes()
    other = ScriptedClock(boot="c" * 32, synced=False)
    TrustedClock(other, path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"wall_us": "x"}',
        '{"wall_us": -1, "boot": "b", "boot_us": 0}',
        '{"wall_us": 1e999, "boot": "b", "boot_us": 0}',
        '{"wall_us": 1771234567890123456789, "boot": "b", "boot_us": 0}',
        "[" * 100_000,
        "\xff",
    ],
)
def test_a_file_that_cant_be_read_is_as_good_as_none(path: Path, text: str) -> None:
    """The agent starts, trusts the kernel, and writes it anew."""
    path.write_text(text, encoding="latin-1")
    assert TrustedClock(ScriptedClock(), path).is_synced()
    assert kept(path) > START_US


@pytest.mark.parametrize("offset_us", [-2 * START_US, 10**16, 2 * 10**17])
def test_no_date_that_the_wire_refuses(path: Path, offset_us: int) -> None:
    """Before 1970 and in the year 2300 states go out all the same, and say unsynced."""
    clock = TrustedClock(ScriptedClock(offset_us=offset_us), path)
    assert not clock.is_synced()
    assert 1970 <= from_us(clock.wall_us()).year <= 2199


def test_a_disk_that_takes_nothing_is_told(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """And changes nothing about the clock."""
    path.with_name(path.name + ".new").mkdir()
    assert TrustedClock(ScriptedClock(), path).is_synced()
    assert "may not know what time it was" in caplog.text


def test_any_flipped_bit_is_found(path: Path) -> None:
    """A time that was never known is no reason to distrust a clock, nor to trust one."""
    TrustedClock(ScriptedClock(), path)
    whole = path.read_bytes()
    earlier = ScriptedClock(boot="c" * 32, offset_us=START_US - DAY_S * SECOND_US)
    for place in range(len(whole)):
        spoilt = bytearray(whole)
        spoilt[place] ^= 1 << (place % 8)
        path.write_bytes(spoilt)
        assert TrustedClock(earlier, path).reason is None, place


def test_a_file_of_before_there_were_check_sums_is_read(path: Path) -> None:
    """It has its one line alone."""
    TrustedClock(ScriptedClock(), path)
    path.write_text(path.read_text().partition("\n")[0])
    later = ScriptedClock(boot="c" * 32, offset_us=START_US - DAY_S * SECOND_US)
    assert TrustedClock(later, path).reason is ClockReason.BEHIND


@pytest.mark.parametrize("room_bytes", [0, 1, 30])
def test_a_disk_that_takes_a_part_leaves_the_whole_of_before(path: Path, room_bytes: int) -> None:
    """A short write is none."""
    scripted = ScriptedClock()
    clock = TrustedClock(scripted, path)
    before = path.read_bytes()
    scripted.pass_s(WRITE_EVERY_US / SECOND_US)
    with no_byte_beyond(room_bytes):
        clock.is_synced()
    assert path.read_bytes() == before
