import type { EventStore, StoredEvent } from '../event-store.ts'
import { CHAIN_START, chainHash, dataHash, eventHash } from '../hashing.ts'
import { malformedMembers } from '../unreadable-events.ts'
import type { LogHead } from './log-head.ts'
import { otherFormOf, type OtherForm } from './other-form.ts'
import { leafHash, logTree } from './tree.ts'

/** What is wrong with one event, by its own hashes and the last link of its stream. */
export type EventProblem = 'gap' | 'malformed' | 'dataHash' | 'eventHash' | 'chainHash' | 'misfiled'

/**
 * What is wrong. `head`: the first events are not those of which a head was signed; `cut`: the log has fewer events than
 * a signed head; `hidden`: a position has no event that audit-trail may see; the others as for a case.
 */
export interface LogFinding {
  readonly what: 'head' | 'cut' | 'hidden' | EventProblem
  /** Where it was found; for a head, an event up to here was changed. */
  readonly position: string
  readonly stream?: string | undefined
  readonly revision?: number | undefined
  readonly head?: LogHead | undefined
}

export interface LogVerification {
  readonly events: number
  readonly streams: number
  /** How many signed heads agree with the log. */
  readonly heads: number
  /** The last head that agrees: what was recorded later is not under a signature yet. */
  readonly lastHead?: LogHead | undefined
  /** At most a hundred. */
  readonly findings: readonly LogFinding[]
  /** At most a hundred. They were not changed: a log that has them and no findings is intact. */
  readonly otherForms: readonly OtherForm[]
  readonly otherFormCount: number
}

const PAGE = 5_000
const MAX_FINDINGS = 100

interface StreamHead {
  readonly revision: number
  readonly chain: Buffer
}

const COLUMNS = ['id', 'type', 'stream', 'caseId', 'commandId'] as const

const isMisfiled = (event: StoredEvent): boolean => {
  const { visibility } = event.envelope
  const isMoved = visibility !== undefined && event.filedVisibility !== undefined && visibility.join() !== event.filedVisibility.join()
  return isMoved || COLUMNS.some((name) => event[name] !== event.envelope[name])
}

/** What a log is checked by, without its heads: each event by its own hashes and the last link of its stream. */
export interface LogChecker {
  /** What is wrong with the next event of the log, or undefined. */
  next(event: StoredEvent): EventProblem | undefined
  /** The next revision of a stream. */
  expected(stream: string): number
  /** How many streams there are so far. */
  streams(): number
}

export const logChecker = (): LogChecker => {
  const heads = new Map<string, StreamHead>()
  return {
    next(event) {
      const problem = problemOf(event, heads.get(event.stream) ?? { revision: -1, chain: CHAIN_START })
      heads.set(event.stream, { revision: event.revision, chain: Buffer.from(event.chainHash, 'hex') })
      return problem
    },
    expected: (stream) => (heads.get(stream)?.revision ?? -1) + 1,
    streams: () => heads.size,
  }
}

/** What is wrong with one event, by its own hashes. */
const problemOf = (event: StoredEvent, head: StreamHead): EventProblem | undefined => {
  if (malformedMembers(event).length > 0) return 'malformed'
  if (event.revision !== head.revision + 1) return 'gap'
  const salt = event.salt === undefined ? undefined : Buffer.from(event.salt, 'hex')
  if (dataHash(salt, event.dataText).toString('hex') !== event.envelope.dataHash) return 'dataHash'
  const hash = eventHash(event.envelopeText)
  if (hash.toString('hex') !== event.eventHash) return 'eventHash'
  if (chainHash(head.chain, event.revision, hash).toString('hex') !== event.chainHash) return 'chainHash'
  return isMisfiled(event) ? 'misfiled' : undefined
}

/**
 * Recomputes every hash of the log, and compares the log with its signed heads. It reads the stored texts, so one pass
 * suffices, whatever the size; of each stream it keeps the last link.
 * @param store of audit-trail, which sees every event
 * @throws StoreUnavailable
 */
export const verifyLog = async (store: EventStore, heads: readonly LogHead[]): Promise<LogVerification> => {
  const expected = new Map<number, LogHead[]>()
  for (const head of heads) expected.set(head.size, [...(expected.get(head.size) ?? []), head])
  const check = logChecker()
  const findings: LogFinding[] = []
  const otherForms: OtherForm[] = []
  let otherFormCount = 0
  const found = (finding: LogFinding): void => void (findings.length < MAX_FINDINGS && findings.push(finding))
  const tree = logTree()
  let agreeing = 0
  let lastHead: LogHead | undefined
  const compareHeads = (position: string): void => {
    for (const head of expected.get(tree.size) ?? [])
      if (head.root === tree.root().toString('base64')) {
        agreeing += 1
        lastHead = head
      } else found({ what: 'head', position, head })
  }

  // Before the first page: what is recorded meanwhile is read, too.
  const end = BigInt(await store.lastPosition())
  let last = 0n
  for (let after = '0'; ;) {
    const { events, position } = await store.unfiltered.readAll({ after, limit: PAGE })
    if (position === after) break
    for (const event of events) {
      const { stream, revision } = event
      if (store.capabilities.densePositions && BigInt(event.position) !== last + 1n) found({ what: 'hidden', position: String(last + 1n) })
      last = BigInt(event.position)
      const what = check.next(event)
      if (what) found({ what, position: event.position, stream, revision })
      const other = what ? undefined : otherFormOf(event)
      if (other) otherFormCount += 1
      if (other && otherForms.length < MAX_FINDINGS) otherForms.push(other)
      tree.add(leafHash(event))
      compareHeads(event.position)
    }
    after = position
  }
  if (store.capabilities.densePositions && end > last) found({ what: 'hidden', position: String(last + 1n) })
  const longest = heads.toSorted((a, b) => b.size - a.size)[0]
  if (longest && longest.size > tree.size) found({ what: 'cut', position: String(last), head: longest })
  return { events: tree.size, streams: check.streams(), heads: agreeing, lastHead, findings, otherForms, otherFormCount }
}
