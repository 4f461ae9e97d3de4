"""The panels of the dashboard Care about the figures: how far they can be trusted, and why not."""

from typing import Final

from contract.series import DESK_DAY, SET_ASIDE, SPACE_DAY
from dashboards.board import TIME, Column, Look, Panel, Step, Unit
from dashboards.boards.shared import (
    COVERAGE,
    COVERAGE_MEANING,
    SPACE_COLUMN,
    both,
)
from dashboards.figures import Part, coverage, utilisation
from dashboards.questions import (
    IN_TIME,
    WITHIN_A_DAY,
    day_by_day,
    figures,
    newest_rows,
)
from dashboards.questions import SPACES as IN_SPACES
from dashboards.words import Words

COVERED: Final = Panel(
    12,
    Words("Abdeckung je Tag", "Coverage per day"),
    both(
        COVERAGE_MEANING,
        Words("Unter 80 % gilt keine Zahl dieses Tages.", "Below 80 % no figure of a day counts."),
    ),
    Look.LINES,
    (
        day_by_day(
            SPACE_DAY,
            (coverage(Part.OPEN),),
            where=(IN_TIME, IN_SPACES),
            by=("space",),
            alias="$tag_space",
        ),
    ),
    (COVERAGE,),
    14,
)
STUCK: Final = Panel(
    14,
    Words("Sensoren, die nie oder immer belegt melden", "Sensors that never or always report use"),
    both(
        Words(
            "Je Platz der Anteil belegter Zeit und die Abdeckung im gewählten Zeitraum, in "
            "Öffnungszeiten. 0 % über Wochen: der Sensor sieht niemanden. 100 %: er klemmt.",
            "Per desk, the share of occupied time and the coverage in the chosen period, in "
            "opening hours. 0 % for weeks: the sensor sees nobody. 100 %: it is stuck.",
        ),
        COVERAGE_MEANING,
    ),
    Look.TABLE,
    (
        figures(DESK_DAY, (coverage(Part.OPEN),), where=(IN_TIME, IN_SPACES), by=("space", "desk")),
        figures(
            DESK_DAY, (utilisation(Part.OPEN),), where=(IN_TIME, IN_SPACES), by=("space", "desk")
        ),
    ),
    (
        SPACE_COLUMN,
        Column("desk", Words("Platz", "Desk")),
        COVERAGE,
        Column(
            "utilisation",
            Words("belegt", "occupied"),
            Unit.RATIO,
            (Step(None, "orange"), Step(0.0001, "green"), Step(0.9999, "red")),
            1,
            is_coloured=True,
        ),
    ),
    12,
    height=10,
    is_merged=True,
)
QUARANTINED: Final = Panel(
    15,
    Words("Quarantäne der letzten 24 Stunden", "Quarantine of the last 24 hours"),
    Words(
        "Was nicht zu lesen war, die fünfzig jüngsten Stücke: von wem, welche Nummer, warum. "
        "Nummer 0 ist eine ganze Sendung. Eine leere Tabelle heißt: nichts.",
        "What could not be read, the fifty newest pieces: from whom, which number, why. "
        "Number 0 is a whole payload. An empty table means: nothing.",
    ),
    Look.TABLE,
    (newest_rows(SET_ASIDE, ("source", "seq", "reason"), where=(WITHIN_A_DAY,)),),
    (
        TIME,
        Column("source", Words("von", "from")),
        Column("seq", Words("Nummer", "Number")),
        Column("reason", Words("Grund", "Reason")),
    ),
    12,
    height=10,
    no_value=Words("nichts", "nothing"),
)
