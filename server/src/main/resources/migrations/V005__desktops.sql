-- Living desktops that workspaces made; a row goes with its desktop. Those of runs have none.
create table desktop (
    id               text primary key,
    workspace_id     text not null references workspace (id),
    name             text,
    width            integer not null,
    height           integer not null,
    network          text not null,       -- JSON: {"allow": [], "deny": []}
    idle_timeout_ms  bigint,              -- null: never
    created_at       bigint not null,
    updated_at       bigint not null
);
