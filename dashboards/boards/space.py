"""Space, for its operator: now, a usual day, the week, the desks and the door."""

from dataclasses import replace
from typing import Final

from contract.series import DESK_DAY, LIVE, SLOT, SPACE_DAY, WEEKDAYS
from dashboards import questions
from dashboards.board import (
    DAY,
    PLAIN,
    TIME,
    UNKNOWN,
    Board,
    Column,
    Look,
    Panel,
    Section,
    Sorting,
    Step,
    Unit,
    Variable,
    table_of,
)
from dashboards.boards.shared import (
    AT_LEAST,
    COVERAGE,
    COVERAGE_MEANING,
    DESK_HOURS,
    NEEDS_ME,
    NOW,
    SILENT,
    SPACE,
    USE_SCALE,
    UTILISATION,
    UTILISATION_MEANING,
    both,
    hub_speaks,
    last_heard,
    marks,
    needs,
)
from dashboards.figures import BALANCE, PASSAGES, Part, coverage, desk_hours, utilisation
from dashboards.questions import (
    AT_HOME,
    DESKS,
    EIGHT_WEEKS_BEFORE,
    IN_DAYS,
    IN_TIME,
    JUST_NOW,
    OPEN,
    OR_NOWHERE,
    TODAY,
    Plain,
    Question,
    day_by_day,
    figures,
    over_time,
    sums_of_last,
)
from dashboards.questions import SPACE as IN_SPACE
from dashboards.words import Words

_UTILISATION: Final = utilisation(Part.OPEN)
_IN_SLOT: Final = utilisation(Part.SLOT)

_DESK: Final = Variable(
    "desk",
    Words("Plätze", "Desks"),
    Words("Die Plätze der Rangliste.", "The desks of the ranking."),
    questions.desks(),
    is_multi=True,
)
_WEEKDAY: Final = Variable(
    "weekday",
    Words("Wochentag", "Weekday"),
    Words(
        "Mit welchem Wochentag der jüngste Tag verglichen wird: mit seinem eigenen.",
        "The weekday that the newest day is compared with: its own.",
    ),
    questions.newest_weekday(SLOT),
    regex=questions.WEEKDAY,
    is_newest=True,
    is_hidden=True,
)
_TODAY: Final = Variable(
    "today",
    Words("Der jüngste Tag", "The newest day"),
    Words(
        "Der jüngste Tag, von dem der Raum etwas weiß: heute, wenn der Hub läuft.",
        "The newest day that the space knows of: today, while the hub runs.",
    ),
    questions.newest_day(SPACE_DAY),
    is_newest=True,
    is_list=True,
    is_hidden=True,
)
_ZONE: Final = Variable(
    "zone",
    Words("Zeitzone", "Time zone"),
    Words("Wo die Tage des Raums beginnen.", "Where the days of the space begin."),
    questions.timezone(),
    is_hidden=True,
)
_OCCUPIED: Final = Column("occupied", Words("belegt", "occupied"), Unit.NUMBER)
_FREE: Final = Column("free", Words("frei", "free"), Unit.NUMBER)
_UNKNOWN: Final = Column(
    "unknown",
    Words("unbekannt", "unknown"),
    Unit.NUMBER,
    (Step(None, PLAIN), Step(1, UNKNOWN)),
)
_TOTAL: Final = Column("total", Words("in Betrieb", "in service"), Unit.NUMBER)

