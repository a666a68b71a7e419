import { describe, expect, it } from '@jest/globals'
import { type CaseEventRecord, comparePositions, SuspectArrested } from '@case-timeline/contracts'
import { canonical, CHAIN_START, chainHash, eventHash, hashEvents, type StoredEvent } from '@case-timeline/event-store'
import fc from 'fast-check'
import { idOf } from './timeline.fixtures.ts'
import { verifyCase, verifyStored } from './verification.ts'

const streams = [`investigation.case-${idOf(999)}`, `investigation.custody-${idOf(999)}~${idOf(1)}`]

/** Hashed records of one case; consecutive records alternate between its streams. */
const hashedCase = (size: number): CaseEventRecord[] => {
  const heads = new Map<string, { revision: number; chain: Buffer }>()
  return Array.from({ length: size }, (_, index) => {
    const stream = streams[index % streams.length]!
    const about = {
      service: 'investigation',
      deployment: 'test',
      stream,
      caseId: idOf(999),
      commandId: idOf(index),
      commandDigest: Buffer.alloc(32, index),
      jurisdiction: 'ZZ',
      actor: { userId: 'k.santoso', agencyId: 'zz-police', role: 'investigator' },
      correlationId: 'test',
      occurredAt: '2016-03-27',
      occurredZone: 'Asia/Jakarta',
      legalBasis: undefined,
      causationId: undefined,
      now: '2026-11-25T10:00:00Z',
    } as const
    const fact = { type: SuspectArrested.type, data: SuspectArrested.example }
    const [event] = hashEvents([fact], about, () => SuspectArrested)
    const head = heads.get(stream) ?? { revision: -1, chain: CHAIN_START }
    const revision = head.revision + 1
    const chain = chainHash(head.chain, revision, event!.eventHash)
    heads.set(stream, { revision, chain })
    return {
      envelope: JSON.parse(event!.envelopeText) as CaseEventRecord['envelope'],
      data: JSON.parse(event!.dataText) as unknown,
      salt: event!.salt.toString('hex'),
      revision,
      position: String(index + 1),
      recordedAt: '2026-11-25T10:00:00.000000Z',
      eventHash: event!.eventHash.toString('hex'),
      chainHash: chain.toString('hex'),
    }
  })
}

/** Members that no hash covers yet; the ledger will cover them. */
const uncovered = new Set(['position', 'recordedAt'])

const withoutUncovered = (record: CaseEventRecord) => Object.fromEntries(Object.entries(record).filter(([name]) => !uncovered.has(name)))

describe('verifying a case', () => {
  const records = hashedCase(7)

  it('finds an unchanged case intact, in any order of its records', () =>
    expect(verifyCase(records.toReversed())).toEqual({ outcome: 'intact', streams: 2, events: 7 }))

  it('finds a case without events intact', () => expect(verifyCase([])).toEqual({ outcome: 'intact', streams: 0, events: 0 }))

  it('finds a record without its data broken', () => {
    const without = records.map(({ salt, data, ...record }, index) =>
      index === 2 ? { ...record, data: undefined } : { ...record, data, salt },
    )
    expect(verifyCase(without)).toEqual({ outcome: 'broken', stream: streams[0], revision: 1, differs: 'malformed' })
  })

  it('names the stream and the revision of changed data', () => {
    const changed = records.map((record, index) =>
      index === 3 ? { ...record, data: { ...SuspectArrested.example, rightsRead: false } } : record,
    )
    expect(verifyCase(changed)).toEqual({ outcome: 'broken', stream: streams[1], revision: 1, differs: 'dataHash' })
  })

  it('names the revision that is missing', () =>
    expect(verifyCase(records.filter((_, index) => index !== 2))).toEqual({
      outcome: 'broken',
      stream: streams[0],
      revision: 1,
      differs: 'gap',
    }))

  it('finds a revision that occurs twice', () =>
    expect(verifyCase([...records, { ...records[0]!, position: '99' }])).toMatchObject({ outcome: 'broken', differs: 'gap' }))

  it('finds two events that were swapped', () => {
    const [first, second] = [records[0]!, records[2]!]
    const swapped = [
      { ...second, revision: 0, position: first.position },
      { ...first, revision: 1, position: second.position },
    ]
    expect(verifyCase([...swapped, records[1]!].sort((a, b) => comparePositions(a.position, b.position)))).toMatchObject({
      outcome: 'broken',
      revision: 0,
      differs: 'chainHash',
    })
  })

  it('finds an event that was replaced together with its hashes, by the broken chain after it', () => {
    const forged = hashedCase(1)[0]!
    expect(verifyCase([forged, ...records.slice(1)])).toMatchObject({
      outcome: 'broken',
      stream: streams[0],
      revision: 1,
      differs: 'chainHash',
    })
  })

  it('finds a change of any single character of any record', () => {
    const place = fc.tuple(fc.nat(records.length - 1), fc.nat(), fc.constantFrom(...'0123456789abcdefXZ-.'))
    fc.assert(
      fc.property(place, ([index, offset, character]) => {
        const record = records[index]!
        const text = JSON.stringify(withoutUncovered(record))
        const at = offset % text.length
        const tampered = text.slice(0, at) + character + text.slice(at + 1)
        fc.pre(tampered !== text && isJson(tampered))
        const forged = { ...(JSON.parse(tampered) as CaseEventRecord), position: record.position, recordedAt: record.recordedAt }
        fc.pre(forged.envelope !== undefined)
        expect(verifyCase(records.map((one, i) => (i === index ? forged : one))).outcome).toBe('broken')
      }),
      { numRuns: 2_000 },
    )
  })
})

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('verifying the stored events of a case', () => {
  const filedVisibility: StoredEvent['visibility'] = ['investigation', 'prosecution', 'adjudication', 'victimSupport', 'auditTrail']
  const stored = (indexed: Partial<StoredEvent> = {}): StoredEvent[] =>
    hashedCase(3).map((record, index) => {
      const { id, type, stream, caseId, commandId } = record.envelope
      const columns = { id, type, stream, caseId, commandId, filedVisibility }
      const event = { ...record, ...columns, ...(index === 1 ? indexed : {}), toRecord: () => record }
      return event as unknown as StoredEvent
    })

  it('finds a case intact where every indexed column equals the envelope', () => expect(verifyStored(stored()).outcome).toBe('intact'))

  it('finds a case of an earlier release intact, whose envelopes do not state the visibility', () => {
    const recorded = hashedCase(1)[0]!
    const { visibility: _, ...envelope } = recorded.envelope
    const before = stored().slice(0, 1)
    const hash = eventHash(canonical(envelope))
    const record = {
      ...recorded,
      envelope,
      eventHash: hash.toString('hex'),
      chainHash: chainHash(CHAIN_START, 0, hash).toString('hex'),
    }
    expect(verifyStored(before.map((event) => ({ ...event, envelope, toRecord: () => record })))).toMatchObject({ outcome: 'intact' })
  })

  it.each<Partial<StoredEvent>>([
    { type: 'investigation.CaseOpened' },
    { id: idOf(7) },
    { caseId: idOf(8) },
    { commandId: idOf(9) },
    { stream: 'x.y-z' },
    { filedVisibility: [...filedVisibility, 'labourInspection' as 'auditTrail'] },
    { filedVisibility: ['investigation', 'auditTrail'] },
  ])('finds an event whose indexed columns differ from its envelope: %p', (indexed) =>
    expect(verifyStored(stored(indexed))).toEqual({ outcome: 'broken', stream: streams[1], revision: 0, differs: 'misfiled' }),
  )
})
