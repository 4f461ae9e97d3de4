"""Region, for the office: the spaces side by side, and this period against the one before."""

from dataclasses import replace
from typing import Final

from contract.series import SPACE_DAY
from dashboards.board import DAY, Board, Column, Look, Panel, Section, Sorting, Unit, table_of
from dashboards.boards.shared import (
    AT_LEAST,
    CALLED,
    COVERAGE,
    COVERAGE_MEANING,
    DESK_HOURS,
    FULL_HOURS,
    NEEDS_ME,
    SPACE_ID,
    SPACES,
    UTILISATION,
    UTILISATION_MEANING,
    VISITS,
    agents_online,
    both,
    hub_speaks,
    last_heard,
    marks,
    needed_count,
)
from dashboards.figures import Figure, Part, coverage, desk_hours, full_hours, utilisation, visits
from dashboards.questions import (
    DAYS_BEFORE,
    IN_DAYS,
    Question,
    figures,
    figures_a_day,
    known_spaces,
    names,
    spaces_in,
)
from dashboards.questions import SPACES as IN_SPACES
from dashboards.words import Words

_UTILISATION: Final = utilisation(Part.OPEN)
_COVERAGE: Final = coverage(Part.OPEN)
_FULL: Final = full_hours(Part.OPEN)
_HOURS: Final = desk_hours(Part.OPEN)
_BEFORE: Final = "utilisation_before"
_VISITS_BEFORE: Final = "visits_before"
_FULL_MEANING: Final = both(
    Words(
        "Stunden in Öffnungszeiten, in denen jeder Platz belegt war: das Zeichen für Bedarf, der "
        "nicht gedeckt wird.",
        "Hours in opening hours in which every desk was occupied: the sign of unmet demand.",
    ),
    AT_LEAST,
)
_VISITS_MEANING: Final = both(
    Words(
        "Zutritte an ganzen Tagen, auch außerhalb der Öffnungszeiten. Besuche, nicht Besucher.",
        "Arrivals on whole days, in and out of opening hours. Visits, not visitors.",
    ),
    AT_LEAST,
)


def _in_region(figure: Figure) -> Question:
    return figures(SPACE_DAY, (figure,), where=(IN_DAYS, IN_SPACES))


def _by_space(figure: Figure, when: str = IN_DAYS, named: str = "") -> Question:
    return figures(SPACE_DAY, (figure,), where=(when, IN_SPACES), by=("space",), named=named)


def _stat(panel_id: int, figure: Figure, column: Column, meaning: Words) -> Panel:
    return Panel(
        panel_id,
        column.title,
        meaning,
        Look.STAT,
        (_in_region(figure),),
        (column,),
        8,
        height=4,
    )


