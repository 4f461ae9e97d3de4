"""Columns, scales, variables and panels that several dashboards have in common."""

from typing import Final

from contract.care_english import ENGLISH
from contract.care_german import GERMAN
from contract.series import CARE, HUB, LIVE, CareKind, ChangeKind
from dashboards import questions
from dashboards.board import (
    PLAIN,
    TIME,
    UNKNOWN,
    Annotation,
    Column,
    Look,
    Panel,
    Section,
    Sorting,
    Step,
    Unit,
    Variable,
)
from dashboards.questions import JUST_NOW, OR_NOWHERE, Plain, Question, Scaled
from dashboards.words import Words

COVERAGE_SCALE: Final = (Step(None, "red"), Step(80, "yellow"), Step(95, "green"))
USE_SCALE: Final = (
    Step(None, "rgba(31, 96, 196, 0.12)"),
    Step(20, "rgba(31, 96, 196, 0.29)"),
    Step(50, "semi-dark-blue"),
    Step(80, "dark-blue"),
)
"""Darker is fuller: no traffic light, for a full space is no fault. Words are legible on
each of them, on a light and on a dark page."""
ANY_IS_BAD: Final = (Step(None, "green"), Step(1, "orange"))
NO: Final = Words("nein", "no")
YES: Final = Words("ja", "yes")
SILENT: Final = Words("unbekannt: der Hub schweigt", "unknown: the hub is silent")

SPACE_ID: Final = Column("space", Words("Raum (id)", "Space (id)"), is_hidden=True)
"""For links and joins; people read its name."""
CALLED: Final = Column("called", Words("Raum", "Space"), width=178)
PLACE: Final = Column("place", Words("Raum", "Space"), width=178)
AGENT_COLUMN: Final = Column("agent", Words("Agent", "Agent"), width=120)
UTILISATION: Final = Column(
    "utilisation",
    Words("Auslastung (%)", "Utilisation (%)"),
    Unit.NUMBER,
    decimals=1,
    colour="blue",
)
COVERAGE: Final = Column(
    "coverage",
    Words("Abdeckung (%)", "Coverage (%)"),
    Unit.NUMBER,
    COVERAGE_SCALE,
    1,
    is_coloured=True,
    colour="purple",
)
DESK_HOURS: Final = Column(
    "desk_hours",
    Words("Platzstunden", "Desk-hours"),
    Unit.NUMBER,
    decimals=1,
)
FULL_HOURS: Final = Column(
    "full_hours", Words("Volle Stunden", "Full hours"), Unit.NUMBER, decimals=1
)
VISITS: Final = Column("visits", Words("Besuche", "Visits"), Unit.NUMBER, decimals=0)

