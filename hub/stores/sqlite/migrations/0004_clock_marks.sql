-- What outlives a restart of what is known of time, and which deletions a wrong clock has dated.
CREATE TABLE good_time (
    id INTEGER PRIMARY KEY CHECK (id = 1), good_us INTEGER NOT NULL, boot TEXT NOT NULL,
    boot_us INTEGER NOT NULL, is_confirmed INTEGER NOT NULL, trial_us INTEGER NOT NULL
);
CREATE TABLE taken_back (
    deletion_id INTEGER PRIMARY KEY REFERENCES deletion, at_us INTEGER NOT NULL
);