_FIGURES: Final = (
    _stat(1, _UTILISATION, UTILISATION, UTILISATION_MEANING),
    _stat(2, _COVERAGE, COVERAGE, COVERAGE_MEANING),
    _stat(
        3,
        _HOURS,
        DESK_HOURS,
        both(
            Words(
                "Stunden, in denen ein Platz belegt war, über alle Plätze, in Öffnungszeiten.",
                "Hours in which a desk was occupied, over all desks, in opening hours.",
            ),
            AT_LEAST,
        ),
    ),
    _stat(4, _FULL, FULL_HOURS, _FULL_MEANING),
    _stat(5, visits(), VISITS, _VISITS_MEANING),
    Panel(
        13,
        Words("Räume mit Verlauf", "Spaces with history"),
        Words(
            "Wie viele Räume im gewählten Zeitraum ausgewertete Tage haben, von allen gewählten. "
            "Fehlt einer, zählt er auch in den Zahlen daneben nicht mit: er ist neu, oder die "
            "Auswertung nach einem Neustart läuft noch.",
            "How many spaces have days worked out in the chosen period, of all that are chosen. "
            "One that is missing does not count in the figures beside this either: it is new, or "
            "the days are still being worked out after a restart.",
        ),
        Look.STAT,
        (
            spaces_in(SPACE_DAY, "day", "with_days", where=(IN_DAYS, IN_SPACES)),
            known_spaces("chosen"),
        ),
        (
            Column("with_days", Words("mit Verlauf", "with history"), Unit.NUMBER),
            Column("chosen", Words("von", "of"), Unit.NUMBER),
        ),
        8,
        height=4,
        no_value=Words("noch keiner", "none yet"),
    ),
)
_LINKED: Final = replace(
    CALLED,
    link="/d/platzfrei-space-{language}?var-space=${__data.fields.space}&${__url_time_range}",
)
_USED_BEFORE: Final = Column(
    _BEFORE, Words("davor (%)", "before (%)"), Unit.NUMBER, decimals=1, colour="light-orange"
)
_SIDE_BY_SIDE: Final = Panel(
    6,
    Words("Die Räume nebeneinander", "The spaces side by side"),
    both(
        Words(
            "Je Raum, der mit der kleinsten Abdeckung zuerst: Auslastung, volle Stunden, belegte "
            "Platzstunden und Besuche im gewählten Zeitraum, daneben Auslastung und Besuche in "
            "ebenso vielen Tagen davor. Der heutige Tag zählt als Tag, auch wenn er noch nicht zu "
            "Ende ist. Ein Strich: keine belastbare Angabe.",
            "Per space, the one of the lowest coverage first: utilisation, full hours, occupied "
            "desk-hours and visits in the chosen period, beside utilisation and visits of as many "
            "days before. The present day counts as a day although it has not ended yet. A dash: "
            "no reliable figure.",
        ),
        UTILISATION_MEANING,
        AT_LEAST,
    ),
    Look.TABLE,
    (
        names(),
        _by_space(_COVERAGE),
        _by_space(_UTILISATION),
        _by_space(_UTILISATION, DAYS_BEFORE, _BEFORE),
        _by_space(_FULL),
        _by_space(_HOURS),
        _by_space(visits()),
        _by_space(visits(), DAYS_BEFORE, _VISITS_BEFORE),
    ),
    (
        _LINKED,
        COVERAGE,
        UTILISATION,
        _USED_BEFORE,
        FULL_HOURS,
        DESK_HOURS,
        VISITS,
        Column(_VISITS_BEFORE, Words("Besuche davor", "Visits before"), Unit.NUMBER, decimals=0),
        SPACE_ID,
    ),
    24,
    height=16,
    joined_by="space",
    sorted_by=(Sorting("coverage", is_descending=False),),
)
_RANKING: Final = Panel(
    7,
    Words("Rangfolge nach Auslastung", "Ranking by utilisation"),
    both(
        Words(
            "Die Räume nach ihrer Auslastung im gewählten Zeitraum, der vollste zuerst.",
            "The spaces by their utilisation in the chosen period, the fullest first.",
        ),
        UTILISATION_MEANING,
    ),
    Look.BARS,
    (names(), _by_space(_UTILISATION)),
    (CALLED, UTILISATION, SPACE_ID),
    14,
    height=10,
    joined_by="space",
    sorted_by=(Sorting("utilisation"),),
)
_COMPARED: Final = Panel(
    9,
    Words("Dieser Zeitraum und der davor", "This period and the one before"),
    both(
        Words(
            "Auslastung je Raum im gewählten Zeitraum und in ebenso vielen Tagen davor. Fehlt ein "
            "Balken, ist für diese Zeit keine belastbare Angabe möglich.",
            "Utilisation per space in the chosen period and in as many days before. Where a bar "
            "is missing, there is no reliable figure for that time.",
        ),
        UTILISATION_MEANING,
    ),
    Look.BARS,
    (names(), _by_space(_UTILISATION), _by_space(_UTILISATION, DAYS_BEFORE, _BEFORE)),
    (CALLED, UTILISATION, _USED_BEFORE, SPACE_ID),
    14,
    height=10,
    joined_by="space",
    sorted_by=(Sorting("utilisation"),),
)
_TREND: Final = Panel(
    11,
    Words("Verlauf Tag für Tag", "Trend day by day"),
    both(
        Words(
            "Auslastung und Abdeckung der gewählten Räume zusammen, je Tag. Tage ohne Öffnungszeit "
            "fehlen.",
            "Utilisation and coverage of the chosen spaces together, per day. Days without opening "
            "hours are missing.",
        ),
        UTILISATION_MEANING,
    ),
    Look.LINES,
    (
        figures_a_day(SPACE_DAY, (_UTILISATION,), where=(IN_DAYS, IN_SPACES)),
        figures_a_day(SPACE_DAY, (_COVERAGE,), where=(IN_DAYS, IN_SPACES)),
    ),
    (UTILISATION, COVERAGE),
    14,
    is_of_days=True,
)

REGION: Final = Board(
    "region",
    Words("Region", "Region"),
    Words(
        "Für das Amt: wie stark werden die Räume genutzt, und wo fehlen Plätze?",
        "For the office: how much are the spaces used, and where are desks missing?",
    ),
    (SPACES,),
    (
        NEEDS_ME,
        (hub_speaks(), last_heard(5), agents_online(IN_SPACES, 9), needed_count(IN_SPACES, 6)),
        Section(111, Words("Der gewählte Zeitraum", "The chosen period")),
        (*_FIGURES[:2], _FIGURES[-1]),
        _FIGURES[2:-1],
        Section(112, Words("Raum für Raum", "Space by space")),
        (_SIDE_BY_SIDE,),
        (_RANKING, table_of(_RANKING, 8, 10)),
        (_COMPARED, table_of(_COMPARED, 10, 10)),
        Section(113, Words("Tag für Tag", "Day by day")),
        (_TREND, table_of(_TREND, 12, 10, DAY)),
    ),
    "now-28d/d",
    "now-1d/d",
    (
        ("space", Words("Ein Raum", "One space")),
        ("care", Words("Wartung", "Care")),
        ("hub", Words("Hub", "Hub")),
    ),
    marks(IN_SPACES),
)
