"""A double of Grafana's HTTP API on a free loopback port, of version 11 or 12.

Made after the real 12.3.0 and its source, and after the manual of 11: Health, Data source, Folder,
Dashboard, Dashboard versions, Alerting provisioning, Service account. It knows only what
provisioning needs, and is as strict as Grafana where a mistake would show: a second object of one
uid is refused, a dashboard needs its folder, a rule its data source, a secret is never shown again,
and what came from files may not be changed. And it is as headstrong: the first data source becomes
the default, the list of versions calls the first one "Initial save", and numbers are spelled anew.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from tests.parts.grafana_alerting import Alerting, Answer, Json, refused

HOST: Final = "127.0.0.1"
ADMIN: Final = "glsa_of_an_admin"
VIEWER: Final = "glsa_of_a_viewer"


class FakeGrafana:
    """One Grafana, empty at first. `changes` lists the requests that changed something."""

    def __init__(self, version: str = "11.6.0") -> None:
        self.version = version
        self.sources: dict[str, Json] = {}
        self.folders: dict[str, Json] = {}
        self.dashboards: dict[str, list[Json]] = {}
        """Every version that was saved: `dashboard`, `message`, `folderUid`, `provisioned`."""
        self.complaints: dict[str, str] = {}
        """What Grafana says when it asks a data source of this uid; nothing: it answers."""
        self.alerting = Alerting()
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

    def edit_rule(self, uid: str, **changes: object) -> None:
        """Change an alert rule as somebody does by hand."""
        self.alerting.rules[uid].update(changes, provenance="")

    def read_files(self) -> None:
        """Take all that is there as if it had come from files: theirs is another alert folder."""
        for source in self.sources.values():
            source["readOnly"] = True
        for saved in self.dashboards.values():
            saved[-1]["provisioned"] = True
        self.folders["bfxdq0a1z9"] = self.folders.pop("platzfrei-alerts")
        for rule in self.alerting.rules.values():
            rule.update(folderUID="bfxdq0a1z9", provenance="file")

    def answer(
        self, method: str, path: str, query: Json, headers: dict[str, str], body: Json
    ) -> Answer:
        """Answer one request; the names of headers are lower-case."""
        token = headers.get("authorization", "").removeprefix("Bearer ")
        if self.is_failing:
            return refused(500, "database is locked")
        parts = path.removeprefix("/grafana/api/").strip("/").split("/")
        if parts == ["health"]:
            return Answer(200, {"database": "ok", "version": self.version, "commit": "0"})
        if token not in {ADMIN, VIEWER}:
            return refused(401, "Invalid API key")
        if token == VIEWER and (method != "GET" or parts[0] in {"serviceaccounts", "v1"}):
            return refused(403, "You'll need additional permissions to perform this action.")
        try:
            provenance = "" if "x-disable-provenance" in headers else "api"
            done = self._route(method, parts, query, body, provenance)
        except Answer as answer:
            return answer
        if method != "GET":
            self.changes.append(f"{method} {'/'.join(parts)}")
        return Answer(200, done)

    def _route(
        self, method: str, parts: list[str], query: Json, body: Json, provenance: str
    ) -> Any:
        match parts:
            case ["datasources", *rest]:
                return self._sources(method, rest, body)
            case ["folders", *rest]:
                return self._folders(method, rest, body)
            case ["dashboards", *rest]:
                return self._dashboards(method, rest, query, body)
            case ["v1", "provisioning", *rest]:
                return self._alerting(method, rest, body, provenance)
            case ["serviceaccounts", *rest]:
                return self._accounts(method, rest, query, body)
        raise refused(404, "Not found")

    def _sources(self, method: str, rest: list[str], body: Json) -> Any:
        match method, rest:
            case "GET", ["uid", uid]:
                return _found(self.sources, uid, "Data source not found")
            case "GET", ["uid", uid, "health"]:
                _found(self.sources, uid, "Data source not found")
                if uid in self.complaints:
                    raise Answer(400, {"status": "ERROR", "message": self.complaints[uid]})
                return {"status": "OK", "message": "3 measurements found"}
            case "POST", []:
                return self._make_source(body)
            case "PUT", ["uid", uid]:
                if _found(self.sources, uid, "Data source not found")["readOnly"]:
                    raise refused(403, "Cannot update read-only data source")
                return self._keep_source(body)
            case "DELETE", ["uid", uid]:
                if self.sources.pop(uid, {"readOnly": True})["readOnly"]:
                    raise refused(403, "Cannot delete read-only data source")
                return {"message": "Data source deleted"}
        raise refused(404, "Not found")

    def _make_source(self, body: Json) -> Json:
        names = {source["name"] for source in self.sources.values()}
        if body["uid"] in self.sources or body["name"] in names:
            raise refused(409, "data source with the same name already exists")
        # Which one is the default is nobody's to say: the first becomes it.
        return self._keep_source({**body, "isDefault": not self.sources})

    def _keep_source(self, body: Json) -> Json:
        kept = {"id": 1, "orgId": 1, "readOnly": False, "basicAuth": False, **body}
        kept.setdefault("isDefault", False)
        secrets = kept.pop("secureJsonData", {})
        there = self.sources.get(body["uid"], {}).get("secureJsonFields", {})
        kept["secureJsonFields"] = there | dict.fromkeys(secrets, True)
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
                return {"meta": meta, "dashboard": self._spelled(last["dashboard"])}
            case "GET", ["uid", uid, "versions"]:
                return self._versions(uid, int(query.get("limit", 1000)))
            case "GET", ["uid", uid, "versions", number]:
                return self._version(uid, int(number))
            case "POST", ["db"]:
                return self._save(body)
        raise refused(404, "Not found")

    def _spelled(self, content: Json) -> Json:
        """12 keeps a dashboard decoded, and writes 2e8 as 200000000; 11 as it was given."""
        return content if self.version.startswith("11.") else _whole(content)

    def _versions(self, uid: str, limit: int) -> Any:
        saved = _found(self.dashboards, uid, "Dashboard not found")
        versions = [
            {"version": number, "message": one["message"] if number > 1 else "Initial save"}
            for number, one in reversed(list(enumerate(saved, 1)))
        ][:limit]
        # The manual of 11.4 has a list, that of 12.4 an object.
        is_list = self.version.startswith("11.")
        return versions if is_list else {"continueToken": "", "versions": versions}

    def _version(self, uid: str, number: int) -> Json:
        saved = _found(self.dashboards, uid, "Dashboard not found")
        found = [one for one in saved if one["dashboard"]["version"] == number]
        if not found:
            raise refused(500, f"Dashboard version {number} not found for dashboardId 7")
        return {"version": number, "message": found[-1]["message"], "data": found[-1]["dashboard"]}

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
        number = saved[-1]["dashboard"]["version"] + 1 if saved else 1
        kept = {**content, "id": 7, "version": number}
        entry = {"dashboard": kept, "message": body.get("message", ""), "provisioned": False}
        saved.append({**entry, "folderUid": body["folderUid"]})
        return {"uid": content["uid"], "status": "success", "version": kept["version"]}

    def _alerting(self, method: str, rest: list[str], body: Json, provenance: str) -> Any:
        match method, rest:
            case "GET", ["alert-rules"]:
                return list(self.alerting.rules.values())
            case "GET", ["folder", folder, "rule-groups", group]:
                return self.alerting.group(folder, group)
            case "PUT", ["folder", folder, "rule-groups", group]:
                if folder not in self.folders:
                    raise refused(400, "folder does not exist")
                return self.alerting.put_group(folder, group, body, provenance, set(self.sources))
            case "GET", ["contact-points"]:
                return self.alerting.points
            case "POST", ["contact-points"]:
                return self.alerting.make_point(body, provenance)
            case "PUT", ["contact-points", uid]:
                return self.alerting.change_point(uid, body)
            case "GET", ["policies"]:
                return self.alerting.policy
        raise refused(404, "Not found")

    def _accounts(self, method: str, rest: list[str], query: Json, body: Json) -> Json:
        match method, rest:
            case "GET", ["search"]:
                found = [
                    account
                    for account in self.accounts
                    if query.get("query", "") in account["name"]
                ]
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


def _whole(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _whole(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_whole(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


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
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = json.loads(raw) if raw else {}
            answer = fake.answer(self.command, parts.path, query, headers, body)
            written = json.dumps(answer.body).encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/json; charset=UTF-8")
            self.send_header("Content-Length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815 - named by the library

        def handle(self) -> None:
            """Answer until the other side goes."""
            with suppress(ConnectionError):
                super().handle()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
