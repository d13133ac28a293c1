-- Leave for people to watch a desktop; a row goes with its desktop.
create table view_session (
    desktop_id  text primary key references desktop (id) on delete cascade,
    id          text not null,            -- what links carry
    scope       text not null             -- view, control
);
