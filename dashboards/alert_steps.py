"""Provisioning of the alert rules, of the contact point of ours, and where alerts go.

A rule carries the seal of what was written. Whether it is paused, where it lies and whom it tells
is for people to say, and no edit of the rule.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from dashboards import alerts, contact
from dashboards.contact import Contact
from dashboards.dashboard_steps import folder
from dashboards.done import Done, Outcome
from dashboards.errors import Misconfigured
from dashboards.grafana import Grafana
from dashboards.likeness import difference, has, seal_of, shape_of

Json = Mapping[str, Any]
_WHAT: Final = "alert rule"
_SEAL: Final = "__platzfreiSeal__"
"""An annotation; Grafana keeps those between two underlines out of what it sends to people."""
_OF_PEOPLE: Final = ("isPaused", "notification_settings")
_OF_OURS: Final = (
    *("uid", "title", "condition", "data", "noDataState", "execErrState", "for", "labels"),
    "annotations",
)
_ADDED_TO_MODELS: Final = ("intervalMs", "maxDataPoints", "queryType", "hide")


def contact_point(grafana: Grafana, wanted: Contact | None, *, force: bool) -> Iterator[Done]:
    """Make the contact point of ours, or look for the one that is named. Raises Misconfigured."""
    if wanted is None:
        return
    found = grafana.contact_points()
    if not wanted.kind:
        if not any(point["name"] == wanted.name for point in found):
            names = ", ".join(sorted({str(point["name"]) for point in found}))
            raise Misconfigured(f"no contact point {wanted.name!r}; Grafana has: {names}")
        return
    ours = next((point for point in found if point.get("uid") == contact.UID), None)
    yield _contact_point(grafana, ours, contact.receiver(wanted), force=force)


def _contact_point(grafana: Grafana, found: Json | None, described: Json, *, force: bool) -> Done:
    what, name = "contact point", str(described["name"])
    if found is None:
        grafana.make_contact_point(described)
        return Done(what, name, Outcome.MADE)
    if found.get("provenance") == "file":
        return Done(what, name, Outcome.FROM_FILES)
    if has(found, described):
        return Done(what, name, Outcome.UNCHANGED)
    if not force:
        return Done(what, name, Outcome.EDITED, difference(shape_of(found, described), described))
    grafana.change_contact_point(described)
    return Done(what, name, Outcome.CHANGED)


def rules(grafana: Grafana, wanted: Contact | None, *, force: bool) -> Iterator[Done]:
    """Write the groups of rules, without what came from files and what a hand has changed."""
    found = {str(rule["uid"]): rule for rule in grafana.rules()}
    groups = alerts.groups()
    ours = [found.get(str(rule["uid"])) for group in groups for rule in group.rules]
    if all(_is_from_files(rule) for rule in ours):
        yield Done("alert rules", alerts.FOLDER_TITLE, Outcome.FROM_FILES)
        return
    yield folder(grafana, alerts.FOLDER, alerts.FOLDER_TITLE, force=force)
    receiver = wanted.name if wanted else ""
    for group in groups:
        yield from _group(grafana, group, found, receiver, force=force)


def _is_from_files(found: Json | None) -> bool:
    return found is not None and found.get("provenance") == "file"


def _group(
    grafana: Grafana, group: alerts.Group, found: Mapping[str, Json], receiver: str, *, force: bool
) -> Iterator[Done]:
    lines, written = [], []
    for rule in group.rules:
        there = found.get(str(rule["uid"]))
        done = _judged(rule, there, group, receiver, force=force)
        lines.append(done)
        if done.outcome in {Outcome.MADE, Outcome.CHANGED}:
            written.append(_sealed(rule, there, group, receiver, force=force))
        elif there is not None and _lies_in(there, group):
            written.append(dict(there))
    others = [
        dict(rule)
        for uid, rule in found.items()
        if _lies_in(rule, group) and uid not in {str(own["uid"]) for own in group.rules}
    ]
    if any(line.outcome in {Outcome.MADE, Outcome.CHANGED} for line in lines):
        _write(grafana, group, [*written, *others], force=force)
    yield from lines


def _write(grafana: Grafana, group: alerts.Group, content: list[Json], *, force: bool) -> None:
    there = grafana.rule_group(alerts.FOLDER, group.name)
    is_kept = there is not None and not force
    interval = there["interval"] if there is not None and is_kept else group.interval_s
    said = {"title": group.name, "folderUid": alerts.FOLDER, "interval": interval}
    grafana.write_rule_group(alerts.FOLDER, group.name, {**said, "rules": content})


def _judged(
    rule: Json, found: Json | None, group: alerts.Group, receiver: str, *, force: bool
) -> Done:
    name = str(rule["title"])
    if found is None:
        return Done(_WHAT, name, Outcome.MADE)
    if _is_from_files(found):
        return Done(_WHAT, name, Outcome.FROM_FILES)
    if not _lies_in(found, group) and not force:
        return Done(_WHAT, name, Outcome.ALTERED, note="it lies in another folder or group")
    ours = _of_ours(rule)
    is_same = has(_of_ours(found), ours) and receiver in {"", _receiver(found)}
    if is_same and _lies_in(found, group) and not (force and found.get("isPaused")):
        is_paused = bool(found.get("isPaused"))
        outcome = Outcome.ALTERED if is_paused else Outcome.UNCHANGED
        return Done(_WHAT, name, outcome, note="it is paused" if is_paused else "")
    if not force and not has(_of_ours(found), ours) and not _is_untouched(found):
        return Done(_WHAT, name, Outcome.EDITED, difference(_of_ours(found), ours))
    return Done(_WHAT, name, Outcome.CHANGED)


def _is_untouched(found: Json) -> bool:
    """Tell whether it is as we wrote it; before there were seals, only programs could change it."""
    seal = (found.get("annotations") or {}).get(_SEAL)
    if seal is None:
        return found.get("provenance") == "api"
    return bool(seal == seal_of(_of_ours(found)))


def _of_ours(rule: Json) -> Json:
    """Return what of a rule is ours to say, without what Grafana adds."""
    kept = {key: rule[key] for key in _OF_OURS if key in rule}
    notes = {key: text for key, text in (rule.get("annotations") or {}).items() if key != _SEAL}
    steps = [_step(query) for query in rule["data"]]
    return {**kept, "annotations": notes, "data": steps}


def _step(step: Json) -> Json:
    model = {key: value for key, value in step["model"].items() if key not in _ADDED_TO_MODELS}
    kept = ("refId", "datasourceUid", "relativeTimeRange")
    return {**{key: step[key] for key in kept}, "model": model}


def _lies_in(found: Json, group: alerts.Group) -> bool:
    return (found.get("folderUID"), found.get("ruleGroup")) == (alerts.FOLDER, group.name)


def _receiver(found: Json) -> str:
    return str((found.get("notification_settings") or {}).get("receiver", ""))


def _sealed(
    rule: Json, found: Json | None, group: alerts.Group, receiver: str, *, force: bool
) -> Json:
    """Return the rule as it is written: sealed, and told what people have said of it.

    By force it is no longer paused; whom it tells stays as people have said.
    """
    notes = {**rule["annotations"], _SEAL: seal_of(_of_ours(rule))}
    place = {"orgID": 1, "folderUID": alerts.FOLDER, "ruleGroup": group.name}
    of_people = [key for key in _OF_PEOPLE if not (force and key == "isPaused")]
    kept = {key: found[key] for key in of_people if found and found.get(key)}
    told = {"notification_settings": {"receiver": receiver}} if receiver else {}
    return {**rule, **place, "annotations": notes, **kept, **told}


def reached(grafana: Grafana) -> Iterator[Done]:
    """Say where our alerts go, and whether anybody is there."""
    points = grafana.contact_points()
    uids = {str(rule["uid"]) for group in alerts.groups() for rule in group.rules}
    ours = [rule for rule in grafana.rules() if str(rule["uid"]) in uids]
    by_policy = str(grafana.policy().get("receiver", ""))
    for name in sorted({_receiver(rule) or by_policy for rule in ours}):
        yield _reached(name, [point for point in points if point.get("name") == name])


def _reached(name: str, receivers: Sequence[Json]) -> Done:
    if contact.reaches_nobody(receivers):
        note = (
            "unless a policy of this Grafana says otherwise; see --alert-email and --contact-point"
        )
        return Done("alerts go to", name, Outcome.REACHES_NOBODY, note=note)
    return Done("alerts go to", name, Outcome.UNCHANGED)
