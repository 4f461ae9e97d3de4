"""What is said on the page of a space alone. Only text: no decision is made here."""

from dataclasses import dataclass
from typing import Final, assert_never

from hub.domain.visitors import Amenity
from hub.reports.text.language import Language


@dataclass(frozen=True, slots=True)
class SpaceWords:
    """`{t}`, `{a}` and `{b}` are texts, `{n}` is a number."""

    next_free: str
    next_maybe: str
    next_none: str
    as_the_crow_flies: str
    hours: str
    weekday: str
    hours_span: str
    hours_list: str
    hours_and: str
    hours_closed: str
    around_the_clock: str
    always_open: str
    hours_unknown: str
    today: str
    coming: str
    no_special: str
    special_day: str
    special_from: str
    special_to: str
    special_on: str
    special_usual: str
    typical: str
    another_day: str
    today_closed: str
    today_closed_other: str
    weekday_closed: str
    closed_and_too_little: str
    too_little: str
    no_hours_no_day: str
    route: str
    route_promise: str
    own_map: str
    apple_maps: str
    stop: str
    price: str
    contact: str
    phone: str
    email: str
    booking: str
    amenities: str
    about: str
    amenity: dict[Amenity, str]


_GERMAN: Final = SpaceWords(
    next_free="Nächster freier Platz",
    next_maybe="Vielleicht ist hier noch etwas frei",
    next_none="Zurzeit ist auch in der Nähe nirgends sicher ein Platz frei.",
    as_the_crow_flies="{t} Luftlinie",
    hours="Öffnungszeiten",
    weekday="Wochentag",
    hours_span="{a}–{b}",
    hours_list="{t} Uhr",
    hours_and=" und ",
    hours_closed="geschlossen",
    around_the_clock="rund um die Uhr",
    always_open="Rund um die Uhr geöffnet, an jedem Tag der Woche.",
    hours_unknown="Wann geöffnet ist, steht hier leider nicht.",
    today="heute",
    coming="In den nächsten 14 Tagen",
    no_special="Keine Feiertage und keine Ausnahmen.",
    special_day="{a}, {b}",
    special_from="ab {a}",
    special_to="{a} bis {b}",
    special_on="{t}",
    special_usual="{t}, wie üblich",
    typical="So voll ist es üblicherweise",
    another_day="Ein anderer Tag",
    today_closed="Heute ist geschlossen. Deshalb sehen Sie den nächsten offenen Tag: {t}.",
    today_closed_other="Heute ist geschlossen. So ist es sonst am {t}.",
    weekday_closed="Am {t} ist geschlossen.",
    closed_and_too_little="Heute ist geschlossen, und über andere Tage wissen wir noch zu wenig.",
    too_little="Über den {t} wissen wir noch zu wenig. Dafür braucht es einige Wochen Messung.",
    no_hours_no_day="Das lässt sich nicht sagen, weil wir die Öffnungszeiten nicht kennen.",
    route="Weg zeigen mit",
    route_promise="Erst beim Antippen erfährt der Anbieter der Karte von Ihnen.",
    own_map="Karten-App",
    apple_maps="Apple Karten",
    stop="Haltestelle",
    price="Preis",
    contact="Kontakt",
    phone="Telefon",
    email="E-Mail",
    booking="Platz buchen",
    amenities="Was es gibt",
    about="Über diesen Standort",
    amenity={
        Amenity.INTERNET_ACCESS: "WLAN",
        Amenity.POWER_SUPPLY: "Steckdosen",
        Amenity.COFFEE: "Kaffee",
        Amenity.KITCHEN: "Küche",
        Amenity.PRINTER: "Drucker",
        Amenity.QUIET: "Ruhig",
        Amenity.PHONE_BOOTH: "Telefonkabine",
        Amenity.MEETING_ROOM: "Besprechungsraum",
        Amenity.WHEELCHAIR: "Stufenlos",
        Amenity.TOILETS_WHEELCHAIR: "Barrierefreie Toilette",
        Amenity.PARKING: "Parkplatz",
        Amenity.BICYCLE_PARKING: "Fahrradständer",
        Amenity.CHARGING_STATION: "Ladesäule",
        Amenity.KIDS_AREA: "Kinderfreundlich",
    },
)

_ENGLISH: Final = SpaceWords(
    next_free="Next free desk",
    next_maybe="There may be a free desk here",
    next_none="At present no place nearby is certain to have a free desk, either.",
    as_the_crow_flies="{t} as the crow flies",
    hours="Opening hours",
    weekday="Day",
    hours_span="{a}–{b}",
    hours_list="{t}",
    hours_and=" and ",
    hours_closed="closed",
    around_the_clock="open 24 hours",
    always_open="Open 24 hours a day, seven days a week.",
    hours_unknown="We don’t know when it is open.",
    today="today",
    coming="In the next 14 days",
    no_special="No public holidays and no exceptions.",
    special_day="{a}, {b}",
    special_from="from {a}",
    special_to="{a} to {b}",
    special_on="{t}",
    special_usual="{t}, as usual",
    typical="How busy it usually is",
    another_day="Another day",
    today_closed="Closed today, so this is the next day that is open: {t}.",
    today_closed_other="Closed today. This is what other {t}s are like.",
    weekday_closed="Closed on {t}s.",
    closed_and_too_little="Closed today, and we know too little of other days yet.",
    too_little="We know too little of {t}s yet. It takes some weeks of measuring.",
    no_hours_no_day="We can’t say, because we don’t know when it is open.",
    route="Show the way with",
    route_promise="The map’s provider learns of you only when you follow the link.",
    own_map="Maps app",
    apple_maps="Apple Maps",
    stop="Stop",
    price="Price",
    contact="Contact",
    phone="Phone",
    email="E-mail",
    booking="Book a desk",
    amenities="What there is",
    about="About this place",
    amenity={
        Amenity.INTERNET_ACCESS: "Wi-Fi",
        Amenity.POWER_SUPPLY: "Sockets",
        Amenity.COFFEE: "Coffee",
        Amenity.KITCHEN: "Kitchen",
        Amenity.PRINTER: "Printer",
        Amenity.QUIET: "Quiet",
        Amenity.PHONE_BOOTH: "Phone booth",
        Amenity.MEETING_ROOM: "Meeting room",
        Amenity.WHEELCHAIR: "Step-free",
        Amenity.TOILETS_WHEELCHAIR: "Accessible toilet",
        Amenity.PARKING: "Parking",
        Amenity.BICYCLE_PARKING: "Bicycle stands",
        Amenity.CHARGING_STATION: "Charging station",
        Amenity.KIDS_AREA: "Child-friendly",
    },
)


def space_words_in(language: Language) -> SpaceWords:
    """Return the words of one language."""
    match language:
        case Language.GERMAN:
            return _GERMAN
        case Language.ENGLISH:
            return _ENGLISH
        case _:
            assert_never(language)
