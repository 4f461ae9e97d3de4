"""The agent's clock jumps by a second to a century: nothing is lost, and dates rise."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from contract.messages import State
from contract.times import to_us
from tests.edge.pi import Pi, desk
from tests.edge.scripted import SECOND_US, START_US, ScriptedClock

AMOUNTS_S: Final = (1, 3, 61, 3_601, 45 * 86_400, 400 * 86_400, 3_155_760_000)
STEPS: Final = st.lists(
    st.one_of(
        st.tuples(st.just("jump"), st.sampled_from([s * a for a in AMOUNTS_S for s in (1, -1)])),
        st.tuples(st.just("run"), st.sampled_from([1, 20, 400])),
        st.tuples(st.just("restart"), st.just(0)),
        st.tuples(st.just("reboot"), st.sampled_from([30, 3_600, 86_400])),
        st.tuples(st.just("right"), st.just(0)),
    ),
    max_size=10,
)
ERROR_US: Final = 16 * SECOND_US
"""NTP calls no clock right that is further off."""


@dataclass
class Life:
    """An agent over its starts, and the truth: boot-time plus `true_offset_us` is the time."""

    folder: Path
    is_lied_to: bool
    """Whether the kernel calls every clock right."""
    true_offset_us: int = START_US
    boots: int = 1
    states: list[State] = field(default_factory=list)
    seen: dict[int, int] = field(default_factory=dict)
    """Number of a sitting down to its true time."""

    def __post_init__(self) -> None:
        self.clock = ScriptedClock(boot=f"{1:032x}")
        self.begin()

    def begin(self) -> None:
        """Start the agent."""
        self._judge()
        self.pi = Pi(self.folder, self.clock, (desk("d1", 17),)).begin()

    def end(self) -> None:
        """Stop the agent as a power cut does."""
        self.states += self.pi.states()
        self.pi.outbox.close()

    def play(self, what: str, amount: int) -> None:
        """Do one step."""
        match what:
            case "jump":
                self.clock.offset_us = self.true_offset_us + amount * SECOND_US
            case "right":
                self.clock.offset_us = self.true_offset_us
            case "restart":
                self.end()
                self.begin()
            case "reboot":
                self.end()
                self._reboot(amount)
                self.begin()
            case "run":
                self.run(amount)
        self._judge()
        self.run(2)

    def run(self, seconds: int) -> None:
        """Let time pass; somebody sits down or gets up now and then."""
        self.pi.sit("d1", active=len(self.pi.events("desk")) % 2 == 0)
        self.pi.pass_s(seconds, step_s=max(1, seconds // 20))

    def _reboot(self, off_for_s: int) -> None:
        """Begin boot-time anew; the wall clock stays as wrong as it was."""
        wrong_us = self.clock.offset_us - self.true_offset_us
        true_us = self.clock.now_us + self.true_offset_us + off_for_s * SECOND_US
        self.boots += 1
        self.clock.boot, self.clock.now_us = f"{self.boots:032x}", 20 * SECOND_US
        self.true_offset_us = true_us - self.clock.now_us
        self.clock.offset_us = self.true_offset_us + wrong_us

    def _judge(self) -> None:
        off_us = self.clock.offset_us - self.true_offset_us
        self.clock.synced = self.is_lied_to or abs(off_us) < ERROR_US


def rises(dates: list[datetime]) -> bool:
    """Tell whether dates rise strictly."""
    return all(one < other for one, other in pairwise(dates))


def live_through(steps: list[tuple[str, int]], *, is_lied_to: bool) -> None:
    """Play a story, set the clock right, and look at all that was kept and said."""
    with TemporaryDirectory() as folder:
        life = Life(Path(folder), is_lied_to)
        life.run(10)
        for what, amount in steps:
            life.play(what, amount)
        life.clock.synced = True
        life.play("right", 0)
        life.run(7 * 3600)
        life.end()
        said: dict[str, list[datetime]] = defaultdict(list)
        for state in life.states:
            said[state.epoch].append(state.at)
        assert all(rises(dates) for dates in said.values())
        life.begin()
        rows = life.pi.outbox._file.rows(
            "SELECT epoch_no, seq, boot, boot_us, at_us, estimated FROM entry"
            " JOIN epoch ON no = epoch_no ORDER BY epoch_no, seq"
        )
        kept: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for epoch_no, seq, _, _, at_us, _ in rows:
            assert at_us is not None
            kept[epoch_no].append((seq, at_us))
        for epoch in kept.values():
            assert [seq for seq, _ in epoch] == list(range(1, len(epoch) + 1))
            assert all(one < other for (_, one), (_, other) in pairwise(epoch))
        life.end()
        if not is_lied_to:
            assert all(
                START_US <= at_us <= to_us(life.states[-1].at) + 2 * ERROR_US
                for epoch in kept.values()
                for _, at_us in epoch
            )


@pytest.mark.parametrize("is_lied_to", [False, True])
@given(steps=STEPS)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@example(steps=[("jump", -3_155_760_000), ("reboot", 30), ("run", 400), ("right", 0)])
@example(steps=[("jump", 3_155_760_000), ("restart", 0), ("run", 20), ("right", 0), ("run", 1)])
def test_no_jump_unorders_anything(steps: list[tuple[str, int]], *, is_lied_to: bool) -> None:
    """Events are numbered without a gap, all get a date, and dates rise, of states too.

    As long as NTP is right, no event is dated before the start or after the end.
    """
    live_through(steps, is_lied_to=is_lied_to)


@pytest.mark.faults
@pytest.mark.parametrize("is_lied_to", [False, True])
@given(steps=STEPS)
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_jump_of_many_unorders_anything(
    steps: list[tuple[str, int]], *, is_lied_to: bool
) -> None:
    """The same with many more stories."""
    live_through(steps, is_lied_to=is_lied_to)
