"""Care, for operators and technicians: what needs a hand, and which numbers can be trusted."""

from typing import Final

from contract.series import AGENT_HEALTH, CARE, DESK_DAY, NOWHERE, QUARANTINE, SPACE_DAY, CareKind
from dashboards.board import TIME, Board, Column, Look, Panel, Step, Unit, table_of
from dashboards.boards.shared import (
    AGENT_COLUMN,
    COVERAGE,
    COVERAGE_MEANING,
    NO,
    SPACE_COLUMN,
    SPACES,
    YES,
    both,
)
from dashboards.figures import Part, coverage, utilisation
from dashboards.questions import (
    IN_TIME,
    JUST_NOW,
    WITHIN_A_DAY,
    count_whose_last,
    day_by_day,
    figures,
    groups_whose_last,
    newest,
    newest_rows,
    over_time,
)
from dashboards.questions import SPACES as IN_SPACES
from dashboards.words import Words

IN_SPACES_OR_NOWHERE: Final = f"({IN_SPACES} OR \"space\" = '{NOWHERE}')"
_AGENTS: Final = ("space", "agent")
_EACH_AGENT: Final = "$tag_space · $tag_agent"

KIND_WORDS: Final = {
    CareKind.AGENT_SILENT: Words(
        "Agent schweigt in der Öffnungszeit", "Agent silent in opening hours"
    ),
    CareKind.DOOR_OPEN_AFTER_CLOSING: Words("Tür nach Schließung offen", "Door open after closing"),
    CareKind.LOW_COVERAGE_YESTERDAY: Words(
        "Abdeckung gestern unter 80 %", "Coverage below 80 % yesterday"
    ),
    CareKind.OUTBOX_GROWING: Words("Ausgangspuffer wächst", "Outbox growing"),
    CareKind.QUARANTINE_NOT_EMPTY: Words("Quarantäne nicht leer", "Quarantine not empty"),
    CareKind.SENSOR_FAULT: Words("Sensor gestört", "Sensor at fault"),
}
_KIND: Final = Column(
    "kind",
    Words("Was", "What"),
    spelled=tuple((kind.value, words, "orange") for kind, words in KIND_WORDS.items()),
)
_IN_NEED: Final = Words("ja: bitte ansehen", "yes: please look")


def _boolean(name: str, title: Words, *, good: bool) -> Column:
    colours = ("green", "red") if good else ("red", "green")
    spelled = (("true", YES, colours[0]), ("false", NO, colours[1]))
    return Column(name, title, spelled=spelled, is_coloured=True)


