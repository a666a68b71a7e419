/** Who opened which encrypted members, and why: append-only for every login. */
export const openings = `
set local role vault_owner;

create table vault.opening (
  -- Random: sequential numbers would reveal to each service how often the others open members.
  id uuid primary key default gen_random_uuid(),
  service text collate "C" not null default vault.caller_service(),
  at timestamptz not null default clock_timestamp(),
  case_id uuid not null,
  event_ids uuid[] not null check (cardinality(event_ids) > 0),
  subjects uuid[] not null,
  agency_id text not null check (agency_id <> ''),
  user_id text not null check (user_id <> ''),
  role text not null check (role <> ''),
  purpose text not null check (purpose <> '')
);
create index opening_of_case on vault.opening (service, case_id, at, id);

create trigger append_only before update or delete or truncate on vault.opening for each statement execute function vault.refuse_change();
alter table vault.opening enable always trigger append_only;

alter table vault.opening enable row level security;
create policy own on vault.opening to vault_service
  using (service = (select vault.caller_service())) with check (service = (select vault.caller_service()));

reset role;
grant select, insert (case_id, event_ids, subjects, agency_id, user_id, role, purpose) on vault.opening to vault_service;
`
