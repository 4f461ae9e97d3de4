CREATE TABLE epoch (
    no INTEGER PRIMARY KEY AUTOINCREMENT, epoch TEXT NOT NULL UNIQUE, boot TEXT NOT NULL,
    last_seq INTEGER NOT NULL
);
CREATE TABLE entry (
    epoch_no INTEGER NOT NULL, seq INTEGER NOT NULL, boot_us INTEGER NOT NULL, at_us INTEGER,
    estimated INTEGER NOT NULL, lost INTEGER NOT NULL, settled INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (epoch_no, seq)
) WITHOUT ROWID;
CREATE INDEX entry_unsettled ON entry (epoch_no, seq) WHERE settled = 0;
CREATE INDEX entry_undated ON entry (epoch_no, seq) WHERE at_us IS NULL;
CREATE TABLE store (id TEXT PRIMARY KEY, is_newest INTEGER NOT NULL) WITHOUT ROWID;
