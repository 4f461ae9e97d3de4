"""A real InfluxDB on a free loopback port, started and killed by tests.

Debian's 1.6 is a real TSM engine without the v2 API: `V2Rim` maps the few calls of that API to the
engine's own, and can be told to answer as a sick database does. Retention is the engine's in both:
it refuses what is older than a bucket keeps, and drops shards by itself, looking every second. An
`influxd` 2.x is used as it is, and set up as a new installation is.
"""

import json
import re
import secrets
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from hub.stores.influx.access import Access
from hub.stores.influx.writing import FoundBucket, Writing
from tests.parts.mosquitto import free_port

HOST: Final = "127.0.0.1"
ORG: Final = "region"
TOKEN: Final = secrets.token_hex(8)
DAY_S: Final = 86_400
_PATIENCE_S: Final = 20.0
_POLL_S: Final = 0.02
_CONFIG_1: Final = """
reporting-disabled = true
bind-address = "{host}:{inner}"
[meta]
dir = "{folder}/meta"
[data]
dir = "{folder}/data"
wal-dir = "{folder}/wal"
query-log-enabled = false
[http]
bind-address = "{host}:{port}"
log-enabled = false
[monitor]
store-enabled = false
[retention]
enabled = true
check-interval = "1s"
[logging]
level = "warn"
"""


class EngineFailed(RuntimeError):
    """The engine did not come up; the text ends with its log."""


def is_version_2(program: Path) -> bool:
    """Tell an influxd of 2.x from Debian's 1.6, whose binary has the same name."""
    said = subprocess.run([program, "version"], capture_output=True, text=True, check=False).stdout
    return "InfluxDB v1" not in said


