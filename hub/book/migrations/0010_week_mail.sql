-- Who wants a space's week by mail, a row for each space; the address is confirmed.
CREATE TABLE week_subscription (
    person TEXT NOT NULL,
    space TEXT NOT NULL,
    address TEXT NOT NULL,
    language TEXT NOT NULL,   -- as the person reads
    since_us INTEGER NOT NULL,
    check_sum BLOB NOT NULL,
    PRIMARY KEY (person, space)
) WITHOUT ROWID;
-- One-time links that confirm an address, by the SHA-256 of what is secret in them.
CREATE TABLE week_link (
    link TEXT NOT NULL,
    person TEXT NOT NULL,
    space TEXT NOT NULL,
    address TEXT NOT NULL,    -- '' once it is used or taken back
    language TEXT NOT NULL,
    asked_us INTEGER NOT NULL,
    until_us INTEGER NOT NULL,
    message_id TEXT NOT NULL, -- of the mail that carries it; '' once the server has refused it
    check_sum BLOB NOT NULL,
    PRIMARY KEY (link)
) WITHOUT ROWID;
-- Which weeks were mailed. A row stays for as long as the week could be mailed twice.
CREATE TABLE week_mailed (
    person TEXT NOT NULL,
    space TEXT NOT NULL,
    week TEXT NOT NULL,       -- such as '2026-W47'
    queued_us INTEGER NOT NULL,
    until_us INTEGER NOT NULL, -- from then on it isn't sent any more
    message_id TEXT NOT NULL,
    check_sum BLOB NOT NULL,
    PRIMARY KEY (person, space, week)
) WITHOUT ROWID;
-- One row: what links that end the mail are signed with.
CREATE TABLE week_mail_key (
    number INTEGER NOT NULL,
    key TEXT NOT NULL,
    check_sum BLOB NOT NULL,
    PRIMARY KEY (number)
) WITHOUT ROWID;
