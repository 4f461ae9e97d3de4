-- The first tables that were in use. The id names this life of the store: 128 random bits.
PRAGMA application_id = 0x506C7A66; -- "Plzf"
CREATE TABLE store (id TEXT NOT NULL);
INSERT INTO store VALUES (lower(hex(randomblob(16))));
CREATE TABLE agent (
    id INTEGER PRIMARY KEY, space TEXT NOT NULL, agent TEXT NOT NULL, UNIQUE (space, agent)
);
CREATE TABLE epoch (
    id INTEGER PRIMARY KEY, agent_id INTEGER NOT NULL REFERENCES agent, epoch TEXT NOT NULL,
    previous TEXT, previous_last INTEGER, stopped_seq INTEGER,
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
CREATE TABLE touched (
    id INTEGER PRIMARY KEY AUTOINCREMENT, epoch_id INTEGER NOT NULL, first INTEGER NOT NULL,
    last INTEGER NOT NULL, from_us INTEGER NOT NULL, to_us INTEGER NOT NULL,
    turns INTEGER NOT NULL
);
CREATE TABLE rolled (
    space TEXT PRIMARY KEY, until_us INTEGER NOT NULL, calendar TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE slot (
    space TEXT NOT NULL, start_us INTEGER NOT NULL, open INTEGER NOT NULL, desks INTEGER NOT NULL,
    occupied_us INTEGER NOT NULL, free_us INTEGER NOT NULL, unknown_us INTEGER NOT NULL,
    peak_occupied INTEGER NOT NULL, used_known_us INTEGER NOT NULL, full_us INTEGER NOT NULL,
    not_full_us INTEGER NOT NULL, doors_known_us INTEGER NOT NULL, arrivals INTEGER NOT NULL,
    departures INTEGER NOT NULL, turn_backs INTEGER NOT NULL,
    PRIMARY KEY (space, start_us)
) WITHOUT ROWID;
CREATE TABLE space_hour (
    space TEXT NOT NULL, hour_of_week INTEGER NOT NULL, begin_us INTEGER NOT NULL,
    slots INTEGER NOT NULL, occupied_us INTEGER NOT NULL, free_us INTEGER NOT NULL,
    unknown_us INTEGER NOT NULL,
    PRIMARY KEY (space, hour_of_week, begin_us)
) WITHOUT ROWID;
CREATE TABLE desk_slot (
    space TEXT NOT NULL, start_us INTEGER NOT NULL, place INTEGER NOT NULL, desk TEXT NOT NULL,
    occupied_us INTEGER NOT NULL, free_us INTEGER NOT NULL, unknown_us INTEGER NOT NULL,
    PRIMARY KEY (space, start_us, place)
) WITHOUT ROWID;
CREATE TABLE space_day (
    space TEXT NOT NULL, day TEXT NOT NULL, open INTEGER NOT NULL, slots INTEGER NOT NULL,
    desk_slots INTEGER NOT NULL, occupied_us INTEGER NOT NULL, free_us INTEGER NOT NULL,
    unknown_us INTEGER NOT NULL, used_known_us INTEGER NOT NULL, full_us INTEGER NOT NULL,
    not_full_us INTEGER NOT NULL, doors_known_us INTEGER NOT NULL, arrivals INTEGER NOT NULL,
    departures INTEGER NOT NULL, turn_backs INTEGER NOT NULL, peak_occupied INTEGER,
    peak_slot_us INTEGER, peak_desks INTEGER,
    PRIMARY KEY (space, day, open)
) WITHOUT ROWID;
CREATE TABLE desk_day (
    space TEXT NOT NULL, day TEXT NOT NULL, desk TEXT NOT NULL, open INTEGER NOT NULL,
    occupied_us INTEGER NOT NULL, free_us INTEGER NOT NULL, unknown_us INTEGER NOT NULL,
    PRIMARY KEY (space, day, desk, open)
) WITHOUT ROWID;
CREATE TABLE deletion (
    id INTEGER PRIMARY KEY, at_us INTEGER NOT NULL, before_us INTEGER NOT NULL,
    events INTEGER NOT NULL, quarantined INTEGER NOT NULL, desk_slots INTEGER NOT NULL
);
CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, identity BLOB NOT NULL UNIQUE,
    epoch_id INTEGER, seq INTEGER, reason TEXT NOT NULL, raw BLOB NOT NULL,
    received_us INTEGER NOT NULL
);
CREATE TABLE ignored (
    space TEXT NOT NULL, agent TEXT NOT NULL, message_count INTEGER NOT NULL,
    last_us INTEGER NOT NULL, PRIMARY KEY (space, agent)
) WITHOUT ROWID;
