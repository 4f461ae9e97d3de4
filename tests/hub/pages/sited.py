"""The made-up region with a [site] of its own, as a municipality would have it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from hub.config import HubConfig
from tests.hub.pages.region import SPACES, Region

URL: Final = "https://plaetze.example.org"
CONFIRMED: Final = date(2026, 2, 27)
SITE: Final[Mapping[str, Any]] = {
    "name": "Platzfrei Hoher Fläming",
    "region": "Hoher Fläming",
    "url": URL,
    "operator": {
        "name": "Gemeinde Wiesenburg/Mark",
        "address": "Schlossstraße 1, 14827 Wiesenburg/Mark",
        "email": "info@example.org",
        "phone": "+49 33849 798-0",
        "responsible": "Erika Muster",
    },
    "imprint": {"confirmed": CONFIRMED},
    "privacy": {
        "confirmed": CONFIRMED,
        "officer": "datenschutz@example.org",
        "authority": "LDA Brandenburg",
        "log_days": 7,
    },
    "accessibility": {"confirmed": CONFIRMED, "enforcement": "Durchsetzungsstelle Brandenburg"},
}


def configured(site: Mapping[str, Any] = SITE, **more: Any) -> HubConfig:
    """Make a configuration of the twelve spaces, or of those that `more` names."""
    spaces = [described for described, _ in SPACES]
    return HubConfig.model_validate({"space": spaces, "site": dict(site), **more})


class SitedRegion(Region):
    """The twelve spaces, with a site."""

    def __init__(self, site: Mapping[str, Any] = SITE, **more: Any) -> None:
        super().__init__()
        self.config = configured(site, **more)
