/** The log: one table, append-only for every login; a service reads the rows whose `visibility` lists it. */
export const log = `
create schema events authorization events_owner;
set local role events_owner;

-- Services and logins are separate: with two logins of one service a password can be changed without downtime.
create table events.service_login (login name primary key, service text collate "C" not null);

-- session_user, because current_user is the owner of this function.
create function events.caller_service() returns text
language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
return (select l.service from events.service_login l where l.login = session_user);

-- The append, the only way to insert, validates events: a check constraint is compiled again by each statement, and
-- four of them cost a single append a tenth of its time.
create table events.event (
  position bigint primary key,
  stream text collate "C" not null,
  revision bigint not null,
  id uuid not null unique,
  command_id uuid not null,
  command_digest bytea not null,
  type text collate "C" not null,
  case_id uuid,
  -- Names, not bits: a bit that is reused for another service would make old events visible to it.
  visibility text[] collate "C" not null,
  -- json keeps the hashed bytes; jsonb would rewrite them, and is half as fast to read.
  envelope json not null,
  data json not null,
  salt bytea,
  event_hash bytea not null,
  chain_hash bytea not null,
  recorded_at timestamptz not null,
  unique (stream, revision)
);
create index event_command on events.event (command_id);
create index event_case on events.event (case_id, position);

create function events.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% on %.% is refused: events are append-only', tg_op, tg_table_schema, tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger append_only before update or delete or truncate on events.event for each statement execute function events.refuse_change();
-- Always: an ordinary trigger does not fire where session_replication_role is replica.
alter table events.event enable always trigger append_only;

-- A policy, not a security-barrier view: a LIMIT is not pushed down into such a view, so each page would sort the rest
-- of the log. The inner select makes it one call per query. The owner, and so each security definer function, is not
-- restricted.
alter table events.event enable row level security;
create policy visible on events.event for select to events_service using ((select events.caller_service()) = any (visibility));

create function events.last_position() returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic select coalesce(max(e.position), 0) from events.event e; end;

reset role;
revoke execute on all functions in schema events from public;
grant usage on schema events to events_service;
grant select on events.event to events_service;
grant execute on function events.caller_service, events.last_position to events_service;
`
