"""Care, for operators and technicians: what needs a hand, and which numbers can be trusted."""

from dataclasses import replace
from typing import Final

from contract.series import CARE
from dashboards.board import TIME, Board, Column, Look, Panel, Section, table_of
from dashboards.boards.agents import AGE, HEALTH, OUTBOX, TEMPERATURE, WAITING
from dashboards.boards.shared import (
    AGENT_COLUMN,
    CALLED,
    DETAIL,
    KIND_WORDS,
    NEEDS_ME,
    NOW,
    SPACE_ID,
    SPACES,
    WAS,
    agents_online,
    hub_speaks,
    last_heard,
    marks,
    needed_count,
    needs,
)
from dashboards.boards.trust import COVERED, COVERED_COLUMNS, QUARANTINED, STUCK
from dashboards.questions import IN_TIME, OR_NOWHERE, Plain, over_time
from dashboards.questions import SPACES as IN_SPACES
from dashboards.words import Words

_HISTORY: Final = Panel(
    3,
    Words("Was nötig war", "What was needed"),
    Words(
        "Je Art, ob in der Viertelstunde irgendwo in den gewählten Räumen etwas nötig war. Eine "
        "Lücke: der Hub hat nicht geurteilt.",
        "Per kind, whether care was needed anywhere in the chosen spaces in the quarter of an "
        "hour. A gap: the hub did not judge.",
    ),
    Look.STATES,
    (
        over_time(
            CARE,
            "max",
            (Plain("value"),),
            where=(IN_TIME, f"({IN_SPACES}{OR_NOWHERE})"),
            by=("kind",),
            alias="$tag_kind",
            filled="null",
        ),
    ),
    tuple(
        Column(
            kind.value,
            words,
            spelled=(
                ("0", Words("nichts", "nothing"), "green"),
                ("1", Words("nötig", "needed"), "orange"),
            ),
            is_coloured=True,
        )
        for kind, words in KIND_WORDS.items()
    ),
    10,
    height=24,
    no_value=Words("nicht bekannt", "not known"),
)
_WHERE: Final = (replace(CALLED, width=None), replace(AGENT_COLUMN, width=None), SPACE_ID)
_NEEDS_ME: Final = Section(
    NEEDS_ME.id,
    Words(
        f"{NEEDS_ME.title.de} (wer verständigt wird: Runbook alerts.md; "
        "ein frisches Grafana verständigt niemanden)",
        f"{NEEDS_ME.title.en} (who is told: runbook alerts.md; a fresh Grafana tells nobody)",
    ),
)
CARE_BOARD: Final = Board(
    "care",
    Words("Wartung", "Care"),
    Words(
        "Für Betreiber und Technik: was ist zu tun, und ist auf die Zahlen Verlass?",
        "For operators and technicians: what needs care, and can the numbers be trusted?",
    ),
    (SPACES,),
    (
        _NEEDS_ME,
        (hub_speaks(), last_heard(5), agents_online(IN_SPACES, 9), needed_count(IN_SPACES, 6)),
        (needs(IN_SPACES),),
        NOW,
        (HEALTH,),
        WAS,
        (_HISTORY, table_of(_HISTORY, 4, 14, TIME)),
        (AGE, table_of(AGE, 7, 10, TIME, *_WHERE)),
        (COVERED, table_of(COVERED, 13, 10, *COVERED_COLUMNS)),
        DETAIL,
        (WAITING, table_of(WAITING, 18, 10, TIME, *_WHERE)),
        (TEMPERATURE, table_of(TEMPERATURE, 11, 10, TIME, *_WHERE)),
        (OUTBOX, table_of(OUTBOX, 9, 10, TIME, *_WHERE)),
        (STUCK, QUARANTINED),
    ),
    "now-24h",
    "now",
    (
        ("region", Words("Region", "Region")),
        ("space", Words("Ein Raum", "One space")),
        ("hub", Words("Hub", "Hub")),
    ),
    marks(f"({IN_SPACES}{OR_NOWHERE})"),
)
