"""Each minute: what needs care, how agents are, what is live; remembered, and recorded.

    Live, the hub itself ─▶ now ─┐
                                 ├─▶ judgements (domain/*_care.py) ─┬─▶ CareNotes ─▶ book, API, CLI
    store ─▶ Stored, Audited ────┘                                  └─▶ CareRecord ─▶ store

It is judged whatever the store, and while the store is down, too: by what was last known of it.
Records are hints for dashboards and alerts, not facts: what the store doesn't take is dropped and
counted, and neither what is live nor the archive ever waits for it. It knows no database and no
HTTP.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from contract.care import Severity, severity_of
from contract.series import NOWHERE, CareKind
from contract.times import from_us, to_us
from contract.topics import AgentAddress
from hub.book.care import Findings, Trouble
from hub.clock import Clock
from hub.config import HubConfig
from hub.domain.agent_care import ONCE, Audited, Heard, judge_accounts, judge_agents
from hub.domain.agents import view_of
from hub.domain.calendar_id import calendar_id
from hub.domain.care import Instant, Judgement, Stored, count_live, judge_space, judge_store
from hub.domain.facts import Fact, fact_of_hub, facts_of_space
from hub.domain.feed_care import judge_feeds
from hub.domain.hub_care import HubNow, judge_book_rows, judge_hub
from hub.domain.lasting import Place, begun_after, lasting
from hub.domain.live import CONFLICT_SHOWN_S, AgentNow
from hub.domain.publishing_care import Publishing, judge_publishing
from hub.domain.sensor_care import PROBLEMS
from hub.domain.site_care import judge_site
from hub.domain.visitor_doubt import DoubtReason, VisitorDoubts, judge_visitors
from hub.errors import StoreUnavailable
from hub.live.live import Live
from hub.metrics import HubMetrics
from hub.metrics_sample import HubFigures
from hub.release import release
from hub.spaces_now import Spaces, SpacesNow
from hub.stores.care_log import CareLog, CareRecord, SpaceName, Wanted
from hub.stores.protocol import StoreReader
from hub.workers.care_audit import AuditLook
from hub.workers.care_notes import CareNotes
from hub.workers.hub_watch import HubWatch
from hub.workers.periodic import IsEnding, Schedule, Work

LOOK_EVERY_S: Final = 1.0
_MINUTE: Final = timedelta(minutes=1)
_ONE_DAY: Final = timedelta(days=1)
OF_THE_STORE: Final = frozenset(
    {
        *PROBLEMS.values(),
        CareKind.LOW_COVERAGE_YESTERDAY,
        CareKind.OUTBOX_DAMAGED,
        CareKind.QUARANTINE_NOT_EMPTY,
        CareKind.SENSOR_FAULT,
        CareKind.SENSOR_WITHOUT_SIGN,
    }
)
"""What can't be judged before the store has answered once."""
OF_THE_AUDIT: Final = frozenset(
    {
        CareKind.CARD_COPIED,
        CareKind.EVENTS_LOST,
        CareKind.EVENTS_MISSING,
        CareKind.EVENTS_TOO_LATE,
        CareKind.STORE_DAMAGED,
        CareKind.UNKNOWN_AGENT,
    }
)

Seen = Mapping[str, Mapping[str, AgentNow]]
"""Agents by space and id."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is seen on the loop at a full minute, for the thread that judges."""

    mark: datetime
    now: Instant
    seen: Seen
    heard: Heard
    hub: HubNow
    doubts: Mapping[str, Mapping[DoubtReason, int]]
    """What visitors say, by space."""


def _nothing_known(_: float) -> Publishing | None:
    return None


def _no_judgement(_: Instant) -> Iterable[Judgement]:
    return ()


def _none_damaged(_: float) -> tuple[str, ...] | None:
    return ()


def _noted_nowhere(_seen: Seen, _now: Instant) -> None:
    return None


def _no_feeds() -> Mapping[str, tuple[str, ...]] | None:
    return {}


