"""What OpenAPI says beyond the code: examples, problem documents, media types.

Only text about the interface; nothing here answers a request.
"""

import json
from typing import Any, Final

from fastapi import FastAPI
from starlette.responses import Response

from hub.http.problems import MEDIA_TYPE, Problem
from hub.http.routing import Responses

DESCRIPTION: Final = """\
Free desks in small co-working spaces, live.

Every answer carries its age, and what isn't known is `unknown`, never `free`. Where a space
protects small counts, numbers below its threshold stay away and change at full minutes only.

Reading availability is open to everybody and to scripts of any site; history needs the token.
Answers carry an `ETag`; send it back in `If-None-Match` and get 304 while nothing has changed.
Several hubs may answer behind one address. Within one stream each snapshot is newer than the one
before. After a new connection, or between two requests, keep the one with the later `observed_at`,
whatever its `version` (a version orders the snapshots of one hub), and take one without
`observed_at`: nothing is known any more.
Behind a cache, and after 304, work the age out from `observed_at`: `age_s` is that of the writing.
Errors are problem documents (RFC 9457). A key in a query that isn't named here is refused, and
never passed over: one that is misspelt would else choose what nobody asked for.
"""

AVAILABILITY_EXAMPLE: Final = {
    "space": "bahnhof-wiesenburg",
    "name": "Bahnhof Wiesenburg",
    "observed_at": "2026-03-02T09:41:00.000000Z",
    "age_s": 12.4,
    "ttl_s": 150,
    "quality": "partial",
    "opening": {"state": "open", "until": "2026-03-02T17:00:00+01:00", "reason": None},
    "desks": {"total": 8, "occupied": 3, "unknown": 1},
    "free": {"at_least": 4, "at_most": 5, "capped": False},
    "version": 1772444460000,
}
_STREAM_EXAMPLE: Final = (
    "retry: 3000\n\nevent: availability\nid: 1772444460000\n"
    f"data: {json.dumps(AVAILABILITY_EXAMPLE)}\n\nevent: heartbeat\ndata: {{}}\n\n"
)
_NOT_CHANGED: Final = {"description": "It is still what `If-None-Match` names."}


class EventText(Response):
    """Marks a route whose answer is a stream of events."""

    media_type = "text/event-stream"


class PlainText(Response):
    """Marks a route whose answer is plain text."""

    media_type = "text/plain"


def _problem(description: str, example: dict[str, object]) -> dict[str, Any]:
    return {
        "description": description,
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": example,
            }
        },
    }


def _named(status: int, kind: str, title: str) -> dict[str, object]:
    return {"type": f"urn:platzfrei:problem:{kind}", "title": title, "status": status}


def _example(media_type: str, example: object) -> dict[str, Any]:
    return {"content": {media_type: {"example": example}}}


