-- The last actions on each desktop; they go with its row.
create table tool_log (
    number       bigint primary key,
    id           text not null,
    desktop_id   text not null references desktop (id) on delete cascade,
    at           bigint not null,
    tool         text not null,
    action       text not null,
    params       text not null,
    duration_ms  bigint not null,
    error        text
);

create index tool_log_by_desktop on tool_log (desktop_id, number);
