"""Hub, for the technician: what `/metrics` prints, as the hub writes it to InfluxDB too."""

from dataclasses import replace
from typing import Final

from contract.series import HUB
from dashboards.board import (
    TIME,
    UNKNOWN,
    Board,
    Column,
    Look,
    Panel,
    Section,
    Step,
    Unit,
    table_of,
)
from dashboards.boards.shared import ANY_IS_BAD, NEEDS_ME, WAS, both, hub_speaks, last_heard, marks
from dashboards.questions import Plain, Scaled, counted, over_time
from dashboards.words import Words

_NOTHING: Final = Words("keine Meldung", "no report")


def _stat(panel_id: int, column: Column, meaning: Words, width: int) -> Panel:
    """Count one thing over the chosen period."""
    description = both(
        meaning,
        Words(
            "Im gewählten Zeitraum, aus Zeiten, zu denen der Hub schrieb; was um seinen Neustart "
            "herum geschah, kann fehlen.",
            "In the chosen period, out of times at which the hub wrote; what happened around its "
            "restart may be missing.",
        ),
    )
    return Panel(
        panel_id,
        column.title,
        description,
        Look.STAT,
        (counted(HUB, (column.name,)),),
        (column,),
        width,
        height=4,
        no_value=_NOTHING,
        no_value_colour=UNKNOWN,
    )


_RECEIPTS: Final = Column("receipts_sent", Words("Quittungen", "Receipts"), Unit.NUMBER)
_STORED: Final = Column(
    "events_stored", Words("Gespeicherte Ereignisse", "Events stored"), Unit.NUMBER
)
_REPEATED: Final = Column(
    "events_repeated", Words("Wiederholte Ereignisse", "Events repeated"), Unit.NUMBER
)
_QUARANTINED: Final = Column(
    "events_quarantined", Words("In Quarantäne", "Quarantined"), Unit.NUMBER, ANY_IS_BAD
)
_UNREADABLE: Final = Column(
    "payloads_unreadable",
    Words("Unlesbare Sendungen", "Unreadable payloads"),
    Unit.NUMBER,
    ANY_IS_BAD,
)
_IGNORED: Final = Column(
    "messages_ignored", Words("Ignorierte Nachrichten", "Messages ignored"), Unit.NUMBER, ANY_IS_BAD
)
_DROPPED: Final = Column(
    "messages_dropped", Words("Verworfene Nachrichten", "Messages dropped"), Unit.NUMBER, ANY_IS_BAD
)
_FAILURES: Final = Column(
    "store_failures", Words("Fehlschläge des Speichers", "Store failures"), Unit.NUMBER, ANY_IS_BAD
)

