-- JSON: all that its desktop may reach, as ["example.com", "*.example.com"]; [] is any.
alter table workflow_version add column hosts text not null default '[]';
