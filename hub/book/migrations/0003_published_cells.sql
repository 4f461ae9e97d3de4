-- Which small_count the hub had for a space, and since when: a row for each change.
CREATE TABLE small_count (
    space TEXT NOT NULL,
    from_us INTEGER NOT NULL,
    small_count INTEGER NOT NULL,
    check_sum BLOB NOT NULL,
    PRIMARY KEY (space, from_us)
) WITHOUT ROWID;
-- The months of spaces that are published. The highest edition of a month holds; none ever changes.
CREATE TABLE published_month (
    space TEXT NOT NULL,
    month TEXT NOT NULL,      -- its first day, such as '2026-03-01'
    edition INTEGER NOT NULL, -- 0, and one more with each erratum
    first TEXT NOT NULL,      -- the first day that counts
    at_us INTEGER NOT NULL,   -- when it was worked out
    small_count INTEGER NOT NULL, -- the strictest that was in force in it
    withheld TEXT,            -- why nothing but the calendar is told
    reason TEXT,              -- of an erratum
    check_sum BLOB NOT NULL,
    PRIMARY KEY (space, month, edition)
) WITHOUT ROWID;
-- Their cells: whatever a public edition says is worked out of these. What is withheld has none.
CREATE TABLE published_cell (
    space TEXT NOT NULL,
    month TEXT NOT NULL,
    edition INTEGER NOT NULL,
    amount TEXT NOT NULL,
    value INTEGER NOT NULL,   -- seconds where the amount's name says so, else a count
    check_sum BLOB NOT NULL,
    PRIMARY KEY (space, month, edition, amount),
    FOREIGN KEY (space, month, edition) REFERENCES published_month (space, month, edition)
) WITHOUT ROWID;
