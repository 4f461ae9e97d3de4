"""The file of signs: what is kept over restarts, and what of it a damaged card can bring about."""

import os
import stat
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from edge.configuration.sensors import DistanceSensor, MotionSensor, Sensor, SwitchSensor
from edge.decisions.past import Past
from edge.sensing.signs_file import SUFFIX, Signs
from tests.edge.delivery.test_failing_writes import no_byte_beyond

PIR = MotionSensor(id="pir", desk="d1", pin=17)
SEAT = SwitchSensor(id="seat", desk="d2", pin=27)
SONAR = DistanceSensor(id="sonar", desk="d3", trigger=5, echo=6)
ALL: tuple[Sensor, ...] = (PIR, SEAT, SONAR)
NOTHING = Past(doubted=frozenset({"pir", "seat"}), doubts=frozenset({"pir", "seat"}))
SEEN = Past({"pir": 300, "sonar": 4000}, 20_515, frozenset({"seat"}), frozenset({"seat", "sonar"}))
MARCH_US = 1_772_434_800_000_000


def opened(folder: Path, sensors: Sequence[Sensor] = ALL, now_us: int = 0) -> Signs:
    return Signs(folder / "outbox.db", sensors, now_us)


def file_in(folder: Path) -> Path:
    return folder / ("outbox.db" + SUFFIX)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder in which signs were kept."""
    opened(tmp_path).keep(SEEN, 5000, MARCH_US)
    return tmp_path


def test_without_a_file_nothing_is_proven(tmp_path: Path) -> None:
    """A new card, or one from before there were signs."""
    signs = opened(tmp_path)
    assert signs.is_new
    assert signs.past() == NOTHING


def test_what_is_kept_comes_back(kept: Path) -> None:
    """Proofs, the time watched since, the day and the doubts; a sonar's need no sign."""
    signs = opened(kept)
    assert not signs.is_new
    assert signs.past() == SEEN


def test_the_file_is_the_agents_alone(kept: Path) -> None:
    """When somebody last moved is nobody else's business; nothing is left beside it."""
    assert stat.S_IMODE(file_in(kept).stat().st_mode) == 0o600
    assert [one.name for one in kept.iterdir()] == [file_in(kept).name]


def test_a_sign_of_this_run_is_dated_by_the_clock_of_now(tmp_path: Path) -> None:
    """And keeps its date in later runs, in which nothing was seen."""
    signs = opened(tmp_path, now_us=1000)
    assert signs.last(SEEN, 5000, MARCH_US) == {"pir": MARCH_US - 300, "seat": None}
    signs.keep(SEEN, 5000, MARCH_US)
    later = opened(tmp_path, now_us=50)
    watched_on = replace(SEEN, watched_us={"pir": 350})
    assert later.last(watched_on, 100, MARCH_US + 10**12)["pir"] == MARCH_US - 300


def test_a_sign_without_a_clock_has_no_date(tmp_path: Path) -> None:
    """Until the clock is right: the same sign is dated then."""
    signs = opened(tmp_path, now_us=1000)
    assert signs.last(SEEN, 5000, None)["pir"] is None
    assert signs.last(SEEN, 5000, MARCH_US)["pir"] == MARCH_US - 300


def test_another_pin_begins_anew(kept: Path) -> None:
    """The others stay proven."""
    moved = PIR.model_copy(update={"pin": 22})
    past = opened(kept, (moved, SONAR)).past()
    assert past.watched_us.keys() == {"sonar"}
    assert "pir" in past.doubted


def test_a_day_of_fitting_begins_anew_and_a_check_proves(kept: Path) -> None:
    """As the operator says it in edge.toml."""
    new = PIR.model_copy(update={"fitted": date(2026, 11, 1)})
    assert "pir" not in opened(kept, (new,)).past().watched_us
    checked = new.model_copy(update={"checked": date(2026, 11, 2)})
    assert opened(kept, (checked,)).past().watched_us == {"pir": 0}


def test_signs_on_the_card_are_learnt(tmp_path: Path) -> None:
    """Of sensors that are configured."""
    signs = opened(tmp_path)
    signs.learn([("pir", MARCH_US), ("gone", MARCH_US)])
    assert signs.past().watched_us.keys() == {"pir"}


def test_any_flipped_byte_is_found(kept: Path, caplog: pytest.LogCaptureFixture) -> None:
    """No damage proves a sensor, and none stops the agent."""
    whole = file_in(kept).read_bytes()
    for place in range(len(whole) - 1):
        spoilt = bytearray(whole)
        spoilt[place] ^= 1 << (place % 8)
        file_in(kept).write_bytes(spoilt)
        assert opened(kept).past() == NOTHING
    assert "seen to change anew" in caplog.text


@pytest.mark.parametrize("length", [0, 1, 50])
def test_a_cut_file_proves_nothing(kept: Path, length: int) -> None:
    """Nor does an empty one."""
    file_in(kept).write_bytes(file_in(kept).read_bytes()[:length])
    assert opened(kept).past() == NOTHING


@pytest.mark.parametrize(
    "content", [b"[]\n", b"null\n", b'{"sensors":[]}\n', b"\xff\xfe\n", b"[" * 9999]
)
def test_a_file_of_something_else_proves_nothing(tmp_path: Path, content: bytes) -> None:
    """Even with a check sum of its own."""
    body = content.rstrip(b"\n")
    file_in(tmp_path).write_bytes(body + b"\n" + sha256(body).hexdigest().encode() + b"\n")
    assert opened(tmp_path).past() == NOTHING


def test_a_folder_in_its_place_proves_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """And what is seen stays in memory, which is said once."""
    file_in(tmp_path).mkdir()
    signs = opened(tmp_path)
    assert signs.past() == NOTHING
    caplog.clear()
    for _ in range(3):
        signs.keep(SEEN, 5000, MARCH_US)
    assert len(caplog.records) == 1
    assert signs.past().watched_us.keys() == {"pir", "sonar"}


def test_a_power_cut_while_writing_leaves_the_old_file(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At any step before the new one is in its place; the next writing goes on as ever."""
    before = file_in(kept).read_bytes()

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    for step in ("write", "fsync", "close"):
        monkeypatch.setattr(os, step, cut)
        with pytest.raises(KeyboardInterrupt):
            opened(kept).keep(replace(SEEN, day=1), 5000, MARCH_US)
        monkeypatch.undo()
        assert file_in(kept).read_bytes() == before
    opened(kept).keep(replace(SEEN, day=1), 5000, MARCH_US)
    assert opened(kept).past().day == 1


def test_the_new_file_is_on_the_disk_before_it_takes_the_place(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a power cut could leave an empty file under the name."""
    done = list[str]()
    fsync, replace_file = os.fsync, Path.replace

    def note_fsync(descriptor: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        fsync(descriptor)

    def note_replace(path: Path, to: Path) -> Path:
        done.append("replace")
        return replace_file(path, to)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(Path, "replace", note_replace)
    opened(kept).keep(SEEN, 5000, MARCH_US)
    assert done == ["file", "replace", "folder"]


@pytest.mark.parametrize("room_bytes", [0, 1, 100])
def test_a_disk_that_takes_a_part_leaves_the_whole_of_before(kept: Path, room_bytes: int) -> None:
    """A short write is none: what is proven stays so over the next restart."""
    with no_byte_beyond(room_bytes):
        opened(kept).keep(replace(SEEN, day=20_516), 6000, MARCH_US)
    assert opened(kept).past() == SEEN
