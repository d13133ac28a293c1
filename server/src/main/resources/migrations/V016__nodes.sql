-- Servers that share this database, and what they need to share its runs.
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

-- Minus its priority, so that one index has all in the order in which they are taken.
alter table run add column queue_rank integer not null default 0;
drop index run_queued;
-- The first of each workflow and rank is found without looking at the others.
create index run_queued on run (workflow_id, queue_rank, created_at, id) where status = 'queued';
-- When a workspace was served last.
create index run_started on run (workspace_id, started_at) where started_at is not null;
