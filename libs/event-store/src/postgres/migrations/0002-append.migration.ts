/**
 * The append: the only way to insert into the log. Outcomes are numbers, as the driver reads them:
 * 0 appended, 1 duplicate, 2 conflict, 3 id-clash; expected revision -1: the stream must be new, -2: any.
 */
export const append = `
set local role events_owner;

create function events.next_link(link bytea, start bytea, revision bigint, event_hash bytea) returns bytea
language sql immutable parallel safe return sha256(coalesce(link, start) || int8send(revision) || event_hash);
create aggregate events.chain(start bytea, revision bigint, event_hash bytea) (sfunc = events.next_link, stype = bytea);

-- Every statement of an append must see what was committed while it waited for a lock: an older snapshot would miss the
-- first answer to a retried command and the last position. A second append in one transaction would lock its streams
-- after the log, against the lock order, and could deadlock.
create function events.refuse_transaction() returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'an append needs READ COMMITTED, not %', upper(current_setting('transaction_isolation')) using errcode = 'invalid_transaction_state';
  end if;
  raise exception 'an append must be the first write of its transaction' using errcode = 'active_sql_transaction';
end $$;

create function events.refuse_stream(stream text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'login % may not append to %: the stream belongs to another service', session_user, stream using errcode = 'insufficient_privilege';
end $$;

create function events.refuse_malformed() returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'an event was refused: hashes and digest have 32 bytes, and the owner of a stream sees all of it' using errcode = 'check_violation';
end $$;

-- Each look-up below leaves the planner one plan, whatever the statistics: a lateral with a limit, never exists (it may
-- be hashed over the whole log), and "is true" where a second index would match.
create function events.append_batch(
  c_stream text[], c_expected bigint[], c_id uuid[], c_digest bytea[],
  g_command int[], g_stream text[], g_revision bigint[],
  e_command int[], e_id uuid[], e_type text[], e_case uuid[], e_visibility text[], e_envelope text[], e_data text[], e_salt bytea[], e_hash bytea[],
  out outcomes int[], out revisions bigint[], out disputed text[], out first_position bigint, out recorded_at timestamptz)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  caller text;
  strange text;
  chains bytea[];
  broken record;
begin
  if current_setting('transaction_isolation') <> 'read committed' or pg_current_xact_id_if_assigned() is not null then
    perform events.refuse_transaction();
  end if;
  select l.service, (select s from unnest(c_stream) s where not coalesce(starts_with(s, l.service || '.'), false) limit 1)
    into caller, strange from (select 0) zero left join events.service_login l on l.login = session_user;
  if strange is not null then perform events.refuse_stream(strange); end if;
  if (select bool_or(octet_length(h) <> 32) from unnest(e_hash || c_digest) h) or (select bool_or(not caller = any (v::text[])) from unnest(e_visibility) v) then
    perform events.refuse_malformed();
  end if;

  -- 1. Locks in key order, so no deadlock. Advisory locks, not row locks: a locked row costs a page write and a dead
  --    version. Guards take the same lock: shared ones would starve the writer of the guarded stream.
  perform pg_advisory_xact_lock(k.key) from (
    select distinct hashtextextended(n, 0) as key from unnest(c_stream || g_stream) n order by key) k;

  -- 2. Retries, looked up under the lock: a retry finds what its first attempt committed, whatever it decides now.
  -- 3. The expected revision against the head, which is the last event of the stream: a head row would leave a dead
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

  -- A guard holds while no event that is visible to the caller has a later revision. An event that another command of
  -- this batch would add breaks it: the retry of the command decides.
  if cardinality(g_command) > 0 then
    disputed := array_fill(null::text, array[cardinality(c_stream)]);
    for broken in
      select distinct on (g.command) g.command, g.stream, coalesce(head.revision, -1) as revision
      from unnest(g_command, g_stream, g_revision) g(command, stream, revision)
      left join lateral (select e.revision from events.event e where e.stream = g.stream order by e.revision desc limit 1) head on true
      left join lateral (
        select true as newer from events.event e
        where e.stream = g.stream and e.revision > g.revision and caller = any (e.visibility) order by e.revision limit 1) unseen on true
      where unseen.newer or coalesce(head.revision, -1) < g.revision or (g.stream = any (c_stream) and g.stream <> c_stream[g.command])
      order by g.command
    loop
      if outcomes[broken.command] = 0 then
        outcomes[broken.command] := 2;
        revisions[broken.command] := broken.revision;
        disputed[broken.command] := broken.stream;
      end if;
    end loop;
  end if;

  if not 0 = any (outcomes) then return; end if;

  -- 4. The last lock orders commits, so positions become visible in order, without gaps. The head is the last event.
  perform pg_advisory_xact_lock('events.event'::regclass::oid::int, 0);
  select l.position + 1, greatest(l.recorded_at, clock_timestamp()) into first_position, recorded_at
    from (select 0) zero left join lateral (select e.position, e.recorded_at from events.event e order by e.position desc limit 1) l on true;
  first_position := coalesce(first_position, 1);

  -- 5. The chain continues from the stream's last event before this batch. A unique index refuses an existing id.
  if cardinality(e_command) = cardinality(c_stream) then
    insert into events.event
      (position, stream, revision, id, command_id, command_digest, type, case_id, visibility, envelope, data, salt, event_hash, chain_hash, recorded_at)
    select append_batch.first_position - 1 + row_number() over (order by b.no), b.stream, b.head + 1, b.id, b.command_id, b.digest, b.type, b.case_id,
      b.visibility::text[], b.envelope::json, b.data::json, b.salt, b.hash, sha256(b.chain || int8send(b.head + 1) || b.hash), append_batch.recorded_at
    from unnest(c_stream, revisions, c_id, c_digest, outcomes, chains, e_id, e_type, e_case, e_visibility, e_envelope, e_data, e_salt, e_hash)
      with ordinality b(stream, head, command_id, digest, outcome, chain, id, type, case_id, visibility, envelope, data, salt, hash, no)
    where b.outcome = 0;
  else
    insert into events.event
      (position, stream, revision, id, command_id, command_digest, type, case_id, visibility, envelope, data, salt, event_hash, chain_hash, recorded_at)
    select append_batch.first_position - 1 + row_number() over (order by e.no), e.stream, e.revision, e.id, e.command_id, e.digest, e.type, e.case_id,
      e.visibility::text[], e.envelope::json, e.data::json, e.salt, e.hash,
      events.chain(e.chain, e.revision, e.hash) over (partition by e.stream order by e.revision), append_batch.recorded_at
    from (
      select c.stream, c.command_id, c.digest, c.chain, c.head + row_number() over (partition by e.command order by e.no) as revision, e.*
      from unnest(c_stream, revisions, c_id, c_digest, outcomes, chains) with ordinality c(stream, head, command_id, digest, outcome, chain, no)
      join unnest(e_command, e_id, e_type, e_case, e_visibility, e_envelope, e_data, e_salt, e_hash)
        with ordinality e(command, id, type, case_id, visibility, envelope, data, salt, hash, no) on e.command = c.no
      where c.outcome = 0) e;
  end if;
end $$;

-- The same for one command with one event and no guard: without arrays it takes about half the time.
create function events.append_one(
  c_stream text, c_expected bigint, c_id uuid, c_digest bytea,
  e_id uuid, e_type text, e_case uuid, e_visibility text, e_envelope text, e_data text, e_salt bytea, e_hash bytea,
  out outcome int, out revision bigint, out "position" bigint, out recorded_at timestamptz)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  caller text;
  link bytea;
begin
  if current_setting('transaction_isolation') <> 'read committed' or pg_current_xact_id_if_assigned() is not null then
    perform events.refuse_transaction();
  end if;
  perform pg_advisory_xact_lock(hashtextextended(c_stream, 0));
  select l.service, coalesce(head.revision, -1), coalesce(head.chain_hash, decode(repeat('00', 32), 'hex')),
      case
        when known.digest = c_digest then 1
        when known.digest is not null then 3
        when c_expected = -2 or c_expected = coalesce(head.revision, -1) then 0
        else 2
      end
    into caller, revision, link, outcome
    from (select 0) zero
    left join events.service_login l on l.login = session_user
    left join lateral (select e.revision, e.chain_hash from events.event e where e.stream = c_stream order by e.revision desc limit 1) head on true
    left join lateral (
      select e.command_digest as digest from events.event e where e.command_id = c_id and (e.stream = c_stream) is true limit 1) known on true;
  if not coalesce(starts_with(c_stream, caller || '.'), false) then perform events.refuse_stream(c_stream); end if;
  if octet_length(e_hash) <> 32 or octet_length(c_digest) <> 32 or not caller = any (e_visibility::text[]) then perform events.refuse_malformed(); end if;
  if outcome <> 0 then return; end if;
  perform pg_advisory_xact_lock('events.event'::regclass::oid::int, 0);
  select e.position, greatest(e.recorded_at, clock_timestamp()) into "position", recorded_at from events.event e order by e.position desc limit 1;
  "position" := coalesce("position", 0) + 1;
  recorded_at := coalesce(recorded_at, clock_timestamp());
  insert into events.event
    (position, stream, revision, id, command_id, command_digest, type, case_id, visibility, envelope, data, salt, event_hash, chain_hash, recorded_at)
  values (append_one."position", c_stream, append_one.revision + 1, e_id, c_id, c_digest, e_type, e_case, e_visibility::text[], e_envelope::json, e_data::json,
    e_salt, e_hash, sha256(link || int8send(append_one.revision + 1) || e_hash), append_one.recorded_at);
end $$;

reset role;
revoke execute on all functions in schema events from public;
grant execute on function events.append_batch, events.append_one to events_service;
`
