import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Keyed, keysOf, nothingKeyed, valueAt, withValueAt } from './keyed.ts'

const contentOf = (keyed: Keyed<number>) => keysOf(keyed).map((key) => [key, valueAt(keyed, key)])

/** UUIDs of which many are in the same group, and some are alone in theirs. */
const id = fc.tuple(fc.nat({ max: 5 }), fc.constantFrom('00', '01', '10', '99', 'aa', 'fe')).map(([number, end]) => {
  return `${String(number).padStart(8, '0')}-0000-4000-8000-0000000000${end}`
})

describe('values by UUID', () => {
  it('are what a plain record contains, in the same order, and do not change when a value is set', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(id, fc.nat())), (steps) => {
        const versions: (readonly [Keyed<number>, readonly (readonly [string, number])[]])[] = [[nothingKeyed, []]]
        const record: Record<string, number> = {}
        let keyed: Keyed<number> = nothingKeyed
        for (const [key, value] of steps) {
          record[key] = value
          keyed = withValueAt(keyed, key, value)
          versions.push([keyed, Object.entries(record)])
        }
        for (const [version, content] of versions) expect(contentOf(version)).toEqual(content)
        expect(valueAt(keyed, 'ffffffff-0000-4000-8000-000000000000')).toBeUndefined()
      }),
    ))
})
