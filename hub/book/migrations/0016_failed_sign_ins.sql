-- How often somebody failed to sign in, by local day: numbers, and nothing of what was typed.
CREATE TABLE failed_sign_in (
    day TEXT NOT NULL,           -- such as '2026-03-01'
    wrong_count INTEGER NOT NULL,
    refused_count INTEGER NOT NULL, -- not looked at, because there were too many
    name_count INTEGER NOT NULL, -- at least so many different names were tried
    check_sum BLOB NOT NULL,
    PRIMARY KEY (day)
) WITHOUT ROWID;
