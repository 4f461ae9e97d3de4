"""The time series as InfluxDB keeps them: measurements, tags and fields, for who writes and reads.

Three buckets. What tells of single events lives in `raw_bucket` and is deleted by age; so is what
lives in `recent_bucket`, but it is no single event, and dashboards may read it; what is permanent
lives in `bucket`. Tags name places and never change, so that a point that is written again
overwrites the one before; what a corrected calendar may change, `open` above all, is a field.

Times are the start of what a point sums up: a slot's start, a local day's first instant. Points
that have no time of their own are permanent and stand at 1970-01-01T00:00:00Z, one for each set of
tags.
Durations are floats in seconds, exact to the microsecond.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import Final


class Keeping(StrEnum):
    """How long a series is kept, and hence in which of the three buckets."""

    RAW = "raw"
    """As long as `raw_days`: single events, for nobody but the hub."""
    RECENT = "recent"
    """As long, but fit for whoever reads dashboards."""
    PERMANENT = "permanent"
    """For ever."""


class FieldKind(Enum):
    """The type of a field; InfluxDB refuses any other once it has one."""

    INTEGER = "integer"
    FLOAT = "float"
    BOOLEAN = "boolean"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Series:
    """One measurement.

    Where several hubs share the buckets, what is of no space carries the tag `part` besides: which
    of them has written it.
    """

    measurement: str
    keeping: Keeping
    tags: tuple[str, ...]
    fields: Mapping[str, FieldKind]


_INTEGER, _FLOAT, _BOOLEAN, _TEXT = (
    FieldKind.INTEGER,
    FieldKind.FLOAT,
    FieldKind.BOOLEAN,
    FieldKind.TEXT,
)
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Values of the tag `weekday`; the tag `hour` is "00" to "23". Both are local to the space."""


def _fields(**kinds: FieldKind) -> Mapping[str, FieldKind]:
    return MappingProxyType(kinds)


_DESK_TIMES: Final = ("occupied_s", "free_s", "unknown_s")
_SPACE_TIMES: Final = (*_DESK_TIMES, "used_known_s", "full_s", "not_full_s", "doors_known_s")
_PASSAGES: Final = ("arrivals", "departures", "turn_backs")

EVENT: Final = Series(
    "event",
    Keeping.RAW,
    ("space", "agent", "epoch"),
    _fields(seq=_INTEGER, kind=_TEXT, body=_TEXT, estimated=_BOOLEAN, replaced=_BOOLEAN),
)
"""One event at its `at`, in nanoseconds that also tell its number. `body` is its JSON without
`seq`, `at` and `clock`. `replaced`: an estimated copy for which a synced one has come."""

QUARANTINE: Final = Series(
    "quarantine",
    Keeping.RAW,
    (),
    _fields(source=_TEXT, identity=_TEXT, seq=_INTEGER, reason=_TEXT, raw=_TEXT),
)
"""What could not be read, when it was received. `seq` is 0 for a whole payload; `raw` is Base64."""

SET_ASIDE: Final = Series(
    "set_aside", Keeping.RECENT, (), _fields(source=_TEXT, seq=_INTEGER, reason=_TEXT)
)
"""That something could not be read, when it was received: all of QUARANTINE but what it said."""

DESK_SLOT: Final = Series(
    "desk_slot",
    Keeping.RECENT,
    ("space", "desk"),
    _fields(place=_INTEGER, **dict.fromkeys(_DESK_TIMES, _FLOAT)),
)
"""A desk in service in one slot. All times 0: it is not in service after all."""

SLOT: Final = Series(
    "slot",
    Keeping.PERMANENT,
    ("space", "weekday", "hour"),
    _fields(
        open=_BOOLEAN,
        desks=_INTEGER,
        peak_occupied=_INTEGER,
        **dict.fromkeys(_SPACE_TIMES, _FLOAT),
        **dict.fromkeys(_PASSAGES, _INTEGER),
    ),
)
"""Fifteen minutes of a space."""

_DAY_PART: Final = {
    **dict.fromkeys(("slots", "desk_slots", *_PASSAGES), _INTEGER),
    **dict.fromkeys(_SPACE_TIMES, _FLOAT),
    **dict.fromkeys(("peak_occupied", "peak_slot_us", "peak_desks"), _INTEGER),
}
SPACE_DAY: Final = Series(
    "space_day",
    Keeping.PERMANENT,
    ("space",),
    _fields(
        day=_TEXT,
        **{f"open_{name}": kind for name, kind in _DAY_PART.items()},
        **{f"closed_{name}": kind for name, kind in _DAY_PART.items()},
    ),
)
"""A space's local day: its open and its closed slots, summed. The peak counts only with slots."""

DESK_DAY: Final = Series(
    "desk_day",
    Keeping.PERMANENT,
    ("space", "desk"),
    _fields(
        day=_TEXT,
        **{f"{part}_{name}": _FLOAT for part in ("open", "closed") for name in _DESK_TIMES},
    ),
)
"""A desk on a local day of its space. All times 0: it was not in service after all."""

