import { CharacteristicsStated, EVENT_TYPES, EventRetracted } from '@case-timeline/contracts'
import { type Feed, storeFeed } from '@case-timeline/feed'
import { type TestLog, testLog, untilReached } from '@case-timeline/feed/fixtures'
import { consumerNameOf, projection, tablesOf } from '@case-timeline/projections'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { derivedKeys } from '@case-timeline/http'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { shownWith } from '../shown-number.ts'
import { PersonsCountedController } from './persons-counted.controller.ts'
import { personsCounted } from './persons-counted.ts'
import { personsCountedView } from './persons-counted.view.ts'

const stop = new AbortController()
let log: TestLog
let db: DataSource
let feed: Feed
let stopped: Promise<void>

beforeAll(async () => {
  log = await testLog()
  db = await log.open(tablesOf([personsCountedView]))
  const store = log.storeOf('auditTrail')
  feed = storeFeed({ store })
  ;({ stopped } = await feed.consume({ db, consumer: projection(personsCountedView, store), signal: stop.signal }))
})
afterAll(async () => {
  stop.abort()
  await stopped
  await log.close()
})

const stated = async (
  changes: Partial<(typeof CharacteristicsStated)['example']> = {},
  recorded: { readonly caseId?: string; readonly occurredAt?: string } = {},
) => {
  const { caseId = randomUUID(), occurredAt = '2025-03-01' } = recorded
  const data = { ...CharacteristicsStated.example, personRef: randomUUID(), ...changes }
  const record = { caseId, agencyId: 'zz-support', service: 'victimSupport' as const, eventTypes: [...EVENT_TYPES.values()], occurredAt }
  const { ids, lastPosition } = await log.record({ ...record, facts: [{ type: CharacteristicsStated.type, data }] })
  expect(await untilReached({ feed, db }, consumerNameOf(personsCountedView), lastPosition)).toBe(true)
  return { ...record, id: ids[0] ?? '', personRef: data.personRef }
}

const YEAR = new Date().toISOString().slice(0, 4)
const countsOf = (by: 'sex' | 'nationalities' | 'purposes', { year = YEAR, offset = 0 } = {}) =>
  personsCounted(db, (_, exact) => shownWith(offset, exact), by, year)

describe('the persons counted by what they stated', () => {
  it('are shown from the threshold on, and in steps of it', async () => {
    for (let n = 0; n < 10; n += 1) await stated()
    expect(await countsOf('sex')).toEqual([])
    const { caseId, personRef } = await stated({ nationalities: ['PH', 'MM'] })
    expect(await countsOf('sex')).toEqual([{ code: 'Feminine', persons: 11 }])
    expect(await countsOf('nationalities')).toEqual([{ code: 'PH', persons: 11 }])
    await stated()
    expect(await countsOf('sex')).toEqual([{ code: 'Feminine', persons: 11 }])
    // Stated again by the same person: one person still.
    for (let n = 0; n < 12; n += 1) await stated({ personRef }, { caseId })
    expect(await countsOf('sex')).toEqual([{ code: 'Feminine', persons: 11 }])
  })

  it('are less the offset of the number, so that nobody knows how many make it appear', async () => {
    expect(await countsOf('sex', { offset: 1 })).toEqual([{ code: 'Feminine', persons: 11 }])
    expect(await countsOf('sex', { offset: 2 })).toEqual([])
  })

  it('do not include what was retracted, and count in the year of recording, whatever day is stated', async () => {
    const recorded = []
    for (let n = 0; n < 11; n += 1) recorded.push(await stated({ purposes: ['ForcedBegging'] }, { occurredAt: '2024-05-01' }))
    expect(await countsOf('purposes')).toContainEqual({ code: 'ForcedBegging', persons: 11 })
    expect(await countsOf('purposes', { year: '2024' })).toEqual([])
    const { id, personRef: _, ...record } = recorded[0]!
    const retraction = { type: EventRetracted.type, data: { ...EventRetracted.example, retractsId: id } }
    const { lastPosition } = await log.record({ ...record, facts: [retraction] })
    await untilReached({ feed, db }, consumerNameOf(personsCountedView), lastPosition)
    expect((await countsOf('purposes')).map(({ code }) => code)).not.toContain('ForcedBegging')
  })

  it('are of a year that has ended', async () =>
    expect(new PersonsCountedController(db, derivedKeys(Buffer.alloc(32, 1))).counts({ by: 'sex', year: YEAR })).rejects.toThrow(
      'has not ended',
    ))
})
