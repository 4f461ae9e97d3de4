-- Each whole local day of a space, summed for reports, so that they needn't read its slots. `opened` names
-- the slots that were open, `sums` are whole numbers as JSON, compressed by zlib; of a day of which slots
-- are missing they are empty. Made of slots alone: those of earlier days are added bit by bit.
CREATE TABLE day_sum (
    space TEXT NOT NULL, day TEXT NOT NULL, start_us INTEGER NOT NULL, slots INTEGER NOT NULL,
    opened TEXT NOT NULL, sums BLOB NOT NULL, digest TEXT NOT NULL, check_sum INTEGER NOT NULL,
    PRIMARY KEY (space, day)
) WITHOUT ROWID;
