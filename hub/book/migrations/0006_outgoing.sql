-- What leaves the hub: mail that waits to be sent, a row for each recipient, and what became of it.
CREATE TABLE outgoing_mail (
    message_id TEXT NOT NULL, -- without angle brackets; the same at every try
    about TEXT NOT NULL,      -- what it tells of, such as 'report monthly 2026-03-01'
    recipient TEXT NOT NULL,
    queued_us INTEGER NOT NULL,
    state TEXT NOT NULL,      -- waiting, sent, refused or dropped
    tries INTEGER NOT NULL,
    next_us INTEGER NOT NULL, -- not before that
    ended_us INTEGER,
    trouble TEXT NOT NULL,    -- what the last try ended in; empty: nothing
    check_sum BLOB NOT NULL,
    message BLOB NOT NULL,    -- as it is sent, and last since it is long; empty once that is over
    PRIMARY KEY (message_id)
) WITHOUT ROWID;
-- Which reports of hub.toml's schedules are made. A row stays, so that none is made twice.
CREATE TABLE scheduled_report (
    schedule TEXT NOT NULL,
    first TEXT NOT NULL,      -- the first local day, such as '2026-03-01'
    last TEXT NOT NULL,
    made_us INTEGER NOT NULL,
    files TEXT NOT NULL,      -- their names, one a line
    check_sum BLOB NOT NULL,
    PRIMARY KEY (schedule, first)
) WITHOUT ROWID;
