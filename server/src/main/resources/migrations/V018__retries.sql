-- How often a run may begin anew when its desktop is lost.
alter table workflow_version add column retries integer not null default 0;
