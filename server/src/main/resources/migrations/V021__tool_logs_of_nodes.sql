-- Several nodes add entries: they are counted for each desktop, which lives on one.
create table tool_entry (
    desktop_id   text not null references desktop (id) on delete cascade,
    number       bigint not null,
    id           text not null,
    at           bigint not null,
    tool         text not null,
    action       text not null,
    params       text not null,
    duration_ms  bigint not null,
    error        text,
    primary key (desktop_id, number)
);

insert into tool_entry (desktop_id, number, id, at, tool, action, params, duration_ms, error)
    select desktop_id, number, id, at, tool, action, params, duration_ms, error from tool_log;

drop table tool_log;

alter table tool_entry rename to tool_log;

-- Retention removes the marks of a run.
create index idempotency_by_run on idempotency (run_id);
