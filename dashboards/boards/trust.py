"""The panels of the dashboard Care about the figures: how far they can be trusted, and why not."""

from dataclasses import replace
from typing import Final

from contract.series import DESK_DAY, SET_ASIDE, SPACE_DAY
from dashboards.board import DAY, TIME, Column, Look, Panel, Sorting, Step, Unit
from dashboards.boards.shared import CALLED, COVERAGE, COVERAGE_MEANING, SPACE_ID, both
from dashboards.figures import Part, coverage, utilisation
from dashboards.questions import (
    IN_DAYS,
    IN_DAYS_UP_TO_NOW,
    IN_TIME,
    day_by_day_with_gaps,
    figures,
    names,
    newest_rows,
)
from dashboards.questions import SPACES as IN_SPACES
from dashboards.words import Words

_FOUR_WEEKS: Final = Words(
    "Der letzten vier Wochen, oder des gewählten Zeitraums, wenn er Daten nennt.",
    "Of the last four weeks, or of the chosen period where it names dates.",
)
COVERED_COLUMNS: Final = (DAY, replace(CALLED, width=None), SPACE_ID)
COVERED: Final = Panel(
    12,
    Words("Abdeckung je Tag (%)", "Coverage per day (%)"),
    both(
        COVERAGE_MEANING,
        Words("Unter 80 % gilt keine Zahl dieses Tages.", "Below 80 % no figure of a day counts."),
        Words(
            "Eine Lücke: keine Öffnungszeit, oder nichts aufgeschrieben.",
            "A gap: no opening hours, or nothing written.",
        ),
        _FOUR_WEEKS,
    ),
    Look.STATES,
    (
        day_by_day_with_gaps(
            SPACE_DAY,
            coverage(Part.OPEN),
            where=(IN_DAYS_UP_TO_NOW, IN_SPACES),
            by=("space",),
        ),
        names(),
    ),
    (COVERAGE,),
    14,
    height=12,
    joined_by="space",
    is_looked_up=True,
    split_by=("called",),
    is_of_days=True,
    relative_time="28d",
)
STUCK: Final = Panel(
    14,
    Words("Sensoren, die nie oder immer belegt melden", "Sensors that never or always report use"),
    both(
        Words(
            "Je Platz der Anteil belegter Zeit in Öffnungszeiten, der seltenste zuerst. 0 % über "
            "Wochen: der Sensor sieht niemanden. 100 %: er klemmt. Unter 80 % Abdeckung fehlt der "
            "Platz.",
            "Per desk, the share of occupied time in opening hours, the rarest first. 0 % for "
            "weeks: the sensor sees nobody. 100 %: it is stuck. Below a coverage of 80 % the desk "
            "is missing.",
        ),
        _FOUR_WEEKS,
    ),
    Look.TABLE,
    (
        figures(
            DESK_DAY, (utilisation(Part.OPEN),), where=(IN_DAYS, IN_SPACES), by=("space", "desk")
        ),
        names(),
    ),
    (
        CALLED,
        Column("desk", Words("Platz", "Desk")),
        Column(
            "utilisation",
            Words("belegt (%)", "occupied (%)"),
            Unit.NUMBER,
            (Step(None, "orange"), Step(0.01, "green"), Step(99.99, "red")),
            1,
            is_coloured=True,
        ),
        SPACE_ID,
    ),
    12,
    height=10,
    joined_by="space",
    is_looked_up=True,
    sorted_by=(Sorting("utilisation", is_descending=False),),
    relative_time="28d",
)
QUARANTINED: Final = Panel(
    15,
    Words("Quarantäne", "Quarantine"),
    Words(
        "Was im gewählten Zeitraum nicht zu lesen war, die fünfzig jüngsten Stücke: von wem, "
        "welche Nummer, warum. Nummer 0 ist eine ganze Sendung. Leer ist die Tabelle auch, wenn "
        "der Hub schwieg.",
        "What could not be read in the chosen period, the fifty newest pieces: from whom, which "
        "number, why. Number 0 is a whole payload. The table is empty, too, while the hub is "
        "silent.",
    ),
    Look.TABLE,
    (newest_rows(SET_ASIDE, ("source", "seq", "reason"), where=(IN_TIME,)),),
    (
        TIME,
        Column("source", Words("von", "from")),
        Column("seq", Words("Nummer", "Number"), width=90),
        Column("reason", Words("Grund", "Reason")),
    ),
    12,
    height=10,
    no_value=Words("nichts aufgeschrieben", "nothing written"),
)
