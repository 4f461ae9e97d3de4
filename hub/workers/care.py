"""The record of each minute: what needs care, how agents are, what is live.

    Live ─▶ agents now ──┐
                         ├─▶ judgements (domain/care.py) ─▶ one CareRecord ─▶ store
    store ─▶ Stored ─────┘

Hints for dashboards and alerts, not facts: what the store doesn't take is dropped and counted, and
neither what is live nor the archive ever waits for it. It knows no database and no HTTP.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from contract.times import to_us
from contract.topics import AgentAddress
from hub.clock import Clock
from hub.config import HubConfig
from hub.domain.agents import view_of
from hub.domain.calendar import Calendar
from hub.domain.calendar_id import calendar_id
from hub.domain.care import Instant, Stored, count_live, judge_space, judge_store
from hub.domain.facts import Fact, fact_of_hub, facts_of_space
from hub.domain.lasting import Place, begun_after, lasting
from hub.domain.live import AgentNow
from hub.errors import StoreUnavailable
from hub.live.live import Live
from hub.metrics import HubMetrics
from hub.metrics_sample import HubFigures
from hub.release import release
from hub.stores.care_log import CareLog, CareRecord, SpaceName, Wanted
from hub.workers.periodic import IsEnding, Schedule, Work

LOOK_EVERY_S: Final = 1.0
_MINUTE: Final = timedelta(minutes=1)
_ONE_DAY: Final = timedelta(days=1)

Seen = Mapping[str, Mapping[str, AgentNow]]
"""Agents by space and id."""


class CareRecorder:
    """Makes a record at each full minute and hands it to the store."""

    # No longer wait after failures: a record that misses its minute is lost anyway.
    schedule: Final = Schedule(
        "care", LOOK_EVERY_S, LOOK_EVERY_S, "minutes of care and health are dropped"
    )

    def __init__(
        self,
        config: HubConfig,
        live: Live,
        metrics: HubMetrics,
        open_care_log: Callable[[], CareLog],
        clock: Clock,
    ) -> None:
        self._spaces = config.spaces
        self._live = live
        self._metrics = metrics
        self._open_care_log = open_care_log
        self._clock = clock
        self._calendars = {space.id: Calendar(space) for space in config.spaces}
        self._figures = HubFigures(metrics)
        self._began_s = clock.monotonic()
        self._start = fact_of_hub(release(), clock.wall())
        self._calendar_ids = {space.id: calendar_id(space) for space in config.spaces}
        self._names = [SpaceName(space.id, space.name, space.timezone) for space in config.spaces]
        self._begun: dict[Place, float] = {}
        self._mark = _minute_of(clock.wall())
        self._care_log: CareLog | None = None

    def due(self) -> Work | None:
        """Look at the agents if a new minute has begun; minutes that were missed are counted."""
        now = Instant(self._clock.wall(), self._clock.monotonic(), self._began_s)
        mark, before = _minute_of(now.wall), self._mark
        if mark == before:
            return None
        self._mark = mark
        self._metrics.rounds_dropped.inc(max(0, (mark - before) // _MINUTE - 1))
        seen = {space.id: self._live.agents_of(space.id) for space in self._spaces}
        return partial(self._write, mark, now, seen)

    def close(self) -> None:
        """Let go of the log in the store."""
        if self._care_log is not None:
            self._care_log.close()
            self._care_log = None

    def _write(self, mark: datetime, now: Instant, seen: Seen, _: IsEnding) -> None:
        try:
            self._care_log = self._care_log or self._open_care_log()
            stored = self._care_log.read(self._wanted(now))
            self._care_log.write(self._record(mark, now, seen, stored))
        except StoreUnavailable:
            self._metrics.rounds_dropped.inc()
            raise

    def _wanted(self, now: Instant) -> Wanted:
        yesterdays = {
            space.id: self._calendars[space.id].day_of(now.wall) - _ONE_DAY
            for space in self._spaces
        }
        agents = [address for space in self._spaces for address in sorted(space.agents)]
        return Wanted(yesterdays, agents, to_us(now.wall))

    def _record(self, mark: datetime, now: Instant, seen: Seen, stored: Stored) -> CareRecord:
        judged, counts = [judge_store(stored)], []
        for space in self._spaces:
            calendar, agents = self._calendars[space.id], seen[space.id]
            judged += judge_space(space, calendar, agents, stored, now)
            counts.append(count_live(space, calendar, agents, now))
        views = [
            view_of(AgentAddress(space, name), agent, now.monotonic_s)
            for space, agents in seen.items()
            for name, agent in agents.items()
        ]
        self._begun = begun_after(self._begun, judged, now.monotonic_s)
        return CareRecord(
            to_us(mark),
            lasting(judged, self._begun, now.monotonic_s),
            views,
            counts,
            self._figures.look(),
            self._names,
            self._facts(now, seen),
        )

    def _facts(self, now: Instant, seen: Seen) -> list[Fact]:
        facts = [self._start]
        for space in self._spaces:
            calendar, known_as = self._calendars[space.id], self._calendar_ids[space.id]
            facts += facts_of_space(space, calendar, known_as, seen[space.id], now.wall)
        return facts


def _minute_of(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
