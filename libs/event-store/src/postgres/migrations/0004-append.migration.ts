import { sound, STREAM_SHAPE } from './0004-append-foundation.migration.ts'
import { type AppendChecks, FIRST_CHECKS } from './append-checks.ts'
import { NO_SUCCESSION, type Succession } from './succession.ts'

/*
 * The append, again, so that it trusts a login with nothing. The envelope is built here, from its members and from the
 * columns: so a column never differs from the envelope, and no member can be smuggled in.
 *
 * The statements below are stored: a function compares them with the query that calls it. So nobody reads from EXPLAIN
 * how many rows were passed over. Another shape of a statement needs another function, in another migration.
 */

/** The first argument of an append: passed on if the clocks of the service and of the store agree within a minute. */
const agreed = (argument: string, serviceTime: string): string => `events.where_clocks_agree(${argument}, ${serviceTime}::timestamptz, 60)`

/** Whether the log still has an event that the service has seen: its position and hash are two parameters. */
export const onLog = (first: number): string => `(select events.require_event($${first}::bigint, $${first + 1}::text))`

export const APPEND_ONE = `select outcome, revision, "position", recorded_at from events.append_one(${agreed('$1::text', '$15')}, $2::bigint, $3::uuid, $4::bytea,
  $5::uuid, $6::text, $7::uuid, $8::text, $9::text, $10::text, $11::text, $12::text, $13::bytea, $14::bytea) where ${onLog(16)}`

const RESULT =
  'to_json(outcomes) as outcomes, to_json(revisions) as revisions, to_json(disputed) as "conflictingStreams", first_position, recorded_at'
const PARAMETERS = `${agreed('$1::text[]', '$19')}, $2::bigint[], $3::uuid[], $4::bytea[], $5::int[], $6::text[], $7::bigint[],
  $8::int[], $9::uuid[], $10::text[], $11::uuid[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::bytea[], $18::bytea[]`

export const APPEND_BATCH = `select ${RESULT} from events.append_batch(${PARAMETERS}) where ${onLog(20)}`
export const APPEND_WATCHING = `select ${RESULT} from events.append_watching(${PARAMETERS}, $20::bigint[], $21::text[], $22::text[]) where ${onLog(23)}`

/** Before anything is read or locked. */
const opening = (...statements: readonly string[]): string => `
  if (current_query() in (${statements.map((one) => `$query$${one}$query$`).join(', ')})) is not true then perform events.refuse_query(); end if;
  if current_setting('transaction_isolation') <> 'read committed' or pg_current_xact_id_if_assigned() is not null then
    perform events.refuse_transaction();
  end if;
  -- One append for each transaction, also one that records nothing: so the locks of a transaction are bounded.
  perform pg_current_xact_id();`

