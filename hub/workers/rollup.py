"""The roll-up: makes slots and local days of what is stored, where something changed.

    touched windows ─┐
    ended slots ─────┼─▶ windows of a space ─▶ slots (pure) ─▶ those that differ ─▶ one commit
    a new calendar ──┘                  as far as they may be    and their local days
                                        replaced (domain/doubt.py)

It reads beside the writer, a few days at a time, and hands what differs to the writer's thread. It
knows no MQTT and no HTTP.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from contract.times import from_us, to_us
from hub.domain.assignment import Own, own_of
from hub.domain.calendar import Calendar
from hub.domain.calendar_difference import first_difference
from hub.domain.calendar_id import calendar_id
from hub.domain.days import SpaceDay, space_days
from hub.domain.doubt import Doubt, better_known, frozen_until_us
from hub.domain.slots import SLOT_US, WatchedPart, slot_of, slots_of
from hub.domain.space import SpaceConfig
from hub.domain.timeline import Handovers
from hub.spaces_now import SpacesNow, held
from hub.stores.history_protocol import HistoryReader, KeptSlot, Rolled, SpaceHistory

_UNFINISHED: Final = ""
"""The calendar of a space that was never rolled up whole, or of which something was set aside."""
DAY_US: Final = 86_400 * 1_000_000
MOST_DAYS_AT_ONCE: Final = 14
"""Written in one commit: the disk is waited for less often, and an append waits no longer."""
DESK_DAYS_AT_ONCE: Final = 280
"""Where a space has so many desks that this comes first."""
_MOST_EARLIER: Final = 8
"""So many calendars of a space are remembered, to make only what differs."""


@dataclass(frozen=True, slots=True)
class Window:
    """Slots that start in [from_us, to_us), both on marks."""

    from_us: int
    to_us: int


class Rollup:
    """Brings the history of a region up to date, a step at a time."""

    def __init__(
        self,
        spaces: SpacesNow | Sequence[SpaceConfig],
        reader: HistoryReader,
        write: Callable[[SpaceHistory], None],
        is_over: Callable[[], bool] = lambda: False,
    ) -> None:
        self._now_held = held(spaces)
        self._revision = self._now_held.now.revision
        self._spaces = [_Space(space) for space in self._now_held.now.all]
        self._reader = reader
        self._write = write
        self._is_over = is_over

    def run(self, now_us: int) -> int:
        """Make every slot that ended by `now_us` true; returns how many were written.

        Raises StoreUnavailable; what was written until then stays, and the rest comes next time.
        """
        self._follow()
        return sum(
            self._roll(space, slot_of(now_us)) for space in self._spaces if not self._is_over()
        )

    def close(self) -> None:
        """Let go of the reader."""
        self._reader.close()

    def _follow(self) -> None:
        """Go by the spaces as they are now."""
        spaces = self._now_held.now
        if spaces.revision != self._revision:
            self._spaces = [
                before if before.config == config else _Space(config, before)
                for before, config in zip(self._spaces, spaces.all, strict=True)
            ]
            self._revision = spaces.revision

    def _roll(self, space: "_Space", now_us: int) -> int:
        touched = self._reader.touched(space.id)
        rolled = self._reader.rolled(space.id)
        earliest_us = max(space.since_us, self._frozen_until_us())
        until_us = space.since_us if rolled is None else min(rolled.until_us, now_us)
        changing = [_slots_over(window.from_us, window.to_us) for window in touched]
        has_changed = rolled is not None and rolled.calendar != space.calendar_id
        if rolled is not None and has_changed:
            from_us = space.differs_from_us(rolled.calendar, earliest_us, now_us)
            changing.append(Window(from_us, now_us))
        windows = [Window(max(window.from_us, earliest_us), window.to_us) for window in changing]
        windows.append(Window(max(until_us, space.since_us), now_us))
        steps = list(_days_of(space, _joined(windows), now_us))
        is_ahead = rolled is not None and rolled.until_us > now_us  # a wrong clock made slots
        is_done = rolled is not None and not is_ahead and not has_changed
        if not steps and not touched and is_done:
            return 0
        done = [number for window in touched for number in window.ids]
        return self._write_steps(space, steps, max(until_us, now_us), done)

    def _write_steps(
        self, space: "_Space", steps: Sequence[Window], until_us: int, done: Sequence[int]
    ) -> int:
        """Write window by window; only the last one says that all is done."""
        written = 0
        rolled = self._reader.rolled(space.id) or Rolled(space.since_us, _UNFINISHED)
        is_anew = rolled.calendar == _UNFINISHED
        for step in steps:
            if self._is_over():
                return written
            differing = self._differing(space, step)
            if differing or is_anew:
                days = self._days(space, differing, space.days_of(step) if is_anew else ())
                self._write(SpaceHistory(space.id, space.zone.key, differing, days, rolled, ()))
                written += len(differing)
        rolled = Rolled(until_us, space.calendar_id)
        self._write(SpaceHistory(space.id, space.zone.key, (), (), rolled, done))
        return written

    def _differing(self, space: "_Space", window: Window) -> list[KeptSlot]:
        parts = [
            WatchedPart(
                self._reader.stretch(address, window.from_us, window.to_us),
                own.desks,
                own.doors,
                Handovers(own.desk_handovers, own.door_handovers),
            )
            for address, own in space.agents.items()
        ]
        kept = {
            stored.slot.start_us: stored
            for stored in self._reader.slots(space.id, window.from_us, window.to_us)
        }
        made = slots_of(parts, window.from_us, window.to_us, space.in_service)
        news = [KeptSlot(slot, space.is_open(slot.start_us)) for slot in made]
        doubt = Doubt(self._frozen_until_us(), self._reader.doubtful_us())  # after the events
        judged = (_judged(kept.get(new.slot.start_us), new, doubt) for new in news)
        return [slot for slot in judged if slot is not None]

    def _days(
        self, space: "_Space", differing: Sequence[KeptSlot], anew: Iterable[date]
    ) -> list[SpaceDay]:
        """Sum the local days that hold slots which differ, out of what is stored and these.

        And those that are to be summed anyway.
        """
        news = {new.slot.start_us: new for new in differing}
        return [
            day
            for name in sorted({space.day_of(start_us) for start_us in news} | set(anew))
            for day in self._day(space, name, news)
        ]

    def _day(self, space: "_Space", name: date, news: dict[int, KeptSlot]) -> Iterator[SpaceDay]:
        from_us, to_us = space.span_of(name)
        kept = {
            stored.slot.start_us: stored for stored in self._reader.slots(space.id, from_us, to_us)
        }
        kept |= {start: new for start, new in news.items() if from_us <= start < to_us}
        opened = {start for start, slot in kept.items() if slot.open}
        slots = [kept[start].slot for start in sorted(kept)]
        days = space_days(slots, space.zone, opened.__contains__)
        if all(slot.by_desk or not slot.desks for slot in slots):
            return days
        before = next(iter(self._reader.days(space.id, name, name)), None)
        held = before.by_desk if before else ()
        return (replace(day, by_desk=better_known(day.by_desk, held)) for day in days)

    def _frozen_until_us(self) -> int:
        return frozen_until_us(self._reader.deleted_until_us())


class _Space:
    """One space, its calendar and its agents, as the roll-up asks for them."""

    def __init__(self, config: SpaceConfig, before: "_Space | None" = None) -> None:
        """`before` is the same space, as it was until now."""
        self.id = config.id
        self.config = config
        earlier = [] if before is None else [*before.earlier.values(), before.config]
        self.earlier: dict[str, SpaceConfig] = {
            calendar_id(each): each for each in earlier[-_MOST_EARLIER:]
        }
        self.zone = ZoneInfo(config.timezone)
        self.agents = {address: _watched(config, address.agent) for address in config.agents}
        self.calendar_id = calendar_id(config)
        fitting = DESK_DAYS_AT_ONCE // max(1, len(config.desks))
        self.days_at_once = max(1, min(MOST_DAYS_AT_ONCE, fitting))
        self._calendar = Calendar(config)
        self.since_us = to_us(self._calendar.span_of(config.since).start)
        self._serving_all_day: tuple[Window, tuple[str, ...]] = Window(0, 0), ()

    def differs_from_us(self, calendar: str, from_us: int, now_us: int) -> int:
        """Return from when on, in a span, days aren't what they were by an earlier calendar."""
        before = self.earlier.get(calendar)
        if before is None:
            return from_us
        first = first_difference(before, self.config, self.day_of(from_us), self.day_of(now_us))
        return now_us if first is None else max(from_us, self.span_of(first)[0])

    def in_service(self, start_us: int) -> Sequence[str]:
        """Return the desks of kind desk in service at the start of a slot."""
        window, serving = self._serving_all_day
        if window.from_us <= start_us < window.to_us:
            return serving
        at = from_us(start_us)
        desks = self._calendar.desks_in_service(at)
        serving = tuple(desk.id for desk in desks if desk.kind == "desk")
        if self._calendar.serves_all_day(at):
            self._serving_all_day = Window(*self.span_of(self.day_of(start_us))), serving
        return serving

    def is_open(self, start_us: int) -> bool:
        """Tell whether the space is open in the slot."""
        return self._calendar.is_open(from_us(start_us))

    def day_of(self, start_us: int) -> date:
        """Return the local day that holds the slot's start."""
        return self._calendar.day_of(from_us(start_us))

    def days_of(self, window: Window) -> Iterator[date]:
        """Yield the local days of a window."""
        start_us = window.from_us
        while start_us < window.to_us:
            day = self.day_of(start_us)
            yield day
            _, start_us = self.span_of(day)

    def span_of(self, day: date) -> tuple[int, int]:
        """Return a local day's first instant and the next day's."""
        whole = self._calendar.span_of(day)
        return to_us(whole.start), to_us(whole.end)


