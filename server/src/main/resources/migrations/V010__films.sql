-- Recordings of desktops of workspaces; a film outlasts its desktop.
create table film (
    id            text primary key,       -- its artifact is kept under this
    workspace_id  text not null references workspace (id),
    desktop_id    text not null,
    started_at    bigint not null,
    ended_at      bigint not null
);

create index film_by_desktop on film (desktop_id, ended_at);

-- What owns an artifact is now a run or a film.
create table artifact_of_any (
    run_id      text not null,
    kind        text not null,
    size        bigint not null,
    created_at  bigint not null,
    primary key (run_id, kind)
);
insert into artifact_of_any (run_id, kind, size, created_at)
    select run_id, kind, size, created_at from artifact;
drop table artifact;
alter table artifact_of_any rename to artifact;
