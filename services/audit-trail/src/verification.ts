import { type CaseEventRecord, comparePositions, Envelope, Id } from '@case-timeline/contracts'
import { CHAIN_START, canonical, chainHash, dataHash, eventHash, malformedMembers, type StoredEvent } from '@case-timeline/event-store'
import { z } from 'zod'

/**
 * What is wrong with a record. A `gap` is a revision that is missing or occurs twice. A record is `misfiled` if an
 * indexed column of the store differs from its envelope.
 */
const Difference = z.enum(['gap', 'dataHash', 'eventHash', 'chainHash', 'malformed', 'misfiled'])
export type Difference = z.infer<typeof Difference>

const Intact = z.strictObject({
  outcome: z.literal('intact'),
  streams: z.int(),
  events: z.int(),
})
const Broken = z.strictObject({
  outcome: z.literal('broken'),
  stream: Envelope.shape.stream,
  revision: z.int().meta({ description: 'the revision that was expected here' }),
  differs: Difference,
})
export type Verification = z.infer<typeof Intact | typeof Broken>

/** The result of verifying a whole case. */
export const CaseVerified = z.discriminatedUnion('outcome', [
  Intact.extend({
    caseId: Id,
    withheld: z.int().meta({
      description:
        'how many of these events court orders withhold from the caller, and a feed shows as case-timeline.EventWithheld: they were verified like the others',
    }),
  }),
  Broken.extend({ caseId: Id }),
])

/** Example for OpenAPI: the result for an unchanged case. */
export const CASE_VERIFIED: z.infer<typeof CaseVerified> = {
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  outcome: 'intact',
  streams: 9,
  events: 118,
  withheld: 0,
}

interface Head {
  readonly revision: number
  readonly chain: Buffer
}

const emptyHead: Head = { revision: -1, chain: CHAIN_START }

/** The record's chain hash, or what is wrong with the record. No hash of the record is trusted: each is recomputed. */
const linkOf = (record: CaseEventRecord, head: Head): Buffer | Difference => {
  if (record.revision !== head.revision + 1) return 'gap'
  const salt = record.salt === undefined ? undefined : Buffer.from(record.salt, 'hex')
  if (dataHash(salt, canonical(record.data)).toString('hex') !== record.envelope.dataHash) return 'dataHash'
  const event = eventHash(canonical(record.envelope))
  if (event.toString('hex') !== record.eventHash) return 'eventHash'
  const chain = chainHash(head.chain, record.revision, event)
  return chain.toString('hex') === record.chainHash ? chain : 'chainHash'
}

/** Canonical JSON refuses values such as fractions: a record with one was changed after it was stored. */
const linkOrMalformed = (record: CaseEventRecord, head: Head): Buffer | Difference => {
  try {
    return linkOf(record, head)
  } catch {
    return 'malformed'
  }
}

/**
 * Recomputes the data hash, the event hash and the chain of every stream of a case.
 * A chain cannot reveal that the newest events of a stream were deleted, or that `position` or `recordedAt` were
 * changed: only the Merkle ledger, which is not built yet, can.
 * @param records every record of the case's streams, in any order
 * @returns the first difference, in the order of recording
 */
export const verifyCase = (records: readonly CaseEventRecord[]): Verification => {
  const heads = new Map<string, Head>()
  for (const record of records.toSorted((a, b) => comparePositions(a.position, b.position))) {
    const { stream } = record.envelope
    const head = heads.get(stream) ?? emptyHead
    const link = linkOrMalformed(record, head)
    if (typeof link === 'string') return { outcome: 'broken', stream, revision: head.revision + 1, differs: link }
    heads.set(stream, { revision: record.revision, chain: link })
  }
  return { outcome: 'intact', streams: heads.size, events: records.length }
}

const INDEXED_MEMBERS = ['id', 'type', 'stream', 'caseId', 'commandId'] as const

/** Events of earlier releases do not state their visibility. */
const isShownToOthers = ({ envelope: { visibility }, filedVisibility }: StoredEvent): boolean =>
  visibility !== undefined && filedVisibility !== undefined && visibility.join() !== filedVisibility.join()

/** Whether an indexed column of the store differs from the envelope: rules and views read the columns. */
const isMisfiled = (event: StoredEvent): boolean =>
  INDEXED_MEMBERS.some((name) => event[name] !== event.envelope[name]) || isShownToOthers(event)

/**
 * `verifyCase` for stored events: compares the indexed columns of the store with the envelopes too.
 * @param events all events of the streams of a case, in any order
 */
export const verifyStored = (events: readonly StoredEvent[]): Verification => {
  const malformed = events.find((event) => malformedMembers(event).length > 0)
  if (malformed) return { outcome: 'broken', stream: malformed.stream, revision: malformed.revision, differs: 'malformed' }
  const found = verifyCase(events.map((event) => event.toRecord()))
  const misfiled = events.find(isMisfiled)
  if (found.outcome === 'broken' || !misfiled) return found
  return { outcome: 'broken', stream: misfiled.envelope.stream, revision: misfiled.revision, differs: 'misfiled' }
}
