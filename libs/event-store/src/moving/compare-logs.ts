import { comparePositions } from '@case-timeline/contracts'
import { leafHash, logTree } from '../log-heads/tree.ts'
import { logChecker } from '../log-heads/verify-log.ts'
import { storedEvent } from '../stored-event.ts'
import type { ConsumerStart, MovableEvent, MovableLog } from './movable-log.ts'

/** What must be the same in both stores: all but the position. */
const KEPT = [
  ...(['stream', 'revision', 'id', 'commandId', 'commandDigest', 'type', 'caseId', 'visibility', 'envelope', 'data', 'salt'] as const),
  ...(['eventHash', 'chainHash', 'recordedAt'] as const),
]

/** The members by which two events differ. */
export const differingMembers = (source: MovableEvent, target: MovableEvent): readonly string[] =>
  KEPT.filter((name) => source[name] !== target[name])

/** `missing` and `added`: the target ends before the source, or after it. `intact`: the source is not what was hashed. */
export interface LogDifference {
  readonly what: 'differs' | 'missing' | 'added' | 'intact'
  /** The place in the order of the log, from 1. */
  readonly event: number
  readonly stream: string
  readonly revision: string
  /** The members that differ, or the hash that the source breaks. */
  readonly members: readonly string[]
}

export interface LogComparison {
  readonly events: number
  readonly streams: number
  /** Each with its id and the digest of its content. */
  readonly commands: number
  /** Root of the tree of signed heads (RFC 6962) over the events of the target; base64. */
  readonly root: string
  /** Where consumers started, as positions of the target. */
  readonly starts: readonly ConsumerStart[]
  readonly differenceCount: number
  /** At most a hundred. */
  readonly differences: readonly LogDifference[]
}

const MAX_DIFFERENCES = 100

/** The events of a log one after another; of the log one page is in memory. */
export const eventReader = (log: MovableLog) => {
  const pages = log.events()
  let page: readonly MovableEvent[] = []
  let at = 0
  return {
    async next(): Promise<MovableEvent | undefined> {
      while (at >= page.length) {
        const { value, done } = await pages.next()
        if (done) return undefined
        page = value
        at = 0
      }
      return page[at++]
    },
    close: () => pages.return(undefined),
  }
}

/** The starts of consumers with the positions that the same events have in another log. */
const translated = (starts: readonly ConsumerStart[]) => {
  const waiting = starts.toSorted((a, b) => comparePositions(a.position, b.position))
  const done: ConsumerStart[] = []
  return {
    /** @param source the position of the next event in the log of the starts @param before the one before it in the other */
    pass(source: string, before: string): void {
      while (waiting[0] && comparePositions(waiting[0].position, source) < 0) done.push({ ...waiting.shift()!, position: before })
    },
    end: (last: string): readonly ConsumerStart[] => [...done, ...waiting.map((start) => ({ ...start, position: last }))],
  }
}

/**
 * Compares two logs event by event in their order, and recomputes every hash and chain. Reads both once; in memory are a
 * page of each, and the last link of each stream.
 * @param progress is called after each event with the number of events so far
 * @throws MoveInterrupted, MoveRefused
 */
export const compareLogs = async (
  source: MovableLog,
  target: MovableLog,
  progress: (events: number) => void = () => undefined,
): Promise<LogComparison> => {
  const check = logChecker()
  const tree = logTree()
  const starts = translated(await source.consumerStarts())
  const differences: LogDifference[] = []
  const [ours, theirs] = [eventReader(source), eventReader(target)]
  let [differenceCount, events, commands, lastCommand, position] = [0, 0, 0, '', '0']
  const found = (what: LogDifference['what'], event: number, { stream, revision }: MovableEvent, members: readonly string[] = []): void => {
    differenceCount += 1
    if (differences.length < MAX_DIFFERENCES) differences.push({ what, event, stream, revision, members })
  }
  try {
    for (let at = 1; ; at += 1) {
      const [one, other] = await Promise.all([ours.next(), theirs.next()])
      if (!one && !other) break
      if (one) {
        events = at
        const command = `${one.stream} ${one.commandId}`
        if (command !== lastCommand) commands += 1
        lastCommand = command
        const broken = check.next(storedEvent(one))
        if (broken) found('intact', at, one, [broken])
        starts.pass(one.position, position)
      }
      if (other) {
        tree.add(leafHash({ ...other, revision: Number(other.revision) }))
        position = other.position
      }
      if (one && other) {
        const members = differingMembers(one, other)
        if (members.length > 0) found('differs', at, other, members)
      } else if (one) found('missing', at, one)
      else if (other) found('added', at, other)
      progress(at)
    }
  } finally {
    await Promise.all([ours.close(), theirs.close()])
  }
  const root = tree.root().toString('base64')
  return { events, streams: check.streams(), commands, root, starts: starts.end(position), differenceCount, differences }
}
