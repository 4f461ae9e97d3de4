"""What of the present may be said in public, and when: the small-count rule.

Where `small_count` is above 0 nobody may tell 0, 1, … small_count - 1 persons apart
(docs/decisions/0004-small-counts-at-full-minutes.md):

- The snapshot is a pure function of what was true at the full minute (`at_mark`). In between it
  moves only when a desk becomes unknown, and by the same step whatever that desk was before
  (`between_marks`).
- Below `small_count` occupied desks, and always while closed, the number stays away and the
  bounds of what is free follow from the number of unknown desks alone.
- Which desks are unknown then follows faults and times alone: those that aren't whole. What sitting
  or leaving can make unknown counts as occupied when it is decided whether a number is small.

Everything here is pure; when it is called decides hub/live/live.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from contract.events import DeskState
from contract.times import to_us
from hub.domain.availability import (
    Availability,
    DeskCounts,
    FreeDesks,
    OpeningNow,
    Published,
    Quality,
)
from hub.domain.calendar import OpeningState
from hub.domain.sight import Seen, Sight, oldest_proof, ttl_of
from hub.domain.space import SpaceConfig


@dataclass(frozen=True, slots=True)
class Marked:
    """The snapshot of a protected space, and which desks were known all the time since its mark."""

    published: Published
    known: frozenset[str]


def to_ms(at: datetime) -> int:
    """Count the milliseconds since 1970, rounded down."""
    return to_us(at) // 1000


def at_once(
    space: SpaceConfig, sight: Sight, now: datetime, previous: Published | None = None
) -> Published:
    """Say all that is true, for a space that protects no small counts.

    Returns `previous` itself if nothing that is public changed.
    """
    desks = _desks(sight)
    known = [seen.unit for seen in desks if seen.state is not DeskState.UNKNOWN]
    occupied = sum(seen.state is DeskState.OCCUPIED for seen in desks)
    shown = [seen.unit for seen in sight.units if seen.state is not DeskState.UNKNOWN]
    published = _publish(
        space,
        sight,
        observed_at=oldest_proof(sight, shown),
        ttl_s=ttl_of(sight, shown),
        desks=DeskCounts(total=len(desks), occupied=occupied, unknown=len(desks) - len(known)),
        free=FreeDesks(at_least=len(known) - occupied, at_most=len(desks) - occupied, capped=False),
        version=to_ms(now) if previous is None else max(previous.version + 1, to_ms(now)),
    )
    return previous if previous is not None and _is_same(previous, published) else published


def _is_same(one: Published, other: Published) -> bool:
    if one.observed_us != other.observed_us:  # as after nearly each state
        return False
    return one.body == other.body.model_copy(update={"version": one.version})


def at_mark(space: SpaceConfig, sight: Sight, mark: datetime, previous: int = 0) -> Marked:
    """Say what may be said of `sight`, which was true at the full minute `mark`."""
    return _marked(space, sight, mark, max(previous + 1, to_ms(mark)))


def before_first_mark(space: SpaceConfig, sight: Sight, start: datetime) -> Marked:
    """Say that nothing is known yet. `sight` is one without any agent."""
    return _marked(space, sight, None, to_ms(start))


def between_marks(marked: Marked, units: Iterable[Seen]) -> Marked:
    """Take away the desks that became unknown since the mark, and leave everything else.

    `units` are as they are now. One desk less is the right step for a capped bound too: it falls by
    one with each unknown. The version grows by one for each agent whose desks they are: asked after
    each message, two hubs that heard the same count the same, whenever each of them looks.
    """
    is_known = _KNOWN[marked.published.body.free.capped]
    lost = {
        seen.unit.id: seen.unit.agent
        for seen in units
        if seen.unit.id in marked.known and not is_known(seen)
    }
    if not lost:
        return marked
    before = marked.published.body
    desks = before.desks.model_copy(update={"unknown": before.desks.unknown + len(lost)})
    at_least = max(0, before.free.at_least - len(lost))
    body = before.model_copy(
        update={
            "quality": _quality(desks.total, desks.unknown),
            "desks": desks,
            "free": before.free.model_copy(update={"at_least": at_least}),
            "version": before.version + len(set(lost.values())),
        }
    )
    return Marked(Published(body, marked.published.observed_us), marked.known - lost.keys())


def _is_watched(seen: Seen) -> bool:
    """Tell whether a desk counts as known where a small number would be a person."""
    return seen.is_whole


def _is_told(seen: Seen) -> bool:
    """Tell whether a desk of a protected space counts as known where numbers are told."""
    return seen.is_whole and seen.state is not DeskState.UNKNOWN


_KNOWN: Final = {True: _is_watched, False: _is_told}
"""By whether the number is kept from view."""


def _marked(space: SpaceConfig, sight: Sight, mark: datetime | None, version: int) -> Marked:
    desks = _desks(sight)
    watched = [seen for seen in desks if _is_watched(seen)]
    perhaps_occupied = sum(seen.state is not DeskState.FREE for seen in watched)
    capped = perhaps_occupied < space.small_count or sight.opening.state is OpeningState.CLOSED
    known = [seen for seen in desks if _KNOWN[capped](seen)]
    units = [seen.unit for seen in known]
    total, unknown = len(desks), len(desks) - len(known)
    occupied = sum(seen.state is DeskState.OCCUPIED for seen in known)
    published = _publish(
        space,
        sight,
        observed_at=mark,
        ttl_s=ttl_of(sight, units),
        desks=DeskCounts(total=total, occupied=None if capped else occupied, unknown=unknown),
        free=FreeDesks(
            at_least=_least_if_capped(space, total, unknown) if capped else len(known) - occupied,
            at_most=total if capped else total - occupied,
            capped=capped,
        ),
        version=version,
    )
    return Marked(published, frozenset(unit.id for unit in units))


def _least_if_capped(space: SpaceConfig, total: int, unknown: int) -> int:
    return max(0, total - unknown - space.small_count + 1)


def _desks(sight: Sight) -> list[Seen]:
    return [seen for seen in sight.units if seen.unit.kind == "desk"]


def _quality(total: int, unknown: int) -> Quality:
    if unknown == 0:
        return Quality.LIVE
    return Quality.STALE if unknown == total else Quality.PARTIAL


def _publish(
    space: SpaceConfig,
    sight: Sight,
    *,
    observed_at: datetime | None,
    ttl_s: int,
    desks: DeskCounts,
    free: FreeDesks,
    version: int,
) -> Published:
    body = Availability(
        space=space.id,
        name=space.name,
        observed_at=observed_at,
        ttl_s=ttl_s,
        quality=_quality(desks.total, desks.unknown),
        opening=OpeningNow(
            state=sight.opening.state, until=sight.opening.until, reason=sight.opening.reason
        ),
        desks=desks,
        free=free,
        version=version,
        detail=_detail(space, sight),
    )
    return Published(body, None if observed_at is None else to_us(observed_at))


def _detail(space: SpaceConfig, sight: Sight) -> dict[str, DeskState] | None:
    if space.public_detail == "count":
        return None
    return {seen.unit.id: seen.state for seen in sight.units}
