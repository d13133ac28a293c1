-- What the code of a running run asked for and was answered; gone when the run ends.
create table run_call (
    run_id   text not null references run (id),
    call_id  bigint not null,             -- counted by the code's process
    attempt  integer not null,            -- the run's when it was written
    method   text not null,
    mac      text not null,               -- hex HMAC of run, method and params
    answer   text,                        -- sealed; null: not known whether it was done
    primary key (run_id, call_id)
);

-- Where a running run is executed; gone when the run ends.
create table run_place (
    run_id      text primary key references run (id),
    desktop_id  text,                     -- null: it has acted on none
    width       integer,
    height      integer,
    started_at  bigint,                   -- of the desktop
    sandbox_id  text,                     -- null: its code has not started
    restarts    integer not null          -- how often it has lost its desktop and begun anew
);
