"""Provisioning of the data sources: made, kept, retired, and asked whether they answer."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from dashboards.board import SOURCES
from dashboards.done import Done, Outcome
from dashboards.errors import MissingSource
from dashboards.grafana import Grafana
from dashboards.likeness import difference, has, seal_of, shape_of
from dashboards.sources import RETIRED, TITLES, Bucket, secret, source

Json = Mapping[str, Any]
_WHAT: Final = "data source"
_SEAL: Final = "platzfreiSeal"
"""In `jsonData`, of which Grafana keeps every key."""
_GRAFANAS: Final = (
    "id",
    "orgId",
    "typeName",
    "typeLogoUrl",
    "version",
    "readOnly",
    "accessControl",
)
"""What Grafana says of a data source and wants to hear from nobody."""


def sources(
    grafana: Grafana, buckets: Sequence[Bucket], token: str, *, force: bool
) -> Iterator[Done]:
    """Make and change what is described. Raises MissingSource if nothing is, nor is there."""
    if not buckets:
        _require(grafana)
    for bucket in buckets:
        yield _source(grafana, source(bucket), token, force=force)


def _require(grafana: Grafana) -> None:
    missing = [uid for uid in SOURCES.values() if grafana.source(uid) is None]
    if missing:
        raise MissingSource(
            f"no data source of uid {' and '.join(missing)}: provision it by file, or name"
            " --influx-url, --influx-token-file, --bucket and --recent-bucket"
        )


def _source(grafana: Grafana, described: Json, token: str, *, force: bool) -> Done:
    found = grafana.source(described["uid"])
    name = str(described["name"])
    if found is None:
        grafana.make_source(_sealed({}, described, token))
        return Done(_WHAT, name, Outcome.MADE)
    if found.get("readOnly"):
        return Done(_WHAT, name, Outcome.FROM_FILES)
    if has(found, described) and not force:  # its secret is never shown
        return Done(_WHAT, name, Outcome.UNCHANGED)
    ours = shape_of(found, described)
    if not force and found["jsonData"].get(_SEAL) != seal_of(ours):
        return Done(_WHAT, name, Outcome.EDITED, difference(ours, described))
    grafana.change_source(_sealed(found, described, token))
    return Done(_WHAT, name, Outcome.CHANGED)


def _sealed(found: Json, described: Json, token: str) -> Json:
    """Lay ours over what is there, such as a time-out that somebody has added."""
    kept = {key: value for key, value in found.items() if key not in _GRAFANAS}
    kept.pop("secureJsonFields", None)
    inner = {
        **found.get("jsonData", {}),
        **described["jsonData"],
        _SEAL: seal_of(described),
    }
    return {**kept, **described, "jsonData": inner, "secureJsonData": secret(token)}


def retire(grafana: Grafana, *, is_in_use: bool, force: bool) -> Iterator[Done]:
    """Remove what an earlier version made, unless something that was left alone may ask it."""
    for retired in RETIRED:
        found = grafana.source(retired.uid)
        if found is None or found.get("name") != retired.name:
            continue
        if found.get("readOnly") or (is_in_use and not force):
            outcome = Outcome.FROM_FILES if found.get("readOnly") else Outcome.IN_USE
            yield Done(_WHAT, retired.name, outcome)
            continue
        grafana.remove_source(retired.uid)
        yield Done(_WHAT, retired.name, Outcome.REMOVED, note="it showed single events")


def answers(grafana: Grafana) -> Iterator[Done]:
    """Let Grafana ask each data source; tell of those that don't answer."""
    for keeping, uid in SOURCES.items():
        complaint = " ".join(grafana.complaint_of_source(uid).split())
        if complaint:
            yield Done(_WHAT, TITLES[keeping], Outcome.DEAD, note=complaint)