export const appendBatchFunction = (create: string, checks: AppendChecks, succession: Succession = NO_SUCCESSION): string => `
${create} function events.append_batch(
  c_stream text[], c_expected bigint[], c_id uuid[], c_digest bytea[],
  g_command int[], g_stream text[], g_revision bigint[],
  e_command int[], e_id uuid[], e_type text[], e_case uuid[], e_visibility text[], e_members text[], e_basis text[], e_subjects text[], e_data text[], e_salt bytea[], e_hash bytea[],
  out outcomes int[], out revisions bigint[], out disputed text[], out first_position bigint, out recorded_at timestamptz)
language plpgsql security definer set search_path = pg_catalog, pg_temp${checks.how && ` ${checks.how}`} as $$
#variable_conflict use_column
declare
  commands int := cardinality(c_stream);
  facts int := cardinality(e_id);
  caller text;
  services text[];
  strange text;
  is_own boolean;
  malformed uuid;
  envelopes text[];
  in_order boolean;
  chains bytea[];
  broken record;${succession.declared}${checks.declared}
begin ${opening(APPEND_BATCH, APPEND_WATCHING)}
  -- 1. What the caller may send. Every comparison with a null is null, so each check asks whether it is not true.
  if (commands between 1 and 1000 and commands = all (array[cardinality(c_expected), cardinality(c_id), cardinality(c_digest)])
    and cardinality(g_command) <= 2000 and cardinality(g_command) = all (array[cardinality(g_stream), cardinality(g_revision)])
    and facts >= commands and facts = all (array[cardinality(e_command), cardinality(e_type), cardinality(e_case), cardinality(e_visibility), cardinality(e_members),
      cardinality(e_basis), cardinality(e_subjects), cardinality(e_data), cardinality(e_salt), cardinality(e_hash)])
    and array_lower(c_stream, 1) = 1 and array_lower(c_id, 1) = 1 and array_lower(c_digest, 1) = 1
    and num_nonnulls(array_position(c_stream, null), array_position(c_expected, null), array_position(c_id, null), array_position(c_digest, null),
      array_position(g_command, null), array_position(g_stream, null), array_position(g_revision, null), array_position(e_command, null),
      array_position(e_id, null), array_position(e_type, null), array_position(e_visibility, null), array_position(e_members, null),
      array_position(e_data, null), array_position(e_salt, null), array_position(e_hash, null)) = 0
    and -2 <= all (c_expected) and -1 <= all (g_revision) and 1 <= all (g_command) and commands >= all (g_command)
    and 1 <= all (e_command) and commands >= all (e_command)) is not true
  then perform events.refuse_malformed('its arrays differ in length, hold a null, or name a command that is missing'); end if;${checks.commands}
  select l.service, ${checks.services} into caller, services
    from events.service_login l where l.login = session_user and (l.barred_until > clock_timestamp()) is not true;
  if caller is null then perform events.refuse_login(); end if;
  select s.name into strange from unnest(c_stream) s(name)
    where (starts_with(s.name, caller || '.') and s.name ~ '${STREAM_SHAPE}' and octet_length(s.name) <= 200) is not true limit 1;
  if found then perform events.refuse_stream(strange); end if;
  select t.type, r.type is not null into strange, is_own from (select distinct u.type, u.visibility from unnest(e_type, e_visibility) u(type, visibility)) t
    left join events.recordable_type r on r.service = caller and r.type = t.type
    where (r.type is not null and array[caller, 'auditTrail'] <@ t.visibility::text[] and ${checks.isVisibility('t.visibility::text[]')}) is not true limit 1;
  if not is_own then perform events.refuse_type(strange); end if;
  if found then perform events.refuse_malformed(format('%s is visible to its owner, to audit-trail, and to services only', strange)); end if;
  select array_agg(b.envelope), bool_and(b.command = b.no), (array_agg(b.id) filter (where b.sound is not true))[1]
    into envelopes, in_order, malformed
    from (
      select e.command, e.no, e.id, e.envelope, ${sound(checks.basis, 'e.members', 'e.m', 'e.basis', 'e.subjects', 'e.data', 'e.salt')}${checks.isForm('e.data', 'e.type', 'e.m[14]')}${checks.isId('e.id', 'c_id[e.command]', checks.number('e.no', 'e.command'))}
        and octet_length(e.digest) = 32 and case when length(e.m[12]) < 10 then true else left(e.m[12], 10)::date is not null end
        and sha256(convert_to(e.envelope, 'UTF8')) = e.hash as sound
      from (
        select s.*, events.envelope(s.m, s.basis, s.case_id, s.digest, c_id[s.command], sha256(s.salt || convert_to(s.data, 'UTF8')), s.id,
          c_stream[s.command], s.subjects, s.type, s.visibility::text[]) as envelope
        from (
          select u.*, string_to_array(u.members, '"') as m, c_digest[u.command] as digest
          from unnest(e_command, e_id, e_type, e_case, e_visibility, e_members, e_basis, e_subjects, e_data, e_salt, e_hash)
            with ordinality u(command, id, type, case_id, visibility, members, basis, subjects, data, salt, hash, no) offset 0) s offset 0) e) b;
  if malformed is not null then
    perform events.refuse_malformed(format('event %s has an id of another command, malformed members or data, or its hash is not that of its envelope', malformed));
  end if;
  if 'case.EventCorrected' = any (e_type) or 'case.EventRetracted' = any (e_type) then
    perform ${checks.correction('c_stream[e.command]', 'e.id', 'e.type', 'e.data::json', `(string_to_array(e.members, '"'))[8]`)}
      from unnest(e_command, e_id, e_type, e_members, e_data) e(command, id, type, members, data)
      where e.type in ('case.EventCorrected', 'case.EventRetracted');
  end if;

  -- 2. Locks in key order, so no deadlock. Advisory locks, not row locks: a locked row costs a page write and a dead
  --    version. Guards take the same lock: shared ones would starve the writer of the guarded stream.
  perform pg_advisory_xact_lock(k.key) from (
    select distinct hashtextextended(n, 0) as key from unnest(c_stream || g_stream) n order by key) k;

  -- 3. Retries, looked up under the lock: a retry finds what its first attempt committed, whatever it decides now.
  --    The expected revision against the head, which is the last event of the stream: a head row would leave a dead
  --    version per append, and under a long snapshot every append to a busy stream would step over all of them.
  select array_agg(j.outcome), array_agg(j.revision), array_agg(j.chain) into outcomes, revisions, chains from (
    select coalesce(head.revision, -1) as revision, coalesce(head.chain_hash, decode(repeat('00', 32), 'hex')) as chain,
      case
        when known.digest = c.digest then 1
        when known.digest is not null then 3
        when c.expected = -2 or c.expected = coalesce(head.revision, -1) then 0
        else 2
      end as outcome
    from unnest(c_stream, c_expected, c_id, c_digest) with ordinality c(stream, expected, id, digest, no)
    left join lateral (select e.revision, e.chain_hash from events.event e where e.stream = c.stream order by e.revision desc limit 1) head on true
    left join lateral (
      select e.command_digest as digest from events.event e where e.command_id = c.id and (e.stream = c.stream) is true limit 1) known on true
    order by c.no) j;
${succession.decided}
  -- A guard names the last event of a stream that is visible to the caller, and holds while it is the last: the head of
  -- a foreign stream is not for the caller. An event that another command of this batch would add breaks it: the retry
  -- of the command decides.
  if cardinality(g_command) > 0 then
    disputed := array_fill(null::text, array[commands]);
    for broken in
      select distinct on (g.command) g.command, g.stream, coalesce(seen.revision, -1) as revision
      from unnest(g_command, g_stream, g_revision) g(command, stream, revision)
      left join lateral (
        select e.revision from events.event e
        where e.stream = g.stream and caller = any (e.visibility) order by e.revision desc limit 1) seen on true
      where coalesce(seen.revision, -1) <> g.revision or (g.stream = any (c_stream) and g.stream <> c_stream[g.command])
      order by g.command
    loop
      if outcomes[broken.command] = 0 then
        outcomes[broken.command] := 2;
        revisions[broken.command] := broken.revision;
        disputed[broken.command] := broken.stream;
      end if;
    end loop;
  end if;
${succession.guarded}
  if not 0 = any (outcomes) then return; end if;

  -- 4. The last lock orders commits, so positions become visible in order, without gaps. The head is the last event.
  perform pg_advisory_xact_lock('events.event'::regclass::oid::int, 0);
  select l.position + 1, greatest(l.recorded_at, clock_timestamp()) into first_position, recorded_at
    from (select 0) zero left join lateral (select e.position, e.recorded_at from events.event e order by e.position desc limit 1) l on true;
  first_position := coalesce(first_position, 1);
${checks.unrecorded('(select u.* from unnest(c_id, c_stream, outcomes) u(id, stream, outcome) where u.outcome = 0) c')}
  -- 5. The chain continues from the stream's last event before this batch. A unique index refuses an existing id.
  if facts = commands and in_order and ${succession.isAbsent} then
    insert into events.event
      (position, stream, revision, id, command_id, command_digest, type, case_id, visibility, envelope, data, salt, event_hash, chain_hash, recorded_at)
    select append_batch.first_position - 1 + row_number() over (order by b.no), b.stream, b.head + 1, b.id, b.command_id, b.digest, b.type, b.case_id,
      b.visibility::text[], b.envelope::json, b.data::json, b.salt, b.hash, sha256(b.chain || int8send(b.head + 1) || b.hash), append_batch.recorded_at
    from unnest(c_stream, revisions, c_id, c_digest, outcomes, chains, e_id, e_type, e_case, e_visibility, envelopes, e_data, e_salt, e_hash)
      with ordinality b(stream, head, command_id, digest, outcome, chain, id, type, case_id, visibility, envelope, data, salt, hash, no)
    where b.outcome = 0;
  else
    insert into events.event
      (position, stream, revision, id, command_id, command_digest, type, case_id, visibility, envelope, data, salt, event_hash, chain_hash, recorded_at)
    select append_batch.first_position - 1 + row_number() over (order by ${succession.order}), e.stream, e.revision, e.id, e.command_id, e.digest, e.type, e.case_id,
      e.visibility::text[], e.envelope::json, e.data::json, e.salt, e.hash,
      events.chain(e.chain, e.revision, e.hash) over (partition by e.stream order by e.revision), append_batch.recorded_at
    from (
      select c.stream, c.command_id, c.digest, c.chain, c.head + row_number() over (partition by e.command order by e.no) as revision, e.*
      from unnest(c_stream, revisions, c_id, c_digest, outcomes, chains) with ordinality c(stream, head, command_id, digest, outcome, chain, no)
      join unnest(e_command, e_id, e_type, e_case, e_visibility, envelopes, e_data, e_salt, e_hash)
        with ordinality e(command, id, type, case_id, visibility, envelope, data, salt, hash, no) on e.command = c.no
      where c.outcome = 0) e;
  end if;
end $$;
`

