/** Which migration a release must know to work on a vault that has this one; null: itself. As in the event store. */
export const compatibility = `
alter table vault_migrations.applied add column needs int;
set local role vault_owner;

create function vault.needed_migration() returns int
language sql stable security definer set search_path = pg_catalog, pg_temp
return (select max(coalesce(a.needs, a.version)) from vault_migrations.applied a);

reset role;
revoke execute on function vault.needed_migration from public;
grant execute on function vault.needed_migration to vault_service;
`