_COUNTS: Final = (
    _stat(
        1,
        _RECEIPTS,
        Words(
            "Quittungen, die nach dem Speichern hinausgingen.",
            "Receipts that went out after a commit.",
        ),
        6,
    ),
    _stat(
        2,
        _STORED,
        Words("Ereignisse, zum ersten Mal gespeichert.", "Events stored for the first time."),
        6,
    ),
    _stat(
        3,
        _REPEATED,
        Words(
            "Ereignisse, die schon gespeichert waren: eine Quittung kam nicht an. Harmlos.",
            "Events that were already stored: a receipt did not arrive. Harmless.",
        ),
        6,
    ),
)
_FAILED: Final = _stat(
    4,
    _FAILURES,
    Words(
        "Versuche zu speichern, die misslangen; die Agenten senden erneut.",
        "Commits that failed; the agents send again.",
    ),
    6,
)
_REJECTED: Final = (
    _stat(
        5,
        _QUARANTINED,
        Words(
            "Ereignisse, die nicht zu verstehen waren und beiseitegelegt wurden.",
            "Events that could not be understood and were kept aside.",
        ),
        6,
    ),
    _stat(
        6,
        _UNREADABLE,
        Words(
            "Sendungen, deren Umschlag nicht zu lesen war; sie bekommen keine Quittung.",
            "Payloads whose envelope could not be read; they get no receipt.",
        ),
        6,
    ),
    _stat(
        7,
        _IGNORED,
        Words(
            "Nachrichten von Agenten, die der Hub nicht kennt, oder auf fremden Themen.",
            "Messages of agents that the hub does not know, or on foreign topics.",
        ),
        6,
    ),
    _stat(
        8,
        _DROPPED,
        Words(
            "Nachrichten, die im Hub keinen Platz mehr fanden; die Agenten senden erneut.",
            "Messages for which the hub had no room; the agents send again.",
        ),
        6,
    ),
)
_FLOW: Final = Panel(
    9,
    Words("Quittungen und Ereignisse", "Receipts and events"),
    Words(
        "Wie viele Quittungen hinausgingen und wie viele Ereignisse neu oder wiederholt waren, "
        "je Viertelstunde.",
        "How many receipts went out and how many events were new or repeated, per quarter of an "
        "hour.",
    ),
    Look.LINES,
    (counted(HUB, ("receipts_sent", "events_stored", "events_repeated"), every="15m"),),
    (_RECEIPTS, _STORED, _REPEATED),
    12,
    no_value=_NOTHING,
)
_BROKEN: Final = Panel(
    11,
    Words("Abgelehntes", "Rejected"),
    Words(
        "Was in Quarantäne kam, unlesbar war, ignoriert oder verworfen wurde, je Viertelstunde.",
        "What was quarantined, unreadable, ignored or dropped, per quarter of an hour.",
    ),
    Look.LINES,
    (
        counted(
            HUB,
            ("events_quarantined", "payloads_unreadable", "messages_ignored", "messages_dropped"),
            every="15m",
        ),
    ),
    (_QUARANTINED, _UNREADABLE, _IGNORED, _DROPPED),
    11,
    no_value=_NOTHING,
)
_LAG_SCALE: Final = (Step(None, "green"), Step(10, "orange"), Step(300, "red"))
_LAG: Final = Panel(
    13,
    Words("Von der Beobachtung bis zum Speicher", "From observation to the store"),
    Words(
        "Zeit vom Geschehen am Sensor bis zum gespeicherten Ereignis, Median und 99 %: die "
        "schlechteste Minute jeder Viertelstunde. Nachgereichtes hebt sie.",
        "Time from what happened at the sensor to the stored event, median and 99 %: the worst "
        "minute of each quarter of an hour. What is handed in late raises it.",
    ),
    Look.LINES,
    (over_time(HUB, "max", (Plain("lag_p50_s"), Plain("lag_p99_s")), alias="$col"),),
    (
        Column("lag_p50_s", Words("Median (s)", "Median (s)"), Unit.NUMBER, _LAG_SCALE, 1),
        Column("lag_p99_s", Words("99 % (s)", "99 % (s)"), Unit.NUMBER, _LAG_SCALE, 1),
    ),
    14,
    no_value=_NOTHING,
)
_API_SCALE: Final = (Step(None, "green"), Step(500, "orange"), Step(2000, "red"))
_API: Final = Panel(
    15,
    Words("Antwortzeit der Schnittstelle", "Latency of the interface"),
    Words(
        "Zeit von der Anfrage bis zum Ende der Antwort, ohne Ströme, Median und 99 %: die "
        "schlechteste Minute jeder Viertelstunde.",
        "Time from a request to the end of its answer, streams apart, median and 99 %: the worst "
        "minute of each quarter of an hour.",
    ),
    Look.LINES,
    (
        over_time(
            HUB,
            "max",
            (Scaled("api_p50_s", "api_p50_ms", 0.001), Scaled("api_p99_s", "api_p99_ms", 0.001)),
            alias="$col",
        ),
    ),
    (
        Column("api_p50_ms", Words("Median (ms)", "Median (ms)"), Unit.NUMBER, _API_SCALE, 0),
        Column("api_p99_ms", Words("99 % (ms)", "99 % (ms)"), Unit.NUMBER, _API_SCALE, 0),
    ),
    14,
    no_value=_NOTHING,
)
_CLIENTS: Final = Panel(
    17,
    Words("Offene Ströme", "Open streams"),
    Words(
        "Wie viele Seiten gerade mitlesen (SSE), höchstens, je Viertelstunde. Es sind "
        "Verbindungen, nicht Menschen.",
        "How many pages are following (SSE), at most, per quarter of an hour. They are "
        "connections, not people.",
    ),
    Look.LINES,
    (over_time(HUB, "max", (Plain("stream_clients"),), alias="$col"),),
    (Column("stream_clients", Words("Ströme", "Streams"), Unit.NUMBER),),
    14,
    no_value=_NOTHING,
)

HUB_BOARD: Final = Board(
    "hub",
    Words("Hub", "Hub"),
    Words(
        "Für die Technik: kommt alles an, wie schnell, und was wird abgelehnt?",
        "For technicians: does everything arrive, how fast, and what is rejected?",
    ),
    (),
    (
        NEEDS_ME,
        (hub_speaks(5), last_heard(7), replace(_FAILED, width=12)),
        _REJECTED,
        Section(111, Words("Was ankam", "What arrived")),
        _COUNTS,
        WAS,
        (_FLOW, table_of(_FLOW, 10, 12, TIME)),
        (_BROKEN, table_of(_BROKEN, 12, 13, TIME)),
        (_LAG, table_of(_LAG, 14, 10, TIME)),
        (_API, table_of(_API, 16, 10, TIME)),
        (_CLIENTS, table_of(_CLIENTS, 18, 10, TIME)),
    ),
    "now-24h",
    "now",
    (
        ("region", Words("Region", "Region")),
        ("space", Words("Ein Raum", "One space")),
        ("care", Words("Wartung", "Care")),
    ),
    marks('"space" =~ /.*/'),
)
