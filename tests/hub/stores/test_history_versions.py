"""A version stands only as long as nothing of its range was written."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.stores import history_versions
from hub.stores.history_versions import HistoryVersions

DAY_US = 86_400 * 1_000_000
Span = tuple[int, int]


def days(first: int, last: int) -> Span:
    """Name the instants from a day to another one, that one included."""
    return first * DAY_US, (last + 1) * DAY_US


@pytest.fixture
def versions() -> HistoryVersions:
    """Make those of a store that nobody else writes."""
    return HistoryVersions(is_only_writer=True)


def test_a_write_changes_what_it_touches(versions: HistoryVersions) -> None:
    """The days that were written have another version, others and other spaces keep theirs."""
    before = {span: versions.of("hof", *days(*span)) for span in ((1, 9), (1, 3), (4, 4), (5, 9))}
    elsewhere = versions.of("gut", *days(1, 9))
    with versions.writing("hof", [4 * DAY_US, 5 * DAY_US - 1]):
        pass
    changed = {span for span, was in before.items() if versions.of("hof", *days(*span)) != was}
    assert changed == {(1, 9), (4, 4)}
    assert versions.of("gut", *days(1, 9)) == elsewhere
    assert versions.of("hof", *days(1, 9)) == versions.of("hof", *days(1, 9))


def test_while_it_is_written_nothing_has_a_version(versions: HistoryVersions) -> None:
    """A reader meanwhile sees a part of it, which must not have a name."""
    with versions.writing("hof", [4 * DAY_US]):
        assert versions.of("hof", *days(4, 4)) is None
        assert versions.of("hof", *days(5, 5)) is not None
    with versions.changing_all():
        assert versions.of("hof", *days(5, 5)) is None


def test_what_failed_has_no_version_until_it_succeeds(versions: HistoryVersions) -> None:
    """It may have been written all the same, now or later."""
    with suppress(OSError), versions.writing("hof", [4 * DAY_US]):
        raise OSError
    assert versions.of("hof", *days(1, 9)) is None
    assert versions.of("hof", *days(5, 9)) is not None
    with versions.writing("hof", [4 * DAY_US]):
        pass
    assert versions.of("hof", *days(1, 9)) is not None
    with suppress(OSError), versions.changing_all():
        raise OSError
    assert versions.of("hof", *days(5, 9)) is None


def test_a_change_of_all_and_another_process_have_other_versions(
    versions: HistoryVersions,
) -> None:
    """A deletion, a salvage and a restart: nothing that was said before stands."""
    said = {versions.of("hof", *days(1, 9))}
    with versions.changing_all():
        pass
    said |= {versions.of("hof", *days(1, 9))}
    versions.forget()
    said |= {versions.of("hof", *days(1, 9))}
    said |= {HistoryVersions(is_only_writer=True).of("hof", *days(1, 9))}
    assert len(said) == 4


def test_where_others_may_write_only_what_was_written_here_has_a_version() -> None:
    """A space whose history another hub writes is always read."""
    versions = HistoryVersions(is_only_writer=False)
    assert versions.of("hof", *days(1, 9)) is None
    with versions.writing("hof", []):
        pass
    assert versions.of("hof", *days(1, 9)) is not None
    assert versions.of("gut", *days(1, 9)) is None


@given(st.lists(st.tuples(st.sets(st.integers(0, 12), max_size=4), st.integers(0, 12))))
def test_no_version_comes_twice(steps: list[tuple[set[int], int]]) -> None:
    """Whatever is written in which order, and however few days are told apart."""
    versions, stamp = HistoryVersions(is_only_writer=True), dict.fromkeys(range(26), 0)
    seen: dict[tuple[Span, str | None], tuple[int, ...]] = {}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(history_versions, "MOST_DAYS", 3)
        for number, (written, first) in enumerate(steps, start=1):
            with versions.writing("hof", [day * DAY_US for day in written]):
                pass
            stamp |= dict.fromkeys(written, number)
            span = (first, first + 3)
            content = tuple(stamp[day] for day in range(span[0], span[1] + 1))
            name = (span, versions.of("hof", *days(*span)))
            assert seen.setdefault(name, content) == content
