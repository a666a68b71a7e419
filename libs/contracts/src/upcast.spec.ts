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
  meaning: 'Made up for this specification: its shape has changed twice.',
  visibility: [],
  data: z.strictObject({ placeCode: z.string(), certain: z.boolean() }),
  example: { placeCode: 'PH-CEB', certain: false },
  upcasters: [
    (data) => ({ placeCode: (data as AsFirstStored).place }),
    (data) => ({ placeCode: (data as AsSecondStored).placeCode, certain: false }),
  ],
})

describe('what was stored in an older shape', () => {
  it.each([
    [1, { place: 'PH-CEB' }],
    [2, { placeCode: 'PH-CEB' }],
    [3, { placeCode: 'PH-CEB', certain: false }],
  ])('version %d reads as the newest', (version, stored) =>
    expect(Sighted.data.parse(upcast(Sighted, version, stored))).toEqual(Sighted.example),
  )

  it('stays as it was stored', () => {
    const stored = Object.freeze({ place: 'PH-CEB' })
    upcast(Sighted, 1, stored)
    expect(stored).toEqual({ place: 'PH-CEB' })
  })

  it('is not guessed at when a later release wrote it', () => expect(() => upcast(Sighted, 4, {})).toThrow(NewerVersion))
})
