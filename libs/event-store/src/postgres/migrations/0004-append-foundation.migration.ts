const REFERENCE = '[A-Za-z0-9_./:+~-]*'
const OPTIONAL_UUID = '[0-9a-f-]*'
const DAY =
  '(?:[0-9]{4}(?:-[01][0-9](?:-[0-3][0-9](?:T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](?:[.][0-9]+)?(?:Z|[+-][0-2][0-9]:[0-5][0-9]))?)?)?)?'

/** The shape of each member that `events.envelope` takes, in its order; then those of `imported`. */
const MEMBER_SHAPES = [
  ...['[a-z0-9][a-z0-9-]+', '[A-Za-z0-9@._:-]*', '[A-Za-z][A-Za-z0-9_.-]*', '[A-Za-z0-9@._:-]+'],
  ...[OPTIONAL_UUID, '(?:PUBLIC|PRIVATE|RESTRICTED)', '[A-Za-z0-9._:-]+', OPTIONAL_UUID, '[a-z0-9-]+', '[A-Z][A-Z]', REFERENCE],
  ...[DAY, '[A-Za-z0-9_+/-]*', '[1-9][0-9]*'],
  ...['[a-z0-9-]*', '(?:true)?', REFERENCE, REFERENCE],
]
/** The shape of the basis of an event, with more members than its events and the hash of the policy. */
export const basisShape = (more = ''): string =>
  `^{"events":[[](?:{"id":"[0-9a-f-]+","revision":[0-9]+,"stream":"[A-Za-z0-9.~-]+"},?)*[]]${more}(?:,"policyHash":"[0-9a-f]+")?}$`
const SUBJECTS_SHAPE = `^[[](?:{"capacity":"[A-Za-z]+","personRef":"[0-9a-f-]+"},?)+[]]$`

// One expression for all members would take four times as long: each event pays.
const membersAreSound = (members: string): string => {
  const shapes = MEMBER_SHAPES.map((shape, index) => `${members}[${index + 1}] ~ '^${shape}$'`)
  return `cardinality(${members}) = ${MEMBER_SHAPES.length} and ${shapes.join(' and ')}`
}

/** The members that are no column, in the order of `events.envelope`: of the actor, of the envelope, then `IMPORTED`. */
export const ACTOR_MEMBERS = ['agencyId', 'onBehalfOf', 'role', 'userId'] as const
export const ENVELOPE_MEMBERS = [
  ...(['causationId', 'classification', 'correlationId', 'corrects', 'deployment', 'jurisdiction', 'legalBasis'] as const),
  ...(['occurredAt', 'occurredZone', 'schemaVersion'] as const),
]

/** The members of `imported`, after those of the envelope. */
export const IMPORTED = ['agencyId', 'asReported', 'mandate', 'source'] as const

/** The name of a stream. */
export const STREAM_SHAPE = '^[a-z][A-Za-z]*[.][a-z][A-Za-z]*-[A-Za-z0-9~-]+$'

/**
 * Whether the members of an envelope, its data and its salt have their shape. A name is an SQL expression.
 * @param shapeOfBasis a regular expression
 * @param memberTexts the members as one text
 * @param members the same as an array
 */
export const sound = (
  shapeOfBasis: string,
  memberTexts: string,
  members: string,
  basis: string,
  subjects: string,
  data: string,
  salt: string,
): string => `octet_length(${memberTexts}) <= 1900 and ${membersAreSound(members)}
        and (${basis} is null or ${basis} ~ '${shapeOfBasis}') and (${subjects} is null or ${subjects} ~ '${SUBJECTS_SHAPE}')
        and starts_with(${data}, '{') and octet_length(${data}) <= 4194304 and octet_length(${salt}) = 16
        -- An escape may be U+0000 or half of a character, which readers cannot store: jsonb refuses both.
        and case when strpos(${data}, '\\u') > 0 then ${data}::jsonb is not null else true end`

/**
 * What the append of this version stands on: who may record which type, the refusals, the envelope, and the end of
 * appends that were left open.
 */