EPOCH: Final = Series(
    "epoch",
    Keeping.PERMANENT,
    ("space", "agent", "epoch"),
    _fields(number=_INTEGER, account=_TEXT),
)
"""Which numbers of an epoch were received, for ever: JSON, see hub/stores/epoch_account.py."""

DELETION: Final = Series(
    "deletion",
    Keeping.PERMANENT,
    (),
    _fields(before_us=_INTEGER, events=_INTEGER, quarantined=_INTEGER, desk_slots=_INTEGER),
)
"""A deletion by age, when it was done."""

TAKEN_BACK: Final = Series("taken_back", Keeping.PERMANENT, (), _fields(at_us=_INTEGER))
"""At the time of a DELETION that a wrong clock has dated: when it was taken back."""

GOOD_TIME: Final = Series(
    "good_time",
    Keeping.PERMANENT,
    (),
    _fields(
        good_us=_INTEGER, boot=_TEXT, boot_us=_INTEGER, is_confirmed=_BOOLEAN, trial_us=_INTEGER
    ),
)
"""The last known good time of the hub that writes, for its next start."""

ROLLED: Final = Series(
    "rolled", Keeping.PERMANENT, ("space",), _fields(until_us=_INTEGER, calendar=_TEXT)
)
"""How far a space's slots are made, and by which calendar."""

IGNORED_AGENT: Final = Series(
    "ignored_agent",
    Keeping.PERMANENT,
    ("space", "agent"),
    _fields(message_count=_INTEGER, last_us=_INTEGER),
)
"""An agent that the hub's configuration doesn't name."""

STORE: Final = Series("store", Keeping.PERMANENT, (), _fields(id=_TEXT))
"""The store id."""

WRITER: Final = Series("writer", Keeping.PERMANENT, (), _fields(holder=_TEXT, beat=_INTEGER))
"""The hub that writes this store; no second one may."""

PROOF: Final = Series("proof", Keeping.RAW, (), _fields(taken=_BOOLEAN))
"""Written when InfluxDB refuses events, to see whether it takes anything at all."""


MARK: Final = Series("mark", Keeping.RAW, (), _fields(life=_TEXT))
"""At the last microsecond of each UTC day of which there are events: as long as it is there,
InfluxDB has not dropped the day. `life` is that of RAW_LIFE."""

RAW_LIFE: Final = Series(
    "raw_life", Keeping.PERMANENT, (), _fields(id=_TEXT, days=_TEXT, doubtful_us=_INTEGER)
)
"""Which marks must be in the raw bucket: `days` since 1970, as JSON. Of events that were received
before `doubtful_us` some may be gone without having been deleted for their age."""


class CareKind(StrEnum):
    """What may need care: the values of the tag `kind` of CARE. contract/care.py has words."""

    AGENT_CLOCK_UNSYNCED = "agent_clock_unsynced"
    AGENT_DISK_LOW = "agent_disk_low"
    AGENT_DUPLICATED = "agent_duplicated"
    AGENT_FLOODING = "agent_flooding"
    AGENT_RESTARTING = "agent_restarting"
    AGENT_SILENT = "agent_silent"
    AGENT_UNORDERED = "agent_unordered"
    ALARM_UNREACHED = "alarm_unreached"
    BOOK_DAMAGED = "book_damaged"
    BOOK_ROW_DAMAGED = "book_row_damaged"
    BROKER_UNREACHABLE = "broker_unreachable"
    CALENDAR_UNREADABLE = "calendar_unreadable"
    CARD_COPIED = "card_copied"
    CARD_FAILING = "card_failing"
    CARD_FULL = "card_full"
    CERTIFICATE_ENDING = "certificate_ending"
    CERTIFICATE_ENDS_SOON = "certificate_ends_soon"
    DOOR_OPEN_AFTER_CLOSING = "door_open_after_closing"
    EVENTS_FROM_THE_FUTURE = "events_from_the_future"
    EVENTS_LOST = "events_lost"
    EVENTS_MISSING = "events_missing"
    EVENTS_TOO_LATE = "events_too_late"
    FOREIGN_CLAIM = "foreign_claim"
    HUB_CLOCK_DOUBTED = "hub_clock_doubted"
    HUB_DISK_LOW = "hub_disk_low"
    LOW_COVERAGE_YESTERDAY = "low_coverage_yesterday"
    MAIL_STUCK = "mail_stuck"
    OUTBOX_DAMAGED = "outbox_damaged"
    OUTBOX_GROWING = "outbox_growing"
    PUBLISHED_DAMAGED = "published_damaged"
    PUBLISHING_WAITS = "publishing_waits"
    QUARANTINE_NOT_EMPTY = "quarantine_not_empty"
    REPORT_OVERDUE = "report_overdue"
    SENSOR_ALTERNATING = "sensor_alternating"
    SENSOR_FAULT = "sensor_fault"
    SENSOR_FLAPPING = "sensor_flapping"
    SENSOR_IMPOSSIBLE = "sensor_impossible"
    SENSOR_NO_ECHO = "sensor_no_echo"
    SENSOR_SILENT = "sensor_silent"
    SENSOR_STUCK = "sensor_stuck"
    SENSOR_UNDECIDED = "sensor_undecided"
    SENSOR_UNPROVEN = "sensor_unproven"
    SENSOR_UNREADABLE = "sensor_unreadable"
    SENSOR_WITHOUT_SIGN = "sensor_without_sign"
    SHARED_TOKEN_USED = "shared_token_used"  # noqa: S105 - what is so
    SIGN_INS_FAILING = "sign_ins_failing"
    SITE_TEXT_MISSING = "site_text_missing"
    SITE_TEXT_UNCONFIRMED = "site_text_unconfirmed"
    STORE_DAMAGED = "store_damaged"
    STORE_FAILING = "store_failing"
    UNKNOWN_AGENT = "unknown_agent"
    VISITORS_DOUBT = "visitors_doubt"


