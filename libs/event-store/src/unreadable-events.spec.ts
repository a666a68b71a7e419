import {
  ConsentWithdrawn,
  EVENT_TYPES,
  EventCorrected,
  EventRetracted,
  type EventType,
  ExternalFactRecorded,
  SuspectArrested,
} from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { StoredEvent } from './event-store.ts'
import { storedCase, storedIdOf } from './stored.fixtures.ts'
import { fittingCorrection, foldReadable, misfittingCorrections, unreadableReason } from './unreadable-events.ts'

const stream = 'investigation.case-1'
const arrest = { type: SuspectArrested.type, data: SuspectArrested.example, stream }
const later = { ...arrest, data: { ...SuspectArrested.example, ofALaterRelease: true } }
const malformed = { type: EventCorrected.type, data: {}, stream }

const typesUnlessMalformed = (history: readonly StoredEvent[]): readonly string[] => {
  if (history.some(({ data }) => Object.keys(data as object).length === 0)) throw new TypeError('correctsId is undefined')
  return history.map(({ type }) => type)
}

describe('folding a history', () => {
  it('leaves out an event whose data does not fit its type, if the fold fails with it', () =>
    expect(foldReadable(storedCase(randomUUID(), arrest, malformed, later), typesUnlessMalformed)).toEqual([
      SuspectArrested.type,
      SuspectArrested.type,
    ]))

  it('keeps every event that can be folded, also one that this release would not record', () =>
    expect(foldReadable(storedCase(randomUUID(), malformed), (history) => history.length)).toBe(1))

  it('fails as the fold does where every event fits its type', () =>
    expect(() =>
      foldReadable(storedCase(randomUUID(), arrest), () => {
        throw new RangeError('a defect of the fold')
      }),
    ).toThrow('a defect of the fold'))
})

const TYPES = [...EVENT_TYPES.values()]

/** Nested arrays. */
const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown

const reasonOf = (type: string, data: unknown, changes: Partial<StoredEvent> = {}): string | undefined => {
  const [event] = storedCase(randomUUID(), { type, data, stream })
  if (!event) throw new Error('no event')
  const { schemaVersion = EVENT_TYPES.get(type)?.version ?? 1 } = changes
  return unreadableReason(Object.assign(event, { schemaVersion, envelope: { ...event.envelope, schemaVersion } }))
}
const membersOf = ({ example }: EventType): readonly string[] => Object.keys(example as object)

describe('the data of an event', () => {
  it('fits its type in the example of each', () => expect(TYPES.flatMap(({ type, example }) => reasonOf(type, example) ?? [])).toEqual([]))

  it('makes it unreadable where a member is null or of another type', () => {
    for (const type of TYPES)
      for (const value of [null, {}, 7])
        expect(reasonOf(type.type, Object.fromEntries(membersOf(type).map((name) => [name, value])))).toMatch(
          /^the data does not fit .*: data\./,
        )
  })

  it('makes it unreadable where a member does not have the form that its type requires: the reason names it without its value', () =>
    expect(reasonOf(SuspectArrested.type, { personRef: 'a name' })).toBe(
      'the data does not fit investigation.SuspectArrested in version 1: data.personRef',
    ))

  it('is readable with a member of a later release, wherever it is', () => {
    const inUnion = { type: ConsentWithdrawn.type, example: { ...ConsentWithdrawn.example, scope: { purposes: ['criminalProceedings'] } } }
    // The attributes of an external fact are a map: none is unknown.
    const withoutMaps = TYPES.filter((type) => type !== ExternalFactRecorded)
    for (const { type, example } of [...withoutMaps, inUnion]) expect(reasonOf(type, withLaterMembers(example))).toBeUndefined()
  })

  it('is not judged in a version, or of a type, that this release does not know', () => {
    expect(reasonOf(SuspectArrested.type, {}, { schemaVersion: 99 })).toBeUndefined()
    expect(reasonOf('investigation.OfALaterRelease', {})).toBeUndefined()
  })

  it('makes it unreadable if it is nested deeper than readers recurse, also in a member of a later release', () => {
    for (const depth of [65, 5_000]) {
      expect(reasonOf(SuspectArrested.type, { ...SuspectArrested.example, later: nested(depth) })).toBe(
        'malformed: nested more than 64 deep',
      )
      expect(reasonOf('investigation.OfALaterRelease', { later: nested(depth) })).toBe('malformed: nested more than 64 deep')
    }
    expect(reasonOf(SuspectArrested.type, { ...SuspectArrested.example, later: nested(40) })).toBeUndefined()
  })

  it('makes a correction unreadable that names the event of another kind of correction, too, or corrects to no object', () => {
    const { correctsId } = EventCorrected.example
    expect(reasonOf(EventRetracted.type, { ...EventRetracted.example, correctsId })).toMatch(/data\.correctsId$/)
    expect(reasonOf(EventCorrected.type, { ...EventCorrected.example, retractsId: correctsId })).toMatch(/data\.retractsId$/)
    for (const data of [null, 7, []]) expect(reasonOf(EventCorrected.type, { ...EventCorrected.example, data })).toMatch(/data\.data$/)
  })
})

/** With an unknown member in each object. */
const withLaterMembers = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withLaterMembers)
  if (typeof value !== 'object' || value === null) return value
  return { ...Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withLaterMembers(member)])), later: 'later' }
}

describe('the data of a correction', () => {
  const correction = (data: unknown) => ({
    type: EventCorrected.type,
    data: { ...EventCorrected.example, correctsId: storedIdOf(0), data },
    stream,
  })

  it('is that of the type that it corrects, or the correction has no effect', () => {
    expect(fittingCorrection(SuspectArrested.type, 1, later.data)).toBe(later.data)
    expect(fittingCorrection(SuspectArrested.type, 1, { rightsRead: 1 })).toBeUndefined()
    expect(fittingCorrection(SuspectArrested.type, 99, {})).toEqual({})
  })

  it('is reported where it does not fit, if the corrected event was read with it', () => {
    const history = storedCase(randomUUID(), arrest, correction(SuspectArrested.example), correction({}))
    expect(misfittingCorrections(history).map(({ event, reason }) => [event.id, reason])).toEqual([
      [storedIdOf(2), 'the data of the correction does not fit investigation.SuspectArrested in version 1'],
    ])
    expect(misfittingCorrections(history.slice(1))).toEqual([])
  })
})
