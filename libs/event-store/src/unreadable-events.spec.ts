import { EventCorrected, SuspectArrested } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { StoredEvent } from './event-store.ts'
import { storedCase } from './stored.fixtures.ts'
import { foldReadable } from './unreadable-events.ts'

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
