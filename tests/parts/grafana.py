"""A double of Grafana's HTTP API, as its manual documents it, on a free loopback port.

Sources: the pages Health, Data source, Folder, Dashboard, Dashboard versions, Alerting provisioning
and Service account of Grafana's HTTP API, versions 11 to 12. It knows only what provisioning needs,
and is as strict as Grafana where a mistake would show: a second object of one uid is refused, a
dashboard needs its folder, a rule its data source, and a secret is never shown again.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

Json = dict[str, Any]
HOST: Final = "127.0.0.1"
ADMIN: Final = "glsa_of_an_admin"
VIEWER: Final = "glsa_of_a_viewer"
_EXPRESSIONS: Final = "__expr__"
_OF_RULES: Final = ("uid", "title", "condition", "data", "noDataState", "execErrState", "for")


@dataclass
class Answer(Exception):
    """What Grafana answers; raised from wherever it is known."""

    status: int
    body: Any = field(default_factory=dict)


def refused(status: int, message: str) -> Answer:
    """Answer as Grafana does when it does not do something."""
    return Answer(status, {"message": message})


class FakeGrafana:
    """One Grafana, empty at first. `requests` lists what was changed by whom asked."""

    def __init__(self, version: str = "11.6.0") -> None:
        self.version = version
        self.sources: dict[str, Json] = {}
        self.folders: dict[str, Json] = {}
        self.dashboards: dict[str, list[Json]] = {}
        """Every version that was saved: `dashboard`, `message`, `folderUid`."""
        self.groups: dict[tuple[str, str], Json] = {}
        self.accounts: list[Json] = []
        self.changes: list[str] = []
        self.is_failing = False
        self._server = ThreadingHTTPServer((HOST, 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @property
    def url(self) -> str:
        """Where it answers; below a path, as behind a proxy."""
        return f"http://{HOST}:{self._server.server_port}/grafana"

    def start(self) -> None:
        """Answer from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def edit(self, uid: str, **changes: object) -> None:
        """Change a dashboard as somebody does by hand, and save it without a word."""
        last = self.dashboards[uid][-1]
        content = {**last["dashboard"], **changes, "version": last["dashboard"]["version"] + 1}
        self.dashboards[uid].append({**last, "dashboard": content, "message": ""})

    def answer(self, method: str, path: str, query: Json, token: str, body: Json) -> Answer:
        """Answer one request."""
        if self.is_failing:
            return refused(500, "database is locked")
        parts = path.removeprefix("/grafana/api/").strip("/").split("/")
        if parts == ["health"]:
            return Answer(200, {"database": "ok", "version": self.version, "commit": "0"})
        if token not in {ADMIN, VIEWER}:
            return refused(401, "Invalid API key")
        if token == VIEWER and (method != "GET" or parts[0] in {"serviceaccounts", "datasources"}):
            return refused(403, "You'll need additional permissions to perform this action.")
        try:
            done = self._route(method, parts, query, body)
        except Answer as answer:
            return answer
        if method != "GET":
            self.changes.append(f"{method} {'/'.join(parts)}")
        return Answer(200, done)

    def _route(self, method: str, parts: list[str], query: Json, body: Json) -> Any:
        match method, parts:
            case "GET", ["datasources", "uid", uid]:
                return _found(self.sources, uid, "Data source not found")
            case "POST", ["datasources"]:
                return self._make_source(body)
            case "PUT", ["datasources", "uid", uid]:
                _found(self.sources, uid, "Data source not found")
                return self._keep_source(body)
            case _, ["folders", *rest]:
                return self._folders(method, rest, body)
            case _, ["dashboards", *rest]:
                return self._dashboards(method, rest, query, body)
            case _, ["v1", "provisioning", "folder", folder, "rule-groups", group]:
                return self._rule_group(method, (folder, group), body)
            case _, ["serviceaccounts", *rest]:
                return self._accounts(method, rest, query, body)
        raise refused(404, "Not found")

    def _make_source(self, body: Json) -> Json:
        names = {one["name"] for one in self.sources.values()}
        if body["uid"] in self.sources or body["name"] in names:
            raise refused(409, "data source with the same name already exists")
        return self._keep_source(body)

    def _keep_source(self, body: Json) -> Json:
        kept = {"orgId": 1, "readOnly": False, "basicAuth": False, **body}
        secrets = kept.pop("secureJsonData", {})
        kept["secureJsonFields"] = dict.fromkeys(secrets, True)
        self.sources[body["uid"]] = kept
        return {"datasource": kept, "message": "Datasource added", "name": kept["name"]}

    def _folders(self, method: str, rest: list[str], body: Json) -> Any:
        match method, rest:
            case "GET", [uid]:
                return _found(self.folders, uid, "folder not found")
            case "POST", []:
                if body["uid"] in self.folders:
                    raise refused(409, "a folder with the same uid already exists")
                self.folders[body["uid"]] = {"id": len(self.folders) + 1, "version": 1, **body}
                return self.folders[body["uid"]]
            case "PUT", [uid]:
                _found(self.folders, uid, "folder not found")["title"] = body["title"]
                return self.folders[uid]
        raise refused(404, "Not found")

    def _dashboards(self, method: str, rest: list[str], query: Json, body: Json) -> Any:
        match method, rest:
            case "GET", ["uid", uid]:
                last = _found(self.dashboards, uid, "Dashboard not found")[-1]
                meta = {"folderUid": last["folderUid"], "provisioned": last["provisioned"]}
                return {"meta": meta, "dashboard": last["dashboard"]}
            case "GET", ["uid", uid, "versions"]:
                return self._versions(uid, int(query.get("limit", 1000)))
            case "POST", ["db"]:
                return self._save(body)
        raise refused(404, "Not found")

    def _versions(self, uid: str, limit: int) -> Any:
        saved = _found(self.dashboards, uid, "Dashboard not found")
        versions = [
            {"version": one["dashboard"]["version"], "message": one["message"], "uid": uid}
            for one in reversed(saved)
        ][:limit]
        # The manual of 11.4 has a list, that of 12.4 an object.
        is_list = self.version.startswith("11.")
        return versions if is_list else {"continueToken": "", "versions": versions}

    def _save(self, body: Json) -> Json:
        content = body["dashboard"]
        if body["folderUid"] not in self.folders:
            raise refused(400, "folder not found")
        if not content.get("title"):
            raise refused(400, "Dashboard title cannot be empty")
        saved = self.dashboards.setdefault(content["uid"], [])
        if saved and saved[-1]["provisioned"]:
            raise refused(400, "Cannot save provisioned dashboard")
        if saved and not body.get("overwrite"):
            raise refused(412, "The dashboard has been changed by someone else")
        kept = {**content, "id": 7, "version": len(saved) + 1}
        entry = {"dashboard": kept, "message": body.get("message", ""), "provisioned": False}
        saved.append({**entry, "folderUid": body["folderUid"]})
        return {"uid": content["uid"], "status": "success", "version": kept["version"]}

    def _rule_group(self, method: str, name: tuple[str, str], body: Json) -> Any:
        if method == "GET":
            return _found(self.groups, name, "rule group not found")
        if name[0] not in self.folders:
            raise refused(400, "folder does not exist")
        for rule in body["rules"]:
            self._require_rule(rule)
        kept = [
            {"id": place, "provenance": "api", **rule} for place, rule in enumerate(body["rules"])
        ]
        self.groups[name] = {**body, "rules": kept}
        return self.groups[name]

    def _require_rule(self, rule: Json) -> None:
        missing = [key for key in _OF_RULES if key not in rule]
        if missing:
            raise refused(400, f"invalid alert rule: {missing}")
        steps = {step["refId"] for step in rule["data"]}
        if rule["condition"] not in steps:
            raise refused(400, "invalid alert rule: condition does not exist")
        sources = {step["datasourceUid"] for step in rule["data"]} - {_EXPRESSIONS}
        if not sources <= set(self.sources):
            raise refused(400, f"invalid alert rule: no data source {sources}")

    def _accounts(self, method: str, rest: list[str], query: Json, body: Json) -> Json:
        match method, rest:
            case "GET", ["search"]:
                found = [one for one in self.accounts if query.get("query", "") in one["name"]]
                return {"totalCount": len(found), "serviceAccounts": found, "page": 1}
            case "POST", []:
                made = {"id": len(self.accounts) + 1, "tokens": 0, "login": "sa", **body}
                self.accounts.append(made)
                return made
            case "POST", [number, "tokens"]:
                self.accounts[int(number) - 1]["tokens"] += 1
                return {"id": 1, "name": body["name"], "key": f"glsa_made_{number}"}
        raise refused(404, "Not found")


def _found(kept: Any, key: Any, message: str) -> Any:
    if not kept.get(key):
        raise refused(404, message)
    return kept[key]


def running(version: str = "11.6.0") -> Iterator[FakeGrafana]:
    """Run one for a test."""
    fake = FakeGrafana(version)
    fake.start()
    yield fake
    fake.stop()


def _handler(fake: FakeGrafana) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # or each answer waits 40 ms for an acknowledgement

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            body = json.loads(raw) if raw else {}
            answer = fake.answer(self.command, parts.path, query, token, body)
            written = json.dumps(answer.body).encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/json; charset=UTF-8")
            self.send_header("Content-Length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        do_GET = do_POST = do_PUT = _answer  # noqa: N815 - named by the library

        def handle(self) -> None:
            """Answer until the other side goes."""
            with suppress(ConnectionError):
                super().handle()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
