"""Provisioning of the dashboards and of their folders.

Whether somebody has edited a dashboard is seen by the message of its newest version: ours names the
content that was saved. Where the message is lost, contents are compared.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from dashboards.committed import Drawn
from dashboards.done import Done, Outcome
from dashboards.folders import TITLES, folder_uid
from dashboards.grafana import Grafana
from dashboards.likeness import canonical, difference
from dashboards.words import Language

Json = Mapping[str, Any]
_WHAT: Final = "dashboard"
_SIGNATURE: Final = "platzfrei-dashboards "
_GRAFANAS: Final = ("id", "version")
"""What Grafana writes into every dashboard."""


def dashboards(grafana: Grafana, wanted: Sequence[Drawn], *, force: bool) -> Iterator[Done]:
    """Save what is missing or older, language by language, in the folder of each."""
    for language in Language:
        ours = [drawn for drawn in wanted if drawn.language is language]
        found = {drawn.uid: grafana.dashboard(drawn.uid) for drawn in ours}
        if not all(_is_from_files(item) for item in found.values()):
            yield folder(grafana, folder_uid(language), TITLES[language], force=force)
        for drawn in ours:
            yield _dashboard(grafana, drawn, found[drawn.uid], force=force)


def folder(grafana: Grafana, uid: str, title: str, *, force: bool) -> Done:
    """Make a folder if it is missing; one that somebody has renamed keeps its name."""
    found = grafana.folder(uid)
    if found is None:
        grafana.make_folder(uid, title)
        return Done("folder", title, Outcome.MADE)
    if found["title"] == title:
        return Done("folder", title, Outcome.UNCHANGED)
    if not force:
        return Done("folder", title, Outcome.ALTERED, note=f"it is called {found['title']}")
    grafana.rename_folder(uid, title)
    return Done("folder", title, Outcome.CHANGED)


def _is_from_files(found: Json | None) -> bool:
    meta = found["meta"] if found else {}
    return bool(meta.get("provisioned") or meta.get("provisionedExternalId"))


def _dashboard(grafana: Grafana, drawn: Drawn, found: Json | None, *, force: bool) -> Done:
    name = f"{drawn.title} ({drawn.language})"
    if found is None:
        _save(grafana, drawn, folder_uid(drawn.language))
        return Done(_WHAT, name, Outcome.MADE)
    if _is_from_files(found):
        return Done(_WHAT, name, Outcome.FROM_FILES)
    lies = str(found["meta"].get("folderUid", ""))
    is_moved = lies != folder_uid(drawn.language)
    if _is_same(found["dashboard"], drawn.content) and not (is_moved and force):
        return Done(_WHAT, name, Outcome.ALTERED if is_moved else Outcome.UNCHANGED)
    said = grafana.message_of(drawn.uid, int(found["dashboard"]["version"]))
    if said == _message(drawn) and not force:  # Grafana has put it into words of its own
        return Done(_WHAT, name, Outcome.ALTERED if is_moved else Outcome.UNCHANGED)
    if not said.startswith(_SIGNATURE) and not force:
        return Done(_WHAT, name, Outcome.EDITED, _difference(found["dashboard"], drawn))
    _save(grafana, drawn, folder_uid(drawn.language) if force else lies)
    return Done(_WHAT, name, Outcome.CHANGED)


def _save(grafana: Grafana, drawn: Drawn, lies: str) -> None:
    grafana.save_dashboard(drawn.content, lies, _message(drawn))


def _message(drawn: Drawn) -> str:
    return f"{_SIGNATURE}{drawn.digest}"


def _is_same(found: Json, wanted: Json) -> bool:
    return bool(canonical(_without(found)) == canonical(_without(wanted)))


def _without(content: Json) -> Json:
    return {key: value for key, value in content.items() if key not in _GRAFANAS}


def _difference(found: Json, drawn: Drawn) -> str:
    return difference(_without(found), _without(drawn.content))