export const appendOneFunction = (create: string, checks: AppendChecks): string => `
-- The same for one command with one event and no guard: without arrays it takes about half the time.
${create} function events.append_one(
  c_stream text, c_expected bigint, c_id uuid, c_digest bytea,
  e_id uuid, e_type text, e_case uuid, e_visibility text, e_members text, e_basis text, e_subjects text, e_data text, e_salt bytea, e_hash bytea,
  out outcome int, out revision bigint, out "position" bigint, out recorded_at timestamptz)
language plpgsql security definer set search_path = pg_catalog, pg_temp${checks.how && ` ${checks.how}`} as $$
#variable_conflict use_column
declare
  caller text;
  services text[];
  own boolean;
  shown_to text[] := e_visibility::text[];
  m text[] := string_to_array(e_members, '"');
  built text := events.envelope(m, e_basis, e_case, c_digest, c_id, sha256(e_salt || convert_to(e_data, 'UTF8')), e_id, c_stream, e_subjects, e_type, shown_to);
  link bytea;${checks.declared}
begin ${opening(APPEND_ONE)}
  select l.service, r.type is not null, ${checks.services} into caller, own, services
    from events.service_login l left join events.recordable_type r on r.service = l.service and r.type = e_type
    where l.login = session_user and (l.barred_until > clock_timestamp()) is not true;
  if caller is null then perform events.refuse_login(); end if;
  if (starts_with(c_stream, caller || '.') and c_stream ~ '${STREAM_SHAPE}' and octet_length(c_stream) <= 200) is not true then
    perform events.refuse_stream(c_stream);
  end if;
  if not own then perform events.refuse_type(e_type); end if;
  if (array[caller, 'auditTrail'] <@ shown_to and ${checks.isVisibility('shown_to')}) is not true then
    perform events.refuse_malformed(format('%s is visible to its owner, to audit-trail, and to services only', e_type));
  end if;
  if (${sound(checks.basis, 'e_members', 'm', 'e_basis', 'e_subjects', 'e_data', 'e_salt')}${checks.isForm('e_data', 'e_type', 'm[14]')}${checks.isId('e_id', 'c_id', '0')}
    and octet_length(c_digest) = 32 and c_expected >= -2 and e_id is not null and c_id is not null
    and case when length(m[12]) < 10 then true else left(m[12], 10)::date is not null end
    and sha256(convert_to(built, 'UTF8')) = e_hash) is not true
  then
    perform events.refuse_malformed(format('event %s has an id of another command, malformed members or data, or its hash is not that of its envelope', e_id));
  end if;
  if e_type in ('case.EventCorrected', 'case.EventRetracted') then
    perform ${checks.correction('c_stream', 'e_id', 'e_type', 'e_data::json', 'm[8]')};
  end if;
  perform pg_advisory_xact_lock(hashtextextended(c_stream, 0));
  select coalesce(head.revision, -1), coalesce(head.chain_hash, decode(repeat('00', 32), 'hex')),
      case
        when known.digest = c_digest then 1
        when known.digest is not null then 3
        when c_expected = -2 or c_expected = coalesce(head.revision, -1) then 0
        else 2
      end
    into revision, link, outcome
    from (select 0) zero
    left join lateral (select e.revision, e.chain_hash from events.event e where e.stream = c_stream order by e.revision desc limit 1) head on true
    left join lateral (
      select e.command_digest as digest from events.event e where e.command_id = c_id and (e.stream = c_stream) is true limit 1) known on true;
  if outcome <> 0 then return; end if;
  perform pg_advisory_xact_lock('events.event'::regclass::oid::int, 0);
  select e.position, greatest(e.recorded_at, clock_timestamp()) into "position", recorded_at from events.event e order by e.position desc limit 1;
  "position" := coalesce("position", 0) + 1;
  recorded_at := coalesce(recorded_at, clock_timestamp());${checks.unrecorded('(select c_id, c_stream) c(id, stream)')}
  insert into events.event
    (position, stream, revision, id, command_id, command_digest, type, case_id, visibility, envelope, data, salt, event_hash, chain_hash, recorded_at)
  values (append_one."position", c_stream, append_one.revision + 1, e_id, c_id, c_digest, e_type, e_case, shown_to, built::json,
    e_data::json, e_salt, e_hash, sha256(link || int8send(append_one.revision + 1) || e_hash), append_one.recorded_at);
end $$;
`

