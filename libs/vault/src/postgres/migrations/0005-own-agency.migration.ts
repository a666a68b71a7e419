/** The agency of a user whom another one, agency_id, assigned to the case. Null: the user is of agency_id. */
export const ownAgency = `
set local role vault_owner;
alter table vault.opening add column user_agency_id text check (user_agency_id <> agency_id and user_agency_id <> '');
reset role;
grant insert (user_agency_id) on vault.opening to vault_service;
`
