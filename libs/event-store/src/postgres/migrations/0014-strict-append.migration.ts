import { APPEND_BATCH, APPEND_ONE, APPEND_WATCHING, appendBatchFunction, appendOneFunction } from './0004-append.migration.ts'
import { CHECKS_WITH_LEFT_OUT } from './0012-basis-left-out.migration.ts'
import { SUCCESSION } from './0013-successive-commands.migration.ts'
import type { AppendChecks } from './append-checks.ts'

/** From here on an object or array is nested too deep for what folds and views do with it. */
const MAX_DEPTH = 64

/**
 * The tokens of RFC 8785 in a text that is JSON, as one expression: no space between them, each character escaped only
 * where it must be, and of numbers only integers of at most 16 digits. A number needs the character after it, or two
 * numbers would pass as one.
 */
const CANONICAL_TOKENS = [
  String.raw`[^"0-9 \t\n\r-]+`,
  String.raw`"(?:[^"\\]+|\\(?:["\\bfnrt]|u00(?:0[1-7bef]|1[0-9a-f])))*"`,
  '(?:0|-?[1-9][0-9]{0,15})[],}]',
]

/** Cheaper than to count levels: no text has more levels than brackets. */
const isFlat = (data: string): string =>
  `(octet_length(${data}) < 200 or 2 * octet_length(${data}) - octet_length(replace(${data}, '[', '')) - octet_length(replace(${data}, '{', '')) <= ${MAX_DEPTH}
          or not jsonb_path_exists(${data}::jsonb, '$.**{${MAX_DEPTH}}'))`

/**
 * Whether a version of a type is not newer than what the releases know that migrated this database: a reader takes a newer
 * one for that of a later release, and keeps its case until then.
 */
const isKnownVersion = (service: string, type: string, version: string): string =>
  `case when ${version} ~ '^[1-9][0-9]{0,8}$' then ${version}::int <= (
          select coalesce(r.newest, 999999999) from events.recordable_type r where r.service = ${service} and r.type = ${type}) else false end`

/*
 * Not the order of members, which would cost more than the rest of an append: verification reports it. A visibility in
 * the order of the services names each once.
 */
export const STRICT_CHECKS: AppendChecks = {
  ...CHECKS_WITH_LEFT_OUT,
  services: 'array(select one.service from events.service_login one group by one.service order by min(one.place), one.service)',
  isVisibility: (visibility) =>
    `${visibility} = array(select s.name from unnest(services) with ordinality s(name, no) where s.name = any (${visibility}) order by s.no)`,
  commands: `
  if commands > 1 and commands > (select count(distinct (s.name, s.id)) from unnest(c_stream, c_id) s(name, id)) then
    perform events.refuse_malformed('it sends a command twice');
  end if;`,
  isForm: (data, type, version) => `
        and ${data} ~ '^(?:${CANONICAL_TOKENS.join('|')})*$' and ${isFlat(data)} and events.has_unique_members(${data})
        and ${isKnownVersion('caller', type, version)}`,
  correction: (stream, id, type, data, corrects) => `events.refuse_correction(${stream}, ${id}, ${type}, ${data}, ${corrects})`,
}

/** The key of the lock on the log. */
const LOG_LOCK = "'events.event'::regclass::oid::int, 0"

/**
 * An append waits for all its locks together no longer than four seconds: one that waited for long, and one that an attacker
 * lets wait again and again, would else be as old as one that is left open.
 */
const lockInTime = (name: string, parameter: string, key: string): string => `
create function events.${name}(${parameter}) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  left_ms int := ceil(extract(epoch from statement_timestamp() + interval '4 seconds' - clock_timestamp()) * 1000);
begin
  if pg_try_advisory_xact_lock(${key}) then return; end if;
  if left_ms < 1 then raise exception 'the append waited for its locks for four seconds' using errcode = 'lock_not_available'; end if;
  perform set_config('lock_timeout', left_ms::text, true);
  perform pg_advisory_xact_lock(${key});
end $$;
`

/** An append that waits for its locks no longer than it may. */
export const inTime = (append: string): string =>
  append
    .replaceAll(`perform pg_advisory_xact_lock(${LOG_LOCK})`, 'perform events.lock_log_in_time()')
    .replaceAll('perform pg_advisory_xact_lock(', 'perform events.lock_in_time(')

const APPEND_STATEMENTS = [APPEND_ONE, APPEND_BATCH, APPEND_WATCHING].map((one) => `$query$${one}$query$`).join(', ')

