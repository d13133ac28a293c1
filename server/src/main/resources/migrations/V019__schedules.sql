create table schedule (
    id            text primary key,
    workspace_id  text not null references workspace (id),
    workflow_id   text not null references workflow (id),
    name          text,
    cron          text not null,
    time_zone     text not null,
    params        text not null,
    webhook_url   text,
    missed        text not null,      -- skip once all
    paused        boolean not null,
    created_at    bigint not null,
    updated_at    bigint not null,
    next_at       bigint,             -- the oldest tick that is not dealt with
    last_at       bigint,             -- the last tick that started a run
    last_run      text,
    problem       text                -- why the last tick started none
);

create index schedule_by_workspace on schedule (workspace_id, created_at, id);

-- db-scheduler's table, with times as everywhere here (docs/adr/0100).
create table job (
    task_name             text not null,
    task_instance         text not null,
    task_data             bytea,
    execution_time        bigint not null,
    picked                boolean not null,
    picked_by             text,
    last_success          bigint,
    last_failure          bigint,
    consecutive_failures  integer,
    last_heartbeat        bigint,
    version               bigint not null,
    primary key (task_name, task_instance)
);

create index job_due on job (execution_time);
