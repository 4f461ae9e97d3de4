"""What time can be trusted, from all that says something about it. Pure, integer microseconds.

    wall clock, boot-time, NTP ─┐
    last known good time ───────┼─▶ judge ─▶ TrustedTime, and what is remembered from now on
    agents' own clocks ─────────┤
    newest stored events ───────┘

The wall clock is what is judged, and no witness of itself. Witnesses are: the kernel, if NTP
disciplines it; our own memory of the last good time, carried on by boot-time; and each agent that
speaks live with a synced clock. The rules (docs/clocks.md gives the reasons):

- The wall clock is agreed to if two witnesses say so, and more than say otherwise.
- A leap forward that boot-time contradicts is agreed to only after NTP or two agents have been for
  it for `TRIAL_US` without another step and without an agent against it.
- An instant is certainly past if two witnesses say that it is, or if it was and time went by. No
  mark (deletion, freezing, expiry) may lie beyond it.
- Nothing is deleted in doubt, nor in the first `TRIAL_US` after a gap in memory of a day or more.
- No event is taken that is dated later than `latest_us`. A single agent never moves it, neither
  forward nor back: where two are for the wall clock and each for himself against it, or only one
  agent against it, the hub stores by it, and deletes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from contract.times import to_us

SECOND_US: Final = 1_000_000
HOUR_US: Final = 3600 * SECOND_US
DAY_US: Final = 24 * HOUR_US
TOLERANCE_US: Final = 300 * SECOND_US
"""Clocks that are further apart contradict each other: messages may be under way for minutes."""
FUTURE_US: Final = HOUR_US
"""An event may be dated so much later than now."""
TRIAL_US: Final = 6 * HOUR_US
"""So long a leap is only watched: time for a person to read what care says."""
GAP_US: Final = DAY_US
"""A hub that remembers nothing of a longer time has been off, or its clock is wrong."""
LONGEST_ABSENCE_US: Final = 400 * DAY_US
"""A hub that knows only that its clock is behind takes an event so far beyond what it knew."""
WITNESS_S: Final = 600.0
"""So long what an agent said of the time of day counts."""
_SLEW: Final = 2000
"""The kernel slews a clock by at most one part in 2,000 (adjtimex(2): 500 ppm)."""
FIRST_US: Final = to_us(datetime(2026, 1, 1, tzinfo=UTC))
"""There was no hub before this: a clock that says so is behind."""
LAST_US: Final = to_us(datetime(2046, 1, 1, tzinfo=UTC))
"""Nobody runs this version twenty years from now: a clock that says so is ahead."""


class ClockDoubt(StrEnum):
    """Why the wall clock isn't trusted."""

    AHEAD = "ahead"
    BEHIND = "behind"
    UNCONFIRMED = "no_ntp_no_agreement"


@dataclass(frozen=True, slots=True)
class Memory:
    """The last known good time, for the next look, process and boot."""

    good_us: int
    boot: str
    boot_us: int
    """Boot-time at `good_us`."""
    is_confirmed: bool = True
    """Whether two witnesses agreed to it; else it is only what the wall clock said."""
    trial_us: int = TRIAL_US
    """So long there is no deletion yet."""


@dataclass(frozen=True, slots=True)
class Steady:
    """Since when, in boot-time, a wall clock with support has been this far from boot-time."""

    offset_us: int
    since_us: int


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered from one look to the next."""

    memory: Memory | None = None
    stored_us: int | None = None
    """The newest date that stored events of two agents reach: all that an older version left."""
    steady: Steady | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the machine's clocks."""

    wall_us: int
    boot: str
    boot_us: int
    is_disciplined: bool


@dataclass(frozen=True, slots=True)
class TrustedTime:
    """What is known of now."""

    certain_us: int
    """The newest instant that is certainly past."""
    likely_us: int
    """The best estimate of now: what is shown and stored goes by it."""
    latest_us: int
    """No event may be dated later."""
    doubt: ClockDoubt | None
    may_delete: bool
    """Whether anything may be deleted, frozen or expire, up to `certain_us` at most."""


def judge(known: Known, look: Look, witnesses: Sequence[int]) -> tuple[TrustedTime, Known]:
    """Judge the wall clock; `witnesses` are what agents say that it is now, one each."""
    steady = _steady(known.steady, look, witnesses)
    votes = _votes(replace(known, steady=steady), look, witnesses)
    doubt = None if votes.are_for else votes.doubt(look.wall_us)
    certain_us = votes.past_us if doubt else _agreed_us(votes, look, known.memory)
    likely_us = max(certain_us, _likely_us(votes, look, doubt))
    memory = _remember(known.memory, look, votes, certain_us, likely_us)
    time = TrustedTime(
        certain_us=certain_us,
        likely_us=likely_us,
        latest_us=min(LAST_US, _latest_us(votes, look, likely_us) + FUTURE_US),
        doubt=doubt,
        may_delete=doubt is None and memory.trial_us == 0,
    )
    return time, Known(memory, known.stored_us, steady)


