-- Desks in doubt, because a sensor gave no sign for a week of opening hours. A row without an end lasts.
CREATE TABLE sign_doubt (
    space TEXT NOT NULL,
    agent TEXT NOT NULL,
    sensor TEXT NOT NULL,
    sign_day TEXT NOT NULL,    -- the local day of its last sign, such as '2026-03-01'
    desk TEXT NOT NULL,
    since_us INTEGER NOT NULL, -- when it was found
    until_us INTEGER,
    check_sum BLOB NOT NULL,
    PRIMARY KEY (space, agent, sensor, sign_day, since_us)
) WITHOUT ROWID;
