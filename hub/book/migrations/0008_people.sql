-- People who may sign in. Every other table names them by this id, which says nothing of them.
CREATE TABLE person (
    person TEXT NOT NULL,     -- drawn at random
    name TEXT NOT NULL,       -- under which the person signs in
    name_key TEXT NOT NULL,   -- the same for names that read alike
    since_us INTEGER NOT NULL,
    check_sum BLOB NOT NULL,
    PRIMARY KEY (person)
) WITHOUT ROWID;
CREATE UNIQUE INDEX person_by_name ON person (name_key);
-- What somebody is; a row for each space of an operator.
CREATE TABLE person_role (
    person TEXT NOT NULL,
    role TEXT NOT NULL,
    space TEXT NOT NULL,      -- '' where the role isn't of single spaces
    check_sum BLOB NOT NULL,
    PRIMARY KEY (person, role, space)
) WITHOUT ROWID;
CREATE TABLE password (
    person TEXT NOT NULL,
    hash TEXT NOT NULL,       -- argon2id, with its salt and parameters
    set_us INTEGER NOT NULL,
    check_sum BLOB NOT NULL,
    PRIMARY KEY (person)
) WITHOUT ROWID;
-- One-time links, by the SHA-256 of what is secret in them. One that was used is deleted.
CREATE TABLE invitation (
    link TEXT NOT NULL,
    person TEXT NOT NULL,     -- whose new way in it is; '' for somebody new
    roles TEXT NOT NULL,      -- with commas between them
    spaces TEXT NOT NULL,     -- of an operator, likewise
    made_by TEXT NOT NULL,    -- '' for the command line
    made_us INTEGER NOT NULL,
    until_us INTEGER NOT NULL,
    check_sum BLOB NOT NULL,
    PRIMARY KEY (link)
) WITHOUT ROWID;
-- Who is signed in, by the SHA-256 of the cookie's value. One that was ended is deleted.
CREATE TABLE session (
    session TEXT NOT NULL,
    handle TEXT NOT NULL,     -- names it in lists, and opens nothing
    person TEXT NOT NULL,
    began_us INTEGER NOT NULL,
    seen_us INTEGER NOT NULL,
    is_trusted INTEGER NOT NULL, -- 1: a device that the person trusts
    device TEXT NOT NULL,     -- as the person calls it
    check_sum BLOB NOT NULL,
    PRIMARY KEY (session)
) WITHOUT ROWID;
CREATE INDEX session_by_person ON session (person);
-- Programs' tokens, by their SHA-256. One that was taken back is deleted.
CREATE TABLE api_token (
    token TEXT NOT NULL,
    handle TEXT NOT NULL,
    label TEXT NOT NULL,      -- what it is for
    role TEXT NOT NULL,
    spaces TEXT NOT NULL,     -- with commas between them; '*' for every space
    made_by TEXT NOT NULL,
    made_us INTEGER NOT NULL,
    until_us INTEGER NOT NULL,
    check_sum BLOB NOT NULL,
    PRIMARY KEY (token)
) WITHOUT ROWID;
-- Who changed what: each entry holds the hash of the one before. It names people by id alone.
CREATE TABLE audit_entry (
    number INTEGER NOT NULL,
    at_us INTEGER NOT NULL,
    actor TEXT NOT NULL,      -- a person's or a token's id; '' for the hub and its command line
    action TEXT NOT NULL,
    subject TEXT NOT NULL,    -- whom or what it was done to, by id
    space TEXT NOT NULL,
    detail TEXT NOT NULL,     -- in fixed words
    before BLOB NOT NULL,     -- the hash of the entry before; empty for the first one
    hash BLOB NOT NULL,
    check_sum BLOB NOT NULL,
    PRIMARY KEY (number)
) WITHOUT ROWID;
