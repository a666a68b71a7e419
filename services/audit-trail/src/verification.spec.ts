import { describe, expect, it } from '@jest/globals'
import { type CaseEventRecord, comparePositions, SuspectArrested } from '@case-timeline/contracts'
import { CHAIN_START, chainHash, seal, type StoredEvent } from '@case-timeline/event-store'
import fc from 'fast-check'
import { idOf } from './timeline.fixtures.ts'
import { verifyCase, verifyStored } from './verification.ts'

const streams = [`investigation.case-${idOf(999)}`, `investigation.custody-${idOf(999)}~${idOf(1)}`]

/** Sealed records of one case, its streams taking turns. */
const sealedCase = (size: number): CaseEventRecord[] => {
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
    const [event] = seal([fact], about, () => SuspectArrested)
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

/** What no hash of the case covers yet; the ledger will. */
const uncovered = new Set(['position', 'recordedAt'])

const withoutUncovered = (record: CaseEventRecord) => Object.fromEntries(Object.entries(record).filter(([name]) => !uncovered.has(name)))

describe('verifying a case', () => {
  const records = sealedCase(7)

  it('an untouched case is intact, in whatever order its records come', () =>
    expect(verifyCase(records.toReversed())).toEqual({ outcome: 'intact', streams: 2, events: 7, withheld: 0 }))

  it('a case without events is intact', () => expect(verifyCase([])).toEqual({ outcome: 'intact', streams: 0, events: 0, withheld: 0 }))

  it('data that is withheld with its salt breaks nothing, and is counted', () => {
    const withheld = records.map(({ salt: _, ...record }, index) => (index === 2 ? { ...record, data: undefined } : { ...record, salt: _ }))
    expect(verifyCase(withheld)).toMatchObject({ outcome: 'intact', withheld: 1 })
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

  it('a revision that stands twice is found', () =>
    expect(verifyCase([...records, { ...records[0]!, position: '99' }])).toMatchObject({ outcome: 'broken', differs: 'gap' }))

  it('two events that changed places are found', () => {
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

  it('an event written anew with all its own hashes breaks the chain after it', () => {
    const forged = sealedCase(1)[0]!
    expect(verifyCase([forged, ...records.slice(1)])).toMatchObject({
      outcome: 'broken',
      stream: streams[0],
      revision: 1,
      differs: 'chainHash',
    })
  })

  it('a change of any one character of any record is found', () => {
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

describe('verifying a case as it is stored', () => {
  const stored = (filed: Partial<StoredEvent> = {}): StoredEvent[] =>
    sealedCase(3).map((record, index) => {
      const { id, type, stream, caseId, commandId } = record.envelope
      const event = { ...record, id, type, stream, caseId, commandId, ...(index === 1 ? filed : {}), toRecord: () => record }
      return event as unknown as StoredEvent
    })

  it('finds it intact where each event is filed as what it is', () => expect(verifyStored(stored()).outcome).toBe('intact'))

  it.each([{ type: 'investigation.CaseOpened' }, { id: idOf(7) }, { caseId: idOf(8) }, { commandId: idOf(9) }, { stream: 'x.y-z' }])(
    'finds an event filed as another: %p',
    (filed) => expect(verifyStored(stored(filed))).toEqual({ outcome: 'broken', stream: streams[1], revision: 0, differs: 'filing' }),
  )
})
