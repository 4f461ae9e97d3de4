"""The two stores beside each other: whatever arrives, they keep and answer the same."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hub.domain.intake import Batch, QuarantinedEvent
from hub.domain.slots import SLOT_US
from hub.domain.space import SpaceConfig
from hub.stores.protocol import Outcome, Store
from hub.workers.rollup import Rollup
from tests.hub.domain.histories import Watching, arrivals, histories
from tests.hub.workers.test_rollup import ADDRESS, DESKS, DOORS, FIRST_US, NOW_US, SPACE, batches
from tests.parts.influx import EVERY_INFLUXD, InfluxServer
from tests.parts.places import InfluxPlace, Place, SqlitePlace

FIRST_DAY, LAST_DAY = date(2026, 3, 1), date(2026, 3, 4)
FEWER_DESKS = SPACE.model_copy(update={"desks": SPACE.desks[:1]})


class Kept:
    """A store that is rolled up now and then."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.store: Store = place.store()
        self.reader = self.store.open_history()

    def take(self, batch: Batch) -> list[Outcome]:
        """Append a batch."""
        return self.store.append([batch], NOW_US)

    def roll(self, space: SpaceConfig = SPACE) -> int:
        """Bring the history up to date by a configuration."""
        return Rollup([space], self.reader, self.store.write_history).run(NOW_US)

    def answers(self) -> list[object]:
        """Return all that can be asked of history."""
        with closing(self.place.reader()) as reader:
            told = [list(reader.epochs()), list(reader.events(ADDRESS, 0, 2**62))]
            told.append(reader.unreadable_count())
        return [
            *told,
            list(self.reader.slots(SPACE.id, FIRST_US, NOW_US)),
            list(self.reader.days(SPACE.id, FIRST_DAY, LAST_DAY)),
            self.reader.typical_week(SPACE.id, FIRST_US, NOW_US),
            self.reader.daily_peaks(SPACE.id, FIRST_DAY, LAST_DAY),
            self.reader.rolled(SPACE.id),
            self.reader.deletions(),
        ]

    def close(self) -> None:
        """Let go of it."""
        self.reader.close()
        self.store.close()


def spoilt(batch: Batch) -> Batch:
    """Set the last event of a batch aside, as if it could not be read."""
    last = batch.events[-1]
    aside = QuarantinedEvent(last.seq, "bad", b"{\xff}")
    return replace(batch, events=batch.events[:-1], quarantined=(aside,))


@pytest.mark.parametrize("program", EVERY_INFLUXD)
@given(data=st.data())
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink takes minutes here
)
def test_both_stores_answer_the_same(
    data: st.DataObject, program: Path, influx_servers: Callable[[Path], InfluxServer]
) -> None:
    """Late, doubled, redated or malformed events, another calendar, a deletion: no difference."""
    stored = data.draw(histories(Watching(DESKS, DOORS)))
    cut = batches(data.draw(arrivals(stored)))
    spoilt_ones = data.draw(st.sets(st.integers(0, len(cut)), max_size=3))
    rolls_after = data.draw(st.sets(st.integers(0, len(cut)), max_size=3))
    deleted_us = FIRST_US + data.draw(st.integers(0, 40)) * SLOT_US
    with TemporaryDirectory() as folder, ExitStack() as opened:
        places: list[Place] = [
            SqlitePlace(Path(folder)),
            InfluxPlace(influx_servers(program).new_buckets()),
        ]
        both = [opened.enter_context(closing(Kept(place))) for place in places]
        taken = [spoilt(one) if number in spoilt_ones else one for number, one in enumerate(cut)]
        outcomes = [_live(kept, taken, rolls_after) for kept in both]
        assert outcomes[0] == outcomes[1]
        assert both[0].answers() == both[1].answers()
        assert both[0].roll(FEWER_DESKS) == both[1].roll(FEWER_DESKS)
        assert both[0].answers() == both[1].answers()
        for kept in both:
            kept.store.delete_raw(deleted_us, NOW_US)
        assert both[0].answers() == both[1].answers()
        again = [[kept.take(one) for one in cut] for kept in both]
        assert again[0] == again[1]
        for kept in both:
            kept.roll()
        assert both[0].answers() == both[1].answers()


def _live(kept: Kept, cut: Sequence[Batch], rolls_after: set[int]) -> list[list[Outcome]]:
    outcomes = []
    for number, batch in enumerate(cut):
        outcomes.append(kept.take(batch))
        if number in rolls_after:
            kept.roll()
    kept.roll()
    return outcomes
