import { onLog } from './0004-append.migration.ts'
import { COLUMNS, HOW, refuseOtherThan, ROW } from './0004-reading.migration.ts'

/** Stored, as the statements of 0004-reading. */
export const READ_CASES = `select * from events.read_cases($1, $2, $3, $4) where ${onLog(5)}`

/**
 * The events of several cases in one statement. The plan is made for any size of the log: one that was made while it was
 * empty would scan all of it.
 */
export const cases = `
set local role events_owner;
create type events.event_of_case as (no bigint, ${COLUMNS});

create function events.read_cases(of_cases uuid[], after bigint[], up_to bigint[], most int) returns setof events.event_of_case
${HOW} set enable_seqscan = off as $$
begin
  ${refuseOtherThan(READ_CASES)}
  return query select wanted.no, ${ROW} from unnest(of_cases, after, up_to) with ordinality wanted(case_id, after, up_to, no)
    cross join lateral (select * from events.event one
      where one.case_id = wanted.case_id and one.position > wanted.after and one.position <= wanted.up_to
      order by one.position limit most) e
    order by wanted.no, e.position;
end $$;

reset role;
alter function events.read_cases owner to events_reader;
revoke execute on all functions in schema events from public;
grant execute on function events.read_cases to events_service;
`
