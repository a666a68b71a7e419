import { onLog } from './0004-append.migration.ts'

/*
 * A login reads through functions only. With SELECT on the table, EXPLAIN ANALYZE counts the rows that row level
 * security removes, and statistics count them, too.
 *
 * The statements are stored, as those of the append.
 */

export const READ_STREAM = `select * from events.read_stream($1, $2, $3) where ${onLog(4)}`
export const READ_STREAMS = `select wanted.no, page.* from unnest($1::text[], $2::bigint[]) with ordinality wanted(stream, after, no)
  cross join lateral events.read_stream(wanted.stream, wanted.after, $3) page where ${onLog(4)} order by wanted.no, page.revision`
export const READ_CASE = `select * from events.read_case($1, $2, $3, $4) where ${onLog(5)}`
export const READ_ALL = `select log.position as head, log.event_hash as "headHash", page.* from events.last_event() log
  left join lateral events.read_all($1, $2, $3) page on true where ${onLog(4)} order by page.position`
export const FIND_COMMAND = `select * from events.find_command($1, $2) where ${onLog(3)}`

/** The columns of an `EventRow`, with their types. */
export const COLUMNS = `"position" bigint, stream text, revision bigint, id uuid, "commandId" uuid, type text, "caseId" uuid, visibility text,
  envelope json, data json, salt bytea, "eventHash" bytea, "chainHash" bytea, "recordedAt" timestamptz`

/** Of the table as `e`. */
export const ROW = `e.position, e.stream, e.revision, e.id, e.command_id, e.type, e.case_id, array_to_string(e.visibility, ','),
      e.envelope, e.data, e.salt, e.event_hash, e.chain_hash, e.recorded_at`

export const refuseOtherThan = (...statements: readonly string[]): string =>
  `if (current_query() in (${statements.map((one) => `$query$${one}$query$`).join(', ')})) is not true then perform events.refuse_query(); end if;`

// A page of 5,000 events fits into work_mem: the result is collected there before it is sent.
export const HOW = "language plpgsql stable security definer set search_path = pg_catalog, pg_temp set work_mem = '64MB'"

export const reading = `
set local role events_owner;
create type events.read_event as (${COLUMNS});
create type events.found_event as (${COLUMNS}, command_digest bytea);

drop policy visible on events.event;
create policy visible on events.event for select to events_reader using ((select events.caller_service()) = any (visibility));

create function events.read_stream(of_stream text, after bigint, most int) returns setof events.read_event ${HOW} rows 100 as $$
begin
  ${refuseOtherThan(READ_STREAM, READ_STREAMS)}
  return query select ${ROW} from events.event e where e.stream = of_stream and e.revision > after order by e.revision limit most;
end $$;

create function events.read_case(of_case uuid, after bigint, up_to bigint, most int) returns setof events.read_event ${HOW} as $$
begin
  ${refuseOtherThan(READ_CASE)}
  return query select ${ROW} from events.event e
    where e.case_id = of_case and e.position > after and e.position <= up_to order by e.position limit most;
end $$;

create function events.read_all(after bigint, most int, types text[]) returns setof events.read_event ${HOW} as $$
begin
  ${refuseOtherThan(READ_ALL)}
  if types is null then
    return query select ${ROW} from events.event e where e.position > after order by e.position limit most;
  else
    return query select ${ROW} from events.event e where e.position > after and e.type = any (types) order by e.position limit most;
  end if;
end $$;

create function events.find_command(command uuid, of_stream text) returns setof events.found_event ${HOW} rows 10 as $$
begin
  ${refuseOtherThan(FIND_COMMAND)}
  return query select ${ROW}, e.command_digest from events.event e where e.command_id = command and e.stream = of_stream order by e.revision;
end $$;

reset role;
-- Owned by a role that row level security restricts, so the policy stays the one rule of who sees what.
alter function events.read_stream owner to events_reader;
alter function events.read_case owner to events_reader;
alter function events.read_all owner to events_reader;
alter function events.find_command owner to events_reader;
revoke select on events.event from events_service;
revoke execute on all functions in schema events from public;
grant usage on schema events to events_reader;
grant select on events.event to events_reader;
grant execute on function events.caller_service, events.refuse_query to events_reader;
grant execute on function events.read_stream, events.read_case, events.read_all, events.find_command to events_service;
`
