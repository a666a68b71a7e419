import { SILENT } from './0015-no-messages.migration.ts'

/**
 * What the guards of cases of one command may be. Services send one or two, of a few types; the cases are those linked with
 * one case, also before. Events after its position are those that were recorded while the service decided.
 */
export const MAX_CASES_GUARDS = { guards: 8, types: 100, cases: 10_000, events: 20_000, ms: 500 }
const { guards, types, cases, events, ms } = MAX_CASES_GUARDS

/**
 * Guards of cases are checked while the append holds the lock of the log, on which all others wait: so what they may cost is
 * bounded, in events that are passed over and in time. Beyond these two bounds the service reads and decides again.
 */
export const boundedGuards = `
set local role events_owner;

create or replace function events.append_watching(
  c_stream text[], c_expected bigint[], c_id uuid[], c_digest bytea[],
  g_command int[], g_stream text[], g_revision bigint[],
  e_command int[], e_id uuid[], e_type text[], e_case uuid[], e_visibility text[], e_members text[], e_basis text[], e_subjects text[], e_data text[], e_salt bytea[], e_hash bytea[],
  w_after bigint[], w_types text[], w_cases text[],
  out outcomes int[], out revisions bigint[], out disputed text[], out first_position bigint, out recorded_at timestamptz)
language plpgsql security definer set search_path = pg_catalog, pg_temp ${SILENT} set enable_seqscan = off as $$
declare
  own text := events.caller_service();
  began timestamptz;
  broken record;
  watch record;
  mentioned text;
begin
  if (cardinality(c_stream) = 1 and cardinality(w_after) >= 1 and cardinality(w_after) = all (array[cardinality(w_types), cardinality(w_cases)])
    and num_nonnulls(array_position(w_after, null), array_position(w_types, null), array_position(w_cases, null)) = 0) is not true
  then perform events.refuse_malformed('its guards of cases differ in length or hold a null, or it has several commands'); end if;
  if cardinality(w_after) > ${guards}
    or (select bool_or(cardinality(w.types::text[]) > ${types} or cardinality(w.cases::uuid[]) > ${cases}) from unnest(w_types, w_cases) w(types, cases))
  then perform events.refuse_malformed('it has more than ${guards} guards of cases, or one of more than ${types} types or ${cases} cases'); end if;
  begin
    select a.outcomes, a.revisions, a.disputed, a.first_position, a.recorded_at into outcomes, revisions, disputed, first_position, recorded_at
      from events.append_batch(c_stream, c_expected, c_id, c_digest, g_command, g_stream, g_revision,
        e_command, e_id, e_type, e_case, e_visibility, e_members, e_basis, e_subjects, e_data, e_salt, e_hash) a;
    if outcomes[1] <> 0 then return; end if;
    began := clock_timestamp();
    if (select sum(greatest(first_position - 1 - w.after, 0)) from unnest(w_after, w_cases) w(after, cases) where w.cases <> '{}') > ${events} then
      raise exception 'the guards of cases begin more than ${events} events before the end of the log: read the log again, and decide again'
        using errcode = 'query_canceled';
    end if;
    for watch in select w.after, w.types::text[] as types, w.cases::uuid[] as cases from unnest(w_after, w_types, w_cases) w(after, types, cases)
      where w.cases <> '{}'
    loop
      for broken in
        select e.stream, e.revision, e.case_id, e.data::text as data from events.event e
        where e.position > watch.after and e.position < append_watching.first_position and e.type = any (watch.types) and own = any (e.visibility)
        order by e.position
      loop
        if broken.case_id = any (watch.cases) then raise sqlstate 'CT001'; end if;
        foreach mentioned in array watch.cases::text[]
        loop
          if strpos(broken.data, mentioned) > 0 then raise sqlstate 'CT001'; end if;
          if clock_timestamp() > began + interval '${ms} milliseconds' then
            raise exception 'the guards of cases took longer than ${ms} milliseconds: decide again' using errcode = 'query_canceled';
          end if;
        end loop;
      end loop;
    end loop;
  exception when sqlstate 'CT001' then
    outcomes := array[2];
    revisions := array[broken.revision];
    disputed := array[broken.stream];
    first_position := null;
  end;
end $$;

reset role;
revoke execute on all functions in schema events from public;
`
