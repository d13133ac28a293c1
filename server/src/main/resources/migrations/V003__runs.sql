create table run (
    id                text primary key,
    workspace_id      text not null references workspace (id),
    workflow_id       text not null references workflow (id),
    version           integer not null,
    status            text not null,      -- queued running completed failed timeout cancelled
    params            text not null,
    webhook_url       text,
    created_at        bigint not null,
    updated_at        bigint not null,
    started_at        bigint,
    finished_at       bigint,
    cancel_at         bigint,             -- when cancelling a running one was asked for
    worker            text,
    attempt           integer not null,   -- the fence: every write of a worker names its attempt
    result            text,
    error             text,
    error_type        text,
    retry_of          text
);

create index run_by_workspace on run (workspace_id, created_at, id);
create index run_by_workflow on run (workflow_id, created_at, id);
-- The queue: its first run of each workflow is found without looking at the others.
create index run_queued on run (workflow_id, created_at, id) where status = 'queued';
create index run_running on run (workflow_id) where status = 'running';

create table idempotency (
    workspace_id  text not null,
    key           text not null,
    body_hmac     text not null,
    run_id        text not null,
    created_at    bigint not null,
    primary key (workspace_id, key)
);

create index idempotency_by_age on idempotency (created_at);

create table artifact (
    run_id      text not null references run (id),
    kind        text not null,
    size        bigint not null,
    created_at  bigint not null,
    primary key (run_id, kind)
);
