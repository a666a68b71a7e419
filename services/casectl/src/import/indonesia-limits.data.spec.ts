import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadLaw } from '@case-timeline/service-kit'
import { freshDestination } from './destination.fixtures.ts'
import { checkLog, importLog } from './import-log.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const data = resolve(root, process.env['CASE_TIMELINE_DATA'] ?? '../shared/data')
const file = join(data, 'logs/indonesia-detention-sample/dev_sample_yogya_events.csv')
if (!existsSync(file)) throw new Error(`The data folder has no ${file}: set CASE_TIMELINE_DATA to the folder that holds logs/.`)

/** The limits of 1981 in days, both ends counted, written down apart from the policy. */
const LIMITS: Readonly<Record<string, number>> = {
  'DETENTION_ORDERED POLICE': 20,
  'DETENTION_EXTENDED PROSECUTION': 40,
  'DETENTION_ORDERED PROSECUTION': 20,
  'DETENTION_ORDERED DISTRICT_COURT': 30,
  'DETENTION_EXTENDED DISTRICT_COURT': 60,
  'DETENTION_ORDERED HIGH_COURT': 30,
  'DETENTION_EXTENDED HIGH_COURT': 60,
}
/** What a district court may add to a prosecutor's order (art. 25), not to its own (art. 26). */
const PROLONGING_A_PROSECUTORS = 30

const counted = (kinds: readonly string[]): Record<string, number> =>
  Object.fromEntries([...new Set(kinds)].toSorted().map((kind) => [kind, kinds.filter((one) => one === kind).length]))

/** The log read the plainest way: no cell of it holds a quote or a comma. */
const rows = readFileSync(file, 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => line.split(','))

/** Whether a row prolongs what a prosecutor ordered: the last order above it in its case that did not begin later. */
const prolongsAProsecutors = (at: number): boolean => {
  const [caseId, , , , from = ''] = rows[at] ?? []
  const above = rows.slice(0, at).filter(([id, , activity, agency, since = '']) => {
    const isAnOrder = activity === 'DETENTION_ORDERED' && LIMITS[`DETENTION_ORDERED ${agency}`] !== undefined
    return id === caseId && isAnOrder && since <= from
  })
  return above.at(-1)?.[3] === 'PROSECUTION'
}

const tooLong = rows.flatMap(([, , activity = '', agency = '', from = '', until = ''], at) => {
  const isOfAProsecutors = activity === 'DETENTION_EXTENDED' && agency === 'DISTRICT_COURT' && prolongsAProsecutors(at)
  const limit = isOfAProsecutors ? PROLONGING_A_PROSECUTORS : LIMITS[`${activity} ${agency}`]
  const days = (Date.parse(until) - Date.parse(from)) / 86_400_000 + 1
  return limit !== undefined && days > limit && from < '2026-01-02' ? [`${activity} ${agency}`] : []
})

interface Interval {
  readonly authority: string
  readonly from: string
  readonly until?: string | undefined
}

const daysOf = ({ from, until }: Interval): number => (until === undefined ? 0 : (Date.parse(until) - Date.parse(from)) / 86_400_000 + 1)

let destination: Awaited<ReturnType<typeof freshDestination>>
beforeAll(async () => {
  destination = await freshDestination(await loadLaw('ID'))
  await importLog(
    await checkLog({ file, mapping: join(root, 'deploy/mappings/indonesia-detention.json') }, destination.aggregates),
    destination,
  )
}, 600_000)
afterAll(() => destination.close())

describe('the limits of detention over 785 Indonesian cases', () => {
  it('warn of exactly the intervals that are too long, by activity and authority', async () => {
    const events = await destination.events()
    const byId = new Map(events.map((event) => [event.id, event]))
    const warned = events.flatMap((event) => {
      if (event.type !== 'case.WarningRaised') return []
      const { ruleId, eventId } = event.data as { ruleId: string; eventId: string }
      if (!ruleId.endsWith('.a-detention-stays-within-its-limit')) return []
      const concerned = byId.get(eventId)
      const activity = concerned?.type.endsWith('.DetentionOrdered') ? 'DETENTION_ORDERED' : 'DETENTION_EXTENDED'
      return [`${activity} ${(concerned?.data as { authority: string }).authority}`]
    })
    expect(counted(warned)).toEqual(counted(tooLong))
    expect(warned.length).toBeGreaterThan(0)
  })

  it('tell a district court that prolongs a prosecutor’s order, which it may for 30 days, from one that prolongs its own', () => {
    const prolonging = rows.flatMap(([, , activity, agency, from = '', until = ''], at) =>
      activity === 'DETENTION_EXTENDED' && agency === 'DISTRICT_COURT' && prolongsAProsecutors(at)
        ? [daysOf({ authority: agency, from, until })]
        : [],
    )
    const between = prolonging.filter((days) => days > PROLONGING_A_PROSECUTORS && days <= 60)
    expect(between.length).toBeGreaterThan(0)
    expect(counted(tooLong)['DETENTION_EXTENDED DISTRICT_COURT']).toBeGreaterThanOrEqual(between.length)
  })

  it('never measure an extension against the limit of an order', async () => {
    const events = await destination.events()
    const longerThanAnOrder = events.filter(({ type, data }) => {
      const interval = data as Interval
      // A district court has as many days to prolong a prosecutor's order as for an order of its own.
      if (interval.authority === 'DISTRICT_COURT') return false
      const [order = 0, extension = 0] = ['ORDERED', 'EXTENDED'].map((kind) => LIMITS[`DETENTION_${kind} ${interval.authority}`])
      return type.endsWith('.DetentionExtended') && daysOf(interval) > order && daysOf(interval) <= extension
    })
    expect(longerThanAnOrder.length).toBeGreaterThan(100)
    const ofLimits = events.filter(
      ({ type, data }) =>
        type === 'case.WarningRaised' && String((data as { ruleId: string }).ruleId).endsWith('.a-detention-stays-within-its-limit'),
    )
    const measured = new Set(ofLimits.map(({ data }) => (data as { eventId: string }).eventId))
    expect(longerThanAnOrder.filter(({ id }) => measured.has(id))).toEqual([])
  })
})
