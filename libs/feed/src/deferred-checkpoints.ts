import { comparePositions } from '@case-timeline/contracts'
import type { LogPosition } from '@case-timeline/event-store'
import type { DataSource, EntityManager } from 'typeorm'
import type { Claim, ClaimedPartition } from './claim.ts'
import { keepMarks } from './marks.ts'

/**
 * After how many milliseconds checkpoints are written that moved without an effect, and the least time between two
 * writes: where little happens other replicas see soon that a consumer moved, and where much happens it costs little.
 */
const WRITTEN_AFTER_MS = 100
const BETWEEN_WRITES_MS = 1_000

/**
 * The checkpoints of consumers that were not concerned by what was read, or in which it changed nothing. They are written
 * together, once a second: after a crash, what was read since is read again, and nothing is applied twice.
 */
export interface DeferredCheckpoints {
  /**
   * Moves a claim past events that do not concern its consumer.
   * @param lost called when another replica has taken over, or an operator has moved the checkpoints
   */
  pass(claimed: Claim, at: LogPosition, lost: () => void, records: boolean): void
  /** Call it before an effect of the claim is written: then nothing else moves its checkpoints. */
  settle(claimed: Claim): Promise<void>
  /** Writes what has moved, as far as the database can be reached. */
  flush(): Promise<void>
}

interface Passed {
  readonly at: LogPosition
  readonly records: boolean
  lost(): void
}

export const deferredCheckpoints = (db: DataSource): DeferredCheckpoints => {
  const passed = new Map<Claim, Passed>()
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()
  let lastWriteMs = -Infinity

  const writeLater = (): void => {
    const untilNextMs = lastWriteMs + BETWEEN_WRITES_MS - performance.now()
    timer ??= setTimeout(() => void flush(), Math.max(WRITTEN_AFTER_MS, untilNextMs))
    timer.unref()
  }

  const write = async (): Promise<void> => {
    const due = [...passed]
    if (due.length === 0) return
    passed.clear()
    lastWriteMs = performance.now()
    const left = (claimed: Claim, own: Passed): void => {
      if (!passed.has(claimed)) passed.set(claimed, own)
      writeLater()
    }
    try {
      for (const [claimed, own] of await moveAll(db, due)) left(claimed, own)
    } catch {
      // Nothing was written: it is tried again, and a consumer that has effects meets the error itself.
      for (const [claimed, own] of due) left(claimed, own)
    }
  }

  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    writing = writing.then(write)
    return writing
  }

  return {
    pass(claimed, at, lost, records) {
      passed.set(claimed, { at, lost, records })
      writeLater()
    },
    async settle(claimed) {
      passed.delete(claimed)
      await writing
      // A write that could not move a locked checkpoint has put it back.
      passed.delete(claimed)
    },
    flush,
  }
}

/** @returns what could not be moved, because another transaction locks a checkpoint */
const moveAll = async (db: DataSource, due: readonly (readonly [Claim, Passed])[]): Promise<readonly (readonly [Claim, Passed])[]> => {
  const moving = due.flatMap(([claimed, { at }]) => behind(claimed, at).map((held) => ({ consumer: claimed.consumer, held, at })))
  if (moving.length === 0) return []
  const results = await move(db.manager, moving)
  const locked = due.filter(([claimed, { at, lost }]) => {
    const own = behind(claimed, at).map((held) => ({ held, ...results.get(`${claimed.consumer} ${held.partition}`) }))
    for (const { held, isMoved } of own)
      if (isMoved) {
        held.position = at.position
        held.log = at
      }
    if (own.some(({ isMoved, isOwn }) => !isMoved && !isOwn)) lost()
    else return own.some(({ isMoved }) => !isMoved)
    return false
  })
  await keepMarks(db.manager, ...due.flatMap(([claimed, { records }]) => (records ? [claimed] : [])))
  return locked
}

const behind = ({ held }: Claim, { position }: LogPosition): readonly ClaimedPartition[] =>
  held.filter((one) => comparePositions(one.position, position) < 0)

interface Moving {
  readonly consumer: string
  readonly held: ClaimedPartition
  readonly at: LogPosition
}

/** By consumer and partition: whether the checkpoint was moved, and whether it still is that of the claim. */
type Results = ReadonlyMap<string, { readonly isMoved: boolean; readonly isOwn: boolean }>

// A checkpoint that another transaction locks is skipped, so that a consumer that is being rebuilt delays no other one.
const move = async (db: EntityManager, moving: readonly Moving[]): Promise<Results> => {
  const rows: { consumer: string; partition: number; isMoved: boolean; isOwn: boolean }[] = await db.query(
    `with asked as (
        select * from unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[])
          a (consumer, partition, epoch, position, reached, hash)),
      held as (
        select a.* from asked a join feed_checkpoint c using (consumer, partition, epoch, position)
        order by a.consumer, a.partition for update of c skip locked),
      moved as (
        update feed_checkpoint c set position = held.reached, moved_at = now(),
          log_position = greatest(coalesce(c.log_position, 0), held.reached),
          log_hash = case when coalesce(c.log_position, 0) < held.reached then held.hash else c.log_hash end
        from held where c.consumer = held.consumer and c.partition = held.partition
        returning c.consumer, c.partition)
      select a.consumer, a.partition, m.consumer is not null as "isMoved", c.consumer is not null as "isOwn"
      from asked a left join moved m using (consumer, partition) left join feed_checkpoint c using (consumer, partition, epoch, position)`,
    [
      moving.map(({ consumer }) => consumer),
      moving.map(({ held }) => held.partition),
      moving.map(({ held }) => held.epoch),
      moving.map(({ held }) => held.position),
      moving.map(({ at }) => at.position),
      moving.map(({ at }) => at.hash ?? null),
    ],
  )
  return new Map(rows.map(({ consumer, partition, ...result }) => [`${consumer} ${partition}`, result]))
}
