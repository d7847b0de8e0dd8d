-- A server may name two accounts, and servers are found by the database they share.
ALTER TABLE object ADD COLUMN other_account TEXT;
ALTER TABLE object ADD COLUMN database TEXT;

CREATE INDEX object_by_other_account ON object (kind, other_account, key) WHERE other_account IS NOT NULL;
CREATE INDEX object_by_database ON object (kind, database, key) WHERE database IS NOT NULL;

-- This folds the case of ASCII only: a name with other letters is found by its database once it is written again.
UPDATE object
SET database = lower(
    coalesce(body ->> '$.wsus.database.server', body ->> '$.server_fqdn')
    || '/' || coalesce(body ->> '$.wsus.database.name', 'SUSDB')
)
WHERE kind = 'site_system' AND body ->> '$.wsus.database.kind' = 'sql';
