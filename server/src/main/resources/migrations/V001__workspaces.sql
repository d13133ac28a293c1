-- One dialect for SQLite and PostgreSQL: text ids, bigint epoch milliseconds, JSON as text.
create table workspace (
    id          text primary key,
    name        text not null,
    created_at  bigint not null
);

create table api_key (
    id            text primary key,
    workspace_id  text not null references workspace (id),
    hash          text not null unique,   -- hex SHA-256 of the key's text (256 random bits, so no salt)
    hint          text not null,
    label         text not null,
    scopes        text not null,          -- comma-separated
    created_at    bigint not null,
    revoked_at    bigint
);

create index api_key_by_workspace on api_key (workspace_id, created_at);

create table webhook_secret (
    id            text primary key,
    workspace_id  text not null references workspace (id),
    workflow_id   text,                   -- null: for all of the workspace's workflows
    sealed        text not null,          -- the secret, encrypted (see secrets)
    created_at    bigint not null,
    expires_at    bigint                  -- set when a newer one has taken over; both sign until then
);

create index webhook_secret_by_owner on webhook_secret (workspace_id, workflow_id, created_at);
