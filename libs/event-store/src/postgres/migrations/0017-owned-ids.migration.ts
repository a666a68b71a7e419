import { appendBatchFunction, appendOneFunction } from './0004-append.migration.ts'
import { SUCCESSION } from './0013-successive-commands.migration.ts'
import { inTime, STRICT_CHECKS } from './0014-strict-append.migration.ts'
import { SILENT } from './0015-no-messages.migration.ts'
import type { AppendChecks } from './append-checks.ts'

/** The version of this migration: a release that knows it makes ids by service. */
export const BY_SERVICE = 17

/** Services of the release before make ids without their name. See decision 142 for what that leaves open. */
const isOwned = (id: string, command: string, number: string): string =>
  ` and (${id} = events.event_id(caller, ${command}, ${number})
          or (${id} = events.earlier_event_id(${command}, ${number}) and (select f.accepts_earlier from events.id_form f)))`

/**
 * A command that the service recorded in another stream, as a refusal is: where the ids there are of the other form, no index
 * refuses it. A lateral, see the append.
 */
const recordedElsewhere = (commands: string): string => `
  select c.id into recorded from ${commands}
    cross join lateral (
      select true from events.event e where e.command_id = c.id and (e.stream <> c.stream) is true and starts_with(e.stream, caller || '.') limit 1) known
    limit 1;
  if found then raise exception 'command % was recorded before, in another stream', recorded using errcode = 'unique_violation'; end if;`

const OWNED_CHECKS: AppendChecks = {
  ...STRICT_CHECKS,
  how: `${SILENT} set enable_seqscan = off`,
  declared: `
  first_of bigint[];
  recorded uuid;`,
  commands: `${STRICT_CHECKS.commands}
  if facts > commands then
    select array_agg(f.first order by f.command) into first_of
      from (select e.command, min(e.no) as first from unnest(e_command) with ordinality e(command, no) group by e.command) f;
  end if;`,
  isId: isOwned,
  number: (no, command) => `(case when first_of is null then 0 else ${no} - first_of[${command}] end)`,
  unrecorded: recordedElsewhere,
}

/**
 * The id of an event is made from the name of the service that records it, and the append makes it again: so no login uses up
 * an id of another service, or learns by a clash what another one has recorded.
 */
export const ownedIds = `
set local role events_owner;

-- As \`eventIdOf\`: a UUID of version 8 of the first 16 bytes of the hash.
-- Called only by functions that have a search path: one of its own would cost as much as the rest.
create function events.uuid_of(name text) returns uuid language plpgsql immutable parallel safe as $$
declare
  hash bytea := substr(sha256(convert_to(name, 'UTF8')), 1, 16);
begin
  return encode(set_byte(set_byte(hash, 6, get_byte(hash, 6) & 15 | 128), 8, get_byte(hash, 8) & 63 | 128), 'hex')::uuid;
end $$;
create function events.event_id(service text, command uuid, number bigint) returns uuid language sql immutable parallel safe
  return events.uuid_of('["event","' || service || '","' || command::text || '",' || number::text || ']');
create function events.earlier_event_id(command uuid, number bigint) returns uuid language sql immutable parallel safe
  return events.uuid_of('["event","' || command::text || '",' || number::text || ']');

-- Whether services of the release before may still run: never on a log that begins with this release. The migration of a
-- later release ends it elsewhere.
create table events.id_form (only_row boolean primary key default true check (only_row), accepts_earlier boolean not null);
insert into events.id_form (accepts_earlier)
  select exists (select from events.deployment) or (select l.position > 0 from events.last_event() l);

create or replace function events.needed_migration() returns int
language sql stable security definer set search_path = pg_catalog, pg_temp ${SILENT}
return greatest((select max(coalesce(a.needs, a.version)) from events_migrations.applied a),
  (select ${BY_SERVICE} from events.id_form f where not f.accepts_earlier));

${inTime(appendBatchFunction('create or replace', OWNED_CHECKS, SUCCESSION))}${inTime(appendOneFunction('create or replace', OWNED_CHECKS))}
reset role;
revoke execute on all functions in schema events from public;
`
