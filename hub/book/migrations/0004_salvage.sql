-- A row for each time that a book was damaged and this one began with what was whole of it.
CREATE TABLE salvage (
    number INTEGER NOT NULL,
    withheld_until_us INTEGER, -- months that were over by then wait for an erratum; nothing: not yet known
    check_sum BLOB NOT NULL,
    PRIMARY KEY (number)
) WITHOUT ROWID;
