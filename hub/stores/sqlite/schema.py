"""What the tables of the embedded store mean; migrations/*.sql make them.

`event`, `quarantine`, `damage` and `slot_desks` are emptied by age; `seqs` and `epoch` are for
ever, so that the audit stays true, and so are slots and local days. `space_hour` has the open slots
of each local hour, summed; hour 0 of the week begins on Monday.
"""

from enum import IntEnum
from typing import Final

from hub.stores.sqlite.check_sums import sound

APPLICATION_ID: Final = 0x506C7A66  # "Plzf"
LONGEST_DAY_US: Final = 25 * 3600 * 1_000_000
"""A day of which any slot may still change keeps its desks' slots: its sums need them."""
IS_PACKED: Final = "SELECT count(*) FROM sqlite_schema WHERE name = 'slot_desks'"
"""Asks, of every schema, whether the desks of a slot stand in one row."""


def oldest_raw(*, is_packed: bool) -> str:
    """Return what asks when the first of what is deleted by age was, in microseconds."""
    return f"""
SELECT min(us) FROM (
    SELECT min(at_us) AS us FROM event UNION ALL SELECT min(received_us) FROM quarantine
    UNION ALL SELECT min(start_us) + {LONGEST_DAY_US}
    FROM {"slot_desks" if is_packed else "desk_slot"}
)
"""


DELETED_UNTIL: Final = f"""
SELECT before_us FROM deletion WHERE {sound("deletion")} ORDER BY before_us DESC LIMIT 1
"""
"""Asks before when raw events were deleted for their age; of the newest row alone: the log grows
by one an hour, and each space asks at every step of the roll-up."""


OWN_NUMBER: Final = frozenset({"touched", "quarantine", "deletion", "damage", "taken_back"})
"""Tables whose first column, `id`, is SQLite's own affair: it is in no sum."""
NUMBERED: Final = OWN_NUMBER | {"agent", "epoch", "good_time"}
"""Tables whose first column SQLite keeps beside the row."""


class Fate(IntEnum):
    """What became of an event number."""

    STORED = 1
    QUARANTINED = 2
    LOST = 3
    TOO_LATE = 4
