import { describe, expect, it } from '@jest/globals'
import { SuspectArrested } from '@case-timeline/contracts'
import { canonical, CHAIN_START, chainHash, dataHash, eventHash, hashEvents, storedEvent } from '@case-timeline/event-store'
import fc from 'fast-check'
import { idOf } from './timeline.fixtures.ts'
import { verifyCase, type Verification } from './verification.ts'

const streams = [`investigation.case-${idOf(999)}`, `investigation.custody-${idOf(999)}~${idOf(1)}`]

type Row = Parameters<typeof storedEvent>[0]
type Change = (texts: { data: string; envelope: object }) => { data?: string; envelope?: object }

/** The rows of one case; consecutive ones alternate between its streams. A change is hashed as if it was recorded so. */
const hashedCase = (size: number, changeAt = -1, change: Change = () => ({})): Row[] => {
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
    const { salt, dataText, envelope } = event!
    const recorded = { data: dataText, envelope, ...(index === changeAt ? change({ data: dataText, envelope }) : {}) }
    const envelopeText = canonical({ ...recorded.envelope, dataHash: dataHash(salt, recorded.data).toString('hex') })
    const head = heads.get(stream) ?? { revision: -1, chain: CHAIN_START }
    const revision = head.revision + 1
    const hash = eventHash(envelopeText)
    const chain = chainHash(head.chain, revision, hash)
    heads.set(stream, { revision, chain })
    return {
      position: String(index + 1),
      stream,
      revision: String(revision),
      id: event!.id,
      commandId: about.commandId,
      type: event!.type,
      caseId: about.caseId,
      visibility: event!.visibility.join(),
      envelope: envelopeText,
      data: recorded.data,
      salt: salt.toString('hex'),
      eventHash: hash.toString('hex'),
      chainHash: chain.toString('hex'),
      recordedAt: '2026-11-25T10:00:00.000000Z',
    }
  })
}

const verified = (rows: readonly Row[]): Verification => verifyCase(rows.map(storedEvent))
const changedAt = (rows: readonly Row[], at: number, change: Partial<Row>): Row[] => rows.with(at, { ...rows[at]!, ...change })

/** Columns that no hash of a case covers: the signed heads of the log do. */
const COVERED = [
  'stream',
  'revision',
  'id',
  'commandId',
  'type',
  'caseId',
  'visibility',
  'envelope',
  'data',
  'salt',
  'eventHash',
  'chainHash',
] as const
const NO_OTHER_FORMS = { otherForms: [], otherFormCount: 0 }

