"""Copies of what people have set: within seconds, kept over a restart, with their age."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from hub.errors import StoreUnavailable
from hub.spaces_now import SpacesNow, set_above
from hub.workers.archive_link import Answer
from hub.workers.region_changes_said import said_of
from hub.workers.region_copies import OLD, PATH, RegionCopies
from tests.hub.scripted import ScriptedClock
from tests.hub.set_calendar import MONDAY, a_change
from tests.hub.spaces import WEEK, a_space, utc

HOF, MUEHLE = a_space(opening=WEEK), a_space(id="muehle", name="Mühle", opening=WEEK)
NORTH, SOUTH = "http://north/", "http://south"


class Archives:
    """Two archives, each with a space; either may be out of reach."""

    def __init__(self) -> None:
        self.spaces = {
            f"http://north{PATH}": SpacesNow([HOF]),
            f"http://south{PATH}": SpacesNow([MUEHLE]),
        }
        self.gone: set[str] = set()
        self.asked: list[tuple[str, str]] = []

    def close(self, space: str, reason: str = "Umbau") -> None:
        """Close a space on Monday."""
        for spaces in self.spaces.values():
            set_above(spaces, [a_change(space=space, text=reason)])

    def __call__(self, url: str, etag: str) -> Answer | None:
        self.asked.append((url, etag))
        if url in self.gone:
            raise StoreUnavailable(f"{url} can't be reached")
        body = said_of(self.spaces[url].now).model_dump_json().encode()
        tag = f'"{hash(body)}"'
        return None if tag == etag else Answer(body, tag)


class Replica:
    """The copies of a replica, and the spaces that it shows."""

    def __init__(self, archives: Archives, file: Path | None, clock: ScriptedClock) -> None:
        self.spaces = SpacesNow([HOF, MUEHLE])
        places = {"hof": NORTH, "muehle": SOUTH}
        self.copies = RegionCopies(places, self.spaces, clock, archives, file)
        self.copies.load_first()

    def renew(self) -> None:
        """Do what is due."""
        work = self.copies.due()
        assert work is not None
        work(lambda: False)

    def reason(self, space: str = "hof") -> str | None:
        """Why a space is closed on Monday."""
        return self.spaces.now.calendars[space].hours_on(MONDAY)[1]


@pytest.fixture
def archives() -> Archives:
    return Archives()


@pytest.fixture
def clock() -> ScriptedClock:
    return ScriptedClock(utc(2026, 12, 1))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "copy.json"


@pytest.fixture
def replica(archives: Archives, file: Path, clock: ScriptedClock) -> Replica:
    return Replica(archives, file, clock)


def test_what_is_set_elsewhere_holds_here(archives: Archives, replica: Replica) -> None:
    """And is gone when it is taken back; who says nothing new is asked by its tag."""
    replica.renew()
    assert replica.reason() is None
    archives.close("hof")
    replica.renew()
    assert (replica.reason("hof"), replica.reason("muehle")) == ("Umbau", None)
    archives.close("")
    replica.renew()
    assert replica.reason() is None
    revision = replica.spaces.now.revision
    replica.renew()
    assert replica.spaces.now.revision == revision
    assert all(etag for _, etag in archives.asked[2:])


def test_one_out_of_reach_keeps_what_it_said_and_holds_up_no_other(
    archives: Archives, replica: Replica
) -> None:
    """It is told after the others were asked."""
    archives.close("hof")
    replica.renew()
    archives.gone = {f"http://north{PATH}"}
    for spaces in archives.spaces.values():
        set_above(spaces, [a_change(space="muehle", text="Fest")])
    with pytest.raises(StoreUnavailable, match="north"):
        replica.renew()
    assert (replica.reason("hof"), replica.reason("muehle")) == ("Umbau", "Fest")


def test_a_start_without_anybody_to_ask_goes_by_the_copy(
    archives: Archives, file: Path, clock: ScriptedClock, replica: Replica
) -> None:
    """With its age; the file is for its owner alone."""
    archives.close("hof")
    replica.renew()
    archives.gone = set(archives.spaces)
    clock.pass_by(600)
    again = Replica(archives, file, clock)
    assert again.reason() == "Umbau"
    assert again.copies.copied_at == utc(2026, 12, 1)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize("change", [lambda it: it[:-3], lambda it: it.replace(b"Umbau", b"Abbau")])
def test_a_copy_that_is_not_what_was_written_counts_as_none(
    archives: Archives, file: Path, clock: ScriptedClock, replica: Replica, change: object
) -> None:
    """It is written anew."""
    archives.close("hof")
    replica.renew()
    assert callable(change)
    file.write_bytes(change(file.read_bytes()))
    again = Replica(archives, file, clock)
    assert again.reason() is None
    assert again.copies.copied_at is None
    again.renew()
    assert Replica(archives, file, clock).reason() == "Umbau"


def test_from_an_hour_on_it_is_old(
    archives: Archives, clock: ScriptedClock, replica: Replica
) -> None:
    """Also where one of several archives has never answered; not where there is none to ask."""

    def is_old(after_s: float = 0.0) -> bool:
        clock.pass_by(after_s)
        return replica.copies.is_old

    assert is_old()
    replica.renew()
    assert [is_old(), is_old(OLD.total_seconds() - 1), is_old(1)] == [False, False, True]
    replica.renew()
    assert not is_old()
    alone = RegionCopies({}, replica.spaces, clock, archives)
    assert not alone.is_old
    assert alone.due() is None


def test_the_age_is_kept_as_well(
    archives: Archives, file: Path, clock: ScriptedClock, replica: Replica
) -> None:
    """An answer that nothing has changed makes the copy newer, also the one in the file."""
    replica.renew()
    clock.pass_by(1800)
    replica.renew()
    again = Replica(archives, file, clock)
    assert again.copies.copied_at == utc(2026, 12, 1) + timedelta(minutes=30)


def test_where_nothing_can_be_written_it_is_said_once(
    archives: Archives, tmp_path: Path, clock: ScriptedClock, caplog: pytest.LogCaptureFixture
) -> None:
    """And what is told holds all the same."""
    replica = Replica(archives, tmp_path / "nowhere" / "copy.json", clock)
    for reason in ("Umbau", "Fest"):
        archives.close("hof", reason)
        replica.renew()
        assert replica.reason() == reason
    assert caplog.text.count("can't be written") == 1
