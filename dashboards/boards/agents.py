"""The panels of the dashboard Care about the agents: their condition, now and over time."""

from typing import Final

from contract.series import AGENT_HEALTH
from dashboards.board import PLAIN, Column, Look, Panel, Sorting, Step, Unit
from dashboards.boards.shared import AGENT_COLUMN, NO, PLACE, SILENT, SPACE_ID, YES, both
from dashboards.questions import IN_TIME, JUST_NOW, Plain, Scaled, names_beside, newest, over_time
from dashboards.questions import SPACES as IN_SPACES
from dashboards.words import Words

AGENT: Final = ("space", "agent")
"""The tags that name an agent."""
_AGE: Final = Column(
    "age_min",
    Words("Alter (min)", "Age (min)"),
    Unit.NUMBER,
    (Step(None, "green"), Step(2.5, "orange"), Step(15, "red")),
    1,
    is_coloured=True,
    width=70,
)
_WAITING: Final = Column(
    "waiting_min",
    Words("offen (min)", "unsettled (min)"),
    Unit.NUMBER,
    (Step(None, "green"), Step(5, "orange"), Step(15, "red")),
    1,
    is_coloured=True,
    width=85,
)
_CPU: Final = Column(
    "cpu_c",
    Words("°C", "°C"),
    Unit.NUMBER,
    (Step(None, "green"), Step(70, "orange"), Step(80, "red")),
    0,
    is_coloured=True,
    width=55,
)


def _boolean(name: str, title: Words, width: int, *, good: bool) -> Column:
    colours = ("green", "red") if good else ("red", "green")
    spelled = (("true", YES, colours[0]), ("false", NO, colours[1]))
    return Column(name, title, spelled=spelled, is_coloured=True, width=width)


HEALTH: Final = Panel(
    5,
    Words("Die Agenten", "The agents"),
    Words(
        "Wie es jedem Agenten jetzt geht, wer nicht online ist zuerst: Alter der Daten, Alter des "
        "ältesten Unbestätigten, Uhr, Temperatur, freier Platz auf der Karte. Ein Strich: nicht "
        "bekannt.",
        "How each agent is now, who is not online first: age of its data, age of the oldest "
        "unsettled event, clock, temperature, room on its card. A dash: not known.",
    ),
    Look.TABLE,
    (
        newest(
            AGENT_HEALTH,
            (
                Plain("place"),
                Plain("online"),
                Scaled("data_age_s", "age_min", 60),
                Scaled("oldest_unsettled_s", "waiting_min", 60),
                Plain("clock_synced"),
                Plain("cpu_c"),
                Plain("throttled"),
                Scaled("disk_free_bytes", "disk_gb", 1_000_000_000),
                Scaled("uptime_s", "uptime_d", 86_400),
            ),
            where=(JUST_NOW, IN_SPACES),
            by=AGENT,
        ),
    ),
    (
        PLACE,
        AGENT_COLUMN,
        _boolean("online", Words("online", "online"), 65, good=True),
        _AGE,
        _WAITING,
        _boolean("clock_synced", Words("Uhr gestellt", "Clock synced"), 80, good=True),
        _CPU,
        _boolean("throttled", Words("gedrosselt", "throttled"), 95, good=False),
        Column(
            "disk_gb",
            Words("frei (GB)", "free (GB)"),
            Unit.NUMBER,
            (Step(None, "red"), Step(0.2, "orange"), Step(1, "green")),
            1,
            is_coloured=True,
        ),
        Column("uptime_d", Words("läuft (Tage)", "up (days)"), Unit.NUMBER, decimals=1),
        SPACE_ID,
    ),
    24,
    height=10,
    sorted_by=(Sorting("age_min"), Sorting("online")),
    no_value=SILENT,
)


def _of_agents(
    panel_id: int,
    look: Look,
    drawn: tuple[Plain | Scaled, Column],
    title: Words,
    meaning: Words,
) -> Panel:
    """Draw one figure of every agent, the worst of each quarter of an hour."""
    field, column = drawn
    is_states = look is Look.STATES
    return Panel(
        panel_id,
        title,
        both(
            meaning,
            Words(
                "Je Agent der höchste Wert jeder Viertelstunde. Eine Lücke: nicht bekannt.",
                "The highest value of each quarter of an hour per agent. A gap: not known.",
            ),
        ),
        look,
        (
            over_time(
                AGENT_HEALTH,
                "max",
                (field,),
                where=(IN_TIME, IN_SPACES),
                by=AGENT,
                filled="null" if is_states else "none",
            ),
            names_beside(AGENT_HEALTH, field.field, where=(IN_TIME, IN_SPACES)),
        ),
        (column,),
        14,
        height=12 if is_states else 8,
        joined_by="space",
        is_looked_up=True,
        split_by=("called", "agent"),
        no_value=Words("keine Meldung", "no report"),
    )


AGE: Final = _of_agents(
    6,
    Look.STATES,
    (Scaled("data_age_s", "age_min", 60), _AGE),
    Words("Alter der Daten (min)", "Age of data (min)"),
    Words(
        "Zeit seit dem jüngsten Lebenszeichen. Ab 2,5 Minuten gilt ein Platz als unbekannt.",
        "Time since the newest proof of life. From 2.5 minutes on a desk counts as unknown.",
    ),
)
WAITING: Final = _of_agents(
    17,
    Look.STATES,
    (Scaled("oldest_unsettled_s", "waiting_min", 60), _WAITING),
    Words("Ältestes Unbestätigtes (min)", "Oldest unsettled (min)"),
    Words(
        "Alter des ältesten Ereignisses ohne Quittung. Wächst es, erreicht der Agent den Hub "
        "nicht, oder der Hub seinen Speicher nicht.",
        "Age of the oldest event without a receipt. Where it grows, the agent does not reach the "
        "hub, or the hub not its store.",
    ),
)
OUTBOX: Final = _of_agents(
    8,
    Look.LINES,
    (
        Plain("outbox_rows"),
        Column("outbox_rows", Words("Zeilen", "Rows"), Unit.NUMBER, (Step(None, PLAIN),), 0),
    ),
    Words("Ausgangspuffer (Zeilen)", "Outbox (rows)"),
    Words(
        "Zeilen auf der Karte des Agenten, auch bestätigte, die er noch aufhebt. Was wartet, "
        "zeigt das Alter des ältesten Unbestätigten.",
        "Rows on the agent's card, with confirmed ones that it still keeps. What is waiting is "
        "shown by the age of the oldest unsettled.",
    ),
)
TEMPERATURE: Final = _of_agents(
    10,
    Look.LINES,
    (Plain("cpu_c"), _CPU),
    Words("Temperatur (°C)", "Temperature (°C)"),
    Words(
        "Temperatur des Prozessors. Ab 80 °C drosselt sich ein Raspberry Pi.",
        "Temperature of the processor. From 80 °C on a Raspberry Pi throttles itself.",
    ),
)