_ONLINE: Final = Column(
    "online", Words("online", "online"), Unit.COUNT, (Step(None, "red"), Step(1, "green"))
)
_COUNTS: Final = (
    Panel(
        1,
        Words("Agenten online", "Agents online"),
        Words(
            "Agenten der gewählten Räume, die in den letzten zehn Minuten online waren, und wie "
            "viele es gibt.",
            "Agents of the chosen spaces that were online in the past ten minutes, and how many "
            "there are.",
        ),
        Look.STAT,
        (
            count_whose_last(
                AGENT_HEALTH,
                "online",
                '"online" = true',
                where=(JUST_NOW, IN_SPACES),
                by=_AGENTS,
                named="online",
            ),
            count_whose_last(
                AGENT_HEALTH,
                "online",
                '"online" = true OR "online" = false',
                where=(JUST_NOW, IN_SPACES),
                by=_AGENTS,
                named="known",
            ),
        ),
        (_ONLINE, Column("known", Words("bekannt", "known"), Unit.COUNT)),
        8,
        height=5,
        no_value=Words("keiner", "none"),
    ),
    Panel(
        2,
        Words("Was Pflege braucht", "What needs care"),
        Words(
            "Was der Hub jetzt meldet, mit dem Kalender beurteilt: an geschlossenen Tagen schweigt "
            "er. Eine leere Tabelle heißt: nichts.",
            "What the hub reports now, judged with the calendar: quiet on closed days. "
            "An empty table means: nothing.",
        ),
        Look.TABLE,
        (
            groups_whose_last(
                CARE,
                "value",
                '"value" = 1',
                where=(JUST_NOW, IN_SPACES_OR_NOWHERE),
                by=("kind", "space", "agent"),
            ),
        ),
        (
            _KIND,
            SPACE_COLUMN,
            AGENT_COLUMN,
            Column("value", Words("nötig", "needed"), spelled=(("1", _IN_NEED, "orange"),)),
        ),
        16,
        height=5,
        no_value=Words("nichts", "nothing"),
    ),
)
_HISTORY: Final = Panel(
    3,
    Words("Meldungen der letzten 24 Stunden", "Reports of the last 24 hours"),
    Words(
        "Je Art 1, wenn in der Viertelstunde irgendwo in den gewählten Räumen Pflege nötig war.",
        "Per kind, 1 if care was needed anywhere in the chosen spaces in the quarter of an hour.",
    ),
    Look.LINES,
    (
        over_time(
            CARE,
            "max",
            ("value",),
            where=(WITHIN_A_DAY, IN_SPACES_OR_NOWHERE),
            by=("kind",),
            alias="$tag_kind",
        ),
    ),
    tuple(Column(kind.value, words, Unit.COUNT) for kind, words in KIND_WORDS.items()),
    14,
)
_HEALTH: Final = Panel(
    5,
    Words("Die Agenten", "The agents"),
    Words(
        "Die jüngste Meldung je Agent aus den letzten 24 Stunden, mit ihrer Zeit: Alter der Daten, "
        "was noch nicht bestätigt ist, Uhr, Temperatur, freier Platz auf der Karte.",
        "The newest report of each agent within the last 24 hours, with its time: age of its data, "
        "what is not confirmed yet, clock, temperature, room on its card.",
    ),
    Look.TABLE,
    (
        newest(
            AGENT_HEALTH,
            (
                "online",
                "data_age_s",
                "outbox_rows",
                "oldest_unsettled_s",
                "clock_synced",
                "cpu_c",
                "throttled",
                "disk_free_bytes",
                "uptime_s",
            ),
            where=(WITHIN_A_DAY, IN_SPACES),
            by=_AGENTS,
        ),
    ),
    (
        TIME,
        SPACE_COLUMN,
        AGENT_COLUMN,
        _boolean("online", Words("online", "online"), good=True),
        Column(
            "data_age_s",
            Words("Alter der Daten", "Age of data"),
            Unit.SECONDS,
            (Step(None, "green"), Step(150, "orange"), Step(900, "red")),
            is_coloured=True,
        ),
        Column("outbox_rows", Words("Ausgangspuffer", "Outbox rows"), Unit.COUNT),
        Column(
            "oldest_unsettled_s",
            Words("Ältestes Unbestätigtes", "Oldest unsettled"),
            Unit.SECONDS,
            (Step(None, "green"), Step(300, "orange"), Step(900, "red")),
            is_coloured=True,
        ),
        _boolean("clock_synced", Words("Uhr gestellt", "Clock synced"), good=True),
        Column(
            "cpu_c",
            Words("Temperatur", "Temperature"),
            Unit.CELSIUS,
            (Step(None, "green"), Step(70, "orange"), Step(80, "red")),
            is_coloured=True,
        ),
        _boolean("throttled", Words("gedrosselt", "throttled"), good=False),
        Column(
            "disk_free_bytes",
            Words("Freier Platz", "Free disk"),
            Unit.BYTES,
            (Step(None, "red"), Step(2e8, "orange"), Step(1e9, "green")),
            is_coloured=True,
        ),
        Column("uptime_s", Words("Läuft seit", "Uptime"), Unit.SECONDS),
    ),
    24,
    height=9,
    no_value=Words("nicht bekannt", "not known"),
)


