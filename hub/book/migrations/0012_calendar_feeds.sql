-- Calendars that operators subscribe to, and what was read of them.
CREATE TABLE calendar_feed (
    feed TEXT NOT NULL,
    space TEXT NOT NULL,
    name TEXT NOT NULL,
    pick TEXT NOT NULL,       -- which events close the space
    word TEXT NOT NULL,       -- the category, or how their titles begin
    shows_title INTEGER NOT NULL, -- 1: visitors read the events' titles
    made_by TEXT NOT NULL,
    made_us INTEGER NOT NULL,
    check_sum BLOB NOT NULL,
    PRIMARY KEY (feed)
) WITHOUT ROWID;
-- Where each is read: who has the address may read the whole calendar, so it is in no export.
CREATE TABLE feed_address (
    feed TEXT NOT NULL,
    address TEXT NOT NULL,
    check_sum BLOB NOT NULL,
    PRIMARY KEY (feed)
) WITHOUT ROWID;
CREATE TABLE feed_reading (
    feed TEXT NOT NULL,
    tried_us INTEGER NOT NULL,
    good_us INTEGER,
    failing_since_us INTEGER,
    trouble TEXT NOT NULL,    -- why it can't be read; '' if it can
    whole_us INTEGER,
    etag TEXT NOT NULL,
    modified TEXT NOT NULL,
    skipped INTEGER NOT NULL, -- so many events can't be read
    check_sum BLOB NOT NULL,
    PRIMARY KEY (feed)
) WITHOUT ROWID;
-- When a space is closed by a calendar. What is past stays, also when the calendar is taken away.
CREATE TABLE feed_closure (
    space TEXT NOT NULL,
    feed TEXT NOT NULL,
    day TEXT NOT NULL,
    start_min INTEGER NOT NULL,
    end_min INTEGER NOT NULL,
    title TEXT NOT NULL,
    check_sum BLOB NOT NULL,
    PRIMARY KEY (space, feed, day, start_min)
) WITHOUT ROWID;
