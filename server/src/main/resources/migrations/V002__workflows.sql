create table workflow (
    id               text primary key,
    workspace_id     text not null references workspace (id),
    name             text not null,
    current_version  integer not null,
    created_at       bigint not null,
    updated_at       bigint not null,
    deleted_at       bigint
);

create index workflow_by_workspace on workflow (workspace_id, created_at);

create table workflow_version (
    workflow_id    text not null references workflow (id),
    version        integer not null,
    language       text not null,
    files          text not null,         -- JSON: [{"name", "content" as Base64}]
    compiled       text not null,         -- the same; Java classes
    params_schema  text not null,
    result_schema  text not null,
    secure_schema  text,
    created_at     bigint not null,
    primary key (workflow_id, version)
);
