"""Grafana's HTTP API: the only file that knows grafana-client, whose errors end here.

Its calls to make something are not idempotent, so everything is looked up by its uid first.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from grafana_client import GrafanaApi
from grafana_client.client import (
    GrafanaClientError,
    GrafanaException,
    GrafanaServerError,
    GrafanaUnauthorizedError,
)

from dashboards.errors import (
    DashboardsError,
    GrafanaUnavailable,
    Misconfigured,
    NoGrafana,
    NotAllowed,
)
from dashboards.errors import WrongToken as _WrongToken

Json = Mapping[str, Any]
T = TypeVar("T")

_TIMEOUT_S: Final = 15.0
_FORBIDDEN: Final = 403
_NOT_FOUND: Final = 404
_CANNOT_ASK: Final = frozenset({404, 501})
"""A Grafana that can't ask this kind of data source whether it answers."""


class Grafana:
    """One Grafana, with a token that may change its organisation."""

    def __init__(self, url: str, token: str) -> None:
        """Connect to nothing yet. Raises Misconfigured for what is no URL."""
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise Misconfigured(f"{url}: expected http://… or https://…")
        self._url = url
        self._api = GrafanaApi.from_url(f"{url.rstrip('/')}/", token, timeout=_TIMEOUT_S)

    def version(self) -> str:
        """Return its version, such as 11.6.0. Raises NoGrafana if something else answers there."""
        try:
            said = self._api.client.GET("/health")
        except GrafanaClientError as error:
            raise self._nobody() from error
        except ValueError as error:  # an answer that is no JSON; niquests' is an OSError, too
            raise self._nobody() from error
        except (GrafanaException, OSError) as error:
            raise self._translated(error) from error
        if not isinstance(said, Mapping) or "database" not in said:
            raise self._nobody()
        return str(said.get("version", ""))

    def source(self, uid: str) -> Json | None:
        """Find a data source."""
        return self._found(lambda: self._api.datasource.get_datasource_by_uid(uid))

    def make_source(self, described: Json) -> None:
        """Add a data source."""
        self._asked(lambda: self._api.datasource.create_datasource(dict(described)))

    def change_source(self, described: Json) -> None:
        """Write a data source over the one of its uid."""
        uid = described["uid"]
        self._asked(lambda: self._api.datasource.update_datasource_by_uid(uid, dict(described)))

    def remove_source(self, uid: str) -> None:
        """Remove a data source."""
        self._asked(lambda: self._api.client.DELETE(f"/datasources/uid/{uid}"))

    def complaint_of_source(self, uid: str) -> str:
        """Let Grafana ask a data source; return what went wrong, empty if it answered."""
        try:
            self._api.client.GET(f"/datasources/uid/{uid}/health")
        except GrafanaUnauthorizedError as error:
            raise self._translated(error) from error
        except (GrafanaClientError, GrafanaServerError) as error:
            if error.status_code in _CANNOT_ASK:
                return ""
            said = error.response
            return str(said.get("message", "")) if isinstance(said, Mapping) else str(error)
        except (GrafanaException, OSError) as error:
            raise self._translated(error) from error
        return ""

    def folder(self, uid: str) -> Json | None:
        """Find a folder."""
        return self._found(lambda: self._api.folder.get_folder(uid))

    def make_folder(self, uid: str, title: str) -> None:
        """Add a folder."""
        self._asked(lambda: self._api.folder.create_folder(title, uid))

    def rename_folder(self, uid: str, title: str) -> None:
        """Give a folder another title."""
        self._asked(lambda: self._api.folder.update_folder(uid, title, overwrite=True))

    def dashboard(self, uid: str) -> Json | None:
        """Find a dashboard: `dashboard`, and `meta` about it."""
        return self._found(lambda: self._api.dashboard.get_dashboard(uid))

    def message_of(self, uid: str, version: int) -> str:
        """Return what was said when a version of a dashboard was saved; empty if nobody knows.

        Grafana's list of versions says "Initial save" of the first, whatever was said; the version
        itself keeps the word.
        """
        path = f"/dashboards/uid/{uid}/versions/{version}"
        try:
            found = self._api.client.GET(path)
        except GrafanaUnauthorizedError as error:
            raise self._translated(error) from error
        except (GrafanaClientError, GrafanaServerError):
            return ""  # history is pruned, or not carried along when Grafana's store changed
        except (GrafanaException, OSError) as error:
            raise self._translated(error) from error
        return str(found.get("message", ""))

    def save_dashboard(self, content: Json, folder: str, message: str) -> None:
        """Write a dashboard, whatever is there."""
        said = {
            "dashboard": {**content, "id": None},
            "folderUid": folder,
            "message": message,
            "overwrite": True,
        }
        self._asked(lambda: self._api.dashboard.update_dashboard(said))

    def rules(self) -> list[Json]:
        """Return every alert rule, wherever it lies."""
        return list(self._asked(self._api.alertingprovisioning.get_alertrules_all) or ())

    def rule_group(self, folder: str, group: str) -> Json | None:
        """Find a group of alert rules."""
        return self._found(lambda: self._api.alertingprovisioning.get_rule_group(folder, group))

    def write_rule_group(self, folder: str, group: str, content: Json) -> None:
        """Write a group of alert rules, whatever is there; people may change them by hand."""
        api = self._api.alertingprovisioning
        self._asked(
            lambda: api.update_rule_group(folder, group, dict(content), disable_provenance=True)
        )

    def contact_points(self) -> list[Json]:
        """Return every receiver of every contact point."""
        return list(self._asked(self._api.alertingprovisioning.get_contactpoints) or ())

    def make_contact_point(self, described: Json) -> None:
        """Add a receiver; people may change it by hand."""
        api = self._api.alertingprovisioning
        self._asked(lambda: api.create_contactpoint(dict(described), disable_provenance=True))

    def change_contact_point(self, described: Json) -> None:
        """Write a receiver over the one of its uid."""
        api, uid = self._api.alertingprovisioning, described["uid"]
        self._asked(lambda: api.update_contactpoint(uid, dict(described), disable_provenance=True))

    def policy(self) -> Json:
        """Return the tree that says which alert goes to which contact point."""
        return self._found(self._api.alertingprovisioning.get_notification_policy_tree) or {}

    def service_account(self, name: str) -> Json | None:
        """Find a service account by its whole name."""
        (page,) = self._asked(lambda: self._api.serviceaccount.search(query=name, page=1))
        return next(
            (account for account in page["serviceAccounts"] if account["name"] == name), None
        )

    def make_service_account(self, name: str) -> Json:
        """Add a service account that may only read."""
        said = {"name": name, "role": "Viewer", "isDisabled": False}
        made: Json = self._asked(lambda: self._api.serviceaccount.create(said))
        return made

    def make_token(self, account_id: int, name: str) -> str:
        """Make a token of a service account, which Grafana shows only now."""
        api = self._api.serviceaccount
        return str(self._asked(lambda: api.create_token(account_id, {"name": name}))["key"])

    def close(self) -> None:
        """Let go of the connection."""
        self._api.client.s.close()

    def _found(self, call: Callable[[], Any]) -> Json | None:
        try:
            found: Json = call()
        except GrafanaClientError as error:
            if error.status_code == _NOT_FOUND:
                return None
            raise self._translated(error) from error
        except (GrafanaException, OSError, ValueError) as error:
            raise self._translated(error) from error
        return found

    def _asked(self, call: Callable[[], Any]) -> Any:
        try:
            return call()
        except (GrafanaException, OSError, ValueError) as error:  # the last two: niquests' own
            raise self._translated(error) from error

    def _nobody(self) -> NoGrafana:
        return NoGrafana(f"{self._url}: something answers there, but it is no Grafana")

    def _translated(self, error: Exception) -> DashboardsError:
        if isinstance(error, GrafanaUnauthorizedError):
            return _WrongToken(
                f"{self._url}: Grafana does not know this token;"
                " it has to be one of a service account of this organisation"
            )
        if not isinstance(error, GrafanaClientError):
            return GrafanaUnavailable(f"{self._url}: {error or type(error).__name__}")
        if error.status_code == _FORBIDDEN:
            return NotAllowed(
                f"{self._url}: the token may not do this; it needs the role Admin: {error}"
            )
        return GrafanaUnavailable(f"{self._url}: {error}")
