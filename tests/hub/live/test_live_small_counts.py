"""The small-count rule attacked: two worlds that must not be told apart, compared at every instant.

The observer sees all that is public: the bytes with their age, version, entity tag, and when it is
woken. The worlds run the same script on the same clock; only the people differ.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.live.live import Live
from hub.metrics import HubMetrics
from tests.hub.scripted import ScriptedAgent, ScriptedClock
from tests.hub.spaces import a_region, a_space, utc

AGENTS = ("one", "two")
DESKS_EACH = 3
DESKS = tuple(f"{name}-{n}" for name in AGENTS for n in range(DESKS_EACH))

# Starts some seconds before a full minute, and around closing or opening.
STARTS = [
    utc(2026, 3, 2, 9, 41, 20),
    utc(2026, 3, 2, 15, 58, 50),
    utc(2026, 3, 2, 7, 58, 50),
    utc(2026, 3, 29, 0, 58, 50),
]
WEEK = {"mon": "09:00-17:00", "sun": "00:00-24:00"}


@dataclass(frozen=True)
class Step:
    """After `tenths` of a second one agent does something.

    What people do to the sensors of their places differs by world: they may sit there, or leave
    them stuck, flapping or undecided. What is broken is broken in both.
    """

    tenths: int
    action: str
    agent: int
    broken: frozenset[str]
    present: tuple[frozenset[str], frozenset[str]]
    undecided: tuple[frozenset[str], frozenset[str]]


class World:
    """One hub with its agents, and all that an observer has seen of it."""

    def __init__(self, small_count: int, start: datetime) -> None:
        self.clock = ScriptedClock(start)
        desks = [{"id": desk, "agent": desk.split("-")[0]} for desk in DESKS]
        space = a_space(small_count=small_count, opening=WEEK, desk=desks)
        self.config, self.metrics = a_region(space), HubMetrics()
        self.live = Live(self.config, self.metrics, self.clock)
        self.agents = [ScriptedAgent(self.live, self.clock, name=name) for name in AGENTS]

    def says(
        self,
        agent: int,
        present: frozenset[str],
        broken: frozenset[str],
        undecided: frozenset[str] = frozenset(),
    ) -> None:
        """Let an agent tell its desks: half-broken ones may still see who is there."""
        own = [desk for desk in DESKS if desk.startswith(AGENTS[agent])]
        unknown = undecided | (broken - present)
        self.agents[agent].says(
            {
                desk: "unknown" if desk in unknown else "occupied" if desk in present else "free"
                for desk in own
            },
            whole={desk: desk not in broken for desk in own},
        )

    def does(self, step: Step, world: int) -> None:
        """Let the step's action happen, as it happens in this world."""
        match step.action:
            case "says":
                self.says(step.agent, step.present[world], step.broken, step.undecided[world])
            case "dies":
                self.agents[step.agent].dies()
            case "is_born":
                self.agents[step.agent].is_born()

    def public(self) -> tuple[str, int, str]:
        """Return what anybody can read now."""
        published = self.live.availability("hof")
        assert published is not None
        body = published.payload(self.clock.now).model_dump_json()
        return body, published.version, published.etag


def subsets(of: frozenset[str]) -> st.SearchStrategy[frozenset[str]]:
    """Draw any part of a set."""
    return st.frozensets(st.sampled_from(sorted(of))) if of else st.just(frozenset())


@st.composite
def few_people(draw: st.DrawFn) -> tuple[int, list[Step]]:
    """Draw a script in which fewer than `small_count` desks are ever used, other ones per world."""
    small_count = draw(st.integers(1, 4))
    places = [
        draw(st.frozensets(st.sampled_from(DESKS), max_size=small_count - 1)) for _ in range(2)
    ]
    steps = draw(
        st.lists(
            st.builds(
                Step,
                tenths=st.integers(0, 700),
                action=st.sampled_from(["says", "says", "says", "dies", "is_born", "silence"]),
                agent=st.integers(0, 1),
                broken=st.frozensets(st.sampled_from(DESKS), max_size=4),
                present=st.tuples(subsets(places[0]), subsets(places[1])),
                undecided=st.tuples(subsets(places[0]), subsets(places[1])),
            ),
            max_size=20,
        )
    )
    return small_count, steps