describe('verifying a case', () => {
  const rows = hashedCase(7)

  it('finds an unchanged case intact, in any order of its events', () =>
    expect(verified(rows.toReversed())).toEqual({ outcome: 'intact', streams: 2, events: 7, ...NO_OTHER_FORMS }))

  it('finds a case without events intact', () =>
    expect(verified([])).toEqual({ outcome: 'intact', streams: 0, events: 0, ...NO_OTHER_FORMS }))

  const broken = (...differences: readonly { stream: string | undefined; revision: number; differs: string }[]) => ({
    outcome: 'broken',
    ...differences[0],
    differences,
    differenceCount: differences.length,
    ...NO_OTHER_FORMS,
  })

  it('finds an event without its data broken', () =>
    expect(verified(changedAt(rows, 2, { data: '' }))).toEqual(broken({ stream: streams[0], revision: 1, differs: 'malformed' })))

  it('names the stream and the revision of changed data', () =>
    expect(verified(changedAt(rows, 3, { data: canonical({ ...SuspectArrested.example, rightsRead: false }) }))).toEqual(
      broken({ stream: streams[1], revision: 1, differs: 'dataHash' }),
    ))

  it('finds a change of the form alone, since the text was hashed', () =>
    expect(verified(changedAt(rows, 3, { data: `${rows[3]!.data} ` }))).toEqual(
      broken({ stream: streams[1], revision: 1, differs: 'dataHash' }),
    ))

  it('names each event that was changed, and not only the first', () => {
    const twice = changedAt(changedAt(rows, 1, { data: '{}' }), 4, { eventHash: '00'.repeat(32) })
    expect(verified(twice)).toEqual(
      broken({ stream: streams[1], revision: 0, differs: 'dataHash' }, { stream: streams[0], revision: 2, differs: 'eventHash' }),
    )
  })

  it('lists a hundred differences, and counts all', () => {
    const { differences, differenceCount } = verified(hashedCase(120).map((row) => ({ ...row, data: '{}' }))) as Verification & {
      outcome: 'broken'
    }
    expect([differences.length, differenceCount]).toEqual([100, 120])
  })

  it('names the revision that is missing', () =>
    expect(verified(rows.toSpliced(2, 1))).toMatchObject({ outcome: 'broken', stream: streams[0], revision: 1, differs: 'gap' }))

  it('finds a revision that occurs twice', () =>
    expect(verified([...rows, { ...rows[0]!, position: '99' }])).toMatchObject({ outcome: 'broken', differs: 'gap' }))

  it('finds two events that were swapped', () => {
    const [first, second] = [rows[0]!, rows[2]!]
    const swapped = [
      { ...second, revision: '0', position: first.position },
      { ...first, revision: '1', position: second.position },
    ]
    expect(verified([...swapped, rows[1]!])).toMatchObject({ outcome: 'broken', revision: 0, differs: 'chainHash' })
  })

  it('finds an event that was replaced together with its hashes, by the broken chain after it', () =>
    expect(verified([hashedCase(1)[0]!, ...rows.slice(1)])).toMatchObject({
      outcome: 'broken',
      stream: streams[0],
      revision: 1,
      differs: 'chainHash',
    }))

  it('finds a change of any single character of any event', () => {
    const place = fc.tuple(fc.nat(rows.length - 1), fc.constantFrom(...COVERED), fc.nat(), fc.constantFrom(...'0123456789abcdefXZ-. '))
    fc.assert(
      fc.property(place, ([index, column, offset, character]) => {
        const text = rows[index]![column]!
        const at = offset % text.length
        const tampered = text.slice(0, at) + character + text.slice(at + 1)
        fc.pre(tampered !== text && !(column === 'revision' && character === ' '))
        expect(verified(changedAt(rows, index, { [column]: tampered })).outcome).toBe('broken')
      }),
      { numRuns: 2_000 },
    )
  })

  it.each<Partial<Row>>([
    { type: 'investigation.CaseOpened' },
    { id: idOf(7) },
    { caseId: idOf(8) },
    { commandId: idOf(9) },
    { stream: 'x.y-z' },
    { visibility: `${rows[1]!.visibility},labourInspection` },
    { visibility: 'investigation,auditTrail' },
  ])('finds an event whose indexed columns differ from its envelope: %p', (indexed) =>
    expect(verified(changedAt(hashedCase(3), 1, indexed))).toEqual(broken({ stream: streams[1], revision: 0, differs: 'misfiled' })),
  )

  it('finds a case of an earlier release intact, whose envelopes do not state the visibility', () => {
    const withoutVisibility = hashedCase(1, 0, ({ envelope }) => ({ envelope: { ...envelope, visibility: undefined } }))
    expect(withoutVisibility[0]!.envelope).not.toContain('"visibility"')
    expect(verified(withoutVisibility)).toMatchObject({ outcome: 'intact' })
  })
})

const arrays = (depth: number): string => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`

describe('an event that was recorded in another form than RFC 8785', () => {
  it.each([
    ['a space', '{ "a":1}'],
    ['another order of members', '{"b":1,"a":1}'],
    ['a member twice', '{"a":1,"a":2}'],
    ['a fraction', '{"a":1.0}'],
    ['a number beyond all', '{"a":1e400}'],
    ['200,000 arrays in each other', arrays(200_000)],
  ])('is named, and breaks nothing, with %s', (_, data) => {
    const rows = hashedCase(7, 2, () => ({ data }))
    expect(verified(rows)).toEqual({
      outcome: 'intact',
      streams: 2,
      events: 7,
      otherForms: [{ position: '3', eventId: rows[2]!.id, stream: streams[0], revision: 1, recordedBy: 'investigation' }],
      otherFormCount: 1,
    })
  })

  it.each([
    ['hides no change of a later event', 4, 2, 1],
    ['is a changed one where its text was changed since', 2, 1, 0],
  ] as const)('%s', (_, position, revision, otherFormCount) => {
    const rows = hashedCase(7, 2, () => ({ data: '{ }' }))
    expect(verified(changedAt(rows, position, { data: '{}' }))).toMatchObject({
      outcome: 'broken',
      differences: [{ stream: streams[0], revision, differs: 'dataHash' }],
      otherFormCount,
    })
  })
})
