-- Why desktops of workspaces ended that nobody deleted; the newest thousand.
create table desktop_ending (
    desktop_id    text primary key,
    workspace_id  text not null,
    ended_at      bigint not null,
    reason        text not null            -- a clause
);

create index desktop_ending_by_time on desktop_ending (ended_at, desktop_id);