export const appendFoundation = `
set local role events_owner;
drop function events.append_watching, events.append_batch, events.append_one, events.refuse_malformed;

-- Who may record which type: filled by each migration run from the contracts of its release. A type is never removed,
-- since an older release may still run.
create table events.recordable_type (service text collate "C", type text collate "C", primary key (service, type));

-- Until when a login may not append, because it left an append open.
alter table events.service_login add barred_until timestamptz;

create function events.refuse_query() returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'login % may call this function only by the statement of its release', session_user using errcode = 'insufficient_privilege';
end $$;

create function events.refuse_login() returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  barred timestamptz := (select l.barred_until from events.service_login l where l.login = session_user);
begin
  if barred is null then raise exception '% is no login of a service', session_user using errcode = 'insufficient_privilege'; end if;
  raise exception 'login % left an append open, which stopped all others, and may not append until %', session_user, barred
    using errcode = 'operator_intervention';
end $$;

create or replace function events.refuse_stream(stream text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'login % may not append to %: the stream belongs to another service, or is malformed', session_user, stream
    using errcode = 'insufficient_privilege';
end $$;

create function events.refuse_type(type text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'login % may not record %: the type belongs to another service, or the database was not migrated to this release', session_user, type
    using errcode = 'insufficient_privilege';
end $$;

create function events.refuse_malformed(what text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'the append was refused: %', what using errcode = 'check_violation';
end $$;

-- A correction concerns an event of its own stream: otherwise a service could take back what another one recorded. The
-- answer is the same for an event that the caller may not see as for one that does not exist.
create function events.refuse_foreign_correction(stream text, id uuid, data json, corrects text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  concerned text := coalesce(data->>'correctsId', data->>'retractsId');
begin
  if concerned is distinct from corrects or not exists (select from events.event e where e.id = concerned::uuid and e.stream = refuse_foreign_correction.stream) then
    perform events.refuse_malformed(format('correction %s concerns no event of its stream', id));
  end if;
end $$;

-- The RFC 8785 text of an envelope: its members are in the order of their names. An absent member is an empty item.
create function events.envelope(m text[], basis text, case_id uuid, digest bytea, command uuid, data_hash bytea, id uuid, stream text, subjects text, type text, visibility text[])
returns text language sql stable parallel safe return
  '{"actor":{"agencyId":"' || m[1] || case when m[2] = '' then '","role":"' else '","onBehalfOf":"' || m[2] || '","role":"' end || m[3] || '","userId":"' || m[4]
  || case when basis is null then '"}' else '"},"basis":' || basis end
  || case when case_id is null then '' else ',"caseId":"' || case_id::text || '"' end
  || case when m[5] = '' then '' else ',"causationId":"' || m[5] || '"' end
  || ',"classification":"' || m[6] || '","commandDigest":"' || encode(digest, 'hex') || '","commandId":"' || command::text
  || case when m[8] = '' then '","correlationId":"' else '","corrects":"' || m[8] || '","correlationId":"' end || m[7] || '","dataHash":"'
  || encode(data_hash, 'hex') || '","deployment":"' || m[9] || '","id":"' || id::text
  || case when m[18] = '' then '","jurisdiction":"' else '","imported":{' || case when m[15] = '' then '' else '"agencyId":"' || m[15] || '",' end
    || case when m[16] = '' then '' else '"asReported":true,' end || case when m[17] = '' then '' else '"mandate":"' || m[17] || '",' end
    || '"source":"' || m[18] || '"},"jurisdiction":"' end || m[10]
  || case when m[11] = '' then '"' else '","legalBasis":"' || m[11] || '"' end
  || case when m[12] = '' then '' else ',"occurredAt":"' || m[12] || '"' end
  || case when m[13] = '' then '' else ',"occurredZone":"' || m[13] || '"' end
  || ',"schemaVersion":' || m[14] || ',"stream":"' || stream
  || case when subjects is null then '","type":"' else '","subjects":' || subjects || ',"type":"' end || type
  || '","visibility":["' || array_to_string(visibility, '","') || '"]}';
-- The locks of an append end with its transaction, and a client may leave one open. A session that has held them for
-- five seconds, and waits neither for a lock nor for the disk, is ended, and its login is barred for a minute.
create function events.end_stalled_appends() returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  logins name[];
begin
  if events.caller_service() is null then perform events.refuse_login(); end if;
  select array_agg(s.usename) filter (where pg_terminate_backend(s.pid)) into logins
    from pg_stat_activity s
    where s.datname = current_database() and s.pid <> pg_backend_pid() and s.xact_start < clock_timestamp() - interval '5 seconds'
      and coalesce(s.wait_event_type, '') not in ('IO', 'LWLock', 'Lock', 'IPC', 'BufferPin')
      and s.usename in (select l.login from events.service_login l)
      and exists (select from pg_locks k where k.pid = s.pid and k.locktype = 'advisory' and k.granted);
  update events.service_login set barred_until = clock_timestamp() + interval '1 minute' where login = any (logins);
  return coalesce(cardinality(logins), 0);
end $$;
`
