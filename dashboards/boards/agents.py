"""The panels of the dashboard Care about the agents: their condition, now and over a day."""

from typing import Final

from contract.series import AGENT_HEALTH
from dashboards.board import TIME, Column, Look, Panel, Step, Unit
from dashboards.boards.shared import (
    AGENT_COLUMN,
    NO,
    SPACE_COLUMN,
    YES,
    both,
)
from dashboards.questions import SPACES as IN_SPACES
from dashboards.questions import (
    WITHIN_A_DAY,
    newest,
    over_time,
)
from dashboards.words import Words

AGENT: Final = ("space", "agent")
"""The tags that name an agent."""
_EACH_AGENT: Final = "$tag_space · $tag_agent"


def _boolean(name: str, title: Words, *, good: bool) -> Column:
    colours = ("green", "red") if good else ("red", "green")
    spelled = (("true", YES, colours[0]), ("false", NO, colours[1]))
    return Column(name, title, spelled=spelled, is_coloured=True)


HEALTH: Final = Panel(
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
            by=AGENT,
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
        Column("outbox_rows", Words("Zeilen auf der Karte", "Rows on the card"), Unit.COUNT),
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
                by=AGENT,
                alias=_EACH_AGENT,
            ),
        ),
        (column,),
        14,
        no_value=Words("keine Meldung", "no report"),
    )


AGE: Final = _of_agents(
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
OUTBOX: Final = _of_agents(
    8,
    Column("outbox_rows", Words("Tiefe des Ausgangspuffers", "Depth of the outbox"), Unit.COUNT),
    Words(
        "Zeilen auf der Karte des Agenten, auch bestätigte, die er noch aufhebt. Was wartet, "
        "zeigt das Alter des ältesten Unbestätigten.",
        "Rows on the agent's card, with confirmed ones that it still keeps. What is waiting is "
        "shown by the age of the oldest unsettled.",
    ),
)
WAITING: Final = _of_agents(
    17,
    Column(
        "oldest_unsettled_s",
        Words("Ältestes Unbestätigtes", "Oldest unsettled"),
        Unit.SECONDS,
        (Step(None, "green"), Step(300, "orange"), Step(900, "red")),
    ),
    Words(
        "Alter des ältesten Ereignisses ohne Quittung. Wächst es, erreicht der Agent den Hub "
        "nicht, oder der Hub seinen Speicher nicht.",
        "Age of the oldest event without a receipt. Where it grows, the agent does not reach the "
        "hub, or the hub not its store.",
    ),
)
TEMPERATURE: Final = _of_agents(
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
