"""Desks of slots as schema 4 and before kept them, a row each: taken into a new store, then packed.

Only a salvage meets them; a sound store is brought up by migrations/0005_packed_desks.sql.
"""

from typing import Final

from hub.stores.sqlite.check_sums import summed
from hub.stores.sqlite.file import SqliteFile

_MAKE: Final = """
CREATE TABLE desk_slot (
    space TEXT NOT NULL, start_us INTEGER NOT NULL, place INTEGER NOT NULL, desk TEXT NOT NULL,
    occupied_us INTEGER NOT NULL, free_us INTEGER NOT NULL, unknown_us INTEGER NOT NULL,
    check_sum INTEGER NOT NULL, PRIMARY KEY (space, start_us, place)
) WITHOUT ROWID
"""
_PACK: Final = f"""
INSERT OR IGNORE INTO slot_desks SELECT *, {summed("slot_desks")} FROM (
    SELECT space, start_us, count(*) AS desk_count, (
        SELECT json_group_array(json_array(desk, occupied_us, free_us, unknown_us)) FROM (
            SELECT * FROM desk_slot AS one
            WHERE one.space = desk_slot.space AND one.start_us = desk_slot.start_us ORDER BY place
        )
    ) AS desks FROM desk_slot GROUP BY space, start_us
) AS slot_desks
"""


def make_room(file: SqliteFile) -> None:
    """Make the table that takes them, within a transaction."""
    file.change(_MAKE)


def pack(file: SqliteFile) -> None:
    """Put those of a slot into one row, if it has none yet, and drop the table."""
    file.change(_PACK)
    file.change("DROP TABLE desk_slot")
