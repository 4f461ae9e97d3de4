-- A sum for each row, over its table's name and its other columns (check_sums.py): whoever reads it
-- sees whether it is as it was written.
ALTER TABLE epoch ADD COLUMN check_sum INTEGER NOT NULL DEFAULT 0;
UPDATE epoch SET check_sum = row_sum('epoch', no, epoch, boot, last_seq);
ALTER TABLE entry ADD COLUMN check_sum INTEGER NOT NULL DEFAULT 0;
UPDATE entry SET check_sum = row_sum(
    'entry', epoch_no, seq, boot_us, at_us, estimated, lost, settled, body
);
ALTER TABLE store ADD COLUMN check_sum INTEGER NOT NULL DEFAULT 0;
UPDATE store SET check_sum = row_sum('store', id, is_newest);
