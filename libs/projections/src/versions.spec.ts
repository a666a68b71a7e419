import { expect, it } from '@jest/globals'
import type { Tally } from './tally.fixtures.ts'
import { currentItems, itemKeys, type ItemVersion } from './current-items.ts'
import { versionsAfter } from './versions.ts'

const at = '2026-11-25T10:00:00.000Z'
const item: Tally = { caseId: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e', number: '1', count: 1, marks: [] }
const stored: ItemVersion = { ...item, knownFrom: at }
const columns = ['case_id', 'number', 'count', 'marks', 'known_from', 'known_until']

it('a version that the moment of its beginning ends is removed, unless a new one begins then', () => {
  const changesTo = (items: readonly Tally[]) => {
    const keyOfItem = itemKeys({ key: ['number'], part: 'number', group: 'number' })
    const versions = versionsAfter(keyOfItem, columns, currentItems(keyOfItem, [stored]))
    versions.record(item.caseId, { all: items }, at)
    return versions.changes()
  }
  expect(changesTo([])).toEqual({ present: [], removed: [stored] })
  expect(changesTo([{ ...item, count: 2 }])).toEqual({ present: [{ ...stored, count: 2 }], removed: [] })
})
