"""The small-count rule attacked through every way out: two worlds, the same bytes, always.

The worlds run the same script on the same clock; only who of few people sits where differs.
Compared are whole answers, with headers and entity tags: pages in every reading level with head
and structured data, walls, frames, badges, texts and the interface, plain and compressed (the map:
tests/hub/pages/test_small_counts.py). What says nothing of the present is asked to be the same
whoever sits there.
"""

import asyncio
from datetime import datetime
from typing import Final

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.app import create_app, fast_reads_of
from hub.config import EmbedConfig, HubConfig
from hub.domain.site import SiteConfig
from hub.http.fast_reads import FastReads
from tests.hub.live.test_live_small_counts import (
    DESKS,
    STARTS,
    Step,
    World,
    few_people,
)

TARGETS: Final = (
    *(
        f"{path}?lang={language}"
        for path in (
            *("/", "/spaces/hof", "/kiosk", "/kiosk/hof", "/embed", "/embed/hof"),
            *("/.txt", "/spaces/hof.txt", "/spaces/hof/badge.svg"),
        )
        for language in ("de", "en")
    ),
    *("/", "/?open=1&lang=de", "/spaces/hof", "/leicht", "/spaces/hof/leicht"),
    *("/api/v1/spaces", "/api/v1/spaces/hof/availability"),
)
STILL: Final = (
    *("/spaces/hof/share", "/spaces/hof/doubt", "/offline", "/manifest.webmanifest", "/sw.js"),
    *("/sitemap.xml", "/robots.txt", "/imprint", "/privacy", "/accessibility", "/favicon.ico"),
)
"""What says nothing of the present. A poster is printed of hub.toml alone."""
URL: Final = "https://plaetze.example.org"
PLAIN: Final = [(b"host", b"hub")]
PACKED: Final = [*PLAIN, (b"accept-encoding", b"gzip")]
AFTERWARDS_S: Final = 130


def config_of(world: World) -> HubConfig:
    """Say where the site is, who may embed it, and where the space is."""
    (space,) = world.config.spaces
    placed = space.model_copy(
        update={"town": "Brück", "latitude": 52.2, "longitude": 12.8, "address": "Am Hof 1"}
    )
    embed = EmbedConfig(frame_ancestors=("https://gemeinde.example",))
    more = {"embed": embed, "site": SiteConfig(url=URL), "spaces": (placed,)}
    return world.config.model_copy(update=more)


def reads_of(world: World) -> FastReads:
    """Put an application around a world's Live."""
    app = create_app(
        config_of(world), world.live, world.metrics, world.clock, checks={},
        shutdown=asyncio.Event(),
    )  # fmt: skip
    return fast_reads_of(app)


def answers_of(reads: FastReads) -> list[bytes | None]:
    """Ask for everything, every other answer compressed."""
    return [
        reads.answer(each.encode(), PACKED if n % 2 else PLAIN, "127.0.0.1", [])
        for n, each in enumerate(TARGETS)
    ]


def seen_in(world: World, steps: list[Step], which: int) -> list[object]:
    """Play a script, and write down all that can be read: after each step, and every 20 seconds."""
    reads, tenths = reads_of(world), 0
    seen: list[object] = []

    def look() -> None:
        answers = answers_of(reads)
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


@settings(deadline=None, max_examples=9)
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
        return answers_of(reads_of(world))

    same = [
        target for target, few, many in zip(TARGETS, seen(2), seen(3), strict=True) if few == many
    ]
    assert same == []


def test_head_and_structured_data_are_compared() -> None:
    """The attack looks at pages that have both, and at the headers around them."""
    reads = reads_of(World(3, STARTS[0]))
    page, place = (
        reads.answer(each, PLAIN, "127.0.0.1", []) or b"" for each in (b"/", b"/spaces/hof")
    )
    for part in (b"application/ld+json", b'rel="canonical"', b"og:image", b"etag: "):
        assert part in page, part
        assert part in place, part
    assert b'"@type":"LocalBusiness"' in place
    assert b"cache-control: public, max-age=0, s-maxage=1" in page


@pytest.mark.anyio
async def test_what_says_nothing_of_the_present_follows_nobody() -> None:
    """Lists, forms, texts and the answer to a hint: one for all, however many sit there."""
    seen = [await still_in(present) for present in (0, 2, len(DESKS))]
    assert seen[0] == seen[1] == seen[2]


async def still_in(present: int) -> list[tuple[int, bytes, httpx.Headers]]:
    """Let so many people sit down, and ask for what says nothing of them."""
    world = World(3, STARTS[0])
    for agent in (0, 1):
        world.says(agent, frozenset(DESKS[:present]), frozenset())
    for _ in range(60):
        world.clock.pass_by(1)
        world.live.tick()
    app = create_app(
        config_of(world), world.live, world.metrics, world.clock, checks={},
        shutdown=asyncio.Event(),
    )  # fmt: skip
    sent = {"Content-Type": "application/x-www-form-urlencoded"}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://hub.example"
    ) as client:
        answers = [await client.get(path) for path in STILL]
        hint = "reason=shown_free"
        answers.append(await client.post("/spaces/hof/doubt", content=hint, headers=sent))
    assert {answer.status_code for answer in answers} == {200}
    return [(each.status_code, each.content, each.headers) for each in answers]
