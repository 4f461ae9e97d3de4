-- Which agent takes the place of which from when on, as people say it above hub.toml; a row for each
-- desk and door. A row is never deleted: history is made of it.
CREATE TABLE agent_handover (
    handover TEXT NOT NULL,      -- the same for all that was said at once
    kind TEXT NOT NULL,          -- desk or door
    unit TEXT NOT NULL,
    space TEXT NOT NULL,
    before_agent TEXT NOT NULL,
    after_agent TEXT NOT NULL,
    from_local TEXT NOT NULL,    -- by the clock of the space, such as '2026-11-27T14:00'
    made_by TEXT NOT NULL,       -- the id of a person; empty: the command line
    made_us INTEGER NOT NULL,
    why TEXT NOT NULL,
    taken_back_by TEXT NOT NULL,
    taken_back_us INTEGER,       -- null: it holds
    check_sum BLOB NOT NULL,
    PRIMARY KEY (handover, kind, unit)
) WITHOUT ROWID;
