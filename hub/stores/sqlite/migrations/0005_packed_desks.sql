-- All desks of a slot stand in one row, as JSON, in their order: [["d1", occupied, free, unknown], …],
-- in microseconds. That is a twentieth of the rows and sums where there are twenty desks. A row that
-- isn't as it was written ends this, and the store is set aside for what is sound of it.
CREATE TABLE slot_desks (
    space TEXT NOT NULL, start_us INTEGER NOT NULL, desk_count INTEGER NOT NULL,
    desks TEXT NOT NULL, check_sum INTEGER NOT NULL,
    PRIMARY KEY (space, start_us)
) WITHOUT ROWID;
INSERT INTO slot_desks
SELECT space, start_us, desk_count, desks, row_sum('slot_desks', space, start_us, desk_count, desks)
FROM (
    SELECT space, start_us, count(*) AS desk_count, (
        SELECT json_group_array(json_array(desk, occupied_us, free_us, unknown_us)) FROM (
            SELECT * FROM desk_slot AS one
            WHERE one.space = desk_slot.space AND one.start_us = desk_slot.start_us
            AND row_is_sound(
                'desk_slot', space, start_us, place, desk, occupied_us, free_us, unknown_us,
                check_sum
            ) ORDER BY place
        )
    ) AS desks FROM desk_slot GROUP BY space, start_us
);
DROP TABLE desk_slot;
-- The newest deletion is found at once, however many hours the log has.
CREATE INDEX deletion_by_before ON deletion (before_us);
CREATE INDEX deletion_by_time ON deletion (at_us);
