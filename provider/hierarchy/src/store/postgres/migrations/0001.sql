-- One row. A writer locks it, so that the history is one line.
CREATE TABLE writer (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only)
);

INSERT INTO writer DEFAULT VALUES;

CREATE TABLE object (
    kind text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    site text COLLATE "C",
    first boolean NOT NULL,
    parent text COLLATE "C",
    server text COLLATE "C",
    account text COLLATE "C",
    other_account text COLLATE "C",
    database text COLLATE "C",
    declared boolean NOT NULL,
    revision bigint NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (kind, key)
);

CREATE INDEX object_by_site ON object (kind, site, key);
CREATE INDEX object_first_of_site ON object (kind, site, key) WHERE first;
CREATE INDEX object_by_parent ON object (kind, parent, key);
CREATE INDEX object_by_server ON object (kind, server, key);
CREATE INDEX object_by_account ON object (kind, account, key) WHERE account IS NOT NULL;
CREATE INDEX object_by_other_account ON object (kind, other_account, key) WHERE other_account IS NOT NULL;
CREATE INDEX object_by_database ON object (kind, database, key) WHERE database IS NOT NULL;

CREATE TABLE owner (
    kind text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    mark bytea NOT NULL,
    actor text NOT NULL,
    origin text NOT NULL,
    since_us bigint NOT NULL,
    pending bigint,
    PRIMARY KEY (kind, key, mark)
);

CREATE TABLE retired_site (
    key text COLLATE "C" PRIMARY KEY
);

CREATE TABLE fact (
    kind text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (kind, key)
);

-- The database's own user stands beside the claimed actor. A role that may not insert that column cannot claim another.
CREATE TABLE history (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    revision bigint NOT NULL,
    time_us bigint NOT NULL,
    actor text NOT NULL,
    origin text NOT NULL,
    action text NOT NULL,
    kind text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    id text NOT NULL,
    site text COLLATE "C",
    site_code text,
    declared boolean NOT NULL,
    before text,
    after text,
    database_user text DEFAULT session_user
);

CREATE INDEX history_by_object ON history (key, kind);
CREATE INDEX history_by_site ON history (site);
CREATE INDEX history_by_revision ON history (revision);
