/** A service asks for the newest migration of its vault, and does not start on one that it does not know. */
export const version = `
grant usage on schema vault_migrations to vault_owner;
grant select on vault_migrations.applied to vault_owner;
set local role vault_owner;

create function vault.newest_migration() returns int
language sql stable security definer set search_path = pg_catalog, pg_temp
return (select max(a.version) from vault_migrations.applied a);

reset role;
revoke execute on function vault.newest_migration from public;
grant execute on function vault.newest_migration to vault_service;
`
