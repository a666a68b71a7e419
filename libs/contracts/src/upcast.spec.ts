import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { eventType } from './event-type.ts'
import { NewerVersion, upcast } from './upcast.ts'

interface AsFirstStored {
  readonly place: string
}
interface AsSecondStored {
  readonly placeCode: string
}

const Sighted = eventType({
  type: 'investigation.Sighted',
  version: 3,
  kind: 'report',
  meaning: 'An event type of this specification, in its third version.',
  visibility: [],
  data: z.strictObject({ placeCode: z.string(), certain: z.boolean() }),
  example: { placeCode: 'PH-CEB', certain: false },
  upcasters: [
    (data) => ({ placeCode: (data as AsFirstStored).place }),
    (data) => ({ placeCode: (data as AsSecondStored).placeCode, certain: false }),
  ],
})

describe('data that was stored in an older version', () => {
  it.each([
    [1, { place: 'PH-CEB' }],
    [2, { placeCode: 'PH-CEB' }],
    [3, { placeCode: 'PH-CEB', certain: false }],
  ])('is upcast from version %d to the newest version', (version, stored) =>
    expect(Sighted.data.parse(upcast(Sighted, version, stored))).toEqual(Sighted.example),
  )

  it('is not modified in place', () => {
    const stored = Object.freeze({ place: 'PH-CEB' })
    upcast(Sighted, 1, stored)
    expect(stored).toEqual({ place: 'PH-CEB' })
  })

  it('is refused if its version is newer than this release', () => expect(() => upcast(Sighted, 4, {})).toThrow(NewerVersion))
})
