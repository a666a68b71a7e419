import type { DeploymentRecord } from '../deployment.ts'
import { logChecker } from '../log-heads/verify-log.ts'
import { storedEvent } from '../stored-event.ts'
import { compareLogs, differingMembers, eventReader, type LogComparison } from './compare-logs.ts'
import { type ConsumerStart, type MovableEvent, type MovableLog, MoveRefused } from './movable-log.ts'

export interface MovedLog extends LogComparison {
  /** How many of the events an earlier run had copied. */
  readonly before: number
  /** How many events this run copied. */
  readonly copied: number
}

/** What of the work is under way, and how many events it has passed. */
export type MoveProgress = (phase: 'copied' | 'verified', events: number) => void

/** Events that are sent to the target at once, and characters of their texts. */
const BATCH = 500
const BATCH_CHARACTERS = 2_000_000

const START_AGAIN = 'start with an empty target'

const placeOf = (at: number, { stream, revision }: MovableEvent): string => `event ${at} of the log (${stream}, revision ${revision})`

/** @throws MoveRefused where no service has recorded in the source */
const identityOf = async (source: MovableLog): Promise<DeploymentRecord> => {
  const record = await source.deployment()
  if (record) return record
  throw new MoveRefused(`${source.name} has no deployment: no service has recorded in it.`, ['check the address of the source'])
}

/** @returns whether the target has the identity already @throws MoveRefused where it belongs to another deployment */
const hasIdentity = async (target: MovableLog, { logId }: DeploymentRecord): Promise<boolean> => {
  const known = await target.deployment()
  if (known && known.logId !== logId)
    throw new MoveRefused(`${target.name} belongs to another deployment (${known.name}).`, [
      `${START_AGAIN}: one in which no service has started yet`,
    ])
  return known !== undefined
}

/**
 * Copies what the target does not have. What it has must be the beginning of the source, as after a run that ended early.
 * @throws MoveRefused where it is not, or where the source is not what was hashed; MoveInterrupted
 */
const copy = async (source: MovableLog, target: MovableLog, progress: MoveProgress): Promise<{ before: number; copied: number }> => {
  const check = logChecker()
  const [ours, theirs] = [eventReader(source), eventReader(target)]
  let [before, copied, characters, isPresent] = [0, 0, 0, true]
  let batch: MovableEvent[] = []
  const send = async (): Promise<void> => {
    if (batch.length === 0) return
    await target.append(batch)
    copied += batch.length
    ;[batch, characters] = [[], 0]
    progress('copied', before + copied)
  }
  try {
    for (let at = 1; ; at += 1) {
      const event = await ours.next()
      const present = isPresent ? await theirs.next() : undefined
      isPresent &&= present !== undefined
      if (!event && present)
        throw new MoveRefused(`${target.name} has more events than ${source.name}, beginning with ${placeOf(at, present)}.`, [
          'is it in use already? then it is the newer log',
          START_AGAIN,
        ])
      if (!event) break
      const broken = check.next(storedEvent(event))
      if (broken)
        throw new MoveRefused(`${source.name} was changed after it was recorded: ${placeOf(at, event)}: ${broken}. It was not moved.`, [
          'casectl audit verify-log lists everything that was changed; see docs/how-to/verify-a-case.md',
        ])
      if (present) {
        const members = differingMembers(event, present)
        if (members.length > 0)
          throw new MoveRefused(`${target.name} has another event than ${source.name}: ${placeOf(at, present)}: ${members.join(', ')}.`, [
            START_AGAIN,
          ])
        before = at
        continue
      }
      batch.push(event)
      characters += event.envelope.length + event.data.length
      if (batch.length >= BATCH || characters >= BATCH_CHARACTERS) await send()
    }
    await send()
    return { before, copied }
  } finally {
    await Promise.all([ours.close(), theirs.close()])
  }
}

const keyOf = ({ service, consumer }: ConsumerStart): string => `${service} ${consumer}`

/** @throws MoveRefused where the target has another start of a consumer */
const recordStarts = async (target: MovableLog, starts: readonly ConsumerStart[]): Promise<void> => {
  const known = new Map((await target.consumerStarts()).map((start) => [keyOf(start), start.position]))
  for (const start of starts) {
    const position = known.get(keyOf(start))
    if (position !== undefined && position !== start.position)
      throw new MoveRefused(`In ${target.name} the consumer ${start.consumer} of ${start.service} started at another event.`, [START_AGAIN])
    if (position === undefined) await target.recordConsumerStart(start)
  }
}

/**
 * Moves a log: copies every event with its hashes, its order, its commands and its time of recording, then compares both
 * logs event by event, and last records whose log it is and where consumers started: before that, services whose views are
 * of this log do not start on the target. A run that ended early is continued by the next one.
 * The source is not changed. The caller closes both.
 * @returns the comparison; where it has differences, the target must not be used, and neither identity nor starts were recorded
 * @throws MoveRefused, MoveInterrupted
 */
export const moveLog = async (source: MovableLog, target: MovableLog, progress: MoveProgress = () => undefined): Promise<MovedLog> => {
  if (source.name === target.name)
    throw new MoveRefused(`${source.name} is both source and target.`, ['set one of them to the other event store'])
  await source.claim()
  await target.claim()
  const record = await identityOf(source)
  await hasIdentity(target, record)
  const counts = await copy(source, target, progress)
  await target.settle()
  const comparison = await compareLogs(source, target, (events) => progress('verified', events))
  if (comparison.differenceCount === 0) {
    if (!(await hasIdentity(target, record))) await target.recordDeployment(record)
    await recordStarts(target, comparison.starts)
  }
  return { ...comparison, ...counts }
}