def _watched(config: SpaceConfig, agent: str) -> Own:
    desks = frozenset(desk.id for desk in config.desks if desk.kind == "desk")
    doors = frozenset(door.id for door in config.doors if door.counts)
    return own_of(config, agent).only(desks, doors)


def _slots_over(from_us: int, to_us: int) -> Window:
    """Return the slots that a span touches."""
    return Window(slot_of(from_us), slot_of(to_us + SLOT_US - 1))


def _joined(windows: Iterable[Window]) -> list[Window]:
    joined: list[Window] = []
    for window in sorted(windows, key=lambda window: window.from_us):
        if joined and window.from_us <= joined[-1].to_us:
            joined[-1] = Window(joined[-1].from_us, max(joined[-1].to_us, window.to_us))
        else:
            joined.append(window)
    return joined


def _days_of(space: _Space, windows: Iterable[Window], now_us: int) -> Iterator[Window]:
    """Cut windows, which may be empty, into pieces that end with a local day, or where they do."""
    for window in windows:
        rest = Window(window.from_us, min(window.to_us, now_us))
        days = space.days_of(rest)
        while some := list(islice(days, space.days_at_once)):
            _, next_us = space.span_of(some[-1])
            yield Window(rest.from_us, min(next_us, rest.to_us))
            rest = Window(next_us, rest.to_us)


def _judged(kept: KeptSlot | None, made: KeptSlot, doubt: Doubt) -> KeptSlot | None:
    """Return what shall be written of a slot: None is nothing."""
    if kept == made:
        return None
    if doubt.may_replace(kept.slot if kept else None, made.slot):
        return made
    if kept is None or kept.open == made.open or made.slot.start_us < doubt.frozen_until_us:
        return None
    return KeptSlot(kept.slot, made.open)
