-- What people said of what needs care: one row for a case, the newest. It goes when its case is over.
CREATE TABLE care_answer (
    kind TEXT NOT NULL,       -- this and the next three: of which row of care
    space TEXT NOT NULL,
    subject TEXT NOT NULL,
    since_us INTEGER NOT NULL,
    answer TEXT NOT NULL,     -- seen, done or remind
    person TEXT NOT NULL,     -- by whom
    at_us INTEGER NOT NULL,
    until_us INTEGER,         -- until when it puts the case away; NULL: as long as the case lasts
    severity TEXT NOT NULL,   -- how bad it was then
    check_sum BLOB NOT NULL,
    PRIMARY KEY (kind, space, subject, since_us)
) WITHOUT ROWID;
