"""The small-count rule attacked through every way out: two worlds, the same bytes, always.

The worlds run the same script on the same clock; only who of few people sits where differs.
Compared are whole answers, with headers and entity tags: pages, walls, frames, badges and texts.
"""

import asyncio
from datetime import datetime
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.app import create_app, fast_reads_of
from hub.config import EmbedConfig
from hub.http.fast_reads import FastReads
from tests.hub.live.test_live_small_counts import (
    DESKS,
    STARTS,
    Step,
    World,
    few_people,
)

TARGETS: Final = tuple(
    f"{path}?lang={language}"
    for path in (
        *("/", "/spaces/hof", "/kiosk", "/kiosk/hof", "/embed", "/embed/hof"),
        *("/.txt", "/spaces/hof.txt", "/spaces/hof/badge.svg"),
    )
    for language in ("de", "en")
)
AFTERWARDS_S: Final = 130


def reads_of(world: World) -> FastReads:
    """Put an application around a world's Live."""
    embed = EmbedConfig(frame_ancestors=("https://gemeinde.example",))
    config = world.config.model_copy(update={"embed": embed})
    app = create_app(
        config, world.live, world.metrics, world.clock, checks={}, shutdown=asyncio.Event()
    )
    return fast_reads_of(app)


def seen_in(world: World, steps: list[Step], which: int) -> list[object]:
    """Play a script, and write down all that can be read: after each step, and every 20 seconds."""
    reads, tenths = reads_of(world), 0
    seen: list[object] = []

    def look() -> None:
        lines = [(b"host", b"hub")]
        answers = [reads.answer(each.encode(), lines, "127.0.0.1", []) for each in TARGETS]
        assert None not in answers
        seen.append((world.clock.now, answers))

    for step in steps:
        for _ in range(step.tenths):
            world.clock.pass_by(0.1)
            tenths += 1
            if tenths % 10 == 0:
                world.live.tick()
        world.does(step, which)
        look()
    for second in range(AFTERWARDS_S):
        world.clock.pass_by(1)
        world.live.tick()
        if second % 20 == 0:
            look()
    return seen


@settings(deadline=None, max_examples=12)
@given(script=few_people(), start=st.sampled_from(STARTS))
def test_few_persons_are_not_told_apart_by_any_way_out(
    script: tuple[int, list[Step]], start: datetime
) -> None:
    """Whoever of fewer than small_count persons is where: every answer is the same."""
    small_count, steps = script
    one, other = (seen_in(World(small_count, start), steps, which) for which in (0, 1))
    assert one == other


def test_an_observer_can_tell_the_limit_itself() -> None:
    """The attack is a real one: with small_count persons every way out differs."""

    def seen(count: int) -> list[bytes | None]:
        world = World(3, STARTS[0])
        for agent in (0, 1):
            world.says(agent, frozenset(DESKS[:count]), frozenset())
        for _ in range(60):
            world.clock.pass_by(1)
            world.live.tick()
        reads = reads_of(world)
        return [
            reads.answer(each.encode(), [(b"host", b"hub")], "127.0.0.1", []) for each in TARGETS
        ]

    same = [
        target for target, few, many in zip(TARGETS, seen(2), seen(3), strict=True) if few == many
    ]
    assert same == []
