-- What needs somebody: since when, and until when. A row without an end needs somebody now.
CREATE TABLE care (
    kind TEXT NOT NULL,
    space TEXT NOT NULL,   -- '' where it is of the whole hub
    subject TEXT NOT NULL, -- the agent, sensor, desk, door or file that it is about; '' for none
    since_us INTEGER NOT NULL,
    seen_us INTEGER NOT NULL, -- when it was last found to be so
    until_us INTEGER,
    check_sum BLOB NOT NULL,
    PRIMARY KEY (kind, space, subject, since_us)
) WITHOUT ROWID;
CREATE INDEX care_by_end ON care (until_us);
