"""Every word on the pages, in German and English. Only text: no decision is made here."""

from dataclasses import asdict, dataclass
from typing import Final

from hub.pages.language import Language


@dataclass(frozen=True, slots=True)
class LiveWords:
    """What both the server and live.js say. `{n}`, `{a}`, `{b}` are numbers, `{t}` is a text."""

    none_free: str
    one_free: str
    many_free: str
    range_free: str
    at_least_one: str
    at_least: str
    at_most_one: str
    at_most: str
    no_desks: str
    unknown: str
    silent_since: str
    silent: str
    closed: str
    open: str
    open_until: str
    opens: str
    hours_unknown: str
    clock: str
    at: str
    tomorrow: str
    on_day: str
    seconds_ago: str
    minutes_ago: str
    hours_ago: str
    days_ago: str
    as_of: str
    one_desk: str
    desks: str
    occupied: str
    without_report: str
    region: str
    region_none: str
    desk_free: str
    desk_occupied: str
    desk_unknown: str
    desk_absent: str
    capped: str
    lost: str


@dataclass(frozen=True, slots=True)
class PageWords:
    """What only the server says."""

    live: LiveWords
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    day_of_month: str
    decimal_mark: str
    skip: str
    languages: str
    home: str
    tagline: str
    all_spaces: str
    spaces: str
    without_script: str
    reload: str
    plan: str
    plan_alternative: str
    desks: str
    rooms: str
    kind_room: str
    kind_booth: str
    visit: str
    website: str
    nearby: str
    others: str
    distance: str
    promise: str
    machine: str
    missing_title: str
    missing_text: str
    failed_title: str
    failed_text: str


_GERMAN: Final = PageWords(
    live=LiveWords(
        none_free="Kein Platz frei",
        one_free="1 Platz frei",
        many_free="{n} Plätze frei",
        range_free="{a} bis {b} Plätze frei",
        at_least_one="Mindestens 1 Platz frei",
        at_least="Mindestens {n} Plätze frei",
        at_most_one="Höchstens 1 Platz frei",
        at_most="Höchstens {n} Plätze frei",
        no_desks="Keine Plätze in Betrieb",
        unknown="Unbekannt",
        silent_since="seit {t} keine Meldung",
        silent="zurzeit keine Meldung",
        closed="Geschlossen",
        open="Geöffnet",
        open_until="Geöffnet bis {t}",
        opens="öffnet {t}",
        hours_unknown="Öffnungszeiten unbekannt",
        clock="{t} Uhr",
        at="um {t}",
        tomorrow="morgen",
        on_day="am {t}",
        seconds_ago="vor {n} s",
        minutes_ago="vor {n} min",
        hours_ago="vor {n} h",
        days_ago="vor {n} Tagen",
        as_of="Stand {t}",
        one_desk="1 Platz",
        desks="{n} Plätze",
        occupied="{n} belegt",
        without_report="{n} ohne Meldung",
        region="In {a} von {b} Orten ist jetzt ein Platz frei",
        region_none="Zurzeit ist an keinem Ort sicher ein Platz frei",
        desk_free="frei",
        desk_occupied="belegt",
        desk_unknown="unbekannt",
        desk_absent="nicht in Betrieb",
        capped=(
            "Zum Schutz Einzelner nennen wir bei wenigen Gästen nur, wie viele Plätze mindestens "
            "frei sind, und erneuern die Zahl einmal in der Minute."
        ),
        lost="Keine Verbindung. Die Angaben erneuern sich gerade nicht.",
    ),
    months=(
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ),
    weekdays=("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    day_of_month="{n}. {t}",
    decimal_mark=",",
    skip="Zum Inhalt",
    languages="Sprache",
    home="Platzfrei, zur Übersicht",
    tagline="Freie Arbeitsplätze in der Nähe",
    all_spaces="Alle Orte",
    spaces="Orte",
    without_script="Diese Seite erneuert sich nicht von selbst.",
    reload="Neu laden",
    plan="Raumplan",
    plan_alternative="Raumplan. Die Plätze stehen darunter als Liste.",
    desks="Plätze",
    rooms="Räume und Kabinen",
    kind_room="Raum",
    kind_booth="Kabine",
    visit="Hinkommen",
    website="Website",
    nearby="In der Nähe",
    others="Andere Orte",
    distance="{t} km",
    promise=(
        "Sensoren sehen nur, ob ein Platz belegt ist. Keine Kameras, keine Namen, keine Telefone. "
        "Schweigt ein Sensor, steht hier „unbekannt“ und nie „frei“."
    ),
    machine="Dieselben Angaben für Programme",
    missing_title="Diese Seite gibt es nicht",
    missing_text="Vielleicht heißt der Ort jetzt anders. Alle Orte stehen in der Übersicht.",
    failed_title="Das hat nicht geklappt",
    failed_text="Der Fehler liegt bei uns. Bitte laden Sie die Seite gleich noch einmal.",
)

_ENGLISH: Final = PageWords(
    live=LiveWords(
        none_free="No desk free",
        one_free="1 desk free",
        many_free="{n} desks free",
        range_free="{a} to {b} desks free",
        at_least_one="At least 1 desk free",
        at_least="At least {n} desks free",
        at_most_one="At most 1 desk free",
        at_most="At most {n} desks free",
        no_desks="No desks in service",
        unknown="Unknown",
        silent_since="no report since {t}",
        silent="no report at present",
        closed="Closed",
        open="Open",
        open_until="Open until {t}",
        opens="opens {t}",
        hours_unknown="Opening hours unknown",
        clock="{t}",
        at="at {t}",
        tomorrow="tomorrow",
        on_day="on {t}",
        seconds_ago="{n} s ago",
        minutes_ago="{n} min ago",
        hours_ago="{n} h ago",
        days_ago="{n} days ago",
        as_of="As of {t}",
        one_desk="1 desk",
        desks="{n} desks",
        occupied="{n} occupied",
        without_report="{n} without a report",
        region="{a} of {b} places have a free desk now",
        region_none="At present no place is certain to have a free desk",
        desk_free="free",
        desk_occupied="occupied",
        desk_unknown="unknown",
        desk_absent="not in service",
        capped=(
            "To protect individuals, while few people are here we only say how many desks are "
            "free at least, and renew the figure once a minute."
        ),
        lost="No connection. The figures aren’t being renewed.",
    ),
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    day_of_month="{n} {t}",
    decimal_mark=".",
    skip="Skip to content",
    languages="Language",
    home="Platzfrei, all places",
    tagline="Free desks nearby",
    all_spaces="All places",
    spaces="Places",
    without_script="This page doesn’t renew itself.",
    reload="Reload",
    plan="Floor plan",
    plan_alternative="Floor plan. The desks are listed below it.",
    desks="Desks",
    rooms="Rooms and booths",
    kind_room="room",
    kind_booth="booth",
    visit="Getting there",
    website="Website",
    nearby="Nearby",
    others="Other places",
    distance="{t} km",
    promise=(
        "Sensors only see whether a desk is taken. No cameras, no names, no phones. If a sensor "
        "falls silent, it says “unknown” here and never “free”."
    ),
    machine="The same for programs",
    missing_title="There is no such page",
    missing_text="Perhaps the place has a new name. The overview lists all places.",
    failed_title="That didn’t work",
    failed_text="The fault is ours. Please reload the page in a moment.",
)


def words_in(language: Language) -> PageWords:
    """Return the words of one language."""
    return _GERMAN if language is Language.GERMAN else _ENGLISH


def as_mapping(words: LiveWords) -> dict[str, str]:
    """Return the words that go into the page for live.js."""
    return asdict(words)
