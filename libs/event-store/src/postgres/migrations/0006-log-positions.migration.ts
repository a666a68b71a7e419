/**
 * By the hash of an event a reader recognises that the log is still the one it read: hashes say nothing about events.
 * Where consumers started is kept here, in the database of the events, so that both are restored together.
 */
export const logPositions = `
set local role events_owner;

create function events.last_event(out "position" bigint, out event_hash text)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select coalesce(l.position, 0), encode(l.event_hash, 'hex') from (select 0) zero
    left join lateral (select e.position, e.event_hash from events.event e order by e.position desc limit 1) l on true;
end;

create function events.hashes_at(positions bigint[]) returns table ("position" bigint, event_hash text)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic select e.position, encode(e.event_hash, 'hex') from events.event e where e.position = any (positions); end;

-- A condition of each read and append, so in its snapshot.
create function events.require_event(at bigint, hash text) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if at is not null and not exists (select from events.event e where e.position = at and e.event_hash = decode(hash, 'hex')) then
    raise exception 'the log lacks the event that was seen at position %', at using errcode = 'CT002';
  end if;
  return true;
end $$;

create table events.consumer_start (
  service text collate "C" not null,
  consumer text collate "C" not null check (length(consumer) between 1 and 200),
  position bigint not null,
  recorded_at timestamptz not null default now(),
  primary key (service, consumer)
);

create function events.start_of(of_consumer text, latest bigint) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  caller text := events.caller_service();
  start bigint := (select s.position from events.consumer_start s where s.service = caller and s.consumer = of_consumer);
begin
  if start is not null then return start; end if;
  insert into events.consumer_start (service, consumer, position)
    values (caller, of_consumer, least(latest, events.last_position())) on conflict do nothing;
  return (select s.position from events.consumer_start s where s.service = caller and s.consumer = of_consumer);
end $$;

reset role;
revoke execute on all functions in schema events from public;
grant execute on function events.last_event, events.hashes_at, events.require_event, events.start_of to events_service;
`
