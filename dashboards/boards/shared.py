"""Columns, scales and variables that several dashboards have in common."""

from typing import Final

from dashboards import questions
from dashboards.board import Column, Step, Unit, Variable
from dashboards.words import Words

COVERAGE_SCALE: Final = (Step(None, "red"), Step(0.8, "yellow"), Step(0.95, "green"))
USE_SCALE: Final = (
    Step(None, "super-light-blue"),
    Step(0.2, "light-blue"),
    Step(0.5, "blue"),
    Step(0.8, "dark-blue"),
)
"""Darker is fuller: no traffic light, for a full space is no fault."""
NO: Final = Words("nein", "no")
YES: Final = Words("ja", "yes")

SPACE_COLUMN: Final = Column("space", Words("Raum", "Space"))
AGENT_COLUMN: Final = Column("agent", Words("Agent", "Agent"))
UTILISATION: Final = Column(
    "utilisation", Words("Auslastung", "Utilisation"), Unit.RATIO, decimals=1
)
COVERAGE: Final = Column(
    "coverage", Words("Abdeckung", "Coverage"), Unit.RATIO, COVERAGE_SCALE, 1, is_coloured=True
)
DESK_HOURS: Final = Column(
    "desk_hours", Words("Belegte Platzstunden", "Occupied desk-hours"), Unit.HOURS, decimals=1
)
FULL_HOURS: Final = Column(
    "full_hours", Words("Volle Stunden", "Full hours"), Unit.HOURS, decimals=1
)
VISITS: Final = Column("visits", Words("Besuche", "Visits"), Unit.COUNT, decimals=0)

SPACE: Final = Variable(
    "space",
    Words("Raum", "Space"),
    Words("Der Raum, um den es geht.", "The space in question."),
    questions.spaces(),
)
SPACES: Final = Variable(
    "space",
    Words("Räume", "Spaces"),
    Words("Die Räume, um die es geht.", "The spaces in question."),
    questions.spaces(),
    is_multi=True,
)
ZONE: Final = Variable(
    "zone",
    Words("Zeitzone", "Time zone"),
    Words(
        "In welcher Zeitzone ein Tag beginnt, wenn mehrere Räume zusammengezählt werden.",
        "The time zone in which a day begins where several spaces are summed.",
    ),
    choices=("Europe/Berlin", "Europe/Vienna", "Europe/Zurich", "Europe/Warsaw", "UTC"),
)

UTILISATION_MEANING: Final = Words(
    "Auslastung: belegte Zeit geteilt durch bekannte Zeit, nur in Öffnungszeiten. "
    "Unter 80 % Abdeckung steht keine Zahl da.",
    "Utilisation: occupied time over known time, in opening hours only. "
    "Below a coverage of 80 % no figure is shown.",
)
COVERAGE_MEANING: Final = Words(
    "Abdeckung: Anteil der Platzzeit in Öffnungszeiten, deren Zustand bekannt ist. "
    "Ein stummer Sensor zählt als unbekannt, nie als frei.",
    "Coverage: share of desk-time in opening hours whose state is known. "
    "A silent sensor counts as unknown, never as free.",
)
AT_LEAST: Final = Words(
    "Ist die Abdeckung kleiner als 100 %, heißt die Zahl: mindestens so viel.",
    "Where coverage is below 100 %, the figure reads: at least as much.",
)


def both(*texts: Words) -> Words:
    """Join sentences in both languages."""
    return Words(" ".join(one.de for one in texts), " ".join(one.en for one in texts))
