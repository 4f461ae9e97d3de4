"""What fits on a screen on the wall."""

from hub.domain.space import SpaceConfig
from hub.pages.beyond.kiosk import PER_SHEET, wall_view
from hub.pages.view import Seen, shown_time
from hub.pages.vocabulary import words_in
from hub.reports.text.language import Language
from tests.hub.pages.region import Region


def test_sheets_hold_every_space_once_by_name() -> None:
    """However many there are, none is left out, and each stays in its place."""
    region = Region()
    spaces: tuple[SpaceConfig, ...] = region.config.spaces
    bodies = {each.id: region.live.availability(each.id) for each in spaces}
    seen = Seen(
        shown_time(region.clock.wall()), {key: it.body for key, it in bodies.items() if it}, {}
    )
    view = wall_view(spaces, seen, words_in(Language.ENGLISH), is_one=False)
    names = [card.space.name for sheet in view.sheets for card in sheet]
    assert names == sorted((space.name for space in spaces), key=str.casefold)
    assert {len(sheet) for sheet in view.sheets} == {PER_SHEET}
