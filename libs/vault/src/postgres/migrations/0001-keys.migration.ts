/** One key for each subject and service. Its destruction is the only deletion in this database, and it is permanent. */
export const keys = `
create schema vault authorization vault_owner;
set local role vault_owner;

-- Services and logins are separate: with two logins of one service a password can be changed without downtime.
create table vault.service_login (login name primary key, service text collate "C" not null);

-- session_user, because current_user is the owner of this function.
create function vault.caller_service() returns text
language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
return (select l.service from vault.service_login l where l.login = session_user);

create table vault.subject_key (
  id uuid not null,
  service text collate "C" not null default vault.caller_service(),
  subject uuid not null,
  -- A compact JWE, encrypted with the service's key-encryption key; wrapped_under is the id of that key.
  wrapped text collate "C",
  wrapped_under text collate "C",
  made_at timestamptz not null default clock_timestamp(),
  destroyed_at timestamptz,
  -- The service comes first: no login learns from a unique violation which ids or subjects another service has.
  primary key (service, id),
  unique (service, subject),
  check ((wrapped is null) = (destroyed_at is not null)),
  check ((wrapped is null) = (wrapped_under is null)),
  check (octet_length(wrapped) <= 1024),
  check (wrapped_under ~ '^[0-9a-f]{16}$')
)
-- The remains of a destroyed key are vacuumed in the next round, not after a fifth of the table has changed.
with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 0);
create index subject_key_wrapped_under on vault.subject_key (service, wrapped_under) where wrapped is not null;

create function vault.guard_key() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if old.destroyed_at is not null then
    raise exception 'key % cannot be changed: it was destroyed permanently', old.id using errcode = 'insufficient_privilege';
  end if;
  if (new.id, new.service, new.subject, new.made_at) is distinct from (old.id, old.service, old.subject, old.made_at) then
    raise exception 'key % cannot be changed: only its wrapping may change', old.id using errcode = 'insufficient_privilege';
  end if;
  new.destroyed_at := case when new.wrapped is null then clock_timestamp() end;
  return new;
end $$;
create trigger guard_key before update on vault.subject_key for each row execute function vault.guard_key();

create function vault.refuse_change() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception '% on %.% is refused', tg_op, tg_table_schema, tg_table_name using errcode = 'insufficient_privilege';
end $$;
-- A deleted row could be inserted again with its key; a destroyed key cannot be restored.
create trigger keep_key before delete or truncate on vault.subject_key for each statement execute function vault.refuse_change();

-- Always: an ordinary trigger does not fire where session_replication_role is replica.
alter table vault.subject_key enable always trigger guard_key;
alter table vault.subject_key enable always trigger keep_key;

alter table vault.subject_key enable row level security;
create policy own on vault.subject_key to vault_service
  using (service = (select vault.caller_service())) with check (service = (select vault.caller_service()));

reset role;
revoke execute on all functions in schema vault from public;
grant usage on schema vault to vault_service;
grant execute on function vault.caller_service to vault_service;
grant select, insert (id, subject, wrapped, wrapped_under), update (wrapped, wrapped_under) on vault.subject_key to vault_service;
`