/**
 * The append refuses more of what only an attacker sends, and ends also what is left open by a wait of the attacker's own
 * making. What a service of any release sends is accepted as before.
 */
export const strictAppend = `
set local role events_owner;

-- The place of the service among all, which is the order of a visibility: each migration run fills it.
alter table events.service_login add place int;
-- The newest version of the type, also filled by each migration run; null for a type that no release has any more.
alter table events.recordable_type add newest int;

-- Since PostgreSQL 16 the server has a test of its own. Before: jsonb drops a member that occurs twice, and writes the
-- rest of a text in the form above as it is, but with a space after each comma and colon.
do $do$ begin
  if current_setting('server_version_num')::int >= 160000 then
    execute 'create function events.has_unique_members(data text) returns boolean language sql immutable parallel safe
      return data is json object with unique keys';
  else
    execute $sql$create function events.has_unique_members(data text) returns boolean language sql immutable parallel safe
      return octet_length(replace(replace(data::jsonb::text, ', ', ','), ': ', ':')) = octet_length(replace(replace(data, ', ', ','), ': ', ':'))$sql$;
  end if;
end $do$;

-- Each type of correction names the event that it concerns by a member of its own. With both members, readers that look
-- for either would find different events.
create function events.refuse_correction(stream text, id uuid, type text, data json, corrects text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  concerned text := data->>(case type when 'case.EventRetracted' then 'retractsId' else 'correctsId' end);
  has_other boolean := data->(case type when 'case.EventRetracted' then 'correctsId' else 'retractsId' end) is not null;
begin
  if has_other or concerned is distinct from corrects
    or not exists (
      select from events.event e where e.id = concerned::uuid and e.id::text = concerned and e.stream = refuse_correction.stream
        and (refuse_correction.type = 'case.EventRetracted'
          or ${isKnownVersion("split_part(e.stream, '.', 1)", 'e.type', "(refuse_correction.data->>'schemaVersion')")}))
  then
    perform events.refuse_malformed(format('correction %s concerns no event of its stream, or has a version that its type does not have', id));
  end if;
end $$;
drop function events.refuse_foreign_correction;

${lockInTime('lock_in_time', 'key bigint', 'key')}${lockInTime('lock_log_in_time', '', LOG_LOCK)}
${inTime(appendBatchFunction('create or replace', STRICT_CHECKS, SUCCESSION))}${inTime(appendOneFunction('create or replace', STRICT_CHECKS))}
-- A session that has held the locks of an append for five seconds is ended, unless it executes the append at this moment
-- and waits for a lock or the disk. Any other wait is of its own making: for a row that it locked itself, for parallel
-- workers, for a client that does not read. With it end all transactions of its login, as those that queue to do the same,
-- or that keep the row of the login locked. The login is barred for a minute.
create or replace function events.end_stalled_appends() returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  shown int := (select s.setting::int - 1 from pg_settings s where s.name = 'track_activity_query_size');
  appends text[] := array(select left(one.statement, shown) from unnest(array[${APPEND_STATEMENTS}]) one(statement));
  logins name[];
  stalled text[];
  ended bigint;
begin
  if events.caller_service() is null then perform events.refuse_login(); end if;
  for look in 1..2 loop
    select array_agg(distinct s.usename), array_agg((s.pid, s.xact_start)::text) into logins, stalled from pg_stat_activity s
      where s.datname = current_database() and s.pid <> pg_backend_pid() and s.xact_start < clock_timestamp() - interval '5 seconds'
        and (s.state = 'active' and s.query = any (appends) and s.wait_event_type in ('IO', 'LWLock', 'Lock', 'IPC', 'BufferPin')) is not true
        and s.usename in (select l.login from events.service_login l)
        and exists (select from pg_locks k where k.pid = s.pid and k.locktype = 'advisory' and k.granted)
        and (look = 1 or (s.pid, s.xact_start)::text = any (stalled));
    if logins is null then return 0; end if;
    -- An append that has only now got the locks for which it waited has ended then.
    if look = 1 then perform pg_sleep(0.3), pg_stat_clear_snapshot(); end if;
  end loop;
  select count(*) filter (where pg_terminate_backend(s.pid, 1000)) into ended from pg_stat_activity s
    where s.datname = current_database() and s.pid <> pg_backend_pid() and s.usename = any (logins) and s.xact_start is not null;
  update events.service_login l set barred_until = clock_timestamp() + interval '1 minute'
    where l.login in (select k.login from events.service_login k where k.login = any (logins) for update skip locked);
  return ended;
end $$;

reset role;
revoke execute on all functions in schema events from public;
`
