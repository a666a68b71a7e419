import { SILENT } from './0015-no-messages.migration.ts'

/** How many consumers of one service may have a start: a service has a few dozen, under their names of all releases. */
export const MAX_CONSUMERS = 1_000

/** A login records where consumers of its service start, but not as many rows as it likes, nor before the first event. */
export const boundedStarts = `
set local role events_owner;

create or replace function events.start_of(of_consumer text, latest bigint) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp ${SILENT} as $$
declare
  caller text := events.caller_service();
  start bigint := (select s.position from events.consumer_start s where s.service = caller and s.consumer = of_consumer);
begin
  if start is not null then return start; end if;
  if latest < 0 then
    raise exception 'consumer % cannot start at position %, before the log', of_consumer, latest using errcode = 'check_violation';
  end if;
  if (select count(*) from events.consumer_start s where s.service = caller) >= ${MAX_CONSUMERS} then
    raise exception 'starts of ${MAX_CONSUMERS} consumers of % are recorded, and no more are', caller using errcode = 'program_limit_exceeded';
  end if;
  insert into events.consumer_start (service, consumer, position)
    values (caller, of_consumer, least(latest, events.last_position())) on conflict do nothing;
  return (select s.position from events.consumer_start s where s.service = caller and s.consumer = of_consumer);
end $$;

reset role;
revoke execute on all functions in schema events from public;
`
