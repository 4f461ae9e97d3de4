"""A symbol for each amenity, in lines within 20 × 20 units; its word stands beside it."""

from typing import Final

from hub.domain.visitors import Amenity

_FRAME: Final = "M5 2h10a3 3 0 0 1 3 3v10a3 3 0 0 1-3 3H5a3 3 0 0 1-3-3V5a3 3 0 0 1 3-3z"

SYMBOLS: Final[dict[Amenity, str]] = {
    Amenity.INTERNET_ACCESS: (
        "M2.5 8a11 11 0 0 1 15 0M5 11a7.2 7.2 0 0 1 10 0M7.6 13.8a3.6 3.6 0 0 1 4.8 0M10 16.8h.01"
    ),
    Amenity.POWER_SUPPLY: f"{_FRAME}M10 5.5a4.5 4.5 0 1 0 .01 0M8.2 10h.01M11.8 10h.01",
    Amenity.COFFEE: (
        "M3.5 8h10v5a4 4 0 0 1-4 4h-2a4 4 0 0 1-4-4zM13.5 9H15a2 2 0 0 1 0 4h-1.5"
        "M6.5 2.5V5M10.5 2.5V5"
    ),
    Amenity.KITCHEN: (
        "M3.5 8h13v6a3 3 0 0 1-3 3h-7a3 3 0 0 1-3-3zM1.5 10.5h2M16.5 10.5h2M6 5h8M10 3v2"
    ),
    Amenity.PRINTER: "M5.5 7V2.5h9V7M5.5 14H2.5V7h15v7h-3M5.5 11.5h9v6h-9z",
    Amenity.QUIET: "M2.5 8v4h3l4.5 3.5v-11L5.5 8zM13 8l4 4M17 8l-4 4",
    Amenity.PHONE_BOOTH: ("M4.5 2h11v16h-11zM8 6c-.8 3.5 1 7 4.2 8M7.2 7l1.8-1.2M11 14.5l1.8-1.4"),
    Amenity.MEETING_ROOM: (
        "M2.5 12h15M5 12v5.5M15 12v5.5M6 4a1.8 1.8 0 1 0 .01 0M14 4a1.8 1.8 0 1 0 .01 0"
        "M3.5 12c0-3 5-3 5 0M11.5 12c0-3 5-3 5 0"
    ),
    Amenity.WHEELCHAIR: (
        "M8.5 2a1.4 1.4 0 1 0 .01 0M8.5 6.5v5.5h5l2.5 4.5h1.5M8.5 9h4M6.5 10a4.6 4.6 0 1 0 6 6"
    ),
    Amenity.TOILETS_WHEELCHAIR: (
        "M4 2.5h3.5V10H16a5.5 5.5 0 0 1-5.5 5.5H8L7 18M4 2.5V10h3.5M11 15.5l1 2.5"
    ),
    Amenity.PARKING: f"{_FRAME}M8 15V5.5h3a2.8 2.8 0 0 1 0 5.6H8",
    Amenity.BICYCLE_PARKING: (
        "M4.5 10.5a3.5 3.5 0 1 0 .01 0M15.5 10.5a3.5 3.5 0 1 0 .01 0"
        "M4.5 14L8 7.5h5l2.5 6.5M8 7.5l3 6.5 2.5-8.5h2M6.5 5.5H9"
    ),
    Amenity.CHARGING_STATION: (
        "M4 17.5V4a1.5 1.5 0 0 1 1.5-1.5h5A1.5 1.5 0 0 1 12 4v13.5M2.5 17.5h11"
        "M8.5 5.5l-2 4.5h3l-2 4M12 9.5h1.5A1.5 1.5 0 0 1 15 11v3a1.3 1.3 0 0 0 2.6 0V8L15 5.5"
    ),
    Amenity.KIDS_AREA: (
        "M10 4.5a6.5 6.5 0 1 0 .01 0M10 4.5c-.5-2 1.5-3 2.5-1.5M7.5 9.8h.01M12.5 9.8h.01"
        "M7 13c1.5 2 4.5 2 6 0"
    ),
}
