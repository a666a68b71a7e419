/**
 * The deployment that records these events: its name, a check of its digest key and a random id of the log. The first
 * service that starts writes the row, which nobody changes.
 */
export const deployment = `
grant usage on schema events_migrations to events_owner;
grant select on events_migrations.applied to events_owner;
set local role events_owner;

create table events.deployment (
  only_row boolean primary key default true check (only_row),
  log_id uuid not null,
  name text not null,
  digest_key_check bytea not null check (octet_length(digest_key_check) = 32),
  recorded_at timestamptz not null default clock_timestamp()
);
create trigger append_only before update or delete or truncate on events.deployment for each statement execute function events.refuse_change();
alter table events.deployment enable always trigger append_only;

-- A login of no service, and a database of a newer release, get the answer but record nothing.
create function events.identify(
  i_log_id uuid, i_name text, i_check bytea,
  out service text, out migration int, out log_id uuid, out name text, out digest_key_check text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  service := events.caller_service();
  select max(a.version) into migration from events_migrations.applied a;
  if service is not null and not exists (select from events.deployment) then
    insert into events.deployment (log_id, name, digest_key_check) values (i_log_id, i_name, i_check) on conflict do nothing;
  end if;
  select d.log_id, d.name, encode(d.digest_key_check, 'hex') into log_id, name, digest_key_check from events.deployment d;
end $$;

reset role;
revoke execute on all functions in schema events from public;
grant execute on function events.identify to events_service;
`
