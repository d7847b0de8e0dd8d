-- What the simulation keeps beside the objects people configure.
CREATE TABLE fact (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (kind, key)
) STRICT;
