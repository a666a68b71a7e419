import { type EventStore, type LogPosition, LogWentBack } from '@case-timeline/event-store'
import type { DataSource } from 'typeorm'
import type { Claim } from './claim.ts'
import { type HashReader, missingIn } from './log-positions.ts'

/**
 * The log lacks the event on which a checkpoint rests: it went back to an earlier state. The consumer waits, because its
 * effects may rest on lost events, and other events may be at the positions that it has passed.
 */
export class OffLog extends Error {
  override readonly name = 'OffLog'
}

/** Whether an error, or its cause, is that the log went back: the feed works, and its consumers wait for an operator. */
export const isOffLog = (error: unknown): boolean => error instanceof OffLog || (error instanceof Error && error.cause instanceof OffLog)

/** A consumer whose checkpoint rests on an event that the log lacks. */
export interface ConsumerOffLog {
  readonly consumer: string
  /** Position of that event. */
  readonly position: string
}

export const offLogSentence = ({ consumer, position }: ConsumerOffLog): string =>
  `${consumer} waits: the event store lacks the event at position ${position} on which it rests, since it was restored to an earlier state or a standby that was behind took over. ` +
  'If this is the right event store, bring its consumers back to it: casectl feed realign'

/** @throws OffLog when the log lacks an event on which a checkpoint of the claim rests */
export const requireOnLog = async (store: HashReader, { consumer, held }: Claim): Promise<void> => {
  const [missing] = await missingIn(
    store,
    held.map(({ log }) => log),
  )
  if (missing) throw new OffLog(offLogSentence({ consumer, position: missing.position }))
}

/** @throws LogWentBack when the log went back since a generation: a checkpoint that was on the log may not be any more */
export const requireGeneration = ({ generation }: Pick<EventStore, 'generation'>, since: number): void => {
  if (generation !== since)
    throw new LogWentBack('the event store went back to an earlier state: the checkpoints are compared with it again')
}

/** The consumers among these whose checkpoints rest on events that the log lacks, whichever replica runs them. */
export const consumersOffLog = async (
  db: DataSource,
  store: HashReader,
  consumers: readonly string[],
): Promise<readonly ConsumerOffLog[]> => {
  const rows: (LogPosition & { readonly consumer: string })[] = await db.query(
    `select consumer, coalesce(log_position, position)::text as position, log_hash as hash from feed_checkpoint where consumer = any ($1)
      group by consumer, coalesce(log_position, position), log_hash order by consumer, coalesce(log_position, position)`,
    [consumers],
  )
  const checkpoints = rows.map(({ hash, ...row }) => ({ ...row, hash: hash ?? undefined }))
  // The process itself may find out by this that the log went back.
  const missing = await missingIn(store, checkpoints).catch((error: unknown) => {
    if (error instanceof LogWentBack) return missingIn(store, checkpoints)
    throw error
  })
  const off = new Map(checkpoints.filter((one) => missing.has(one)).map(({ consumer, position }) => [consumer, { consumer, position }]))
  return [...off.values()]
}