_UNKNOWN_SPACE: Final = _problem(
    "hub.toml names no such space.", _named(404, "unknown-space", "Unknown space")
)
_TOKEN_WRONG: Final = _problem("The token is wrong.", _named(401, "token-needed", "Token needed"))
_TOKEN_MISSING: Final = _problem(
    "No token is configured.", _named(403, "no-token-configured", "Not open here")
)
_TOKEN_THROTTLED: Final = _problem(
    "Too many wrong tokens from this address, or too many requests; see `Retry-After`.",
    _named(429, "too-many-wrong-tokens", "Too many wrong tokens"),
)
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_XLSX: Final = f"{_OFFICE}.spreadsheetml.sheet"
_DOCX: Final = f"{_OFFICE}.wordprocessingml.document"
SPACES_RESPONSES: Final[Responses] = {
    200: _example("application/json", {"spaces": [AVAILABILITY_EXAMPLE]}),
    304: _NOT_CHANGED,
}
SPACE_RESPONSES: Final[Responses] = {
    200: _example("application/json", AVAILABILITY_EXAMPLE),
    304: _NOT_CHANGED,
    404: _UNKNOWN_SPACE,
}
STREAM_RESPONSES: Final[Responses] = {
    200: _example("text/event-stream", _STREAM_EXAMPLE),
    404: _UNKNOWN_SPACE,
    429: _problem(
        "This address has too many streams open; see `Retry-After`.",
        _named(429, "too-many-streams", "Too many streams"),
    ),
    503: _problem(
        "No more streams are served now; see `Retry-After`.",
        _named(503, "streams-full", "All streams are taken"),
    ),
}
_HISTORY_RANGE: Final = {
    "space": "bahnhof-wiesenburg",
    "from": "2026-03-02T08:00:00.000000Z",
    "to": "2026-03-02T08:15:00.000000Z",
}
SLOTS_EXAMPLE: Final = _HISTORY_RANGE | {
    "slots": [
        {
            "start": "2026-03-02T08:00:00.000000Z",
            "open": True,
            "desks": 8,
            "occupied_s": 1834.25,
            "free_s": 4465.75,
            "unknown_s": 900,
            "peak_occupied": 3,
            "used_known_s": 6300,
            "full_s": 0,
            "not_full_s": 900,
            "doors_known_s": 900,
            "arrivals": 2,
            "departures": 1,
            "turn_backs": 0,
        }
    ]
}
DESKS_EXAMPLE: Final = _HISTORY_RANGE | {
    "desks": [
        {
            "start": "2026-03-02T08:00:00.000000Z",
            "desk": "d1",
            "occupied_s": 34.25,
            "free_s": 865.75,
            "unknown_s": 0,
        }
    ]
}


def _table(example: dict[str, Any], rows: str) -> Responses:
    """Describe what answers with rows, as JSON or as CSV of the same columns."""
    row = example[rows][0]
    cells = (json.dumps(value).strip('"') for value in row.values())
    csv = {"schema": {"type": "string"}, "example": f"{','.join(row)}\r\n{','.join(cells)}\r\n"}
    return {
        200: {"content": {"application/json": {"example": example}, "text/csv": csv}},
        304: _NOT_CHANGED,
        401: _TOKEN_WRONG,
        403: _TOKEN_MISSING,
        429: _TOKEN_THROTTLED,
        404: _UNKNOWN_SPACE,
        503: _problem(
            "The store can't be read now; see `Retry-After`.",
            _named(503, "history-unavailable", "History can't be read now"),
        ),
    }


