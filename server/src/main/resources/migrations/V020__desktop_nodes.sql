-- The node that a desktop lives on; null in rows of servers that were alone.
alter table desktop add column node_id text;
