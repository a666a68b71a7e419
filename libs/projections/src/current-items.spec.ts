import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { currentItems, itemKeys, type ItemVersion, listedItems, NOTHING_LISTED } from './current-items.ts'
import { versionsAfter } from './versions.ts'
import type { ItemsOf, Row } from './view.ts'

const CASE_ID = '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e'

interface Item extends Row {
  readonly part: string
  readonly group: string
  readonly name: string
  readonly value: number
}

const keys = itemKeys({ key: ['part', 'name', 'group'], part: 'part', group: 'group' })
const columns = ['case_id', 'part', 'group', 'name', 'value', 'known_from', 'known_until']

const part = fc.constantFrom('one', 'other')
/** More groups than are copied at each change. */
const group = fc.integer({ min: 0, max: 200 }).map(String)
const itemsOfGroup = fc.uniqueArray(fc.record({ name: fc.constantFrom('a', 'b'), value: fc.integer({ min: 0, max: 2 }) }), {
  selector: ({ name }) => name,
  maxLength: 2,
})
const change = fc.oneof(
  { weight: 50, arbitrary: fc.record({ part, group, items: itemsOfGroup }) },
  {
    weight: 1,
    arbitrary: fc
      .record({ part, groups: fc.uniqueArray(fc.tuple(group, itemsOfGroup), { selector: ([one]) => one, maxLength: 3 }) })
      .map(({ part: of, groups }) => ({ part: of, groups })),
  },
)
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never

const asItems = (of: Pick<Item, 'part' | 'group'>, items: readonly Pick<Item, 'name' | 'value'>[]): readonly Item[] =>
  items.map((one) => ({ caseId: CASE_ID, part: of.part, group: of.group, ...one }))
const itemsOf = (one: Change): ItemsOf & { readonly items: readonly Item[] } =>
  'group' in one
    ? { part: one.part, group: one.group, items: asItems(one, one.items) }
    : { part: one.part, items: one.groups.flatMap(([of, items]) => asItems({ part: one.part, group: of }, items)) }

const momentOf = (number: number): string => new Date(Date.UTC(2026, 0, 1) + number).toISOString()
const texts = (items: readonly object[]): readonly string[] => items.map((one) => JSON.stringify(one)).toSorted()
const withoutTime = (items: readonly ItemVersion[]) =>
  (items as readonly (ItemVersion & Item)[]).map(({ caseId, part: of, group: own, name, value }) => ({
    caseId,
    part: of,
    group: own,
    name,
    value,
  }))

describe('the current items of a row', () => {
  it('are those that the changes of its parts and groups leave, found whole, by part and by group, and never change', () =>
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 250, size: 'max' }), (changes) => {
        const versions = versionsAfter(keys, columns, new Map())
        let known: readonly Item[] = []
        const states: [ReturnType<typeof currentItems>, readonly Item[]][] = []
        for (const [number, one] of changes.entries()) {
          const { part: of, group: own, items } = itemsOf(one)
          versions.record(CASE_ID, { changes: () => [{ part: of, ...(own === undefined ? {} : { group: own }), items }] }, momentOf(number))
          known = [...known.filter((item) => item.part !== of || (own !== undefined && item.group !== own)), ...items]
          states.push([new Map(versions.current()), known])
        }
        for (const [state, items] of states.filter((_, number) => number % 10 === 0 || number === states.length - 1)) {
          const current = state.get(CASE_ID) ?? NOTHING_LISTED
          expect(texts(withoutTime(listedItems(current)))).toEqual(texts(items))
          expect(current.size).toBe(items.length)
          const [some] = items
          if (!some) continue
          expect(texts(withoutTime(current.of(some.part)))).toEqual(texts(items.filter((item) => item.part === some.part)))
          const inGroup = items.filter((item) => item.part === some.part && item.group === some.group)
          expect(texts(withoutTime(current.in(some.part, some.group)))).toEqual(texts(inGroup))
        }
      }),
    ))

  it('have the versions of the moments in which they changed, as if the whole row were listed at each', () =>
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 30 }), (changes) => {
        const [byChange, whole] = [versionsAfter(keys, columns, new Map()), versionsAfter(keys, columns, new Map())]
        let known: readonly Item[] = []
        for (const [number, one] of changes.entries()) {
          const { part: of, group: own, items } = itemsOf(one)
          // Some are of the same moment.
          const at = momentOf(number >> 1)
          byChange.record(CASE_ID, { changes: () => [{ part: of, ...(own === undefined ? {} : { group: own }), items }] }, at)
          known = [...known.filter((item) => item.part !== of || (own !== undefined && item.group !== own)), ...items]
          whole.record(CASE_ID, { all: known }, at)
        }
        const [one, other] = [byChange.changes(), whole.changes()]
        expect(texts(one.present)).toEqual(texts(other.present))
        expect(texts(one.removed)).toEqual(texts(other.removed))
      }),
    ))
})
