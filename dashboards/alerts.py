"""Grafana's alert rules: they only read what the hub has judged, the series of care. Pure.

The hub knows opening hours and holidays; Grafana compares 1 with 0. One set of rules for both
languages, or everybody would be woken twice: the texts are German, then English.

When the judgements stop, so does what is known: every alert keeps its last state, and one rule of
its own says that the hub is silent. So a dead hub is one alert, not one for each agent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, assert_never

from contract.care import severity_of
from contract.series import CARE, HUB, CareKind, Keeping
from dashboards.board import SOURCES
from dashboards.boards.shared import HUB_SPEAKS, KIND_WORDS, NEEDED_LIST, TO_DO
from dashboards.words import Language, Words

FOLDER: Final = "platzfrei-alerts"
FOLDER_TITLE: Final = "Platzfrei: Alarme · alerts"
HUB_SILENT: Final = "platzfrei-hub-silent"
"""The uid of the rule that tells of a dead hub."""
_BACK_S: Final = 600
"""A judgement that is older is none: the hub is down, and says nothing of what it would."""
_HUB_BACK_S: Final = 90
_HUB_LASTING: Final = "1m"
"""The hub writes every 60 s: where one record is lost, nothing is there for 30 s and no longer. And
where both have just started, its first record comes before this has passed."""
_LASTS: Final = "KeepLast"
_FIRES: Final = "Alerting"

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that Grafana looks at together."""

    name: str
    interval_s: int
    rules: tuple[Json, ...]


class _Where:
    """Which labels of an alert say where: those that its kind has, see contract.series.CARE."""

    AGENT = ": {{ $labels.space }}, {{ $labels.agent }}"
    SPACE = ": {{ $labels.space }}"
    NOWHERE = ""


def _lasting_of(kind: CareKind) -> str:
    """Return how long something is so before anybody is told."""
    match kind:
        case (
            CareKind.ALARM_UNREACHED | CareKind.BOOK_DAMAGED | CareKind.BOOK_ROW_DAMAGED
            | CareKind.BROKER_UNREACHABLE | CareKind.CALENDAR_UNREADABLE
            | CareKind.CARD_COPIED | CareKind.CERTIFICATE_ENDING
            | CareKind.CERTIFICATE_ENDS_SOON | CareKind.EVENTS_LOST | CareKind.EVENTS_MISSING
            | CareKind.EVENTS_TOO_LATE | CareKind.LOW_COVERAGE_YESTERDAY | CareKind.MAIL_STUCK
            | CareKind.OUTBOX_DAMAGED | CareKind.PUBLISHED_DAMAGED | CareKind.QUARANTINE_NOT_EMPTY
            | CareKind.REPORT_OVERDUE | CareKind.SENSOR_WITHOUT_SIGN | CareKind.SHARED_TOKEN_USED
            | CareKind.SIGN_INS_FAILING | CareKind.SITE_TEXT_MISSING
            | CareKind.SITE_TEXT_UNCONFIRMED | CareKind.STORE_DAMAGED | CareKind.UNKNOWN_AGENT
            | CareKind.VISITORS_DOUBT
        ):  # fmt: skip
            return "0s"
        case (
            CareKind.AGENT_DUPLICATED | CareKind.AGENT_FLOODING | CareKind.AGENT_RESTARTING
            | CareKind.AGENT_SILENT | CareKind.AGENT_UNORDERED | CareKind.CARD_FAILING
            | CareKind.HUB_CLOCK_DOUBTED | CareKind.STORE_FAILING
        ):  # fmt: skip
            return "5m"
        case (
            CareKind.AGENT_CLOCK_UNSYNCED | CareKind.AGENT_DISK_LOW | CareKind.CARD_FULL
            | CareKind.DOOR_OPEN_AFTER_CLOSING | CareKind.EVENTS_FROM_THE_FUTURE
            | CareKind.FOREIGN_CLAIM | CareKind.HUB_DISK_LOW | CareKind.SENSOR_ALTERNATING
            | CareKind.SENSOR_FAULT | CareKind.SENSOR_FLAPPING | CareKind.SENSOR_IMPOSSIBLE
            | CareKind.SENSOR_NO_ECHO | CareKind.SENSOR_SILENT | CareKind.SENSOR_STUCK
            | CareKind.SENSOR_UNDECIDED | CareKind.SENSOR_UNPROVEN | CareKind.SENSOR_UNREADABLE
        ):  # fmt: skip
            return "15m"
        case CareKind.OUTBOX_GROWING | CareKind.PUBLISHING_WAITS:
            return "30m"
        case _:
            assert_never(kind)


