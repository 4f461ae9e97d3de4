"""The tables of the embedded store.

`event` may be emptied by age; `seqs` and `epoch` are for ever, so that the audit stays true.
"""

from enum import IntEnum
from typing import Final

APPLICATION_ID: Final = 0x506C7A66  # "Plzf"
SCHEMA_VERSION: Final = 1

SCHEMA: Final = """
CREATE TABLE store (id TEXT NOT NULL);
CREATE TABLE agent (
    id INTEGER PRIMARY KEY, space TEXT NOT NULL, agent TEXT NOT NULL, UNIQUE (space, agent)
);
CREATE TABLE epoch (
    id INTEGER PRIMARY KEY, agent_id INTEGER NOT NULL REFERENCES agent, epoch TEXT NOT NULL,
    previous TEXT, previous_last INTEGER,
    UNIQUE (agent_id, epoch)
);
CREATE TABLE seqs (
    epoch_id INTEGER NOT NULL, fate INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    PRIMARY KEY (epoch_id, fate, first)
) WITHOUT ROWID;
CREATE TABLE event (
    epoch_id INTEGER NOT NULL, seq INTEGER NOT NULL, agent_id INTEGER NOT NULL,
    at_us INTEGER NOT NULL, estimated INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (epoch_id, seq)
) WITHOUT ROWID;
CREATE INDEX event_by_time ON event (agent_id, at_us);
CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, identity BLOB NOT NULL UNIQUE,
    epoch_id INTEGER, seq INTEGER, reason TEXT NOT NULL, raw BLOB NOT NULL,
    received_us INTEGER NOT NULL
);
CREATE TABLE ignored (
    space TEXT NOT NULL, agent TEXT NOT NULL, message_count INTEGER NOT NULL,
    last_us INTEGER NOT NULL, PRIMARY KEY (space, agent)
) WITHOUT ROWID;
"""


class Fate(IntEnum):
    """What became of an event number."""

    STORED = 1
    QUARANTINED = 2
    LOST = 3
