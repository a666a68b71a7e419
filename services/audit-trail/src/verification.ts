import { type CaseEventRecord, comparePositions, Envelope, Id } from '@case-timeline/contracts'
import { CHAIN_START, canonical, chainHash, dataHash, eventHash, type StoredEvent } from '@case-timeline/event-store'
import { z } from 'zod'

/** What differs from what the hashes promise. `gap`: a revision is missing, or stands twice; `filing`: the store files it as another event. */
const Difference = z.enum(['gap', 'dataHash', 'eventHash', 'chainHash', 'malformed', 'filing'])
export type Difference = z.infer<typeof Difference>

const Intact = z.strictObject({
  outcome: z.literal('intact'),
  streams: z.int(),
  events: z.int(),
  withheld: z.int().meta({ description: 'events that came without data and salt: only the envelope was held against its hashes' }),
})
const Broken = z.strictObject({
  outcome: z.literal('broken'),
  stream: Envelope.shape.stream,
  revision: z.int().meta({ description: 'the one that should have stood here' }),
  differs: Difference,
})
export type Verification = z.infer<typeof Intact | typeof Broken>

/** What was found of a whole case. */
export const CaseVerified = z.discriminatedUnion('outcome', [Intact.extend({ caseId: Id }), Broken.extend({ caseId: Id })])

/** What is told of a case in which nothing was changed. */
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

const beforeTheFirst: Head = { revision: -1, chain: CHAIN_START }

/** Data is withheld together with its salt; one without the other is no withholding. */
const isWithheld = ({ data, salt }: CaseEventRecord): boolean => data === undefined && salt === undefined

/** The record's own link, or what is wrong with it. Trusts nothing of the record: each hash is made again from what it covers. */
const linked = (record: CaseEventRecord, head: Head): Buffer | Difference => {
  if (record.revision !== head.revision + 1) return 'gap'
  if (!isWithheld(record)) {
    const salt = record.salt === undefined ? undefined : Buffer.from(record.salt, 'hex')
    if (dataHash(salt, canonical(record.data)).toString('hex') !== record.envelope.dataHash) return 'dataHash'
  }
  const event = eventHash(canonical(record.envelope))
  if (event.toString('hex') !== record.eventHash) return 'eventHash'
  const chain = chainHash(head.chain, record.revision, event)
  return chain.toString('hex') === record.chainHash ? chain : 'chainHash'
}

/** A value that could never have been stored, such as a fraction, was put there afterwards. */
const judged = (record: CaseEventRecord, head: Head): Buffer | Difference => {
  try {
    return linked(record, head)
  } catch {
    return 'malformed'
  }
}

/**
 * Recomputes the data hash, the event hash and the chain of every stream of a case.
 * What no chain can show needs the ledger: the cutting off of a stream's newest events, `position` and `recordedAt`.
 * @param records every record of the case's streams, in any order
 * @returns the first difference, in the order of recording
 */
export const verifyCase = (records: readonly CaseEventRecord[]): Verification => {
  const heads = new Map<string, Head>()
  let withheld = 0
  for (const record of records.toSorted((a, b) => comparePositions(a.position, b.position))) {
    const { stream } = record.envelope
    const head = heads.get(stream) ?? beforeTheFirst
    const link = judged(record, head)
    if (typeof link === 'string') return { outcome: 'broken', stream, revision: head.revision + 1, differs: link }
    if (isWithheld(record)) withheld++
    heads.set(stream, { revision: record.revision, chain: link })
  }
  return { outcome: 'intact', streams: heads.size, events: records.length, withheld }
}

const FILED = ['id', 'type', 'stream', 'caseId', 'commandId'] as const

/** Whether the store finds an event by something else than its envelope says: rules and views go by what it is filed as. */
const isMisfiled = (event: StoredEvent): boolean => FILED.some((name) => event[name] !== event.envelope[name])

/**
 * `verifyCase` for events as the store keeps them: what they are filed under is held against their envelopes too.
 * @param events all of the streams of a case, in any order
 */
export const verifyStored = (events: readonly StoredEvent[]): Verification => {
  const found = verifyCase(events.map((event) => event.toRecord()))
  const misfiled = events.find(isMisfiled)
  if (found.outcome === 'broken' || !misfiled) return found
  return { outcome: 'broken', stream: misfiled.envelope.stream, revision: misfiled.revision, differs: 'filing' }
}