@dataclass(frozen=True, slots=True)
class _Votes:
    """What each witness says of now, and who is for the wall clock and who against."""

    supporters: tuple[int, ...]
    """What they say that is past at least."""
    opponents: tuple[int, ...]
    """What they say instead."""
    agents: tuple[int, ...]
    predicted_us: int | None
    """Now by our own memory, of this boot."""
    past_us: int
    """What is past at least, by our own memory alone."""
    is_vetoed: bool
    is_memory_against: bool
    has_most: bool
    """Whether no other time has as many voices as the wall clock, itself one of them."""
    stands: bool
    """Whether it is shown and stored by the wall clock, doubted or not."""
    knows_now: bool
    """Whether our own memory was ever agreed to."""

    @property
    def are_for(self) -> bool:
        enough = len(self.supporters) >= 2 and len(self.supporters) > len(self.opponents)
        return enough and not self.is_vetoed

    @property
    def second_us(self) -> int:
        """The newest instant of which two supporters say that it is past."""
        return sorted(self.supporters)[-2]

    def doubt(self, wall_us: int) -> ClockDoubt:
        if wall_us < FIRST_US or wall_us < self.past_us - TOLERANCE_US:
            return ClockDoubt.BEHIND
        if wall_us > LAST_US:
            return ClockDoubt.AHEAD
        if not self.opponents:
            return ClockDoubt.UNCONFIRMED
        below = sum(said_us < wall_us for said_us in self.opponents)
        return ClockDoubt.AHEAD if 2 * below >= len(self.opponents) else ClockDoubt.BEHIND


def _votes(known: Known, look: Look, agents: Sequence[int]) -> _Votes:
    wall_us, memory = look.wall_us, known.memory
    predicted_us = _predicted_us(memory, look)
    is_tried = _is_tried(known.steady, look, agents)
    supporters = [min(said_us, wall_us) for said_us in agents if _agree(said_us, wall_us)]
    opponents = [said_us for said_us in agents if not _agree(said_us, wall_us)]
    supporters += [wall_us] * (look.is_disciplined + is_tried)
    if known.stored_us is not None and known.stored_us > wall_us + TOLERANCE_US:
        opponents.append(known.stored_us)
    past_us = _past_us(memory, look)
    if memory is None and known.stored_us is not None:
        past_us = max(past_us, known.stored_us)
    against_us = _memory_against(memory, predicted_us, past_us, wall_us)
    if against_us is not None and not (supporters and not _is_confirmed(memory)):
        opponents.append(against_us)
    elif predicted_us is not None and memory is not None and memory.is_confirmed:
        reach_us = predicted_us + (look.boot_us - memory.boot_us) // _SLEW
        supporters.append(min(reach_us, wall_us))
    leaps = _is_confirmed(memory) and predicted_us is not None and against_us is not None
    voice_count = 1 + look.is_disciplined + sum(_agree(said_us, wall_us) for said_us in agents)
    most_against = _most_against(memory, predicted_us, wall_us, opponents)
    has_most = voice_count > most_against
    is_one_to_one = len(opponents) <= 1 and most_against <= 1 and against_us is None
    return _Votes(
        tuple(supporters),
        () if is_tried else tuple(opponents),
        tuple(sorted(agents)),
        predicted_us,
        past_us,
        is_vetoed=not FIRST_US <= wall_us <= LAST_US
        or (leaps and wall_us > (predicted_us or 0) and not is_tried),
        is_memory_against=against_us is not None,
        has_most=has_most,
        stands=FIRST_US <= wall_us <= LAST_US and (has_most or is_one_to_one),
        knows_now=_is_confirmed(memory),
    )


def _most_against(
    memory: Memory | None, predicted_us: int | None, wall_us: int, opponents: Sequence[int]
) -> int:
    """Count the opponents that say the same, at most.

    Our own memory of an earlier boot can't tell how long the machine was off: of those who say that
    it was for less than the wall clock has it, it is for each.
    """
    voices = [sum(_agree(one_us, other_us) for other_us in opponents) for one_us in opponents]
    if memory is not None and predicted_us is None and wall_us - memory.good_us > GAP_US:
        since_us = memory.good_us - TOLERANCE_US
        pairs = zip(opponents, voices, strict=True)
        voices = [count + (since_us <= said_us < wall_us) for said_us, count in pairs]
    return max(voices, default=0)


def _agree(one_us: int, other_us: int) -> bool:
    return abs(one_us - other_us) <= TOLERANCE_US


def _is_confirmed(memory: Memory | None) -> bool:
    return memory is not None and memory.is_confirmed


def _predicted_us(memory: Memory | None, look: Look) -> int | None:
    """Carry our own memory on by boot-time, if it is of this boot."""
    if memory is None or not look.boot or memory.boot != look.boot:
        return None
    passed_us = look.boot_us - memory.boot_us
    return None if passed_us < 0 else memory.good_us + passed_us


