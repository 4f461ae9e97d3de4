"""Space, for its operator: now, a usual day, the week, the desks and the door."""

from dataclasses import replace
from typing import Final

from contract.series import DESK_DAY, LIVE, SLOT, SPACE_DAY, WEEKDAYS
from dashboards import questions
from dashboards.board import (
    TIME,
    Board,
    Column,
    Look,
    Matrix,
    Panel,
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
    SPACE,
    USE_SCALE,
    UTILISATION,
    UTILISATION_MEANING,
    both,
)
from dashboards.figures import BALANCE, PASSAGES, Part, coverage, desk_hours, utilisation
from dashboards.questions import (
    DESKS,
    EIGHT_WEEKS_BEFORE,
    IN_TIME,
    JUST_NOW,
    OPEN,
    WITHIN_A_DAY,
    day_by_day,
    figures,
    newest,
    over_time,
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
        "Mit welchem Wochentag heute verglichen wird: dem heutigen.",
        "The weekday that today is compared with: today's.",
    ),
    questions.newest_weekday(SLOT),
    is_newest=True,
)
_OCCUPIED: Final = Column("occupied", Words("belegt", "occupied"), Unit.COUNT)
_UNKNOWN: Final = Column(
    "unknown", Words("unbekannt", "unknown"), Unit.COUNT, (Step(None, "green"), Step(1, "orange"))
)
_TOTAL: Final = Column("total", Words("in Betrieb", "in service"), Unit.COUNT)

_NOW: Final = Panel(
    1,
    Words("Jetzt", "Now"),
    Words(
        "Plätze in Betrieb, davon belegt und davon unbekannt, höchstens zehn Minuten alt. Nicht "
        "zur Veröffentlichung: kleine Zahlen werden hier nicht verborgen.",
        "Desks in service, of them occupied and of them unknown, ten minutes old at most. For the "
        "operator: small counts are not withheld, so not for publication.",
    ),
    Look.STAT,
    (newest(LIVE, ("occupied", "unknown", "total"), where=(JUST_NOW, IN_SPACE)),),
    (_OCCUPIED, _UNKNOWN, _TOTAL),
    12,
    height=4,
    no_value=Words("unbekannt: seit zehn Minuten keine Meldung", "unknown: silent for ten minutes"),
)
_PERIOD: Final = (
    Panel(
        2,
        UTILISATION.title,
        UTILISATION_MEANING,
        Look.STAT,
        (figures(SPACE_DAY, (_UTILISATION,), where=(IN_TIME, IN_SPACE)),),
        (UTILISATION,),
        6,
        height=4,
    ),
    Panel(
        3,
        COVERAGE.title,
        COVERAGE_MEANING,
        Look.STAT,
        (figures(SPACE_DAY, (coverage(Part.OPEN),), where=(IN_TIME, IN_SPACE)),),
        (COVERAGE,),
        6,
        height=4,
    ),
)
_LAST_DAY: Final = Panel(
    4,
    Words("Die letzten 24 Stunden", "The last 24 hours"),
    Words(
        "Die meisten belegten und unbekannten Plätze je Viertelstunde.",
        "The most desks occupied and unknown in each quarter of an hour.",
    ),
    Look.LINES,
    (over_time(LIVE, "max", ("occupied", "unknown"), where=(WITHIN_A_DAY, IN_SPACE)),),
    (_OCCUPIED, _UNKNOWN),
    14,
)
_TODAY: Final = Panel(
    6,
    Words("Heute und ein üblicher Tag", "Today and a usual day"),
    both(
        Words(
            "Auslastung je Stunde in Öffnungszeiten: heute, und an diesem Wochentag in den acht "
            "Wochen davor. Stunden in der Zeit des Raums.",
            "Utilisation per hour in opening hours: today, and on this weekday in the eight weeks "
            "before. Hours in the space's own time.",
        ),
        UTILISATION_MEANING,
    ),
    Look.BARS,
    (
        figures(
            SLOT,
            (_IN_SLOT,),
            where=(EIGHT_WEEKS_BEFORE, IN_SPACE, OPEN, "\"weekday\" = '$weekday'"),
            by=("hour",),
            named="usual",
        ),
        figures(SLOT, (_IN_SLOT,), where=(IN_TIME, IN_SPACE, OPEN), by=("hour",), named="today"),
    ),
    (
        Column("hour", Words("Stunde", "Hour")),
        Column("usual", Words("üblich", "usual"), Unit.RATIO, decimals=0),
        Column("today", Words("heute", "today"), Unit.RATIO, decimals=0),
    ),
    14,
    height=12,
    joined_by="hour",
    relative_time="now/d",
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
    Words("Die Woche", "The week"),
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
    (figures(SLOT, (_IN_SLOT,), where=(IN_TIME, IN_SPACE, OPEN), by=("weekday", "hour")),),
    (
        Column("hour\\weekday", Words("Stunde", "Hour")),
        Column("utilisation", Words("Auslastung", "Utilisation"), Unit.RATIO, USE_SCALE, 0),
    ),
    24,
    height=14,
    matrix=Matrix("hour", "weekday", "utilisation", tuple(zip(WEEKDAYS, _DAY_NAMES, strict=True))),
    no_value=Words("–", "–"),
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
            where=(IN_TIME, IN_SPACE, DESKS),
            by=("desk",),
        ),
    ),
    (Column("desk", Words("Platz", "Desk")), UTILISATION, replace(DESK_HOURS, is_only_read=True)),
    14,
    height=10,
    sorted_by="utilisation",
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
    Look.LINES,
    (day_by_day(SPACE_DAY, PASSAGES, where=(IN_TIME, IN_SPACE)),),
    (
        Column("arrivals", Words("herein", "in"), Unit.COUNT),
        Column("departures", Words("hinaus", "out"), Unit.COUNT),
        Column("turn_backs", Words("umgekehrt", "turned back"), Unit.COUNT),
    ),
    14,
    is_stacked=True,
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
    Look.LINES,
    (day_by_day(SPACE_DAY, (BALANCE,), where=(IN_TIME, IN_SPACE)),),
    (
        Column(
            "balance",
            Words("Bilanz", "Balance"),
            Unit.COUNT,
            (Step(None, "orange"), Step(-4, "green"), Step(5, "orange")),
        ),
    ),
    14,
    is_stacked=True,
)

SPACE_BOARD: Final = Board(
    "space",
    Words("Raum", "Space"),
    Words(
        "Für den Betreiber: was ist jetzt, wie wird mein Raum genutzt, stimmt der Zähler?",
        "For the operator: what is now, how is my space used, does the counter agree?",
    ),
    (SPACE, _DESK, _WEEKDAY),
    (
        (_NOW, *_PERIOD),
        (_LAST_DAY, table_of(_LAST_DAY, 5, 10, first=TIME)),
        (_TODAY, table_of(_TODAY, 7, 10)),
        (_WEEK,),
        (_RANKED, table_of(_RANKED, 10, 10)),
        (_DOOR, table_of(_DOOR, 12, 10, first=TIME)),
        (_DRIFT, table_of(_DRIFT, 14, 10, first=TIME)),
    ),
    "now-28d/d",
    "1m",
    (
        ("region", Words("Region", "Region")),
        ("care", Words("Wartung", "Care")),
    ),
)
