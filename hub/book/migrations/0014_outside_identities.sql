-- Who somebody is at a provider of OpenID Connect.
CREATE TABLE outside_identity (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,    -- as the provider names them, always the same
    person TEXT NOT NULL,
    since_us INTEGER NOT NULL,
    check_sum BLOB NOT NULL,
    PRIMARY KEY (issuer, subject)
) WITHOUT ROWID;