def observe(world: World, actions: Iterator[None]) -> list[object]:
    """Let a world run, one instant after the other, and write down what an observer sees."""

    async def watching() -> list[object]:
        seen: list[object] = []
        wakes = 0
        with world.live.change_signal() as signal:

            async def count() -> None:
                nonlocal wakes
                while True:
                    await signal.changed()
                    wakes += 1

            counting = asyncio.create_task(count())
            for _ in actions:
                for _ in range(3):
                    await asyncio.sleep(0)
                seen.append((world.clock.now, world.public(), wakes))
            counting.cancel()
        return seen

    return asyncio.run(watching())


def play(world: World, steps: list[Step], which: int) -> Iterator[None]:
    """Play a script with a tick at every second, and pause at every instant."""
    tenths = 0
    for step in steps:
        for _ in range(step.tenths):
            world.clock.pass_by(0.1)
            tenths += 1
            if tenths % 10 == 0:
                world.live.tick()
                yield
        world.does(step, which)
        yield
    for _ in range(160):
        world.clock.pass_by(1)
        world.live.tick()
        yield


@settings(deadline=None, max_examples=60)
@given(script=few_people(), start=st.sampled_from(STARTS))
def test_few_persons_are_not_told_apart(script: tuple[int, list[Step]], start: datetime) -> None:
    """Whoever of fewer than small_count persons is where: the public sees the same, always."""
    small_count, steps = script
    one, other = (
        observe(world, play(world, steps, which))
        for which, world in enumerate([World(small_count, start), World(small_count, start)])
    )
    assert one == other


@settings(deadline=None, max_examples=60)
@given(
    minutes=st.lists(
        st.tuples(
            st.frozensets(st.sampled_from(DESKS)),  # who is there when the minute ends
            st.lists(
                st.tuples(
                    st.integers(0, 50), st.integers(0, 1), st.frozensets(st.sampled_from(DESKS))
                ),
                max_size=4,
            ),  # who comes and goes before, in one of the worlds only
        ),
        min_size=1,
        max_size=4,
    ),
    start=st.sampled_from(STARTS),
)
def test_only_full_minutes_are_seen(
    minutes: list[tuple[frozenset[str], list[tuple[int, int, frozenset[str]]]]], start: datetime
) -> None:
    """What agents say more often, and who comes and goes within a minute, leaves no trace."""

    def run(world: World, *, busy: bool) -> Iterator[None]:
        for present, extra in minutes:
            full = _next_minute(world.clock.now)
            begin = world.clock.now
            spoken = sorted(extra, key=lambda more: more[0]) if busy else []
            while world.clock.now < full:
                world.clock.pass_by(0.5)
                world.live.tick() if world.clock.now.microsecond == 0 else None
                while spoken and begin + timedelta(seconds=spoken[0][0]) < world.clock.now:
                    _, agent, who = spoken.pop(0)
                    if full - world.clock.now > timedelta(seconds=5):
                        world.says(agent, who, frozenset())
                if full - world.clock.now == timedelta(seconds=5):
                    for agent in range(len(AGENTS)):
                        world.says(agent, present, frozenset())
                yield

    one, other = (
        observe(world, run(world, busy=busy))
        for busy, world in [(False, World(3, start)), (True, World(3, start))]
    )
    assert one == other


@settings(deadline=None, max_examples=40)
@given(
    present=st.tuples(*[st.frozensets(st.sampled_from(DESKS))] * 2),
    unknown=st.frozensets(st.sampled_from(DESKS), max_size=3),
)
def test_while_closed_no_number_of_persons_is_told_apart(
    present: tuple[frozenset[str], frozenset[str]], unknown: frozenset[str]
) -> None:
    """In the night nobody, one person and a full house look the same."""

    def run(world: World, who: frozenset[str]) -> Iterator[None]:
        for _ in range(4):
            for agent in range(len(AGENTS)):
                world.says(agent, who, unknown)
            for _ in range(60):
                world.clock.pass_by(1)
                world.live.tick()
                yield

    night = utc(2026, 3, 2, 20, 0, 30)
    one, other = (
        observe(world, run(world, who))
        for who, world in zip(present, [World(3, night), World(3, night)], strict=True)
    )
    assert one == other


def test_an_observer_can_tell_the_limit_itself() -> None:
    """The attack is a real one: with small_count persons the worlds do differ."""

    def run(world: World, who: frozenset[str]) -> Iterator[None]:
        for agent in range(len(AGENTS)):
            world.says(agent, who, frozenset())
        for _ in range(60):
            world.clock.pass_by(1)
            world.live.tick()
            yield

    one, other = (
        observe(world, run(world, frozenset(DESKS[:count])))
        for count, world in [(2, World(3, STARTS[0])), (3, World(3, STARTS[0]))]
    )
    assert one != other


def _next_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0) + timedelta(minutes=1)
