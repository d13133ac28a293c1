-- How long a workspace keeps what has ended; no row: for ever.
create table retention (
    workspace_id  text not null references workspace (id),
    kept          text not null,      -- runs files recordings
    days          integer not null,
    primary key (workspace_id, kept)
);