def _past_us(memory: Memory | None, look: Look) -> int:
    if memory is None or not memory.is_confirmed:
        return FIRST_US
    predicted_us = _predicted_us(memory, look)
    booted_since_us = memory.good_us + max(0, look.boot_us)
    if memory.boot == look.boot:  # a machine that was set back to an earlier moment of its run
        booted_since_us = memory.good_us
    return max(FIRST_US, booted_since_us if predicted_us is None else predicted_us)


def _memory_against(
    memory: Memory | None, predicted_us: int | None, past_us: int, wall_us: int
) -> int | None:
    """Return what our own memory says instead of the wall clock; None: it doesn't contradict."""
    if predicted_us is not None:
        return None if _agree(predicted_us, wall_us) else predicted_us
    return past_us if _is_confirmed(memory) and wall_us < past_us - TOLERANCE_US else None


def _agreed_us(votes: _Votes, look: Look, memory: Memory | None) -> int:
    """Find what is certainly past by a clock that is agreed to.

    Our own memory only follows others slowly, whose messages are late: what it says is past.
    """
    second_us = votes.second_us
    if memory is None or votes.predicted_us is None or votes.is_memory_against:
        return second_us
    if memory.is_confirmed:
        slack_us = (look.boot_us - memory.boot_us) // _SLEW
        second_us = max(second_us, votes.predicted_us - slack_us)
    return min(second_us, look.wall_us) if look.is_disciplined else second_us


def _steady(before: Steady | None, look: Look, agents: Sequence[int]) -> Steady | None:
    has_support = sum(_agree(said_us, look.wall_us) for said_us in agents) >= 2
    if not (look.is_disciplined or has_support):
        return None
    offset_us = look.wall_us - look.boot_us
    if before is not None and _agree(before.offset_us, offset_us):
        return before
    return Steady(offset_us, look.boot_us)


def _is_tried(steady: Steady | None, look: Look, agents: Sequence[int]) -> bool:
    if steady is None or look.boot_us - steady.since_us < TRIAL_US:
        return False
    return all(_agree(said_us, look.wall_us) for said_us in agents)


def _likely_us(votes: _Votes, look: Look, doubt: ClockDoubt | None) -> int:
    """Estimate now. Where nobody can tell who is right, the earlier time counts."""
    wall_us = look.wall_us
    if not FIRST_US <= wall_us <= LAST_US:
        return votes.past_us if votes.predicted_us is None else max(FIRST_US, votes.predicted_us)
    if doubt is None or doubt is ClockDoubt.UNCONFIRMED:
        return wall_us
    is_overruled = votes.has_most and not votes.knows_now
    if votes.predicted_us is not None and votes.is_memory_against and not is_overruled:
        return min(wall_us, max(FIRST_US, votes.predicted_us))
    if doubt is ClockDoubt.BEHIND and look.wall_us < votes.past_us:
        return votes.past_us
    below = sorted(said_us for said_us in votes.opponents if said_us < wall_us)
    if below and not votes.stands and len(votes.opponents) >= len(votes.supporters):
        return max(FIRST_US, below[-2:][0])  # a single one never moves it forward
    return wall_us


def _latest_us(votes: _Votes, look: Look, likely_us: int) -> int:
    """Find the latest now that can be meant: a single agent never moves it."""
    best = [likely_us] if votes.has_most else [likely_us, *votes.agents[-2:-1]]
    if votes.stands and votes.agents:
        best.append(look.wall_us)
    if len(votes.agents) >= 2:
        return max(best)
    if not votes.knows_now and not FIRST_US <= look.wall_us <= LAST_US:
        best.append(LAST_US)  # nothing at all is known of now
    elif votes.predicted_us is None and look.wall_us < votes.past_us - TOLERANCE_US:
        best.append(votes.past_us + LONGEST_ABSENCE_US)
    return max(best)


def _remember(
    memory: Memory | None, look: Look, votes: _Votes, certain_us: int, likely_us: int
) -> Memory:
    trial_us = _trial_us(memory, look, votes)
    if votes.are_for:
        return Memory(certain_us, look.boot, look.boot_us, is_confirmed=True, trial_us=trial_us)
    if memory is None or not memory.is_confirmed:
        return Memory(likely_us, look.boot, look.boot_us, is_confirmed=False)
    if votes.predicted_us is None:
        return memory
    return replace(memory, good_us=votes.predicted_us, boot_us=look.boot_us)


def _trial_us(memory: Memory | None, look: Look, votes: _Votes) -> int:
    """Tell how long there is still no deletion, if the wall clock is agreed to."""
    if memory is None or not memory.is_confirmed or votes.is_memory_against:
        return TRIAL_US
    if votes.predicted_us is None:
        return TRIAL_US if look.wall_us - votes.past_us > GAP_US else memory.trial_us
    return max(0, memory.trial_us - (look.boot_us - memory.boot_us))
