/**
 * How an append is planned, whatever its session has set: a login that switches indexes off, or makes them dear, would let
 * each of its appends read the whole log, while it holds the lock on which all others wait.
 */
const BY_INDEX = `set enable_indexscan = on set enable_seqscan = off set random_page_cost = 4 set cpu_index_tuple_cost = 0.005
      set cpu_operator_cost = 0.0025`

/** A function that is replaced later has to be planned so by itself. */
export const plannedByIndex = `
do $do$ declare f regprocedure; begin
  for f in select p.oid from pg_proc p where p.pronamespace = 'events'::regnamespace and p.proname in ('append_one', 'append_batch', 'append_watching')
  loop
    execute format('alter function %s ${BY_INDEX}', f);
  end loop;
end $do$;
`