_NOWHERE: Final = frozenset(
    {
        CareKind.ALARM_UNREACHED,
        CareKind.BOOK_DAMAGED,
        CareKind.BOOK_ROW_DAMAGED,
        CareKind.BROKER_UNREACHABLE,
        CareKind.CERTIFICATE_ENDING,
        CareKind.CERTIFICATE_ENDS_SOON,
        CareKind.HUB_CLOCK_DOUBTED,
        CareKind.HUB_DISK_LOW,
        CareKind.MAIL_STUCK,
        CareKind.QUARANTINE_NOT_EMPTY,
        CareKind.REPORT_OVERDUE,
        CareKind.SHARED_TOKEN_USED,
        CareKind.SIGN_INS_FAILING,
        CareKind.SITE_TEXT_MISSING,
        CareKind.SITE_TEXT_UNCONFIRMED,
        CareKind.STORE_DAMAGED,
        CareKind.STORE_FAILING,
        CareKind.UNKNOWN_AGENT,
    }
)
_OF_A_SPACE: Final = frozenset(
    {
        CareKind.CALENDAR_UNREADABLE,
        CareKind.LOW_COVERAGE_YESTERDAY,
        CareKind.PUBLISHED_DAMAGED,
        CareKind.PUBLISHING_WAITS,
        CareKind.VISITORS_DOUBT,
    }
)


def _where_of(kind: CareKind) -> str:
    if kind in _NOWHERE:
        return _Where.NOWHERE
    return _Where.SPACE if kind in _OF_A_SPACE else _Where.AGENT


_PANELS: Final = {"care": NEEDED_LIST, "hub": HUB_SPEAKS}
"""Per dashboard, the panel that shows what the rule judges."""
_HUB_TITLE: Final = Words("Der Hub schreibt nichts mehr", "The hub writes nothing any more")
_HUB_ADVICE: Final = Words(
    "Läuft der Hub, und nimmt InfluxDB etwas an? Solange er schweigt, ist nichts von dem bekannt, "
    "was die anderen Alarme melden; sie behalten ihren letzten Stand.",
    "Is the hub running, and does InfluxDB take anything? As long as it is silent, nothing is "
    "known of what the other alerts tell; they keep their last state.",
)


def question_of(kind: CareKind) -> str:
    """Ask how the hub judges now, for each space and agent."""
    return (
        f'SELECT last("value") AS "value" FROM "{CARE.measurement}"'  # noqa: S608 - names of ours
        f' WHERE $timeFilter AND "kind" = \'{kind.value}\' GROUP BY "space", "agent"'
    )


def question_of_hub() -> str:
    """Ask how often the hub has written; a silent one gives no answer at all."""
    count = 'count("store_failures") AS "value"'
    return f'SELECT {count} FROM "{HUB.measurement}" WHERE $timeFilter'  # noqa: S608 - names of ours


def uid_of(kind: CareKind) -> str:
    """Return the uid of a rule, for ever."""
    return f"platzfrei-{kind.value.replace('_', '-')}"


def groups() -> tuple[Group, ...]:
    """Return every group; its rules are what Grafana's API and files have in common."""
    return (
        Group("platzfrei-care", 60, tuple(map(_rule, CareKind))),
        Group("platzfrei-hub", 30, (_rule_of_hub(),)),
    )


def _rule(kind: CareKind) -> Json:
    words, where = KIND_WORDS[kind], _where_of(kind)
    return {
        "uid": uid_of(kind),
        "title": f"{words.de} · {words.en}",
        "condition": "C",
        "data": _steps(CARE.keeping, question_of(kind), _BACK_S, ("gt", 0)),
        "noDataState": _LASTS,
        "execErrState": _LASTS,
        "for": _lasting_of(kind),
        "isPaused": False,
        "labels": {"product": "platzfrei", "kind": kind.value, "severity": severity_of(kind).value},
        "annotations": _said(f"{words.de}{where} · {words.en}{where}", TO_DO[kind], "care"),
    }


def _rule_of_hub() -> Json:
    title = f"{_HUB_TITLE.de} · {_HUB_TITLE.en}"
    return {
        "uid": HUB_SILENT,
        "title": title,
        "condition": "C",
        "data": _steps(HUB.keeping, question_of_hub(), _HUB_BACK_S, ("lt", 1)),
        "noDataState": _FIRES,
        "execErrState": _FIRES,
        "for": _HUB_LASTING,
        "isPaused": False,
        "labels": {"product": "platzfrei", "kind": "hub_silent", "severity": "critical"},
        "annotations": _said(title, _HUB_ADVICE, "hub"),
    }


def _said(summary: str, advice: Words, board: str) -> Json:
    return {
        "summary": summary,
        "description": f"{advice.de} · {advice.en}",
        "__dashboardUid__": f"platzfrei-{board}-{Language.DE}",
        "__panelId__": str(_PANELS[board]),
    }


def _steps(keeping: Keeping, question: str, back_s: int, bound: tuple[str, int]) -> list[Json]:
    """Ask, take the last value, compare."""
    source = SOURCES[keeping]
    asked = {
        "refId": "A",
        "datasource": {"type": "influxdb", "uid": source},
        "rawQuery": True,
        "query": question,
        "resultFormat": "time_series",
    }
    last = {"refId": "B", "type": "reduce", "reducer": "last", "expression": "A"}
    kind, value = bound
    beyond = [{"type": "query", "evaluator": {"type": kind, "params": [value]}}]
    compared = {"refId": "C", "type": "threshold", "expression": "B", "conditions": beyond}
    return [
        _step("A", source, asked, back_s),
        _step("B", "__expr__", last),
        _step("C", "__expr__", compared),
    ]


def _step(name: str, source: str, model: Json, back_s: int = 0) -> Json:
    span = {"from": back_s, "to": 0}
    return {"refId": name, "relativeTimeRange": span, "datasourceUid": source, "model": model}
