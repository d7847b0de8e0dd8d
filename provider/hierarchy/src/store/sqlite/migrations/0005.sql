-- The user that a database knew the writer as, in a copy of a hierarchy from there.
ALTER TABLE history ADD COLUMN database_user TEXT;