SPACE: Final = Variable(
    "space",
    Words("Raum", "Space"),
    Words("Der Raum, um den es geht.", "The space in question."),
    questions.spaces(),
    regex=questions.CHOICE,
)
SPACES: Final = Variable(
    "space",
    Words("Räume", "Spaces"),
    Words("Die Räume, um die es geht.", "The spaces in question."),
    questions.spaces(),
    is_multi=True,
    regex=questions.CHOICE,
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

HUB_SPEAKS: Final = 201
NEEDED_LIST: Final = 205
"""Ids of panels that alerts lead to."""
NEEDS_ME: Final = Section(101, Words("Was zu tun ist", "What needs attention"))
NOW: Final = Section(102, Words("Wie es jetzt ist", "How it is now"))
WAS: Final = Section(103, Words("Wie es war", "How it was"))
DETAIL: Final = Section(104, Words("Im Einzelnen", "In detail"))


def both(*texts: Words) -> Words:
    """Join sentences in both languages."""
    return Words(" ".join(text.de for text in texts), " ".join(text.en for text in texts))


# What every dashboard begins with


KIND_WORDS: Final = {kind: Words(GERMAN[kind].name, ENGLISH[kind].name) for kind in CareKind}
TO_DO: Final = {kind: Words(GERMAN[kind].to_do, ENGLISH[kind].to_do) for kind in CareKind}
_JUDGED: Final = ("kind", "space", "agent")


def hub_speaks(width: int = 4) -> Panel:
    """Say whether the hub speaks: where it doesn't, nothing of the present is known."""
    return Panel(
        HUB_SPEAKS,
        Words("Der Hub", "The hub"),
        Words(
            "Ob der Hub in den letzten 90 Sekunden etwas aufgeschrieben hat. Schweigt er, ist "
            "nichts von jetzt bekannt, auch nicht, ob etwas nötig ist.",
            "Whether the hub wrote anything in the past 90 seconds. Where it is silent, nothing of "
            "the present is known, nor whether anything is needed.",
        ),
        Look.STAT,
        (questions.count_of(HUB, "store_failures", "reports"),),
        (
            Column(
                "reports",
                Words("Meldungen", "Reports"),
                Unit.NUMBER,
                spelled_from=(1, Words("meldet sich", "is reporting"), "green"),
            ),
        ),
        width,
        height=4,
        no_value=Words("schweigt", "is silent"),
        no_value_colour="red",
    )


def last_heard(width: int = 4) -> Panel:
    """Say when the hub spoke last."""
    return Panel(
        202,
        Words("Zuletzt gemeldet", "Last report"),
        Words(
            "Wann der Hub zuletzt etwas aufgeschrieben hat; er tut es jede Minute.",
            "When the hub wrote something last; it does so every minute.",
        ),
        Look.STAT,
        (questions.last_time(HUB, "store_failures", "reports"),),
        (Column(TIME.name, Words("zuletzt", "last"), Unit.TIME),),
        width,
        height=4,
        no_value=Words("seit einem Monat nicht", "not for a month"),
        no_value_colour="red",
    )


def agents_online(where: str, width: int = 6) -> Panel:
    """Say how many agents are online, of how many: none is a figure, too."""
    return Panel(
        203,
        Words("Agenten online", "Agents online"),
        Words(
            "Wie viele Agenten online sind, wie viele nicht, und wie viele in hub.toml stehen.",
            "How many agents are online, how many are not, and how many hub.toml names.",
        ),
        Look.STAT,
        (
            questions.sums_of_last(
                LIVE,
                {
                    "online": 'sum("agents_online")',
                    "offline": 'sum("agents") - sum("agents_online")',
                    "known": 'sum("agents")',
                },
                fields=("agents", "agents_online"),
                where=(JUST_NOW, where),
                by=("space",),
            ),
        ),
        (
            Column(
                "online",
                Words("online", "online"),
                Unit.NUMBER,
                (Step(None, "red"), Step(1, PLAIN)),
            ),
            Column("offline", Words("nicht online", "not online"), Unit.NUMBER, ANY_IS_BAD),
            Column("known", Words("bekannt", "known"), Unit.NUMBER),
        ),
        width,
        height=4,
        no_value=SILENT,
        no_value_colour=UNKNOWN,
    )


def needed_count(where: str, width: int = 4) -> Panel:
    """Count what needs care."""
    return Panel(
        204,
        Words("Zu tun", "To do"),
        Words(
            "Wie viele Dinge nach dem Urteil des Hubs jetzt jemanden brauchen. Er urteilt mit dem "
            "Kalender: an geschlossenen Tagen drängt nichts.",
            "How many things need somebody now, as the hub judges. It judges with the calendar: on "
            "closed days nothing is urgent.",
        ),
        Look.STAT,
        (
            questions.sums_of_last(
                CARE,
                {"needed": 'sum("value")'},
                fields=("value",),
                where=(JUST_NOW, f"({where}{OR_NOWHERE})"),
                by=_JUDGED,
            ),
        ),
        (Column("needed", Words("zu tun", "to do"), Unit.NUMBER, ANY_IS_BAD),),
        width,
        height=4,
        no_value=SILENT,
        no_value_colour=UNKNOWN,
    )


_NEEDS_COLUMNS: Final = (
    Column(
        "value",
        Words("Stand", "State"),
        spelled=(
            ("0", Words("nichts zu tun", "nothing to do"), "green"),
            ("1", Words("bitte ansehen", "please look"), "orange"),
        ),
        is_coloured=True,
        width=105,
    ),
    Column(
        "kind",
        Words("Was, und was zu tun ist", "What, and what to do"),
        spelled=tuple(
            (
                kind.value,
                Words(f"{words.de} – {TO_DO[kind].de}", f"{words.en} – {TO_DO[kind].en}"),
                PLAIN,
            )
            for kind, words in KIND_WORDS.items()
        ),
    ),
    PLACE,
    AGENT_COLUMN,
    Column(
        "lasting_h",
        Words("seit mindestens (h)", "for at least (h)"),
        Unit.NUMBER,
        decimals=1,
        width=100,
    ),
    SPACE_ID,
)


def needs(where: str, width: int = 24, height: int = 6) -> Panel:
    """List what needs care, with where, since when and what to do."""
    return Panel(
        NEEDED_LIST,
        Words("Was Aufmerksamkeit braucht", "What needs care"),
        Words(
            "Was der Hub jetzt meldet, mit dem Rat dazu. Wie lange schon: mindestens, denn der Hub "
            "zählt seit seinem Start.",
            "What the hub reports now, and what to do. For how long: at least, for the hub has "
            "counted since its start.",
        ),
        Look.TABLE,
        (_needed(f"({where}{OR_NOWHERE})"), _nothing_needed(f"({where}{OR_NOWHERE})")),
        _NEEDS_COLUMNS,
        width,
        height=height,
        is_merged=True,
        sorted_by=(Sorting("lasting_h"),),
        no_value=SILENT,
    )


def _needed(scope: str) -> Question:
    return questions.rows_whose_last(
        CARE,
        (Plain("value"), Plain("place"), Scaled("lasting_s", "lasting_h", 3600)),
        '"value" = 1',
        where=(JUST_NOW, scope),
        by=_JUDGED,
    )


def _nothing_needed(scope: str) -> Question:
    """Answer with a row where the hub judges and nothing is needed: an empty table says less."""
    return questions.sums_of_last(
        CARE,
        {"value": 'sum("value")'},
        fields=("value",),
        where=(JUST_NOW, scope),
        by=_JUDGED,
        condition='"value" = 0',
    )


def marks(where: str) -> tuple[Annotation, ...]:
    """Mark what explains a step in a curve."""
    own = f" AND {where}"
    return (
        Annotation(
            Words("Neustart des Hubs (Version)", "Start of the hub (version)"),
            questions.changes(ChangeKind.HUB_STARTED),
            "purple",
            is_always_there=True,
        ),
        Annotation(
            Words("Neustart eines Agenten (Version)", "Start of an agent (version)"),
            questions.changes(ChangeKind.AGENT_STARTED, own),
            "blue",
        ),
        Annotation(
            Words("Kalender geändert", "Calendar changed"),
            questions.changes(ChangeKind.CALENDAR, own),
            "orange",
            is_always_there=True,
        ),
        Annotation(
            Words("Besonderer Tag", "Special day"),
            questions.changes(ChangeKind.SPECIAL_DAY, own),
            "yellow",
            is_always_there=True,
        ),
    )
