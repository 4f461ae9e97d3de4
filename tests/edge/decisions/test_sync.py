"""The clock's sync: an hour without is a fault, and everything shorter is nothing."""

import pytest

from edge.decisions.sync import UNSYNCED_FAULT_US, Sync, SyncNews, judge_sync

MINUTE_US = 60_000_000
START_US = 7 * MINUTE_US

STORIES: list[tuple[str, list[tuple[int, bool, SyncNews]]]] = [
    ("synced from the start", [(0, True, SyncNews.NONE), (90, True, SyncNews.NONE)]),
    (
        "synced in time",
        [(0, False, SyncNews.NONE), (59, False, SyncNews.NONE), (60, True, SyncNews.NONE)],
    ),
    (
        "an hour without",
        [(0, False, SyncNews.NONE), (60, False, SyncNews.FAULT), (61, False, SyncNews.NONE)],
    ),
    (
        "and back again",
        [(0, False, SyncNews.NONE), (60, False, SyncNews.FAULT), (300, True, SyncNews.RECOVERED)],
    ),
    (
        "lost twice, each time for half an hour",
        [
            (0, False, SyncNews.NONE),
            (30, True, SyncNews.NONE),
            (31, False, SyncNews.NONE),
            (61, False, SyncNews.NONE),
            (91, False, SyncNews.FAULT),
        ],
    ),
    (
        "lost again after a fault",
        [
            (0, False, SyncNews.NONE),
            (60, False, SyncNews.FAULT),
            (61, True, SyncNews.RECOVERED),
            (62, False, SyncNews.NONE),
            (121, False, SyncNews.NONE),
            (122, False, SyncNews.FAULT),
        ],
    ),
]


@pytest.mark.parametrize("story", [each[1] for each in STORIES], ids=[each[0] for each in STORIES])
def test_only_an_hour_without_sync_is_told(story: list[tuple[int, bool, SyncNews]]) -> None:
    """Once when it is full, and once when it is over."""
    seen = Sync()
    for minute, is_synced, expected in story:
        seen, news = judge_sync(seen, START_US + minute * MINUTE_US, is_synced=is_synced)
        assert news is expected, minute


def test_the_hour_is_an_hour() -> None:
    """Not a microsecond less."""
    seen, _ = judge_sync(Sync(), START_US, is_synced=False)
    assert judge_sync(seen, START_US + UNSYNCED_FAULT_US - 1, is_synced=False)[1] is SyncNews.NONE
    assert judge_sync(seen, START_US + UNSYNCED_FAULT_US, is_synced=False)[1] is SyncNews.FAULT
    assert UNSYNCED_FAULT_US == 60 * MINUTE_US
