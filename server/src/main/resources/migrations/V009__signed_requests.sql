-- What clients sign requests with: apart from the API key, sealed, two living ones at most.
create table signing_secret (
    id            text primary key,
    workspace_id  text not null references workspace (id),
    sealed        text not null,
    label         text not null,
    created_at    bigint not null,
    revoked_at    bigint
);

create index signing_secret_by_workspace on signing_secret (workspace_id, created_at);

-- Signatures taken, so that none is taken twice while its timestamp is good.
create table seen_signature (
    workspace_id  text not null,
    signature     text not null,
    expires_at    bigint not null,
    primary key (workspace_id, signature)
);

create index seen_signature_by_age on seen_signature (expires_at);

-- The secure params of a run: sealed, and null once the run has ended.
create table run_secret (
    run_id  text primary key references run (id),
    sealed  text
);
