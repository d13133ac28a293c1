-- The outbox: a row is written in the transaction that changes the run.
create table webhook_event (
    id               text primary key,    -- msg_…, the webhook-id header
    run_id           text not null references run (id),
    workspace_id     text not null,
    workflow_id      text not null,
    seq              integer not null,    -- 0 processing, 1 the end
    status           text not null,       -- processing success failed
    url              text not null,
    origin           text not null,       -- scheme://host:port of the url; attempts are limited by it
    body             text not null,       -- the exact bytes of every attempt, UTF-8
    state            text not null,       -- pending delivered superseded stopped failed exhausted
    attempts         integer not null default 0, -- numbers them, and is the fence of who made the last
    retries          integer not null default 0, -- of these, since `since`
    next_attempt_at  bigint not null,
    claimed_until    bigint not null default 0,  -- an attempt is under way until then at most
    since            bigint not null,     -- delivery was asked for: creation or last redelivery
    created_at       bigint not null,
    unique (run_id, seq)
);

create index webhook_event_due on webhook_event (origin, next_attempt_at) where state = 'pending';
create index webhook_event_oldest on webhook_event (since) where state = 'pending';

create table webhook_attempt (
    event_id     text not null references webhook_event (id),
    number       integer not null,
    at           bigint not null,
    http_status  integer,                 -- null: no answer came
    duration_ms  bigint not null,
    address      text,                    -- the address that was dialled
    outcome      text not null,           -- one sentence
    response     text,                    -- first bytes of the answer
    primary key (event_id, number)
);
