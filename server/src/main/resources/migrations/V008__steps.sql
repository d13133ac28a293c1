-- What agents did: one answer of a model and what was done with it.
create table step (
    run_id              text not null references run (id),
    number              integer not null,   -- from 1 within the run
    workspace_id        text not null,
    at                  bigint not null,
    method              text not null,      -- execute verify extract
    model               text not null,
    text                text not null,      -- what the model wrote
    actions             text not null,      -- a JSON list of JSON texts
    input_tokens        bigint not null,
    output_tokens       bigint not null,
    cache_read_tokens   bigint not null,
    cache_write_tokens  bigint not null,
    cost_micros         bigint not null,    -- millionths of a dollar; 0 where the price is not known
    model_ms            bigint not null,
    duration_ms         bigint not null,
    problem             text,
    primary key (run_id, number)
);

create index step_by_workspace on step (workspace_id, at);
