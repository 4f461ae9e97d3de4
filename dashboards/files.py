"""The files for Grafana's own provisioning: data sources, folders, alert rules. Pure.

Grafana fills in `${NAME}` from its environment, and then `$__file{…}` in what stood there; after a
bare `$NAME` it would not. Within a rule's query and annotations it fills in nothing (its manual,
file provisioning of alerting, template variable interpolation): those stand as they are.
"""

from collections.abc import Mapping
from typing import Final

import yaml

from contract.series import Keeping
from dashboards import alerts
from dashboards.folders import TITLES, folder_uid
from dashboards.sources import Bucket, secret, source
from dashboards.words import Language

_HEAD: Final = "# Made by `platzfrei-dashboards build`: change the code, not this file.\n"
_BUCKETS: Final = (
    Bucket(Keeping.PERMANENT, "${PLATZFREI_INFLUX_URL}", "${PLATZFREI_INFLUX_BUCKET}"),
    Bucket(Keeping.RECENT, "${PLATZFREI_INFLUX_URL}", "${PLATZFREI_INFLUX_RECENT_BUCKET}"),
)
_TOKEN: Final = "${PLATZFREI_INFLUX_READ_TOKEN}"  # noqa: S105 - the name of a variable
_JSON: Final = "${PLATZFREI_DASHBOARDS}"


def provisioning_files() -> dict[str, str]:
    """Return every file by its path in Grafana's folder `provisioning/`."""
    return {
        "datasources/platzfrei.yaml": _written(_sources()),
        "dashboards/platzfrei.yaml": _written(_providers()),
        "alerting/platzfrei.yaml": _written(_rules()),
    }


def _sources() -> Mapping[str, object]:
    described = [
        {**source(bucket), "orgId": 1, "editable": False, "secureJsonData": secret(_TOKEN)}
        for bucket in _BUCKETS
    ]
    return {"apiVersion": 1, "datasources": described}


def _providers() -> Mapping[str, object]:
    providers = [
        {
            "name": folder_uid(language),
            "orgId": 1,
            "type": "file",
            "folder": TITLES[language],
            "folderUid": folder_uid(language),
            "disableDeletion": False,
            "allowUiUpdates": False,
            "updateIntervalSeconds": 60,
            "options": {"path": f"{_JSON}/{language}"},
        }
        for language in Language
    ]
    return {"apiVersion": 1, "providers": providers}


def _rules() -> Mapping[str, object]:
    group = {
        "orgId": 1,
        "name": alerts.GROUP,
        "folder": alerts.FOLDER_TITLE,
        "interval": f"{alerts.INTERVAL_S}s",
        "rules": [dict(rule) for rule in alerts.rules()],
    }
    return {"apiVersion": 1, "groups": [group]}


def _written(content: Mapping[str, object]) -> str:
    text = yaml.dump(content, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=100)
    return _HEAD + text


class _Plain(yaml.SafeDumper):
    """Repeats what occurs twice instead of pointing at it."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - of the library
        """Point at nothing."""
        return True
