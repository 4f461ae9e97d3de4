"""The small-count rule on the region page: two worlds that nobody may tell apart by what it shows.

Order of the cards, sentence, counts, map, distances, ages and the order in which changes are pushed
are compared, byte by byte, after each thing that happens and at full minutes.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

from hypothesis import given, settings

from hub.api.broadcast import Broadcast
from hub.http.outlet import Audience
from hub.pages.assets import load_assets
from hub.pages.choice import NOTHING_CHOSEN, Choice, Filter
from hub.pages.site import Site
from hub.reports.text.language import Language
from tests.hub.pages.deeds import DESKS, SMALL_COUNT, Deed, deeds_in
from tests.hub.pages.region import Region, space

PROTECTED: Final = ("gut", "hof", "rathaus")
SPACES: Final = (
    *(
        space(name, name.title(), "f" * DESKS, small_count=SMALL_COUNT, town="Brück",
              facts=("internet_access",), latitude=52.1 + n / 50, longitude=12.4 + n / 40)
        for n, name in enumerate(PROTECTED)
    ),
    space("muehle", "Mühle", "ff", latitude=52.2, longitude=12.6),
)  # fmt: skip
CHOICES: Final = (
    NOTHING_CHOSEN,
    Choice("brueck", frozenset({Filter.OPEN})),
    Choice("brueck", frozenset({Filter.WIFI})),
)
ASSETS: Final = load_assets()


class Observer:
    """Somebody who follows the stream of all spaces, and keeps up."""

    is_full = False

    def __init__(self) -> None:
        self.heard: list[bytes] = []

    def follow(self, broadcast: Broadcast) -> None:
        """Begin to listen."""
        broadcast.listen(broadcast.space_ids, self._hand_over, lambda: None)

    def _hand_over(self, _: Audience) -> "Observer":
        return self

    def write(self, chunk: bytes) -> None:
        """Hear of a change."""
        self.heard.append(chunk)

    def end(self) -> None:
        """Hear no more."""

    def cut(self) -> None:
        """Be thrown out."""


DEEDS: Final = deeds_in(PROTECTED, most=6, longest_s=25)


async def seen(deeds: Sequence[Deed], world: int) -> list[object]:
    """Let a world run, and return all that is shown and pushed in it."""
    region = Region(*((each, "f" * len(each["desk"])) for each in SPACES))  # type: ignore[arg-type]
    site = Site(region.config, region.live, region.clock, ASSETS)
    observer = Observer()
    broadcast = Broadcast(region.live, [each.id for each in region.config.spaces], region.clock)
    telling = asyncio.create_task(broadcast.run())
    await asyncio.sleep(0)
    observer.follow(broadcast)
    shown: list[object] = []

    async def pass_s(seconds: int) -> None:
        for _ in range(seconds):
            region.clock.pass_s(1)
            region.live.tick()
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        for choice in CHOICES:
            page = site.representation(None, Language.GERMAN, is_asked=False, choice=choice)
            shown.append((page.etag, page.write()))

    for deed in deeds:
        await pass_s(deed.after_s)
        region.say(deed.space, deed.states(world))
        await pass_s(0)
    await pass_s(70)
    telling.cancel()
    return [*shown, *observer.heard]


def worlds(deeds: Sequence[Deed]) -> list[list[object]]:
    """Let both worlds run."""
    return [asyncio.run(seen(deeds, world)) for world in (0, 1)]


@settings(deadline=None, max_examples=15)
@given(DEEDS)
def test_the_region_page_tells_no_few_persons_apart(deeds: list[Deed]) -> None:
    """Whoever of fewer than small_count persons sits where: page and pushes are the same."""
    one, other = worlds(deeds)
    assert one == other


def test_an_observer_of_the_page_can_tell_the_limit() -> None:
    """The attack is a real one: with small_count persons the pages do differ."""
    full = frozenset(range(DESKS))
    one, other = worlds([Deed(1, "hof", frozenset(), (full, frozenset()))])
    assert one != other


def test_a_push_is_heard() -> None:
    """What an observer hears has every space in it, in the order of the configuration."""
    heard = [each for each in asyncio.run(seen([], 0)) if isinstance(each, bytes)]
    first = heard[0]
    places = [first.index(f'"space":"{name}"'.encode()) for name in (*PROTECTED, "muehle")]
    assert places == sorted(places)
