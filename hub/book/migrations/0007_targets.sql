-- What was agreed with the funder, as the page of targets keeps it. A row is there as long as it holds.
CREATE TABLE target (
    indicator TEXT NOT NULL,
    space TEXT NOT NULL,    -- empty: all spaces together
    baseline TEXT,          -- a quotient such as '3/25', in the indicator's unit; ratios from 0 to 1
    target TEXT NOT NULL,
    wanted TEXT NOT NULL,   -- at_least or at_most
    check_sum BLOB NOT NULL,
    PRIMARY KEY (indicator, space)
) WITHOUT ROWID;
