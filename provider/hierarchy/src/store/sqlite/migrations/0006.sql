-- A hierarchy may be read from a real site, which its facts say. An earlier release would change and synchronize it.
SELECT 1;
