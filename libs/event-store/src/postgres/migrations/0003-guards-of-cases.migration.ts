/**
 * Appends one command that has guards of cases, and undoes it when an event before it breaks such a guard. The append
 * holds the lock of the log by then, so every event with a smaller position is visible. Outcomes as in append_batch;
 * `disputed` and `revisions` locate the event that broke the guard.
 */
export const guardsOfCases = `
set local role events_owner;

create function events.append_watching(
  c_stream text[], c_expected bigint[], c_id uuid[], c_digest bytea[],
  g_command int[], g_stream text[], g_revision bigint[],
  e_command int[], e_id uuid[], e_type text[], e_case uuid[], e_visibility text[], e_envelope text[], e_data text[], e_salt bytea[], e_hash bytea[],
  w_after bigint[], w_types text[], w_cases text[],
  out outcomes int[], out revisions bigint[], out disputed text[], out first_position bigint, out recorded_at timestamptz)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  own text := events.caller_service();
  broken record;
begin
  begin
    select a.outcomes, a.revisions, a.disputed, a.first_position, a.recorded_at into outcomes, revisions, disputed, first_position, recorded_at
      from events.append_batch(c_stream, c_expected, c_id, c_digest, g_command, g_stream, g_revision,
        e_command, e_id, e_type, e_case, e_visibility, e_envelope, e_data, e_salt, e_hash) a;
    if outcomes[1] <> 0 then return; end if;
    -- In position order, whatever the statistics: few events were recorded since the log was read.
    select found.stream, found.revision into broken
      from unnest(w_after, w_types, w_cases) w(after, types, cases)
      cross join lateral (
        select e.stream, e.revision from events.event e
        where e.position > w.after and e.position < append_watching.first_position
          and e.type = any (w.types::text[]) and own = any (e.visibility)
          and (e.case_id = any (w.cases::uuid[]) or (select bool_or(strpos(e.data::text, c) > 0) from unnest(w.cases::text[]) c))
        order by e.position limit 1) found
      limit 1;
    if found then raise sqlstate 'CT001'; end if;
  exception when sqlstate 'CT001' then
    outcomes := array[2];
    revisions := array[broken.revision];
    disputed := array[broken.stream];
    first_position := null;
  end;
end $$;

reset role;
revoke execute on all functions in schema events from public;
grant execute on function events.append_watching to events_service;
`
