-- What outlives a restart of what is known of time; and the deletions that a wrong clock has dated:
-- they leave `deletion` when they are taken back, and freeze nothing any more.
CREATE TABLE good_time (
    id INTEGER PRIMARY KEY CHECK (id = 1), good_us INTEGER NOT NULL, boot TEXT NOT NULL,
    boot_us INTEGER NOT NULL, is_confirmed INTEGER NOT NULL, trial_us INTEGER NOT NULL,
    check_sum INTEGER NOT NULL
);
CREATE TABLE taken_back (
    id INTEGER PRIMARY KEY, deleted_us INTEGER NOT NULL, before_us INTEGER NOT NULL,
    events INTEGER NOT NULL, quarantined INTEGER NOT NULL, desk_slots INTEGER NOT NULL,
    at_us INTEGER NOT NULL, check_sum INTEGER NOT NULL
);
