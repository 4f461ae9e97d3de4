-- Which agents hub.toml gave a desk or door to, when the hub last started with it.
CREATE TABLE assignment (
    space TEXT NOT NULL,
    kind TEXT NOT NULL,    -- 'desk' or 'door'
    unit TEXT NOT NULL,
    agent TEXT NOT NULL,
    until_us INTEGER,      -- when its time ended; nothing for the present agent
    check_sum BLOB NOT NULL,
    PRIMARY KEY (space, kind, unit, agent)
) WITHOUT ROWID;
