"""The alerting part of the double of Grafana: rules, contact points, the notification policy.

As the real 12.3.0 does it: a group that is asked for doesn't say where its rules come from, the
list of all rules does; a write by the API may not touch what came from files (409), and a rule may
name only a contact point that is there. It adds to every rule and every query what was not said.
"""

from dataclasses import dataclass, field
from typing import Any, Final

Json = dict[str, Any]
_EXPRESSIONS: Final = "__expr__"
_OF_RULES: Final = ("uid", "title", "condition", "data", "noDataState", "execErrState", "for")
_ADDED: Final[Json] = {"keep_firing_for": "0s", "notification_settings": None, "record": None}
DEFAULT_RECEIVER: Final = "grafana-default-email"


@dataclass
class Answer(Exception):
    """What Grafana answers; raised from wherever it is known."""

    status: int
    body: Any = field(default_factory=dict)


def refused(status: int, message: str) -> Answer:
    """Answer as Grafana does when it does not do something."""
    return Answer(status, {"message": message})


class Alerting:
    """Rules by uid, each with its `folderUID`, `ruleGroup` and `provenance`."""

    def __init__(self) -> None:
        self.rules: dict[str, Json] = {}
        self.intervals: dict[tuple[str, str], int] = {}
        self.points: list[Json] = [
            {
                "uid": "",
                "name": "email receiver",  # of the contact point DEFAULT_RECEIVER, indeed
                "type": "email",
                "settings": {"addresses": "<example@email.com>"},
                "disableResolveMessage": False,
            }
        ]
        self.policy: Json = {"receiver": DEFAULT_RECEIVER, "group_by": ["alertname"]}

    def group(self, folder: str, name: str) -> Json:
        """Return a group as the API shows it."""
        rules = [
            {key: value for key, value in rule.items() if key != "provenance"}
            for rule in self.rules.values()
            if (rule["folderUID"], rule["ruleGroup"]) == (folder, name)
        ]
        if not rules:
            raise refused(404, "rule group not found")
        interval = self.intervals[folder, name]
        return {"title": name, "folderUid": folder, "interval": interval, "rules": rules}

    def put_group(
        self, folder: str, name: str, body: Json, provenance: str, sources: set[str]
    ) -> Json:
        """Replace a group: what is not named is gone."""
        for rule in body["rules"]:
            self._require(rule, sources)
        wanted = {rule["uid"]: rule for rule in body["rules"]}
        there = {uid for uid, rule in self.rules.items() if _place(rule) == (folder, name)}
        for uid in there | set(wanted):
            self._require_provenance(uid, provenance)
        for uid in there - set(wanted):
            del self.rules[uid]
        place = {"folderUID": folder, "ruleGroup": name, "provenance": provenance}
        for uid, rule in wanted.items():
            self.rules[uid] = {**_ADDED, **_completed(rule), **place, "id": 1, "orgID": 1}
        self.intervals[folder, name] = body["interval"]
        return body

    def _require(self, rule: Json, sources: set[str]) -> None:
        missing = [key for key in _OF_RULES if key not in rule]
        if missing:
            raise refused(400, f"invalid alert rule: {missing}")
        if rule["condition"] not in {step["refId"] for step in rule["data"]}:
            raise refused(400, "invalid alert rule: condition does not exist")
        asked = {step["datasourceUid"] for step in rule["data"]} - {_EXPRESSIONS}
        if not asked <= sources:
            raise refused(400, f"invalid alert rule: no data source {asked}")
        if not all(isinstance(annotation, str) for annotation in rule["annotations"].values()):
            raise refused(400, "bad request data")
        told = (rule.get("notification_settings") or {}).get("receiver")
        if told and told not in {DEFAULT_RECEIVER, *(point["name"] for point in self.points)}:
            raise refused(400, f"invalid alert rule: receiver {told} does not exist")

    def _require_provenance(self, uid: str, provenance: str) -> None:
        stored = self.rules.get(uid, {}).get("provenance", "")
        if stored not in {"", provenance} and (stored, provenance) != ("api", ""):
            raise refused(409, f"cannot change provenance from '{stored}' to '{provenance}'")

    def make_point(self, body: Json, provenance: str) -> Json:
        """Add a receiver."""
        if any(point["uid"] == body["uid"] for point in self.points):
            raise refused(400, "invalid contact point: uid exists")
        self.points.append({**body, "provenance": provenance} if provenance else dict(body))
        return body

    def change_point(self, uid: str, body: Json) -> Json:
        """Write over a receiver."""
        found = next((point for point in self.points if point["uid"] == uid), None)
        if found is None:
            raise refused(404, "contact point not found")
        found.update(body)
        return {"message": "contactpoint updated"}


def _place(rule: Json) -> tuple[str, str]:
    return rule["folderUID"], rule["ruleGroup"]


def _completed(rule: Json) -> Json:
    steps = [
        {
            "queryType": "",
            **step,
            "model": {"intervalMs": 1000, "maxDataPoints": 43200, **step["model"]},
        }
        for step in rule["data"]
    ]
    return {**rule, "data": steps, "updated": "2026-11-28T00:00:00Z"}