SLOTS_RESPONSES: Final = _table(SLOTS_EXAMPLE, "slots")
DESKS_RESPONSES: Final = _table(DESKS_EXAMPLE, "desks")
DICTIONARY_EXAMPLE: Final = {
    "metrics": [
        {
            "id": "coverage",
            "version": 1,
            "unit": "ratio",
            "formula": "Σ (occupied_s + free_s) / Σ (desks × 900)",
            "coverage": None,
            "de": {"name": "Abdeckung", "meaning": "…", "not_to_be_read_as": "…"},
            "en": {"name": "Coverage", "meaning": "…", "not_to_be_read_as": "…"},
        }
    ]
}
_TYPICAL_DAY: Final = {
    "shown": "2026-03-02",
    "typical": {
        "basis": {
            "days": [f"2026-{day}" for day in ("02-02", "02-09", "02-16", "02-23")],
            "as_of": "2026-03-02",
            "hours": [9],
            "small_count": 0,
        },
        "day_count": 4,
        "coverage_ratio": 0.98,
        "hours": [
            {
                "hour": 9,
                "day_count": 4,
                "coverage_ratio": 0.98,
                "utilisation_ratio": 0.42,
                "level": None,
            }
        ],
    },
}
TYPICAL_DAYS_EXAMPLE: Final = {
    "spaces": [
        {
            "space": "bahnhof-wiesenburg",
            "typical_day": _TYPICAL_DAY,
            "week": [_TYPICAL_DAY, *[None] * 6],
            "copied_at": None,
        }
    ]
}
TYPICAL_DAYS_RESPONSES: Final[Responses] = {
    200: _example("application/json", TYPICAL_DAYS_EXAMPLE),
    304: _NOT_CHANGED,
}
DICTIONARY_RESPONSES: Final[Responses] = {
    200: _example("application/json", DICTIONARY_EXAMPLE),
    304: _NOT_CHANGED,
}
_REPORT_EXAMPLES: Final[dict[str, object]] = {
    "application/json": {"schema": 1, "public": False, "period": {"from": "…", "to": "…"}},
    "text/csv": "table,caption,row_number,row,column,value,unit,words\r\n",
    _XLSX: "PK…",
    "application/pdf": "%PDF-1.7…",
    _DOCX: "PK…",
}
REPORTS_RESPONSES: Final[Responses] = {
    200: {"content": {kind: {"example": it} for kind, it in _REPORT_EXAMPLES.items()}},
    304: _NOT_CHANGED,
    401: _TOKEN_WRONG,
    403: _TOKEN_MISSING,
    429: _TOKEN_THROTTLED,
    503: _problem(
        "The store can't be read now, or other reports are being made; see `Retry-After`.",
        _named(503, "reports-busy", "Other reports are being made"),
    ),
}
CARE_EXAMPLE: Final = {
    "judged_at": "2026-03-02T09:41:00.000000Z",
    "is_stale": False,
    "is_remembered": True,
    "care": [
        {
            "id": "agent_silent:hof:pi-1",
            "kind": "agent_silent",
            "severity": "critical",
            "space": "hof",
            "agent": "pi-1",
            "subject": None,
            "since": "2026-03-02T09:12:00.000000Z",
            "seen": "2026-03-02T09:41:00.000000Z",
            "sentence": "Hof: Agent pi-1 does not report; its desks are unknown.",
            "what_to_do": "Check power and network of the Raspberry Pi.",
            "runbook": "deploy/runbook/care.md#agent_silent",
            "standing": "reminded",
            "answer": {
                "said": "remind",
                "by": "p-7d3e",
                "at": "2026-03-02T09:30:00.000000Z",
                "until": "2026-03-02T10:30:00.000000Z",
            },
        }
    ],
}
CARE_RESPONSES: Final[Responses] = {
    200: _example("application/json", CARE_EXAMPLE),
    304: _NOT_CHANGED,
    401: _TOKEN_WRONG,
    403: _TOKEN_MISSING,
    429: _TOKEN_THROTTLED,
}
READY_RESPONSES: Final[Responses] = {
    503: _problem("Something is missing.", _named(503, "not-ready", "Not ready"))
}
METRICS_RESPONSES: Final[Responses] = {
    200: {"description": "Prometheus text format."},
    401: _TOKEN_WRONG,
    403: _problem(
        "No token is configured.",
        _named(403, "no-token-configured", "Not open here"),
    ),
    429: _TOKEN_THROTTLED,
}


class DocumentedApp(FastAPI):
    """FastAPI whose OpenAPI document also knows problem documents."""

    def openapi(self) -> dict[str, Any]:
        """Return the document; it is made once."""
        document = super().openapi()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        if "Problem" not in schemas:
            _replace_validation_errors(document)
            schemas |= _problem_schemas()
            _describe_token(document)
        return document


def _problem_schemas() -> dict[str, Any]:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs", {}), "Problem": schema}


def _describe_token(document: dict[str, Any]) -> None:
    """Say of each operation that may answer 401 how the token is sent."""
    document["components"]["securitySchemes"] = {
        "bearer": {"type": "http", "scheme": "bearer"},
        "basic": {"type": "http", "scheme": "basic", "description": "the token is the password"},
    }
    for methods in document["paths"].values():
        for operation in methods.values():
            if "401" in operation["responses"]:
                operation["security"] = [{"bearer": []}, {"basic": []}]


def _replace_validation_errors(document: dict[str, Any]) -> None:
    """Say of each operation what 422 is: FastAPI has a shape of its own, ours is a problem."""
    invalid = _problem(
        "A parameter can't be used, or the query has a key that isn't named here.",
        _named(422, "invalid-request", "The request can't be used"),
    )
    for methods in document["paths"].values():
        for operation in methods.values():
            operation["responses"]["422"] = invalid
    schemas = document.get("components", {}).get("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