NOWHERE: Final = "-"
"""Tag `space` or `agent` of a care point that belongs to no single one; no id is spelled so."""

CARE: Final = Series(
    "care",
    Keeping.RECENT,
    ("space", "agent", "kind"),
    _fields(value=_INTEGER, lasting_s=_FLOAT, place=_TEXT),
)
"""Whether something needs care, 1 or 0, once a minute and kind, as the hub judges it with the
calendar. What is about an agent, its sensors, doors or events names it; `low_coverage_yesterday`
and what is about published months have no agent; what is about the hub, its store, disk, clock or
broker has neither space nor agent. `lasting_s` is for how long it has been needed at least, as far
as the hub has seen since its start; `place` is what people call the space. Below, as here: a minute
that the store did not take is missing."""

AGENT_HEALTH: Final = Series(
    "agent_health",
    Keeping.RECENT,
    ("space", "agent"),
    _fields(
        cpu_c=_FLOAT,
        disk_free_bytes=_INTEGER,
        outbox_rows=_INTEGER,
        oldest_unsettled_s=_FLOAT,
        clock_synced=_BOOLEAN,
        uptime_s=_FLOAT,
        throttled=_BOOLEAN,
        data_age_s=_FLOAT,
        online=_BOOLEAN,
        place=_TEXT,
    ),
)
"""An agent's own condition, once a minute: its last `health`, and what the hub hears of it. What
is not known is left out: all but `online` and `place` before the agent was first heard.
`oldest_unsettled_s` is 0 where all is settled; `data_age_s` is the time since its newest proof of
life."""

HUB: Final = Series(
    "hub",
    Keeping.RECENT,
    (),
    _fields(
        **dict.fromkeys(
            (
                "receipts_sent",
                "events_stored",
                "events_repeated",
                "events_quarantined",
                "payloads_unreadable",
                "messages_ignored",
                "messages_dropped",
                "store_failures",
                "stream_clients",
            ),
            _INTEGER,
        ),
        **dict.fromkeys(("lag_p50_s", "lag_p99_s", "api_p50_s", "api_p99_s"), _FLOAT),
    ),
)
"""What `/metrics` prints, once a minute. Counters count since the hub's start and begin again at 0
with it; `stream_clients` is what is open now. The quantiles are of what happened since the point
before, and are left out where nothing did: from an event's `at` to its commit, and from a request
to its answer's end, streams apart."""

LIVE: Final = Series(
    "live",
    Keeping.RECENT,
    ("space",),
    _fields(
        occupied=_INTEGER, unknown=_INTEGER, total=_INTEGER, agents=_INTEGER, agents_online=_INTEGER
    ),
)
"""What is true now in a space, once a minute: desks in service, and of them those occupied and
unknown; its agents, and of them those online. For its operators, so no small count is withheld;
hence recent, and never public."""

SPACE_NAME: Final = Series(
    "space_name", Keeping.PERMANENT, ("space",), _fields(called=_TEXT, choice=_TEXT, timezone=_TEXT)
)
"""What people call a space, and where its days begin. `choice` is `called [id]`."""


class ChangeKind(StrEnum):
    """What explains a step in a curve: the values of the tag `kind` of CHANGE."""

    AGENT_STARTED = "agent_started"
    CALENDAR = "calendar"
    HUB_STARTED = "hub_started"
    SPECIAL_DAY = "special_day"


CHANGE: Final = Series(
    "change",
    Keeping.PERMANENT,
    ("space", "agent", "kind"),
    _fields(mark=_TEXT, text=_TEXT, is_first=_BOOLEAN),
)
"""What changed, in the minute in which the hub saw it: `mark` is what it is told by, `text` what
people read, empty where there is nothing to read. `text` is the version of a hub or an agent that
started, and on a special day its reason. `is_first`: nothing was known before."""

ALL_SERIES: Final = (
    EVENT,
    QUARANTINE,
    SET_ASIDE,
    DESK_SLOT,
    SLOT,
    SPACE_DAY,
    DESK_DAY,
    EPOCH,
    DELETION,
    TAKEN_BACK,
    GOOD_TIME,
    ROLLED,
    IGNORED_AGENT,
    STORE,
    WRITER,
    PROOF,
    MARK,
    RAW_LIFE,
    CARE,
    AGENT_HEALTH,
    HUB,
    LIVE,
    SPACE_NAME,
    CHANGE,
)
