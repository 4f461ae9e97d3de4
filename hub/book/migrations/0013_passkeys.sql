-- Keys that somebody's device holds: of each only the public half, which opens nothing by itself.
CREATE TABLE passkey (
    credential TEXT NOT NULL, -- by which the device names it, in base64url
    person TEXT NOT NULL,
    handle TEXT NOT NULL,     -- names it in forms, and opens nothing
    label TEXT NOT NULL,      -- as the person calls it
    site TEXT NOT NULL,       -- for which host it was made; elsewhere it fits nothing
    public_key BLOB NOT NULL, -- in COSE's form (RFC 9052)
    sign_count INTEGER NOT NULL, -- how often the device says that it was used
    made_us INTEGER NOT NULL,
    used_us INTEGER NOT NULL,
    check_sum BLOB NOT NULL,
    PRIMARY KEY (credential)
) WITHOUT ROWID;
CREATE INDEX passkey_by_person ON passkey (person);
-- The app that shows somebody a new code every thirty seconds.
CREATE TABLE code_app (
    person TEXT NOT NULL,
    secret TEXT NOT NULL,     -- from which both sides work out the codes, in base32
    last_step INTEGER NOT NULL, -- of which thirty seconds a code was used last
    since_us INTEGER NOT NULL,
    check_sum BLOB NOT NULL,
    PRIMARY KEY (person)
) WITHOUT ROWID;
-- Codes that each replace the app once, by their SHA-256. One that was used is deleted.
CREATE TABLE recovery_code (
    code TEXT NOT NULL,
    person TEXT NOT NULL,
    check_sum BLOB NOT NULL,
    PRIMARY KEY (code)
) WITHOUT ROWID;
CREATE INDEX recovery_code_by_person ON recovery_code (person);
-- Sessions say how somebody has shown who they are; everybody signs in once more.
DELETE FROM session;
ALTER TABLE session ADD COLUMN is_strong INTEGER NOT NULL DEFAULT 0; -- 1: by a passkey, or twice
