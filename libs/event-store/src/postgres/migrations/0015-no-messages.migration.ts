/**
 * What the functions send in addition to their result: only errors. A login may let its session print the plans of
 * statements, also of those within a function, and a plan estimates the rows that the reader may not see.
 */
export const SILENT = 'set client_min_messages = error'

/** A function that is made or replaced later has to be `SILENT` by itself. */
export const noMessages = `
do $do$ declare f regprocedure; begin
  for f in select p.oid from pg_proc p where p.pronamespace = 'events'::regnamespace and p.prosecdef order by p.oid
  loop
    execute format('alter function %s ${SILENT}', f);
  end loop;
end $do$;
`
