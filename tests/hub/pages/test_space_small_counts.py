"""The small-count rule on the pages of spaces: two worlds that nobody may tell apart by them.

The page of a protected space, that of a full one which leads to the next free place, and both in
easy language are compared, byte by byte, after each thing that happens and at full minutes.
"""

from collections.abc import Sequence
from typing import Final

from hypothesis import given, settings

from hub.pages.assets import load_assets
from hub.pages.reading_choice import WeekdayChoice
from hub.pages.site import Site
from hub.reports.text.language import Language
from tests.hub.pages.deeds import DESKS, SMALL_COUNT, Deed, deeds_in
from tests.hub.pages.region import Region, space

PROTECTED: Final = ("gut", "hof")
SPACES: Final = (
    *(
        space(name, name.title(), "f" * DESKS, small_count=SMALL_COUNT,
              latitude=52.1 + n / 50, longitude=12.4)
        for n, name in enumerate(PROTECTED)
    ),
    space("muehle", "Mühle", "ff", latitude=52.15, longitude=12.4),
)  # fmt: skip
ASSETS: Final = load_assets()


DEEDS: Final = deeds_in(PROTECTED, most=5, longest_s=60)


def seen(deeds: Sequence[Deed], world: int) -> list[bytes]:
    """Let a world run, and return all that its pages show."""
    region = Region(*((each, "f" * len(each["desk"])) for each in SPACES))  # type: ignore[arg-type]
    site = Site(region.config, region.live, region.clock, ASSETS)
    region.say("muehle", "oo")
    shown: list[bytes] = []

    def pass_s(seconds: int) -> None:
        for _ in range(seconds):
            region.clock.pass_s(1)
            region.live.tick()
        for space_id in ("hof", "muehle"):
            pages = (
                site.representation(space_id, Language.GERMAN, is_asked=False),
                site.representation(
                    space_id, Language.ENGLISH, is_asked=True, choice=WeekdayChoice(1)
                ),
                site.easy_representation(space_id),
            )
            shown.extend(page.write() for page in pages)
        shown.append(site.easy_representation(None).write())

    for deed in deeds:
        pass_s(deed.after_s)
        region.say(deed.space, deed.states(world))
        pass_s(0)
    pass_s(70)
    return shown


@settings(deadline=None, max_examples=6)
@given(DEEDS)
def test_the_pages_of_spaces_tell_no_few_persons_apart(deeds: list[Deed]) -> None:
    """Whoever of fewer than small_count persons sits where: here and elsewhere, all is the same."""
    assert seen(deeds, 0) == seen(deeds, 1)


def test_an_observer_of_the_pages_can_tell_the_limit() -> None:
    """The attack is a real one: a full house next door is led past."""
    full = frozenset(range(DESKS))
    one, other = (seen([Deed(1, "hof", frozenset(), (full, frozenset()))], n) for n in (0, 1))
    assert b'href="/spaces/gut">Gut</a></p>' in one[-4]
    assert b'href="/spaces/hof">Hof</a></p>' in other[-4]
