"""Grafana's alert rules: they only read what the hub has judged, the series of care. Pure.

The hub knows opening hours and holidays; Grafana compares 1 with 0. One set of rules for both
languages, or everybody would be woken twice: the texts are German, then English.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from contract.series import CARE, CareKind
from dashboards.board import SOURCES
from dashboards.boards.care import KIND_WORDS
from dashboards.words import Language, Words

FOLDER: Final = "platzfrei-alerts"
FOLDER_TITLE: Final = "Platzfrei: Alarme · alerts"
GROUP: Final = "platzfrei-care"
INTERVAL_S: Final = 60
_BACK_S: Final = 600
"""A judgement that is older is none: the hub is down, and says nothing of what it would."""

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Alarm:
    lasting: str
    severity: str
    advice: Words
    when_silent: str = "OK"
    """What Grafana takes the silence of the hub for."""


_ALARMS: Final = {
    CareKind.AGENT_SILENT: _Alarm(
        "5m",
        "critical",
        Words(
            "Strom und Netz des Raspberry Pi prüfen. Meldet sich gar kein Agent, steht der Hub.",
            "Check power and network of the Raspberry Pi. If no agent reports, the hub is down.",
        ),
        when_silent="Alerting",
    ),
    CareKind.DOOR_OPEN_AFTER_CLOSING: _Alarm(
        "15m",
        "warning",
        Words(
            "Die Tür meldet sich als offen, obwohl der Raum geschlossen ist: bitte nachsehen.",
            "The door reports that it is open although the space is closed: please look.",
        ),
    ),
    CareKind.LOW_COVERAGE_YESTERDAY: _Alarm(
        "0s",
        "warning",
        Words(
            "Für gestern fehlt zu viel, um Zahlen zu nennen. Ein Agent, der nachsendet, füllt auf.",
            "Too much of yesterday is missing to give figures. An agent that catches up fills it.",
        ),
    ),
    CareKind.OUTBOX_GROWING: _Alarm(
        "30m",
        "warning",
        Words(
            "Der Agent sammelt, was er nicht loswird: Netz, Broker und Hub prüfen.",
            "The agent keeps what it cannot hand over: check network, broker and hub.",
        ),
    ),
    CareKind.QUARANTINE_NOT_EMPTY: _Alarm(
        "0s",
        "warning",
        Words(
            "Etwas war nicht zu lesen. Es liegt beiseite und ist im Dashboard Wartung aufgeführt.",
            "Something could not be read. It is kept aside and listed on the dashboard Care.",
        ),
    ),
    CareKind.SENSOR_FAULT: _Alarm(
        "15m",
        "warning",
        Words(
            "Ein Sensor meldet eine Störung, sein Platz ist unbekannt: Kabel und Sensor prüfen.",
            "A sensor reports a fault and its desk is unknown: check cable and sensor.",
        ),
    ),
}


def question_of(kind: CareKind) -> str:
    """Ask how the hub judges now, for each space and agent."""
    return (
        f'SELECT last("value") AS "value" FROM "{CARE.measurement}"'  # noqa: S608 - names of ours
        f' WHERE $timeFilter AND "kind" = \'{kind.value}\' GROUP BY "space", "agent"'
    )


def uid_of(kind: CareKind) -> str:
    """Return the uid of a rule, for ever."""
    return f"platzfrei-{kind.value.replace('_', '-')}"


def rules() -> list[Json]:
    """Return every rule as Grafana's provisioning API and files have it in common."""
    return [_rule(kind, alarm) for kind, alarm in _ALARMS.items()]


def _rule(kind: CareKind, alarm: _Alarm) -> Json:
    words = KIND_WORDS[kind]
    where = "{{ $labels.space }} {{ $labels.agent }}"
    return {
        "uid": uid_of(kind),
        "title": f"{words.de} · {words.en}",
        "condition": "C",
        "data": _steps(kind),
        "noDataState": alarm.when_silent,
        "execErrState": "Error",
        "for": alarm.lasting,
        "isPaused": False,
        "labels": {"product": "platzfrei", "kind": kind.value, "severity": alarm.severity},
        "annotations": {
            "summary": f"{words.de}: {where} · {words.en}: {where}",
            "description": f"{alarm.advice.de} · {alarm.advice.en}",
            "__dashboardUid__": f"platzfrei-care-{Language.DE}",
            "__panelId__": "2",
        },
    }


def _steps(kind: CareKind) -> list[Json]:
    """Ask, take the last value, compare with 0."""
    source = SOURCES[CARE.keeping]
    asked = {
        "refId": "A",
        "datasource": {"type": "influxdb", "uid": source},
        "rawQuery": True,
        "query": question_of(kind),
        "resultFormat": "time_series",
    }
    last = {"refId": "B", "type": "reduce", "reducer": "last", "expression": "A"}
    above = [{"type": "query", "evaluator": {"type": "gt", "params": [0]}}]
    compared = {"refId": "C", "type": "threshold", "expression": "B", "conditions": above}
    return [
        _step("A", source, asked),
        _step("B", "__expr__", last),
        _step("C", "__expr__", compared),
    ]


def _step(name: str, source: str, model: Json) -> Json:
    span = {"from": _BACK_S if name == "A" else 0, "to": 0}
    return {"refId": name, "relativeTimeRange": span, "datasourceUid": source, "model": model}
