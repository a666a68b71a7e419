import { type Append, type AppendOutcome, isCasesGuard, StoreOverloaded, StoreUnavailable } from '../event-store.ts'
import { asStoreFailure, isCommandFault, isDuplicateId } from './failures.ts'

interface Waiting {
  readonly command: Append
  readonly bytes: number
  resolve(outcome: AppendOutcome): void
  reject(error: Error): void
}

export interface Bounds {
  /** Maximum number of commands in one batch. */
  readonly batch: number
  /** Maximum number of waiting commands. */
  readonly waiting: number
  /** Maximum bytes of waiting events; an eighth of them fills a batch. */
  readonly waitingBytes: number
}

/** Sends one batch; returns the outcome of each command, in order. */
export type Send = (batch: readonly Append[]) => Promise<readonly AppendOutcome[]>

/** Commits many commands together. No timer: all waiting commands are sent as soon as a connection is free. */
export interface Batcher {
  append(command: Append): Promise<AppendOutcome>
  /** Refuses new commands and waits for those already accepted. */
  close(): Promise<void>
}

/** The approximate size of a command: 200 bytes for the other members of each event, and of the command itself. */
const sizeOf = ({ events }: Append): number =>
  events.reduce((sum, event) => sum + event.envelopeText.length + event.dataText.length + 200, 200)

const sizeOfAll = (waiting: readonly Waiting[]): number => waiting.reduce((sum, { bytes }) => sum + bytes, 0)

/** The id of a command's first event, which no command of another stream may have. */
const idOf = ({ events }: Append): string | undefined => events[0]?.id

/** A guard of cases depends on every stream, so its command gets a batch of its own. */
const needsOwnBatch = ({ guards }: Append): boolean => guards?.some(isCasesGuard) ?? false

const NONE: readonly string[] = []
const guardedBy = ({ guards }: Append): readonly string[] =>
  guards?.flatMap((guard) => (isCasesGuard(guard) ? NONE : [guard.stream])) ?? NONE

/** The last revision of the stream that a command leaves behind; undefined if only the store knows it. */
const revisionAfter = ({ expected, events }: Append): number | undefined =>
  expected === 'any' ? undefined : (expected === 'new' ? -1 : expected) + events.length

/**
 * Answers commands that follow one of their stream which was not recorded, because they were decided on what it would have
 * recorded. Something else may have the revision by now that they expect.
 * @returns the others
 */
const withoutSuccessors = (missing: readonly Append[], waiting: readonly Waiting[]): Waiting[] => {
  const lastRevision = new Map(missing.map((command) => [command.stream, revisionAfter(command)]))
  return waiting.filter(({ command, resolve }) => {
    const { stream, expected } = command
    if (typeof expected !== 'number' || lastRevision.get(stream) !== expected) return true
    lastRevision.set(stream, revisionAfter(command))
    resolve({ outcome: 'conflict', stream, revision: expected - 1 })
    return false
  })
}

/**
 * The next batch of the waiting commands: at most one per id, none that guards a stream which another one of the batch
 * writes, and several of one stream only where each expects the revision that the one before it leaves behind.
 */
const nextBatch = (waiting: Waiting[], bounds: Bounds): Waiting[] => {
  const [first] = waiting
  if (first && needsOwnBatch(first.command)) return waiting.splice(0, 1)
  const batch: Waiting[] = []
  const kept: Waiting[] = []
  const written = new Map<string, number | undefined>()
  const guarded = new Set<string>()
  const ids = new Set<string | undefined>()
  let bytes = 0
  let examined = 0
  for (const one of waiting) {
    // Many commands for one stream may fill the queue: searching further would cost more than a fuller batch saves.
    if (batch.length >= bounds.batch || examined >= bounds.batch * 4) break
    examined += 1
    const { stream, expected } = one.command
    const guards = guardedBy(one.command)
    const fits = (batch.length === 0 || bytes + one.bytes <= bounds.waitingBytes / 8) && !needsOwnBatch(one.command)
    const follows = !written.has(stream) || (typeof expected === 'number' && written.get(stream) === expected)
    if (!fits || ids.has(idOf(one.command)) || !follows || guarded.has(stream) || guards.some((guard) => written.has(guard))) {
      kept.push(one)
      // A command that waits keeps its place: no later command may write or guard its stream first.
      written.set(stream, undefined)
      continue
    }
    written.set(stream, revisionAfter(one.command))
    ids.add(idOf(one.command))
    guards.forEach((guard) => guarded.add(guard))
    bytes += one.bytes
    batch.push(one)
  }
  waiting.splice(0, examined, ...kept)
  return batch
}

