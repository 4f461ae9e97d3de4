"""Every page that there is, and every state that one can be in: what all pages are judged by.

`WholeRegion` says all that an operator can say: a site, pictures, contacts, towns, sites that may
show it, a token and a history. `Region` beside it says nearly nothing. Who adds a page adds it
here: tests/hub/pages/test_html.py compares with the templates.
"""

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from PIL import Image

from hub.config import EmbedConfig
from hub.domain.site import SiteConfig
from hub.domain.visitors import Amenity
from tests.hub.pages.chosen_region import FACTS, NAMED, TOWNS
from tests.hub.pages.counted_region import CountedRegion
from tests.hub.pages.region import SPACES, TYPICAL_DAYS, Region, space
from tests.hub.pages.sited import SITE
from tests.hub.pages.test_browser import hear_all

FEBRUARY: Final = "from=2026-02-01&to=2026-02-28"
IDS: Final = tuple(str(each["id"]) for each, _ in SPACES)
PATHS: Final = (
    *("/", "/?near=bad-belzig&wifi=1", "/?near=niemegk&open=1&step_free=1&meeting_room=1"),
    *(f"/spaces/{each}" for each in IDS),
    *("/spaces/drahtfabrik?day=tue", "/spaces/bahnhof-wiesenburg?day=sun"),
    *("/leicht", "/spaces/gutshof/leicht", "/spaces/hofladen/leicht", "/spaces/drahtfabrik/leicht"),
    *("/kiosk", "/kiosk/gutshof", "/kiosk/feuerwache", "/embed", "/embed/gutshof", "/offline"),
    *("/spaces/gutshof/share", "/spaces/gutshof/doubt"),
    *("/imprint", "/privacy", "/accessibility"),
    *("/reports", f"/reports?{FEBRUARY}", f"/reports?{FEBRUARY}&space=muehle&edition=public"),
    *("/reports?from=&to=2026-02-28", "/reports?from=x&space=y", "/reports/targets"),
    *("/spaces/nowhere", "/nowhere", "/kiosk/nowhere", "/spaces/nowhere/doubt"),
)
BARE_PATHS: Final = (
    *("/", "/leicht", "/spaces/kodorf", "/spaces/schule/leicht", "/spaces/schule/share"),
    *("/imprint", "/privacy", "/accessibility", "/kiosk/schule", "/reports"),
)
"""Of a region that says nearly nothing; its reports are locked, and so an error."""
LIVE_PATHS: Final = (
    *("/", "/?open=1", "/spaces/gutshof", "/spaces/bahnhof-wiesenburg", "/leicht"),
    *("/spaces/gutshof/leicht", "/kiosk", "/kiosk/gutshof", "/embed"),
)
"""What follows the time of day and who speaks."""
_ALL_TAKEN: Final = {str(each["id"]).replace("-", "_"): "o" * len(said) for each, said in SPACES}
MOMENTS: Final[dict[str, Callable[[Region], None]]] = {
    "all are full": lambda region: hear_all(region, 0.0, **_ALL_TAKEN),
    "nobody speaks": lambda region: region.clock.pass_s(300),
    "at night": partial(hear_all, after_s=11 * 3600),
}
"""One after the other, from a Monday morning."""


def a_picture(folder: Path) -> dict[str, Any]:
    """Draw a picture, and name it as hub.toml does."""
    file = io.BytesIO()
    Image.new("RGB", (1200, 800), "green").save(file, "JPEG")
    path = folder / "hof.jpg"
    if not path.exists():
        path.write_bytes(file.getvalue())
    return {"file": path, "alt": {"de": "Ein grüner Hof", "en": "A green yard"}}


def _whole(space: dict[str, object], folder: Path) -> dict[str, object]:
    """Say all that there is to say of a space."""
    own = folder / "leicht.txt"
    own.write_text("Das ist der Gutshof.\nKommen Sie gern!\n\nBis bald.\n")
    link = f"https://{space['id']}.example"
    return space | {
        "address": space.get("address", "Dorfstraße 1, 14827 Wiesenburg/Mark"),
        "contact": {"phone": "+49 33841 1234", "email": "hof@example.org", "website": link,
                    "booking": f"{link}/buchen"},
        "picture": a_picture(folder), "facts": list(Amenity),
        "text": {"de": "Ein Hof.\n\nMit <Bäumen> & Tischen."},
        "price": {"de": "Frei & gern", "en": "Free"}, "stop": "Markt", "easy_language": own,
    }  # fmt: skip


def fourteen() -> tuple[tuple[dict[str, object], str], ...]:
    """Describe a region of fourteen places, as large as one with a page of its own may well be."""
    more = (("amtshaus", "Amtshaus Ziesar", "ooff"), ("scheune", "Alte Scheune Lühnsdorf", "fff"))
    others = (
        (space(key, name, said, latitude=52.2 - n / 5, longitude=12.3 + n / 3), said)
        for n, (key, name, said) in enumerate(more)
    )
    return tuple((_placed(each), said) for each, said in (*SPACES, *others))


class WholeRegion(CountedRegion):
    """The twelve spaces with all that can be said of them."""

    def __init__(self, folder: Path) -> None:
        full = ("gutshof", "drahtfabrik")
        described = tuple(
            (_whole(each, folder) if each["id"] in full else _placed(each), states)
            for each, states in SPACES
        )
        counts = {str(each["id"]): (len(states) or 6, 1) for each, states in SPACES}
        super().__init__(folder, *described, counts=counts)
        site = SiteConfig.model_validate(dict(SITE) | {"easy_language": folder / "leicht.txt"})
        embed = EmbedConfig(frame_ancestors=("https://gemeinde.example",))
        more = {"site": site, "embed": embed, "towns": NAMED}
        self.config = self.config.model_copy(update=more)
        self.typical_days = dict(TYPICAL_DAYS)


def _placed(space: dict[str, object]) -> dict[str, object]:
    """Say in which town a space is, and what there is."""
    name = str(space["id"])
    return space | {"town": TOWNS.get(name), "facts": FACTS.get(name, ())}
