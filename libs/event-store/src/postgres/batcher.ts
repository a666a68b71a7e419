import type { Append, AppendOutcome } from '../event-store.ts'
import { isOfCases, StoreOverloaded, StoreUnavailable } from '../event-store.ts'
import { asStoreFailure, isOneCommandsFault, isUsedId } from './failures.ts'

interface Waiting {
  readonly command: Append
  readonly bytes: number
  resolve(outcome: AppendOutcome): void
  reject(error: Error): void
}

export interface Bounds {
  /** Commands of one batch at most. */
  readonly batch: number
  /** Commands that may wait. */
  readonly waiting: number
  /** Bytes of events that may wait; an eighth of them fills a batch. */
  readonly waitingBytes: number
}

/** Sends one batch; answers each command in its order. */
export type Send = (batch: readonly Append[]) => Promise<readonly AppendOutcome[]>

/** Commits many commands together. No timer: whatever waits when a connection is free goes. */
export interface Batcher {
  append(command: Append): Promise<AppendOutcome>
  /** Refuses new commands and waits for those that were taken. */
  close(): Promise<void>
}

const sizeOf = ({ events }: Append): number =>
  events.reduce((sum, event) => sum + event.envelopeText.length + event.dataText.length + 200, 200)

/** A guard of cases looks at what every stream has got, so its command has no neighbours. */
const goesAlone = ({ guards }: Append): boolean => guards?.some(isOfCases) ?? false

const NONE: readonly string[] = []
const guardedBy = ({ guards }: Append): readonly string[] => guards?.flatMap((guard) => (isOfCases(guard) ? NONE : [guard.stream])) ?? NONE

/** Which of the waiting go next: at most one a stream, and none that guards what a neighbour writes. */
const nextBatch = (waiting: Waiting[], bounds: Bounds): Waiting[] => {
  const [first] = waiting
  if (first && goesAlone(first.command)) return waiting.splice(0, 1)
  const batch: Waiting[] = []
  const kept: Waiting[] = []
  const written = new Set<string>()
  const guarded = new Set<string>()
  let bytes = 0
  let looked = 0
  for (const one of waiting) {
    // A hot stream may fill the queue: looking further than this costs more than a fuller batch saves.
    if (batch.length >= bounds.batch || looked >= bounds.batch * 4) break
    looked += 1
    const { stream } = one.command
    const guards = guardedBy(one.command)
    const fits = (batch.length === 0 || bytes + one.bytes <= bounds.waitingBytes / 8) && !goesAlone(one.command)
    if (!fits || written.has(stream) || guarded.has(stream) || guards.some((guard) => written.has(guard))) {
      kept.push(one)
      // What waits keeps its turn: nothing behind it may write or guard its stream first.
      written.add(stream)
      continue
    }
    written.add(stream)
    guards.forEach((guard) => guarded.add(guard))
    bytes += one.bytes
    batch.push(one)
  }
  waiting.splice(0, looked, ...kept)
  return batch
}

/** @param lanes one for each connection that may carry a batch at a time */
export const batcher = (lanes: readonly Send[], bounds: Bounds): Batcher => {
  const waiting: Waiting[] = []
  const free = [...lanes]
  let bytes = 0
  let scheduled = false
  let closed = false
  let drained: (() => void) | undefined

  const deliver = async (lane: Send, batch: readonly Waiting[]): Promise<void> => {
    try {
      const outcomes = await lane(batch.map((one) => one.command))
      batch.forEach((one, index) => {
        const outcome = outcomes[index]
        if (outcome) one.resolve(outcome)
        else one.reject(new Error('the event store left a command of the batch unanswered'))
      })
    } catch (error) {
      const [only] = batch
      if (!isOneCommandsFault(error)) batch.forEach((one) => one.reject(asStoreFailure(error)))
      else if (batch.length === 1 && only) {
        if (isUsedId(error)) only.resolve({ outcome: 'id-clash', stream: only.command.stream })
        else only.reject(asStoreFailure(error))
      } else {
        const middle = Math.ceil(batch.length / 2)
        await deliver(lane, batch.slice(0, middle))
        await deliver(lane, batch.slice(middle))
      }
    }
  }

  const flush = (): void => {
    scheduled = false
    while (waiting.length > 0) {
      const lane = free.pop()
      if (!lane) return
      const batch = nextBatch(waiting, bounds)
      void deliver(lane, batch).then(() => {
        bytes -= batch.reduce((sum, one) => sum + one.bytes, 0)
        free.push(lane)
        schedule()
      })
    }
    if (free.length === lanes.length) drained?.()
  }

  // After the callers that the last batch woke have had their turn, so that their next commands go together.
  const schedule = (): void => {
    if (scheduled) return
    scheduled = true
    process.nextTick(flush)
  }

  return {
    append: (command) =>
      new Promise((resolve, reject) => {
        const size = sizeOf(command)
        if (closed) return reject(new StoreUnavailable('the event store is closed'))
        if (waiting.length >= bounds.waiting || bytes + size > bounds.waitingBytes)
          return reject(new StoreOverloaded(`${waiting.length} commands are waiting for the event store: try again in a second`))
        bytes += size
        waiting.push({ command, bytes: size, resolve, reject })
        if (free.length > 0) schedule()
      }),
    close: () =>
      new Promise((resolve) => {
        closed = true
        drained = resolve
        schedule()
      }),
  }
}
