CREATE TABLE object (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    site TEXT,
    first INTEGER NOT NULL,
    parent TEXT,
    server TEXT,
    account TEXT,
    declared INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (kind, key)
) STRICT;

CREATE INDEX object_by_site ON object (kind, site, key);
CREATE INDEX object_first_of_site ON object (kind, site, key) WHERE first = 1;
CREATE INDEX object_by_parent ON object (kind, parent, key);
CREATE INDEX object_by_server ON object (kind, server, key);
CREATE INDEX object_by_account ON object (kind, account, key) WHERE account IS NOT NULL;

CREATE TABLE retired_site (
    key TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE history (
    number INTEGER PRIMARY KEY,
    revision INTEGER NOT NULL,
    time_us INTEGER NOT NULL,
    actor TEXT NOT NULL,
    origin TEXT NOT NULL,
    action TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    id TEXT NOT NULL,
    site TEXT,
    site_code TEXT,
    declared INTEGER NOT NULL,
    before TEXT,
    after TEXT
) STRICT;

CREATE INDEX history_by_object ON history (key, kind);
CREATE INDEX history_by_site ON history (site);
