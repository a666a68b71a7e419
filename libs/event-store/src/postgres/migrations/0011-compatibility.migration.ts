/**
 * With each migration is kept which one a release must know to work on a database that has it; null: itself. So a release
 * knows whether it works on the shape of a newer one.
 */
export const compatibility = `
alter table events_migrations.applied add column needs int;
set local role events_owner;

create function events.needed_migration() returns int
language sql stable security definer set search_path = pg_catalog, pg_temp
return (select max(coalesce(a.needs, a.version)) from events_migrations.applied a);

reset role;
revoke execute on function events.needed_migration from public;
grant execute on function events.needed_migration to events_service;
`
