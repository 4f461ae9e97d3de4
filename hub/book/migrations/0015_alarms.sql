-- Ways by which people are told of what needs care, and what each is told.
CREATE TABLE alarm_way (
    way TEXT NOT NULL,         -- drawn at random
    person TEXT NOT NULL,
    sort TEXT NOT NULL,        -- mail, ntfy, matrix, service or webhook
    shown TEXT NOT NULL,       -- the address as far as it may be shown: of mail all of it
    language TEXT NOT NULL,
    is_on INTEGER NOT NULL,
    severity TEXT NOT NULL,    -- from which on
    kinds TEXT NOT NULL,       -- with commas between them; '' for all from that severity on
    spaces TEXT NOT NULL,      -- likewise; '*' for all that the person may see, '-' for the hub itself
    always INTEGER NOT NULL,   -- 1: also while the space isn't open
    after_us INTEGER NOT NULL, -- it must have lasted so long
    repeat_us INTEGER NOT NULL, -- again after so long; 0: never
    raise_us INTEGER NOT NULL, -- so long nobody has answered; 0: nobody else is told
    raise_to TEXT NOT NULL,    -- whom to tell then
    made_us INTEGER NOT NULL,
    check_sum BLOB NOT NULL,
    PRIMARY KEY (way)
) WITHOUT ROWID;
CREATE INDEX alarm_way_by_person ON alarm_way (person);
-- The addresses of all ways but mail: secret, since whoever has one can send there. In no export.
CREATE TABLE alarm_address (
    way TEXT NOT NULL,
    address TEXT NOT NULL,     -- JSON
    check_sum BLOB NOT NULL,
    PRIMARY KEY (way)
) WITHOUT ROWID;
-- What was told of a case by a way, so that it is never told twice.
CREATE TABLE alarm_told (
    way TEXT NOT NULL,
    kind TEXT NOT NULL,
    space TEXT NOT NULL,
    subject TEXT NOT NULL,
    since_us INTEGER NOT NULL,
    step TEXT NOT NULL,        -- begun, again, raised or over
    number INTEGER NOT NULL,   -- counts repetitions from 1; else 0
    at_us INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    check_sum BLOB NOT NULL,
    PRIMARY KEY (way, kind, space, subject, since_us, step, number)
) WITHOUT ROWID;
-- What waits to leave by another way than mail, and what became of it. It holds no address.
CREATE TABLE alarm_message (
    message_id TEXT NOT NULL,
    way TEXT NOT NULL,
    queued_us INTEGER NOT NULL,
    state TEXT NOT NULL,       -- waiting, sent or dropped
    tries INTEGER NOT NULL,
    next_us INTEGER NOT NULL,  -- not before that
    ended_us INTEGER,
    trouble TEXT NOT NULL,     -- what the last try ended in; empty: nothing
    title TEXT NOT NULL,
    body TEXT NOT NULL,        -- empty once that is over
    check_sum BLOB NOT NULL,
    PRIMARY KEY (message_id)
) WITHOUT ROWID;
