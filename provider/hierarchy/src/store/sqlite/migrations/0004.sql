-- Who manages an object. Objects of an older format have no owners until they are next written.
CREATE TABLE owner (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    mark BLOB NOT NULL,
    actor TEXT NOT NULL,
    origin TEXT NOT NULL,
    since_us INTEGER NOT NULL,
    pending INTEGER,
    PRIMARY KEY (kind, key, mark)
) STRICT, WITHOUT ROWID;