_PRESENT: Final = Panel(
    1,
    Words("Jetzt", "Now"),
    Words(
        "Plätze in Betrieb, davon belegt, frei und unbekannt, höchstens 90 Sekunden alt. Nicht "
        "zur Veröffentlichung: kleine Zahlen werden hier nicht verborgen.",
        "Desks in service, of them occupied, free and unknown, 90 seconds old at most. For the "
        "operator: small counts are not withheld, so not for publication.",
    ),
    Look.STAT,
    (
        sums_of_last(
            LIVE,
            {
                "occupied": 'sum("occupied")',
                "free": 'sum("total") - sum("occupied") - sum("unknown")',
                "unknown": 'sum("unknown")',
                "total": 'sum("total")',
            },
            fields=("occupied", "unknown", "total"),
            where=(JUST_NOW, IN_SPACE),
            by=("space",),
        ),
    ),
    (_OCCUPIED, _FREE, _UNKNOWN, _TOTAL),
    24,
    height=4,
    no_value=SILENT,
    no_value_colour=UNKNOWN,
)
_PERIOD: Final = (
    Panel(
        2,
        UTILISATION.title,
        UTILISATION_MEANING,
        Look.STAT,
        (figures(SPACE_DAY, (_UTILISATION,), where=(IN_DAYS, IN_SPACE)),),
        (UTILISATION,),
        12,
        height=4,
    ),
    Panel(
        3,
        COVERAGE.title,
        COVERAGE_MEANING,
        Look.STAT,
        (figures(SPACE_DAY, (coverage(Part.OPEN),), where=(IN_DAYS, IN_SPACE)),),
        (COVERAGE,),
        12,
        height=4,
    ),
)
_LAST_DAY: Final = Panel(
    4,
    Words("Belegt und unbekannt", "Occupied and unknown"),
    Words(
        "Die meisten belegten und unbekannten Plätze je Viertelstunde: der letzten 24 Stunden, "
        "oder des gewählten Zeitraums, wenn er Daten nennt. Reicht einen Monat zurück.",
        "The most desks occupied and unknown in each quarter of an hour: of the last 24 hours, or "
        "of the chosen period where it names dates. Reaches back a month.",
    ),
    Look.LINES,
    (
        over_time(
            LIVE,
            "max",
            (Plain("occupied"), Plain("unknown")),
            where=(IN_TIME, IN_SPACE),
            alias="$col",
        ),
    ),
    (_OCCUPIED, replace(_UNKNOWN, scale=())),
    14,
    no_value=Words("nichts aufgeschrieben", "nothing written"),
    relative_time="24h",
)


def _hours(when: str, named: str, *where: str) -> Question:
    return figures(
        SLOT,
        (_IN_SLOT,),
        where=(when, IN_SPACE, OPEN, *where),
        by=("hour",),
        named=named,
        ending=AT_HOME,
    )