@dataclass(frozen=True, slots=True)
class Asked:
    """How store, book and visitors are asked: all but these by the thread of care."""

    open_care_log: Callable[[], CareLog]
    """This and the next raise StoreUnavailable."""
    open_reader: Callable[[], StoreReader]
    look_published: Callable[[float], Publishing | None] = _nothing_known
    """Told the seconds of our monotonic clock; it raises nothing."""
    note_signs: Callable[[Seen, Instant], None] = _noted_nowhere
    """It raises nothing, either."""
    judge_access: Callable[[Instant], Iterable[Judgement]] = _no_judgement
    """What lets the hub and programs in; it raises nothing."""
    doubts: VisitorDoubts = field(default_factory=lambda: VisitorDoubts(()))
    """What visitors say; the loop's own."""
    failing_feeds: Callable[[], Mapping[str, tuple[str, ...]] | None] = _no_feeds
    """Tells by space which calendars can't be read for long; None: nobody has looked yet."""
    damaged_rows: Callable[[float], tuple[str, ...] | None] = _none_damaged
    """Told the seconds of our monotonic clock, it tells of what the book has damaged rows."""


class CareRecorder:
    """Judges at each full minute, has it remembered, and hands a record to the store."""

    # No longer wait after failures: a record that misses its minute is lost anyway.
    schedule: Final = Schedule(
        "care", LOOK_EVERY_S, LOOK_EVERY_S, "minutes of care and health are dropped"
    )

    def __init__(
        self,
        config: HubConfig,
        live: Live,
        metrics: HubMetrics,
        clock: Clock,
        *,
        asked: Asked,
        notes: CareNotes,
        watch: HubWatch,
        now_us: Callable[[], int] | None = None,
        spaces: SpacesNow | None = None,
    ) -> None:
        """`spaces` are those of `config`, as they are now."""
        self._now_held = spaces or SpacesNow(config.spaces)
        self._audit = AuditLook((), asked.open_reader)
        self._follow(self._now_held.now)
        self._site = config.site
        self._live = live
        self._metrics = metrics
        self._asked = asked
        self._notes = notes
        self._watch = watch
        self._clock = clock
        self._now_us = now_us or (lambda: to_us(clock.wall()))
        self._figures = HubFigures(metrics)
        self._began_s = clock.monotonic()
        self._start = fact_of_hub(release(), clock.wall())
        self._names = [SpaceName(space.id, space.name, space.timezone) for space in config.spaces]
        self._begun: dict[Place, float] = {}
        self._mark = _minute_of(from_us(self._now_us()))
        self._care_log: CareLog | None = None
        self._stored: Stored | None = None

    def due(self) -> Work | None:
        """Look at everything if a new minute has begun; minutes that were missed are counted."""
        now_s = self._clock.monotonic()
        self._watch.look(now_s)
        now = Instant(from_us(self._now_us()), now_s, self._began_s)
        mark, before = _minute_of(now.wall), self._mark
        if mark == before:
            return None
        self._mark = mark
        self._metrics.rounds_dropped.inc(max(0, (mark - before) // _MINUTE - 1))
        if self._revision != self._now_held.now.revision:
            self._follow(self._now_held.now)
        seen = {space.id: self._live.agents_of(space.id) for space in self._spaces}
        claiming = self._live.claiming(CONFLICT_SHOWN_S)
        heard = Heard(self._watch.held_back, claiming, self._watch.flooding)
        hub = self._watch.now(now_s, self._notes.aside())
        doubts = self._asked.doubts.counts(now_s)
        return partial(self._do, Look(mark, now, seen, heard, hub, doubts))

    def close(self) -> None:
        """Let go of the log in the store."""
        if self._care_log is not None:
            self._care_log.close()
            self._care_log = None

    def _follow(self, spaces: Spaces) -> None:
        """Judge by these from now on."""
        self._spaces, self._calendars = spaces.all, spaces.calendars
        self._calendar_ids = {space.id: calendar_id(space) for space in spaces.all}
        self._revision = spaces.revision
        self._audit.follow({address for space in spaces.all for address in space.agents})

    def _do(self, look: Look, _: IsEnding) -> None:
        """Judge and remember, whatever becomes of the store; then record."""
        failed = self._ask(look.now)
        judged = list(self._judge(look))
        self._remember(judged, to_us(look.now.wall))
        self._asked.note_signs(look.seen, look.now)
        if failed is None:
            failed = self._write(look, judged)
        if failed is not None:
            self._metrics.rounds_dropped.inc()
            raise failed

    def _ask(self, now: Instant) -> StoreUnavailable | None:
        try:
            self._care_log = self._care_log or self._asked.open_care_log()
            self._stored = self._care_log.read(self._wanted(now))
            self._audit.look(now.monotonic_s, to_us(now.wall))
        except StoreUnavailable as error:
            return error
        return None

    def _write(self, look: Look, judged: list[Judgement]) -> StoreUnavailable | None:
        try:
            if self._care_log is not None:
                self._care_log.write(self._record(look, judged))
        except StoreUnavailable as error:
            return error
        return None

    def _wanted(self, now: Instant) -> Wanted:
        yesterdays = {
            space.id: self._calendars[space.id].day_of(now.wall) - _ONE_DAY
            for space in self._spaces
        }
        agents = [address for space in self._spaces for address in sorted(space.agents)]
        return Wanted(yesterdays, agents, to_us(now.wall))

    def _judge(self, look: Look) -> Iterator[Judgement]:
        """Judge all that can be judged."""
        unknown = frozenset() if self._stored else OF_THE_STORE
        unknown |= frozenset() if self._audit.last else OF_THE_AUDIT
        stored, audited = self._stored or Stored(), self._audit.last or Audited()
        return (
            judgement
            for judgement in self._judge_all(look, stored, audited)
            if judgement.kind not in unknown
        )

    def _judge_all(self, look: Look, stored: Stored, audited: Audited) -> Iterator[Judgement]:
        yield judge_store(stored)
        yield from judge_hub(look.hub, audited)
        yield from judge_site(self._site, self._calendars[self._spaces[0].id].day_of(look.now.wall))
        yield from self._asked.judge_access(look.now)
        yield from judge_book_rows(self._asked.damaged_rows(look.now.monotonic_s))
        publishing = self._asked.look_published(look.now.monotonic_s)
        failing = self._asked.failing_feeds()
        for space in self._spaces:
            calendar, agents = self._calendars[space.id], look.seen[space.id]
            yield from judge_space(space, calendar, agents, stored, look.now)
            yield from judge_agents(
                space, calendar, agents, look.now, stored=stored, heard=look.heard
            )
            yield from judge_accounts(space, audited)
            yield from judge_publishing(space.id, publishing)
            yield judge_visitors(space.id, look.doubts)
            yield from judge_feeds(space.id, failing)

    def _remember(self, judged: list[Judgement], now_us: int) -> None:
        said = self._notes.note(findings_of(judged), now_us)
        counts = dict.fromkeys(Severity, 0)
        for each in said.lasting:
            if each.trouble.kind in _KINDS:
                counts[severity_of(CareKind(each.trouble.kind))] += 1
        for severity, count in counts.items():
            self._metrics.care_needed.labels(severity).set(count)

    def _record(self, look: Look, judged: list[Judgement]) -> CareRecord:
        now = look.now
        counts = [
            count_live(space, self._calendars[space.id], look.seen[space.id], now)
            for space in self._spaces
        ]
        views = [
            view_of(AgentAddress(space, name), agent, now.monotonic_s)
            for space, agents in look.seen.items()
            for name, agent in agents.items()
        ]
        self._begun = begun_after(self._begun, judged, now.monotonic_s)
        return CareRecord(
            to_us(look.mark),
            lasting(judged, self._begun, now.monotonic_s),
            views,
            counts,
            self._figures.look(),
            self._names,
            self._facts(now, look.seen),
        )

    def _facts(self, now: Instant, seen: Seen) -> list[Fact]:
        facts = [self._start]
        for space in self._spaces:
            calendar, known_as = self._calendars[space.id], self._calendar_ids[space.id]
            facts += facts_of_space(space, calendar, known_as, seen[space.id], now.wall)
        return facts


_KINDS: Final = frozenset(CareKind)


def findings_of(judged: Iterable[Judgement]) -> Findings:
    """Say what was judged in the words of the book."""
    needed, still, once, kinds = set[Trouble](), set[Trouble](), set[Trouble](), set[str]()
    for judgement in judged:
        kinds.add(judgement.kind.value)
        if judgement.kind in ONCE:
            once.update(troubles_of(judgement))
        elif judgement.needs_care:
            needed.update(troubles_of(judgement))
        elif judgement.is_so:
            still.update(troubles_of(judgement))
    return Findings(frozenset(needed), frozenset(still), frozenset(once), frozenset(kinds))


def troubles_of(judgement: Judgement) -> Iterator[Trouble]:
    """Name each thing that a judgement is about; nothing, if all is well.

    What is an agent's own is called `agent/subject`, for an id is unique only there.
    """
    if not (judgement.needs_care or judgement.is_so):
        return
    space = "" if judgement.space == NOWHERE else judgement.space
    agent = "" if judgement.agent == NOWHERE else judgement.agent
    for subject in judgement.subjects or ("",):
        parts = (each for each in (agent, subject) if each)
        yield Trouble(judgement.kind.value, space, "/".join(parts))


def _minute_of(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
