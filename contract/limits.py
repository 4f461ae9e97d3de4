"""Figures that both sides must agree on, each with its unit in the name."""

from typing import Final

SCHEMA: Final = 1

MAX_BATCH_EVENTS: Final = 500
MAX_BATCH_BYTES: Final = 64 * 1024
"""Size of one `events` payload."""
MAX_MESSAGE_BYTES: Final = 16 * 1024
"""Size of any other payload: a state of 200 desks needs about 14 KiB."""
MAX_REASON_CHARS: Final = 80
MAX_WAITING_RANGES: Final = 20
"""So many spans of numbers that are on no disk yet a health names."""
MAX_EVIDENCE_CHARS: Final = 63
"""Why an event was quarantined: 500 of them still fit a receipt."""

LARGEST_INT: Final = 2**63 - 1
"""What SQLite and InfluxDB can hold."""

ALIVE_EVENT_S: Final = 300
"""An `alive` event comes every so many seconds, whatever else was sent."""
LONGEST_PROVEN_SPAN_S: Final = 450
"""Between two neighbouring events further apart than this, nothing is known: 1.5 alive events."""

STATE_EVERY_S: Final = 60
STATE_TTL_S: Final = 150
MAX_TTL_S: Final = 3600
"""A longer promise would let a dead sensor look alive."""
