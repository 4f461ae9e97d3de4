"""How the hub itself is: since when something is down."""

from hub.domain.hub_care import HubNow
from hub.domain.trusted_time import ClockDoubt
from hub.workers.hub_watch import HubWatch, Surroundings


def test_it_counts_from_when_each_was_there_last() -> None:
    """A hub that has just begun gives everything its time; the longer of two counts."""
    there = {"live": True, "archive": False, "store": True}
    checks = {
        "live": lambda: there["live"],
        "archive": lambda: there["archive"],
        "store": lambda: there["store"],
    }
    watch = HubWatch(Surroundings(checks), began_s=100.0)
    watch.look(160.0)
    assert watch.now(160.0) == HubNow(broker_down_s=60.0)
    there["archive"], there["store"] = True, False
    watch.look(170.0)
    assert watch.now(180.0) == HubNow(broker_down_s=10.0, store_down_s=20.0)


def test_it_asks_disk_clock_and_book() -> None:
    """And passes on what they say."""
    around = Surroundings({}, disk_free_bytes=lambda: 7, clock_doubt=lambda: ClockDoubt.BEHIND)
    now = HubWatch(around, began_s=0.0).now(0.0, ("book.db.damaged-1",))
    assert (now.disk_free_bytes, now.clock_doubt) == (7, ClockDoubt.BEHIND)
    assert now.books_aside == ("book.db.damaged-1",)


def test_what_nobody_asks_for_is_well() -> None:
    """Nothing is held back, doubted or full."""
    watch = HubWatch(Surroundings({}), began_s=5.0)
    assert (watch.held_back, watch.now(5.0)) == ({}, HubNow())