_USUAL: Final = Panel(
    6,
    Words("Der Tag $today und ein üblicher", "The day $today and a usual one"),
    both(
        Words(
            "Auslastung je Stunde in Öffnungszeiten: am jüngsten Tag, den der Raum kennt, was "
            "auch immer oben gewählt ist, und an diesem Wochentag in den acht Wochen davor. "
            "Stunden in der Zeit des Raums.",
            "Utilisation per hour in opening hours: on the newest day that the space knows, "
            "whatever is chosen above, and on this weekday in the eight weeks before. Hours in "
            "the space's own time.",
        ),
        UTILISATION_MEANING,
    ),
    Look.BARS,
    (
        _hours(EIGHT_WEEKS_BEFORE, "usual", "\"weekday\" = '$weekday'"),
        _hours(TODAY, "today"),
    ),
    (
        Column("hour", Words("Stunde", "Hour"), width=80),
        Column("usual", Words("üblich (%)", "usual (%)"), Unit.NUMBER, decimals=0),
        Column("today", Words("$today (%)", "$today (%)"), Unit.NUMBER, decimals=0),
    ),
    14,
    height=9,
    joined_by="hour",
    sorted_by=(Sorting("hour", is_descending=False),),
    is_upright=True,
)
_DAY_NAMES: Final = (
    Words("Mo", "Mon"),
    Words("Di", "Tue"),
    Words("Mi", "Wed"),
    Words("Do", "Thu"),
    Words("Fr", "Fri"),
    Words("Sa", "Sat"),
    Words("So", "Sun"),
)
_WEEK: Final = Panel(
    8,
    Words("Die Woche (Auslastung in %)", "The week (utilisation in %)"),
    both(
        Words(
            "Auslastung je Wochentag und Stunde in Öffnungszeiten, über den gewählten Zeitraum; "
            "dunkler heißt voller. Leere Felder: geschlossen, oder keine belastbare Angabe.",
            "Utilisation per weekday and hour in opening hours, over the chosen period; darker is "
            "fuller. Empty cells: closed, or no reliable figure.",
        ),
        UTILISATION_MEANING,
    ),
    Look.TABLE,
    tuple(
        figures(
            SLOT,
            (_IN_SLOT,),
            where=(IN_TIME, IN_SPACE, OPEN, f"\"weekday\" = '{weekday}'"),
            by=("hour",),
            named=weekday,
        )
        for weekday in WEEKDAYS
    ),
    (
        Column("hour", Words("Stunde", "Hour"), width=80),
        *(
            Column(weekday, name, Unit.NUMBER, USE_SCALE, 0, is_coloured=True)
            for weekday, name in zip(WEEKDAYS, _DAY_NAMES, strict=True)
        ),
    ),
    24,
    height=12,
    joined_by="hour",
    sorted_by=(Sorting("hour", is_descending=False),),
)
_RANKED: Final = Panel(
    9,
    Words("Plätze nach Auslastung", "Desks by utilisation"),
    both(
        Words(
            "Die gewählten Plätze, der gefragteste zuerst, mit ihren belegten Stunden.",
            "The chosen desks, the most wanted first, with their occupied hours.",
        ),
        UTILISATION_MEANING,
        AT_LEAST,
    ),
    Look.BARS,
    (
        figures(
            DESK_DAY,
            (_UTILISATION, desk_hours(Part.OPEN)),
            where=(IN_DAYS, IN_SPACE, DESKS),
            by=("desk",),
        ),
    ),
    (Column("desk", Words("Platz", "Desk")), UTILISATION, replace(DESK_HOURS, is_only_read=True)),
    14,
    height=10,
    sorted_by=(Sorting("utilisation"),),
)
_DOOR: Final = Panel(
    11,
    Words("Durchgänge je Tag", "Passages per day"),
    both(
        Words(
            "Wie oft an einem Tag jemand hereinkam, hinausging oder in der Tür umkehrte, an "
            "Zähltüren. Tage, an denen die Zähler weniger als 80 % der Zeit wachten, fehlen.",
            "How often on a day someone came in, went out, or turned round in the doorway, at "
            "counting doors. Days on which the counters watched less than 80 % are missing.",
        ),
        AT_LEAST,
    ),
    Look.BARS,
    (day_by_day(SPACE_DAY, PASSAGES, where=(IN_DAYS, IN_SPACE)),),
    (
        DAY,
        Column("arrivals", Words("herein", "in"), Unit.NUMBER),
        Column("departures", Words("hinaus", "out"), Unit.NUMBER),
        Column("turn_backs", Words("umgekehrt", "turned back"), Unit.NUMBER),
    ),
    14,
    is_of_days=True,
    is_upright=True,
)
_DRIFT: Final = Panel(
    13,
    Words("Bilanz der Tür am Tagesende", "Balance of the door at the end of the day"),
    Words(
        "Zutritte minus Austritte, je Tag. Bleibt niemand über Nacht, müsste die Bilanz 0 sein; "
        "was abweicht, ist der Fehler des Zählers. Der laufende Tag ist noch nicht zu Ende.",
        "Arrivals less departures of each day. Where nobody stays overnight it ought to be 0: what "
        "differs is the counter's error. The present day has not ended yet.",
    ),
    Look.BARS,
    (day_by_day(SPACE_DAY, (BALANCE,), where=(IN_DAYS, IN_SPACE)),),
    (
        DAY,
        Column(
            "balance",
            Words("Bilanz", "Balance"),
            Unit.NUMBER,
            (Step(None, "orange"), Step(-4, "green"), Step(5, "orange")),
        ),
    ),
    14,
    is_of_days=True,
    is_upright=True,
    is_signed=True,
)

SPACE_BOARD: Final = Board(
    "space",
    Words("Raum", "Space"),
    Words(
        "Für den Betreiber: was ist jetzt, wie wird mein Raum genutzt, stimmt der Zähler?",
        "For the operator: what is now, how is my space used, does the counter agree?",
    ),
    (SPACE, _DESK, _WEEKDAY, _TODAY, _ZONE),
    (
        NEEDS_ME,
        (hub_speaks(12), last_heard(12)),
        (needs(IN_SPACE, height=4),),
        NOW,
        (_PRESENT,),
        (_LAST_DAY, table_of(_LAST_DAY, 5, 10, TIME)),
        (_USUAL, table_of(_USUAL, 7, 10)),
        Section(111, Words("Der gewählte Zeitraum", "The chosen period")),
        _PERIOD,
        (_WEEK,),
        (_RANKED, table_of(_RANKED, 10, 10)),
        Section(112, Words("Die Tür", "The door")),
        (_DOOR, table_of(_DOOR, 12, 10)),
        (_DRIFT, table_of(_DRIFT, 14, 10)),
    ),
    "now-28d/d",
    "now-1d/d",
    (
        ("region", Words("Region", "Region")),
        ("care", Words("Wartung", "Care")),
        ("hub", Words("Hub", "Hub")),
    ),
    marks(f"({IN_SPACE}{OR_NOWHERE})"),
)