const APPEND_WATCHING_FUNCTION = `
-- Appends one command that has guards of cases, and undoes it when an event before it breaks such a guard. The append
-- holds the lock of the log by then, so every event with a smaller position is visible.
create function events.append_watching(
  c_stream text[], c_expected bigint[], c_id uuid[], c_digest bytea[],
  g_command int[], g_stream text[], g_revision bigint[],
  e_command int[], e_id uuid[], e_type text[], e_case uuid[], e_visibility text[], e_members text[], e_basis text[], e_subjects text[], e_data text[], e_salt bytea[], e_hash bytea[],
  w_after bigint[], w_types text[], w_cases text[],
  out outcomes int[], out revisions bigint[], out disputed text[], out first_position bigint, out recorded_at timestamptz)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  own text := events.caller_service();
  broken record;
begin
  if (cardinality(c_stream) = 1 and cardinality(w_after) >= 1 and cardinality(w_after) = all (array[cardinality(w_types), cardinality(w_cases)])
    and num_nonnulls(array_position(w_after, null), array_position(w_types, null), array_position(w_cases, null)) = 0) is not true
  then perform events.refuse_malformed('its guards of cases differ in length or hold a null, or it has several commands'); end if;
  begin
    select a.outcomes, a.revisions, a.disputed, a.first_position, a.recorded_at into outcomes, revisions, disputed, first_position, recorded_at
      from events.append_batch(c_stream, c_expected, c_id, c_digest, g_command, g_stream, g_revision,
        e_command, e_id, e_type, e_case, e_visibility, e_members, e_basis, e_subjects, e_data, e_salt, e_hash) a;
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
`

export const checkedAppend = `
set local role events_owner;
${appendBatchFunction('create', FIRST_CHECKS)}${appendOneFunction('create', FIRST_CHECKS)}${APPEND_WATCHING_FUNCTION}
reset role;
revoke execute on all functions in schema events from public;
grant execute on function events.append_batch, events.append_one, events.append_watching, events.end_stalled_appends to events_service;
`