class Engine:
    """An influxd: one process, the same port and folder however often it is started."""

    def __init__(self, program: Path, folder: Path) -> None:
        self.is_version_2 = is_version_2(program)
        self._program = program
        self._folder = folder
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where its own API answers."""
        return f"http://{HOST}:{self._port}"

    def start(self) -> None:
        """Start it and return once it answers. Raises EngineFailed."""
        self._folder.mkdir(parents=True, exist_ok=True)
        arguments = self._arguments_2() if self.is_version_2 else self._arguments_1()
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen([self._program, *arguments], stdout=log, stderr=log)
        self._wait()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _arguments_1(self) -> list[str]:
        config = self._folder / "influx.conf"
        places = {"host": HOST, "inner": free_port(), "port": self._port, "folder": self._folder}
        config.write_text(_CONFIG_1.format(**places))
        return ["run", "-config", str(config)]

    def _arguments_2(self) -> list[str]:
        return [
            f"--http-bind-address={HOST}:{self._port}",
            f"--bolt-path={self._folder}/influxd.bolt",
            f"--sqlite-path={self._folder}/influxd.sqlite",
            f"--engine-path={self._folder}/engine",
            "--storage-retention-check-interval=1s",
            "--reporting-disabled",
            "--log-level=error",
        ]

    def _wait(self) -> None:
        deadline_s = time.monotonic() + _PATIENCE_S
        while time.monotonic() < deadline_s and self._process and self._process.poll() is None:
            try:
                httpx.get(f"{self.url}/ping", timeout=1, trust_env=False).raise_for_status()
            except httpx.HTTPError:
                time.sleep(_POLL_S)
            else:
                return
        raise EngineFailed((self._folder / "log").read_text())


@dataclass(frozen=True)
class Answer:
    """What the rim says by itself instead of asking the engine."""

    status: int
    body: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """What somebody asks of the rim."""

    method: str
    path: str
    query: dict[str, str]
    authorization: str
    body: bytes


@dataclass(frozen=True)
class Rights:
    """What a token may do."""

    everything: bool = False
    organisation: bool = False
    """See the organisation."""
    may_make_buckets: bool = False
    reads: frozenset[str] = frozenset()
    """Names of buckets."""
    writes: frozenset[str] = frozenset()

    @property
    def may_make(self) -> bool:
        """Whether it may make buckets."""
        return self.everything or self.may_make_buckets

    def may_read(self, bucket: str) -> bool:
        """Tell whether it may read a bucket, and so see that it is there."""
        return self.everything or bucket in self.reads

    def may_write(self, bucket: str) -> bool:
        """Tell whether it may write to a bucket."""
        return self.everything or bucket in self.writes


Trouble = Callable[[Request], Answer | None]
"""Given a request, what goes wrong; None: nothing."""


class V2Rim:
    """The v2 API as far as the hub uses it, in front of an engine of 1.x."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.trouble: Trouble = lambda _request: None
        self.trouble_after: Trouble = lambda _request: None
        """What goes wrong once the engine has done what it was asked."""
        self._asking = httpx.Client(timeout=30, trust_env=False)
        self.buckets: dict[str, dict[str, Any]] = {}
        self.rights: dict[str, Rights] = {TOKEN: Rights(everything=True)}
        """What each token may do; one that is not here nobody knows."""
        self._server = ThreadingHTTPServer((HOST, 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{HOST}:{self._server.server_port}"

    def start(self) -> None:
        """Answer from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._asking.close()

    def answer(self, request: Request) -> tuple[int, bytes]:
        """Answer one request."""
        trouble = self.trouble(request) or self._refusal(request)
        if trouble is not None:
            return trouble.status, _json(trouble.body)
        try:
            done = self._route(request)
        except httpx.HTTPError:
            return 503, _json({"code": "unavailable", "message": "the engine is down"})
        trouble = self.trouble_after(request)
        return done if trouble is None else (trouble.status, _json(trouble.body))

    def query(self, statement: str, database: str = "") -> bytes:
        """Ask the engine in its own words."""
        return self._forward("/query", {"db": database}, urlencode({"q": statement}).encode())[1]

    def _refusal(self, request: Request) -> Answer | None:
        scheme, _, token = request.authorization.partition(" ")
        if scheme != "Token" or token not in self.rights:
            said = "Unauthorized" if request.path == "/query" else "unauthorized access"
            return Answer(401, {"code": "unauthorized", "message": said})
        return None

    def _rights(self, request: Request) -> "Rights":
        return self.rights[request.authorization.partition(" ")[2]]

    def _route(self, request: Request) -> tuple[int, bytes]:
        rights = self._rights(request)
        match request.method, request.path.split("/")[1:]:
            case "POST", ["api", "v2", "write"]:
                return self._write(request)
            case "POST", ["api", "v2", "delete"]:
                return self._delete(request)
            case "POST", ["query"]:
                return self._query(request, rights)
            case "GET", ["api", "v2", "orgs"]:
                return self._organisations(request, rights)
            case "GET", ["api", "v2", "buckets"]:
                return self._seen_buckets(request, rights)
            case "POST", ["api", "v2", "buckets"]:
                return self._make_bucket(json.loads(request.body), rights)
            case "PATCH", ["api", "v2", "buckets", bucket_id]:
                return self._change_bucket(bucket_id, json.loads(request.body), rights)
            case _:
                return 404, _json({"code": "not found", "message": f"no {request.path}"})

    def _organisations(self, request: Request, rights: "Rights") -> tuple[int, bytes]:
        """As 2.7: what a token may not see is left out; nothing tells that it is there."""
        name = request.query.get("org", ORG)
        if name != ORG:
            return 404, _not_found(f'organization name "{name}" not found')
        seen = [{"id": _ORG_ID, "name": ORG}] if rights.everything or rights.organisation else []
        return 200, _json({"orgs": seen})

    def _seen_buckets(self, request: Request, rights: "Rights") -> tuple[int, bytes]:
        """As 2.7: a page is cut first, and only then what the token may not see is left out."""
        name = request.query.get("org", ORG)
        if name != ORG:
            return 404, _not_found(f'organization name "{name}" not found')
        wanted = request.query.get("name")
        found = [bucket for bucket in self.buckets.values() if wanted in {None, bucket["name"]}]
        if wanted and not found:
            return 404, _not_found(f'bucket "{wanted}" not found')
        page = found[: int(request.query.get("limit", "20"))]
        seen = [one for one in page if rights.may_read(one["name"])]
        return 200, _json({"links": {"self": request.path}, "buckets": seen})

    def _query(self, request: Request, rights: "Rights") -> tuple[int, bytes]:
        """As 2.7: a bucket that the token may not read is a database that is not there."""
        said = {name: values[-1] for name, values in parse_qs(request.body.decode()).items()}
        name = {**request.query, **said}["db"]
        if name not in self.buckets or not rights.may_read(name):
            error = {"statement_id": 0, "error": f"database not found: {name}"}
            return 200, _json({"results": [error]})
        return self._forward("/query", request.query, request.body)

    def _write(self, request: Request) -> tuple[int, bytes]:
        if not self._rights(request).may_write(request.query["bucket"]):
            message = "insufficient permissions for write"
            return 403, _json({"code": "forbidden", "message": message})
        if request.query["bucket"] not in self.buckets:
            message = f'bucket "{request.query["bucket"]}" not found'
            return 404, _json({"code": "not found", "message": message})
        asked = {"db": request.query["bucket"], "precision": request.query.get("precision", "ns")}
        status, body = self._forward("/write", asked, request.body)
        if status in {200, 204}:
            return status, b""
        message = json.loads(body).get("error", "") if body else ""
        if too_old := _TOO_OLD.search(message):
            return 422, _json(_as_2_says(int(too_old[1])))
        return status, _json({"code": "invalid", "message": message})

    def _delete(self, request: Request) -> tuple[int, bytes]:
        if not self._rights(request).may_write(request.query["bucket"]):
            message = "insufficient permissions to delete"
            return 403, _json({"code": "forbidden", "message": message})
        said = json.loads(request.body)
        terms = dict(re.findall(r'(\w+)="([^"]*)"', said["predicate"]))
        measurement = terms.pop("_measurement")
        tags = "".join(f" AND {name} = '{value}'" for name, value in terms.items())
        statement = (
            f"DELETE FROM \"{measurement}\" WHERE time >= '{said['start']}'"  # noqa: S608 - the engine's own
            f" AND time <= '{said['stop']}'{tags}"
        )
        self.query(statement, request.query["bucket"])
        return 204, b""

    def _make_bucket(self, wanted: dict[str, Any], rights: "Rights") -> tuple[int, bytes]:
        name = wanted["name"]
        if not rights.may_make:
            message = f"write:orgs/{_ORG_ID}/buckets is unauthorized"
            return 401, _json({"code": "unauthorized", "message": message})
        if name in self.buckets:
            message = f"bucket with name {name} already exists"
            return 422, _json({"code": "conflict", "message": message})
        self.query(f'CREATE DATABASE "{name}" WITH {_kept(wanted)} NAME "autogen"')
        number = f"{len(self.buckets) + 1:016x}"
        self.buckets[name] = {**wanted, "id": number, "type": "user"}
        return 201, _json(self.buckets[name])

    def drop_bucket(self, name: str) -> None:
        """Delete a bucket with all that is in it."""
        self.query(f'DROP DATABASE "{name}"')
        del self.buckets[name]

    def _change_bucket(
        self, bucket_id: str, wanted: dict[str, Any], rights: "Rights"
    ) -> tuple[int, bytes]:
        held = next(bucket for bucket in self.buckets.values() if bucket["id"] == bucket_id)
        if not rights.may_write(held["name"]):
            message = f"write:orgs/{_ORG_ID}/buckets/{bucket_id} is unauthorized"
            return 401, _json({"code": "unauthorized", "message": message})
        held["retentionRules"] = wanted["retentionRules"]
        self.query(f'ALTER RETENTION POLICY "autogen" ON "{held["name"]}" {_kept(held)}')
        return 200, _json(held)

    def _forward(self, path: str, asked: dict[str, str], body: bytes) -> tuple[int, bytes]:
        answer = self._asking.post(
            f"{self.engine.url}{path}",
            params=asked,
            content=body,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        return answer.status_code, answer.content


_ORG_ID: Final = "0" * 16
_TOO_OLD: Final = re.compile(r"beyond retention policy dropped=(\d+)")


def _kept(bucket: dict[str, Any]) -> str:
    """Say in the engine's words how long a bucket keeps."""
    rule = bucket["retentionRules"][0]
    kept, shard = rule["everySeconds"], rule.get("shardGroupDurationSeconds")
    said = f"DURATION {f'{kept}s' if kept else 'INF'}"
    return f"{said} SHARD DURATION {shard}s" if shard else said


def _as_2_says(count: int) -> dict[str, Any]:
    """Tell as 2.7 does of points that are older than the bucket keeps; the others are stored."""
    point = "point event,space=hof at 2026-03-02T07:00:00Z dropped because it violates a Retention"
    point += " Policy Lower Bound at 2026-04-02T07:00:00Z"
    summary = f"dropped {count} points outside retention policy of duration 744h0m0s"
    message = (
        f"failure writing points to database: partial write: {summary} - oldest {point}, newest"
        f" {point} dropped={count} for database: {_ORG_ID} for retention policy: autogen"
    )
    return {"code": "unprocessable entity", "message": message}


def _not_found(message: str) -> bytes:
    return _json({"code": "not found", "message": message})


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode()


def _handler(rim: V2Rim) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # or each answer waits 40 ms for an acknowledgement

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            said = self.headers.get("Authorization", "")
            status, answer = rim.answer(Request(self.command, parts.path, query, said, body))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = do_PATCH = _answer  # noqa: N815 - named by the library

        def handle(self) -> None:
            """Answer until the other side goes, which a killed hub does without a word."""
            with suppress(ConnectionError):
                super().handle()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


@dataclass(frozen=True)
class Influx:
    """The buckets of a server, and who may use them."""

    url: str
    bucket: str
    raw_bucket: str
    org: str = ORG
    token: str = TOKEN

    @property
    def recent_bucket(self) -> str:
        """What is recent, by the name that it has if nobody says another."""
        return f"{self.bucket}-recent"

    @property
    def access(self) -> Access:
        """What a store needs to connect."""
        buckets = (self.bucket, self.raw_bucket, self.recent_bucket)
        return Access(self.url, self.org, self.token, *buckets, timeout_s=10)


class InfluxServer:
    """An InfluxDB as the hub sees it: of 2.x, or of 1.x behind the rim."""

    def __init__(self, program: Path, folder: Path) -> None:
        self.engine = Engine(program, folder)
        self.rim = None if self.engine.is_version_2 else V2Rim(self.engine)
        self._count = 0

    @property
    def url(self) -> str:
        """Where the v2 API answers."""
        return self.rim.url if self.rim else self.engine.url

    def start(self) -> None:
        """Start it for the first time."""
        self.engine.start()
        if self.rim:
            self.rim.start()
        else:
            names = {"username": "first", "org": ORG, "bucket": "first"}
            self._ask("POST", "setup", {**names, "password": TOKEN, "token": TOKEN})

    def stop(self) -> None:
        """End it for good."""
        self.engine.kill()
        if self.rim:
            self.rim.stop()

    def unmade_buckets(self) -> Influx:
        """Name buckets that are not there yet."""
        self._count += 1
        return Influx(self.url, f"store-{self._count}", f"store-{self._count}-raw")

    def new_buckets(self, keep_s: int = 0) -> Influx:
        """Make three empty buckets; what is not permanent is kept so long, 0 is for ever."""
        buckets = self.unmade_buckets()
        with closing(Writing(buckets.access)) as writing:
            writing.make_bucket(FoundBucket(buckets.bucket, keep_s=0, shard_s=7 * DAY_S))
            for name in (buckets.raw_bucket, buckets.recent_bucket):
                shard_s = min(DAY_S, keep_s) or 7 * DAY_S
                writing.make_bucket(FoundBucket(name, keep_s, shard_s))
        return buckets

    def drop_bucket(self, name: str) -> None:
        """Delete a bucket with all that is in it."""
        if self.rim:
            self.rim.drop_bucket(name)
            return
        found = self._ask("GET", f"buckets?name={name}")["buckets"][0]
        self._ask("DELETE", f"buckets/{found['id']}")

    def new_token(self, rights: Rights) -> str:
        """Make a token that may do no more than this."""
        if self.rim:
            token = secrets.token_hex(8)
            self.rim.rights[token] = rights
            return token
        org = self._ask("GET", f"orgs?org={ORG}")["orgs"][0]["id"]
        permissions = list(self._permissions(rights, org))
        wanted = {"orgID": org, "permissions": permissions}
        return str(self._ask("POST", "authorizations", wanted)["token"])

    def _permissions(self, rights: Rights, org: str) -> Iterator[dict[str, Any]]:
        yield _permission("read", {"type": "dashboards", "orgID": org})  # none at all is refused
        if rights.organisation:
            yield _permission("read", {"type": "orgs", "id": org})
        if rights.may_make_buckets:
            yield _permission("write", {"type": "buckets", "orgID": org})
        for action, names in (("read", rights.reads), ("write", rights.writes)):
            for name in sorted(names):
                found = self._ask("GET", f"buckets?name={name}")["buckets"][0]["id"]
                yield _permission(action, {"type": "buckets", "id": found, "orgID": org})

    def _ask(self, method: str, path: str, said: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = httpx.request(
            method,
            f"{self.url}/api/v2/{path}",
            json=said,
            headers={"Authorization": f"Token {TOKEN}"},
            timeout=30,
            trust_env=False,
        )
        answer.raise_for_status()
        return dict(answer.json()) if answer.content else {}


def _permission(action: str, resource: dict[str, Any]) -> dict[str, Any]:
    return {"action": action, "resource": resource}
