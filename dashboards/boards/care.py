"""Care, for operators and technicians: what needs a hand, and which numbers can be trusted."""

from typing import Final

from contract.series import AGENT_HEALTH, CARE, NOWHERE, CareKind
from dashboards.board import TIME, Board, Column, Look, Panel, Step, Unit, table_of
from dashboards.boards.agents import AGE, AGENT, HEALTH, OUTBOX, TEMPERATURE, WAITING
from dashboards.boards.shared import (
    AGENT_COLUMN,
    SPACE_COLUMN,
    SPACES,
)
from dashboards.boards.trust import COVERED, QUARANTINED, STUCK
from dashboards.questions import (
    JUST_NOW,
    WITHIN_A_DAY,
    count_whose_last,
    groups_whose_last,
    over_time,
)
from dashboards.questions import SPACES as IN_SPACES
from dashboards.words import Words

IN_SPACES_OR_NOWHERE: Final = f"({IN_SPACES} OR \"space\" = '{NOWHERE}')"

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
_JUDGED: Final = ("kind", "space", "agent")
_IN_NEED: Final = Words("ja: bitte ansehen", "yes: please look")


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
                by=AGENT,
                named="online",
            ),
            count_whose_last(
                AGENT_HEALTH,
                "online",
                '"online" = true OR "online" = false',
                where=(JUST_NOW, IN_SPACES),
                by=AGENT,
                named="known",
            ),
        ),
        (_ONLINE, Column("known", Words("bekannt", "known"), Unit.COUNT)),
        6,
        height=5,
        no_value=Words("keiner", "none"),
    ),
    Panel(
        16,
        Words("Urteile des Hubs", "Judgements of the hub"),
        Words(
            "Wie viele Dinge der Hub in den letzten zehn Minuten beurteilt hat. Fehlt die Zahl, "
            "schweigt der Hub, und die Tabelle daneben sagt nichts.",
            "How many things the hub has judged in the past ten minutes. Where there is no figure, "
            "the hub is silent, and the table beside tells nothing.",
        ),
        Look.STAT,
        (
            count_whose_last(
                CARE,
                "value",
                '"value" >= 0',
                where=(JUST_NOW, IN_SPACES_OR_NOWHERE),
                by=_JUDGED,
                named="judged",
            ),
        ),
        (Column("judged", Words("beurteilt", "judged"), Unit.COUNT),),
        5,
        height=5,
        no_value=Words("der Hub schweigt", "the hub is silent"),
    ),
    Panel(
        2,
        Words("Was Aufmerksamkeit braucht", "What needs care"),
        Words(
            "Was der Hub jetzt meldet, mit dem Kalender beurteilt: an geschlossenen Tagen schweigt "
            "er. Ist die Tabelle leer und urteilt der Hub, ist nichts zu tun.",
            "What the hub reports now, judged with the calendar: quiet on closed days. "
            "Where the table is empty and the hub judges, there is nothing to do.",
        ),
        Look.TABLE,
        (
            groups_whose_last(
                CARE,
                "value",
                '"value" = 1',
                where=(JUST_NOW, IN_SPACES_OR_NOWHERE),
                by=_JUDGED,
            ),
        ),
        (
            _KIND,
            SPACE_COLUMN,
            AGENT_COLUMN,
            Column("value", Words("nötig", "needed"), spelled=(("1", _IN_NEED, "orange"),)),
        ),
        13,
        height=5,
        no_value=Words("nichts", "nothing"),
    ),
)
_HISTORY: Final = Panel(
    3,
    Words("Meldungen der letzten 24 Stunden", "Reports of the last 24 hours"),
    Words(
        "Je Art 1, wenn in der Viertelstunde irgendwo in den gewählten Räumen etwas nötig war.",
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
CARE_BOARD: Final = Board(
    "care",
    Words("Wartung", "Care"),
    Words(
        "Für Betreiber und Technik: was ist heute zu tun, und ist auf die Zahlen Verlass?",
        "For operators and technicians: what needs care today, and can the numbers be trusted?",
    ),
    (SPACES,),
    (
        _COUNTS,
        (_HISTORY, table_of(_HISTORY, 4, 10, first=TIME)),
        (HEALTH,),
        (AGE, table_of(AGE, 7, 10, first=TIME)),
        (WAITING, table_of(WAITING, 18, 10, first=TIME)),
        (OUTBOX, table_of(OUTBOX, 9, 10, first=TIME)),
        (TEMPERATURE, table_of(TEMPERATURE, 11, 10, first=TIME)),
        (COVERED, table_of(COVERED, 13, 10, first=TIME)),
        (STUCK, QUARANTINED),
    ),
    "now-7d/d",
    "1m",
    (
        ("region", Words("Region", "Region")),
        ("space", Words("Ein Raum", "One space")),
        ("hub", Words("Hub", "Hub")),
    ),
)
