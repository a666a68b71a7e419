import { disclose } from '@case-timeline/access'
import { ConfidentialityOrdered, type Fact, type ServiceName } from '@case-timeline/contracts'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { disclosedHistory } from '@case-timeline/lists'
import { rowsFromHistory, type StoredView } from '@case-timeline/projections'
import { loadLaws, viewsUnder } from '@case-timeline/service-kit'
import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { DESCRIPTION_OF } from '../descriptions.ts'
import { ids, recordCases, step } from './random-cases.fixtures.ts'

const SECTORS: readonly ServiceName[] = ['investigation', 'prosecution', 'victimSupport']
const NOW = Date.parse('2026-11-30T00:00:00Z')

/** An order of the court that withholds a person's name, and nothing else, from everybody but the court. */
const suppressName = (log: TestLog, caseId: string, personRef: string): Promise<unknown> => {
  const data = { scope: ['nameSuppression'], covers: [{ kind: 'person', id: personRef }], tier: 'courtOnly' }
  return log.record({
    ...{ caseId, aggregate: `record-${caseId}`, facts: [{ type: ConfidentialityOrdered.type, data } as Fact], occurredAt: '2026-11-29' },
    ...{ service: 'adjudication', agencyId: 'zz-adjudication', eventTypes: [ConfidentialityOrdered] },
  })
}

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  )

/** One pseudonym for all references of the person: where merges make a circle, which of them is shown depends on their order. */
const ofOnePerson = (text: string | undefined): string | undefined => text?.replaceAll(/(withheld-by-[0-9a-f-]{36})-\d+/g, '$1')

const seed = process.env['CASE_TIMELINE_SEED'] ? { seed: Number(process.env['CASE_TIMELINE_SEED']) } : {}

it('the rows of a view for a reader from whom a name is withheld are the rows of all facts, with the pseudonym for the name', async () => {
  const laws = await loadLaws([])
  const views = SECTORS.flatMap((service) => viewsUnder(DESCRIPTION_OF[service], laws))
  const steps = fc.array(step, { minLength: 40, maxLength: 60 })
  let compared = 0
  const check = (view: StoredView, history: Parameters<typeof disclose>[0], sector: ServiceName): void => {
    const viewpoint = sector === 'victimSupport' ? { sector, agencyId: 'zz-stranger' } : { sector: sector as 'investigation' }
    const disclosed = disclose(history, viewpoint, NOW)
    if (!disclosed) return
    const rowsOf = (events: typeof history) => [...rowsFromHistory(view, events).values()].filter((row) => row !== null)
    const whole = rowsOf(history).map((row) => ofOnePerson(disclosed.masked(textOf(row))))
    // An order that was drawn closes more than a name: what it leaves of a row is no mask of it.
    if (whole.includes(undefined)) return
    const shown = rowsOf(disclosedHistory(disclosed)).map((row) => ofOnePerson(textOf(row)))
    expect({ view: view.name, sector, rows: shown.toSorted() }).toEqual({ view: view.name, sector, rows: whole.toSorted() })
    compared += shown.length
  }
  const property = fc.asyncProperty(fc.record({ steps, ids }), fc.nat(), async (drawn, about) => {
    const log = await testLog()
    try {
      await recordCases(log, { service: 'investigation', views }, drawn)
      const [caseId, name] = [drawn.ids[0] ?? '', drawn.ids[2 + (about % 3)] ?? '']
      await suppressName(log, caseId, name)
      for (const sector of SECTORS) {
        const history = await log.storeOf(sector).readCase(caseId)
        for (const view of viewsUnder(DESCRIPTION_OF[sector], laws)) check(view, history, sector)
      }
    } finally {
      await log.close()
    }
  })
  await fc.assert(property, { ...seed, numRuns: process.env['CASE_TIMELINE_SOAK'] ? 60 : 6, endOnFailure: true })
  expect(compared).toBeGreaterThan(20)
}, 1_200_000)
