import type { LogPosition } from '@case-timeline/event-store'
import type { EntityManager } from 'typeorm'
import { behind, type Claim, ClaimLost } from './claim.ts'
import type { Effect } from './write.ts'

/** @property isFounded whether what the effect presumed held: if not, nothing was changed */
export interface Advanced {
  readonly isFounded: boolean
  /** Whether the consumer has parked cases. */
  readonly hasParked: boolean
}

const NO_EFFECT: Effect = { writes: [] }

/**
 * Moves the claim's checkpoints to a position, except those that are further, in the transaction of the effect.
 * @param restsOn the furthest event of the log on which the effect rests
 * @param effect if it is written by the same statement; its writes are in the order in which its tables are locked
 * @throws ClaimLost when an epoch or an old position is no longer that of this claim; this rolls the effect back, and
 * nothing of `effect` is written
 */
export const advance = async (
  db: EntityManager,
  claimed: Claim,
  at: LogPosition,
  restsOn: LogPosition = at,
  { writes, presumes }: Effect = NO_EFFECT,
): Promise<Advanced> => {
  const moving = behind(claimed, at.position)
  const values: unknown[] = [
    claimed.consumer,
    moving.map(({ partition }) => partition),
    moving.map(({ epoch }) => epoch),
    moving.map((held) => held.position),
    at.position,
    restsOn.position,
    restsOn.hash ?? null,
    moving.length,
  ]
  const add = (value: unknown): string => `$${values.push(value)}`
  // A table that was locked for reading first, and then for writing, could deadlock with the swap of a rebuild.
  const locked = presumes ? `locked as (delete from ${presumes.table} where false), ` : ''
  const isFounded = presumes?.holds(add) ?? 'true'
  const written = writes.map((write, index) => `, write_${index} as (${write(add, '(select is_own and is_founded from claimed)')})`)
  const [row] = await db.query(
    `with ${locked}held as (
        select c.partition, greatest(c.position, $5::bigint) as position, coalesce(c.log_position, 0) < $6::bigint as rests_on_later
        from unnest($2::int[], $3::bigint[], $4::bigint[]) h (partition, epoch, position)
        join feed_checkpoint c on c.consumer = $1 and c.partition = h.partition and c.epoch = h.epoch and c.position = h.position
        order by c.partition for update of c),
      claimed as (select count(*) = $8 as is_own, ${isFounded} as is_founded from held)${written.join('')},
      moved as (
        update feed_checkpoint c set position = held.position, moved_at = now(),
          log_position = case when held.rests_on_later then $6 else c.log_position end,
          log_hash = case when held.rests_on_later then $7 else c.log_hash end
        from held where c.consumer = $1 and c.partition = held.partition and (select is_own and is_founded from claimed) returning c.partition)
      select is_own as "isOwn", is_founded as "isFounded", (select count(*)::int from moved) as moved,
        exists (select from feed_parked_case where consumer = $1) as "hasParked" from claimed`,
    values,
  )
  const { isOwn, moved, ...advanced } = row as Advanced & { isOwn: boolean; moved: number }
  if (!isOwn || (advanced.isFounded && moved !== moving.length)) throw new ClaimLost(claimed)
  return advanced
}
