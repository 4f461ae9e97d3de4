-- A sum for each row, over its table's name and its other columns (check_sums.py): whoever reads it
-- sees whether it is as it was written. `damage` remembers what was found and set aside.
CREATE TABLE damage (
    id INTEGER PRIMARY KEY, found_us INTEGER NOT NULL, aside TEXT NOT NULL, said TEXT NOT NULL,
    kept INTEGER NOT NULL, set_aside INTEGER NOT NULL, check_sum INTEGER NOT NULL
);
ALTER TABLE store ADD COLUMN check_sum INTEGER NOT NULL DEFAULT 0;
UPDATE store SET check_sum = row_sum('store', id);
ALTER TABLE agent ADD COLUMN check_sum INTEGER NOT NULL DEFAULT 0;
UPDATE agent SET check_sum = row_sum('agent', id, space, agent);
ALTER TABLE epoch ADD COLUMN check_sum INTEGER NOT NULL DEFAULT 0;
UPDATE epoch SET check_sum = row_sum(
    'epoch', id, agent_id, epoch, previous, previous_last, stopped_seq
);
ALTER TABLE seqs ADD COLUMN check_sum INTEGER NOT NULL DEFAULT 0;
UPDATE seqs SET check_sum = row_sum('seqs', epoch_id, fate, first, last);
ALTER TABLE event ADD COLUMN check_sum INTEGER NOT NULL DEFAULT 0;
UPDATE event SET check_sum = row_sum('event', epoch_id, seq, agent_id, at_us, estimated, body);
ALTER TABLE touched ADD COLUMN check_sum INTEGER NOT NULL DEFAULT 0;
UPDATE touched SET check_sum = row_sum('touched', epoch_id, first, last, from_us, to_us, turns);
ALTER TABLE rolled ADD COLUMN check_sum INTEGER NOT NULL DEFAULT 0;
UPDATE rolled SET check_sum = row_sum('rolled', space, until_us, calendar);
ALTER TABLE slot ADD COLUMN check_sum INTEGER NOT NULL DEFAULT 0;
UPDATE slot SET check_sum = row_sum(
    'slot', space, start_us, open, desks, occupied_us, free_us, unknown_us, peak_occupied,
    used_known_us, full_us, not_full_us, doors_known_us, arrivals, departures, turn_backs
);
ALTER TABLE space_hour ADD COLUMN check_sum INTEGER NOT NULL DEFAULT 0;
UPDATE space_hour SET check_sum = row_sum(
    'space_hour', space, hour_of_week, begin_us, slots, occupied_us, free_us, unknown_us
);
ALTER TABLE desk_slot ADD COLUMN check_sum INTEGER NOT NULL DEFAULT 0;
UPDATE desk_slot SET check_sum = row_sum(
    'desk_slot', space, start_us, place, desk, occupied_us, free_us, unknown_us
);
ALTER TABLE space_day ADD COLUMN check_sum INTEGER NOT NULL DEFAULT 0;
UPDATE space_day SET check_sum = row_sum(
    'space_day', space, day, open, slots, desk_slots, occupied_us, free_us, unknown_us,
    used_known_us, full_us, not_full_us, doors_known_us, arrivals, departures, turn_backs,
    peak_occupied, peak_slot_us, peak_desks
);
ALTER TABLE desk_day ADD COLUMN check_sum INTEGER NOT NULL DEFAULT 0;
UPDATE desk_day SET check_sum = row_sum(
    'desk_day', space, day, desk, open, occupied_us, free_us, unknown_us
);
ALTER TABLE deletion ADD COLUMN check_sum INTEGER NOT NULL DEFAULT 0;
UPDATE deletion SET check_sum = row_sum(
    'deletion', at_us, before_us, events, quarantined, desk_slots
);
ALTER TABLE quarantine ADD COLUMN check_sum INTEGER NOT NULL DEFAULT 0;
UPDATE quarantine SET check_sum = row_sum(
    'quarantine', source, identity, epoch_id, seq, reason, raw, received_us
);
ALTER TABLE ignored ADD COLUMN check_sum INTEGER NOT NULL DEFAULT 0;
UPDATE ignored SET check_sum = row_sum('ignored', space, agent, message_count, last_us);