def _of_agents(panel_id: int, column: Column, meaning: Words) -> Panel:
    """Draw one figure of every agent over the last 24 hours, the worst of each quarter."""
    return Panel(
        panel_id,
        column.title,
        both(
            meaning,
            Words(
                "Je Agent der höchste Wert jeder Viertelstunde, in den letzten 24 Stunden.",
                "The highest value of each quarter of an hour per agent, in the last 24 hours.",
            ),
        ),
        Look.LINES,
        (
            over_time(
                AGENT_HEALTH,
                "max",
                (column.name,),
                where=(WITHIN_A_DAY, IN_SPACES),
                by=_AGENTS,
                alias=_EACH_AGENT,
            ),
        ),
        (column,),
        14,
        no_value=Words("keine Meldung", "no report"),
    )


_AGE: Final = _of_agents(
    6,
    Column(
        "data_age_s",
        Words("Alter der Daten", "Age of data"),
        Unit.SECONDS,
        (Step(None, "green"), Step(150, "orange"), Step(900, "red")),
    ),
    Words(
        "Zeit seit dem jüngsten Lebenszeichen. Ab 150 Sekunden gilt ein Platz als unbekannt.",
        "Time since the newest proof of life. From 150 seconds on a desk counts as unknown.",
    ),
)
_OUTBOX: Final = _of_agents(
    8,
    Column(
        "outbox_rows",
        Words("Tiefe des Ausgangspuffers", "Depth of the outbox"),
        Unit.COUNT,
        (Step(None, "green"), Step(1000, "orange")),
    ),
    Words(
        "Zeilen auf der Karte des Agenten. Wächst sie, erreicht der Hub ihn nicht.",
        "Rows on the agent's card. Where it grows, the hub does not reach it.",
    ),
)
_HEAT: Final = _of_agents(
    10,
    Column(
        "cpu_c",
        Words("Temperatur", "Temperature"),
        Unit.CELSIUS,
        (Step(None, "green"), Step(70, "orange"), Step(80, "red")),
    ),
    Words(
        "Temperatur des Prozessors. Ab 80 °C drosselt sich ein Raspberry Pi.",
        "Temperature of the processor. From 80 °C on a Raspberry Pi throttles itself.",
    ),
)
_COVERED: Final = Panel(
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
_STUCK: Final = Panel(
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
_QUARANTINED: Final = Panel(
    15,
    Words("Quarantäne der letzten 24 Stunden", "Quarantine of the last 24 hours"),
    Words(
        "Was nicht zu lesen war, die fünfzig jüngsten Stücke: von wem, welche Nummer, warum. "
        "Nummer 0 ist eine ganze Sendung. Eine leere Tabelle heißt: nichts.",
        "What could not be read, the fifty newest pieces: from whom, which number, why. "
        "Number 0 is a whole payload. An empty table means: nothing.",
    ),
    Look.TABLE,
    (newest_rows(QUARANTINE, ("source", "seq", "reason"), where=(WITHIN_A_DAY,)),),
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

CARE_BOARD: Final = Board(
    "care",
    Words("Pflege", "Care"),
    Words(
        "Für Betreiber und Technik: was braucht heute Pflege, und ist auf die Zahlen Verlass?",
        "For operators and technicians: what needs care today, and can the numbers be trusted?",
    ),
    (SPACES,),
    (
        _COUNTS,
        (_HISTORY, table_of(_HISTORY, 4, 10, first=TIME)),
        (_HEALTH,),
        (_AGE, table_of(_AGE, 7, 10, first=TIME)),
        (_OUTBOX, table_of(_OUTBOX, 9, 10, first=TIME)),
        (_HEAT, table_of(_HEAT, 11, 10, first=TIME)),
        (_COVERED, table_of(_COVERED, 13, 10, first=TIME)),
        (_STUCK, _QUARANTINED),
    ),
    "now-7d/d",
    "1m",
    (
        ("region", Words("Region", "Region")),
        ("space", Words("Ein Raum", "One space")),
        ("hub", Words("Hub", "Hub")),
    ),
)
