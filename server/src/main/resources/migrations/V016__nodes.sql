-- Servers that share this database.
create table node (
    id            text primary key,   -- node_…, kept in the node's data folder
    incarnation   text not null,      -- another with each start; only the last one beats
    beat          bigint not null,    -- raised while it lives; others see whether it changes
    url           text not null,      -- where other nodes reach it
    roles         text not null,      -- api desktops worker, a space between two
    runs          integer not null,   -- that it executes
    desktops      integer not null,   -- that workspaces have on it
    started_at    bigint not null
);
create index run_by_worker on run (worker) where status = 'running';
-- The node that claimed_until is of.
alter table webhook_event add column claimed_by text;
