/**
 * Passes its first argument through, unless the clocks of the service and of this server differ: the append evaluates
 * it first, so that an event is recorded in a time that both agree on, or not at all.
 */
export const clocks = `
set local role events_owner;

create function events.where_clocks_agree(argument anyelement, service_time timestamptz, max_seconds int) returns anyelement
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  ahead numeric := extract(epoch from clock_timestamp() - service_time);
begin
  if abs(ahead) > max_seconds then
    raise exception using errcode = 'CTCLK', message = round(ahead)::text;
  end if;
  return argument;
end $$;

reset role;
revoke execute on all functions in schema events from public;
grant execute on function events.where_clocks_agree to events_service;
`
