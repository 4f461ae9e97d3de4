-- What people set above hub.toml in a space's calendar. A row is written once; later on it is only
-- taken back.
CREATE TABLE calendar_change (
    change TEXT NOT NULL,     -- drawn at random
    space TEXT NOT NULL,
    kind TEXT NOT NULL,       -- closure, opening, desks or notice
    first_day TEXT NOT NULL,  -- local days, both inclusive
    last_day TEXT NOT NULL,
    hours TEXT NOT NULL,      -- such as 09:00-12:00, with commas between them; '' is all day
    desks TEXT NOT NULL,      -- ids with commas between them
    text TEXT NOT NULL,       -- what visitors read, in German
    english TEXT NOT NULL,
    why TEXT NOT NULL,        -- what visitors don't read
    wins INTEGER NOT NULL,    -- 1: an opening that also holds within a closure
    made_by TEXT NOT NULL,    -- the id of a person; '' for the command line
    made_us INTEGER NOT NULL,
    ended_by TEXT NOT NULL,
    ended_us INTEGER,         -- empty: it holds
    replaced TEXT NOT NULL,   -- in whose place it came, or ''
    check_sum BLOB NOT NULL,
    PRIMARY KEY (change)
) WITHOUT ROWID;