/**
 * Makes a batcher.
 * @param lanes one for each connection; each carries one batch at a time
 */
export const batcher = (lanes: readonly Send[], bounds: Bounds): Batcher => {
  const waiting: Waiting[] = []
  const free = [...lanes]
  let bytes = 0
  let scheduled = false
  let closed = false
  let drained: (() => void) | undefined

  /**
   * Answers the waiting commands that have an id which was just recorded in another stream. The store would refuse each
   * of them together with its whole batch.
   */
  const answerClashes = (recorded: ReadonlyMap<string | undefined, string>): void => {
    const isClash = ({ command }: Waiting) => (recorded.get(idOf(command)) ?? command.stream) !== command.stream
    if (!waiting.some(isClash)) return
    for (const one of waiting.filter(isClash)) {
      bytes -= one.bytes
      one.resolve({ outcome: 'id-clash', stream: one.command.stream })
    }
    waiting.splice(0, waiting.length, ...waiting.filter((one) => !isClash(one)))
  }

  /** Before these are answered: what a caller sends after such an answer was not decided on what is missing. */
  const answerSuccessors = (missing: readonly Append[]): void => {
    if (missing.length === 0 || waiting.length === 0) return
    const others = withoutSuccessors(missing, waiting)
    bytes -= sizeOfAll(waiting) - sizeOfAll(others)
    waiting.splice(0, waiting.length, ...others)
  }

  /** @returns the commands that were not recorded now */
  const deliver = async (lane: Send, batch: readonly Waiting[]): Promise<readonly Append[]> => {
    const commands = batch.map(({ command }) => command)
    try {
      const outcomes = await lane(commands)
      const recorded = batch.filter((_, index) => outcomes[index]?.outcome === 'appended')
      if (waiting.length > 0) answerClashes(new Map(recorded.map(({ command }) => [idOf(command), command.stream])))
      const missing = commands.filter((_, index) => outcomes[index]?.outcome !== 'appended')
      answerSuccessors(missing)
      batch.forEach((one, index) => {
        const outcome = outcomes[index]
        if (outcome) one.resolve(outcome)
        else one.reject(new Error('the event store returned no outcome for a command of the batch'))
      })
      return missing
    } catch (error) {
      const [only] = batch
      const isSentInHalves = isCommandFault(error) && batch.length > 1
      if (!isSentInHalves) answerSuccessors(commands)
      if (!isCommandFault(error)) batch.forEach((one) => one.reject(asStoreFailure(error)))
      else if (batch.length === 1 && only) {
        if (isDuplicateId(error)) only.resolve({ outcome: 'id-clash', stream: only.command.stream })
        else only.reject(asStoreFailure(error))
      } else {
        // Halving isolates the command that causes the error, so that the others are recorded.
        const middle = Math.ceil(batch.length / 2)
        const missing = await deliver(lane, batch.slice(0, middle))
        const second = batch.slice(middle)
        const rest = withoutSuccessors(missing, second)
        answerSuccessors(second.filter((one) => !rest.includes(one)).map(({ command }) => command))
        return rest.length === 0 ? missing : [...missing, ...(await deliver(lane, rest))]
      }
      return commands
    }
  }

  const flush = (): void => {
    scheduled = false
    while (waiting.length > 0) {
      const lane = free.pop()
      if (!lane) return
      const batch = nextBatch(waiting, bounds)
      void deliver(lane, batch).then(() => {
        bytes -= sizeOfAll(batch)
        free.push(lane)
        schedule()
      })
    }
    if (free.length === lanes.length) drained?.()
  }

  // After the callers of the last batch have continued, so that their next commands form one batch.
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
