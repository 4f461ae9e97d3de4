"""The region of twelve spaces in its towns, with what there is, and two towns of hub.toml's own."""

from typing import Final

from hub.config import HubConfig
from hub.domain.town import TownConfig
from tests.hub.pages.region import MONDAY_MORNING, SPACES, Region

TOWNS: Final = {
    "bahnhof-wiesenburg": "Wiesenburg",
    "drahtfabrik": "Bad Belzig",
    "hofladen": "Schmerwitz",
    "gutshof": "Glien",
    "rathaus": "Bad Belzig",
    "muehle": "Raben",
    "pfarrhaus": "Görzke",
    "feuerwache": "Niemegk",
}
FACTS: Final = {
    "bahnhof-wiesenburg": ("internet_access", "wheelchair"),
    "drahtfabrik": ("internet_access", "meeting_room"),
    "hofladen": ("wheelchair",),
    "rathaus": ("internet_access", "wheelchair", "meeting_room"),
    "muehle": ("internet_access",),
}
NAMED: Final = (
    TownConfig(name="Brück", latitude=52.1955, longitude=12.7665),
    TownConfig(name="Görzke", latitude=52.1745, longitude=12.3775),
)


class ChosenRegion(Region):
    """Twelve spaces whose towns and facts are known."""

    def __init__(self) -> None:
        described = tuple(
            (
                each
                | {"town": TOWNS.get(str(each["id"])), "facts": FACTS.get(str(each["id"]), ())},
                states,
            )
            for each, states in SPACES
        )
        super().__init__(*described, start=MONDAY_MORNING)
        self.config: HubConfig = self.config.model_copy(update={"towns": NAMED})
