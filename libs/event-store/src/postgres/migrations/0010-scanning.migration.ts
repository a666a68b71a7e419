import { onLog } from './0004-append.migration.ts'
import { HOW, refuseOtherThan, ROW } from './0004-reading.migration.ts'

/*
 * Reading for somebody who may see few of many events: first where events are and whose case they belong to, then the
 * content of those that the reader may see. The statements are stored, as those of the append.
 */

export const SCAN_ALL = `select * from events.scan_all($1, $2) where ${onLog(3)}`
export const READ_AT = `select * from events.read_at($1::bigint[]) where ${onLog(2)} order by "position"`
export const CASE_HEADS = `select * from events.case_heads($1::uuid[]) where ${onLog(2)}`

// A plan that was made while the log was empty would scan all of it.
const HOW_INDEXED = `${HOW} set enable_seqscan = off`

export const scanning = `
set local role events_owner;

-- One row: a thousand rows of two short columns cost ten times as much to send and to parse.
create function events.scan_all(after bigint, most int, out positions text, out cases text, out head bigint) ${HOW_INDEXED} as $$
begin
  ${refuseOtherThan(SCAN_ALL)}
  head := events.last_position();
  select string_agg(e.position::text, ',' order by e.position), string_agg(coalesce(e.case_id::text, ''), ',' order by e.position) into positions, cases
    from (select s.position, s.case_id from events.event s where s.position > after order by s.position limit most) e;
end $$;

create function events.read_at(positions bigint[]) returns setof events.read_event ${HOW_INDEXED} as $$
begin
  ${refuseOtherThan(READ_AT)}
  return query select ${ROW} from events.event e where e.position = any (positions);
end $$;

create function events.case_heads(cases uuid[]) returns table (case_id uuid, head bigint) ${HOW_INDEXED} as $$
begin
  ${refuseOtherThan(CASE_HEADS)}
  return query select wanted.id, newest.position from unnest(cases) wanted(id)
    cross join lateral (select e.position from events.event e where e.case_id = wanted.id order by e.position desc limit 1) newest;
end $$;

reset role;
alter function events.scan_all owner to events_reader;
alter function events.read_at owner to events_reader;
alter function events.case_heads owner to events_reader;
revoke execute on all functions in schema events from public;
grant execute on function events.last_position to events_reader;
grant execute on function events.scan_all, events.read_at, events.case_heads to events_service;
`
