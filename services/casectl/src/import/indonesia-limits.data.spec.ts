import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { SERVICES } from '@case-timeline/contracts'
import { loadLaw } from '@case-timeline/service-kit'
import type { StoredEvent } from '@case-timeline/event-store'
import { type FiveServices, fiveServices, RECEIVING } from '../five-services.fixtures.ts'
import { openDestination, Stores } from './destination.ts'
import { checkLog, importLog } from './import-log.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const data = resolve(root, process.env['CASE_TIMELINE_DATA'] ?? '../shared/data')
const file = join(data, 'logs/indonesia-detention-sample/dev_sample_yogya_events.csv')
if (!existsSync(file)) throw new Error(`${file} does not exist: set CASE_TIMELINE_DATA to the folder that contains logs/.`)

/** The limits of 1981 in days, including the first and the last day; written here independently of the policy. */
const ORDER_LIMITS: Readonly<Record<string, number>> = { POLICE: 20, PROSECUTION: 20, DISTRICT_COURT: 30, HIGH_COURT: 30 }
/** Those of an extension, by the authority whose order it prolongs. */
const EXTENSION_LIMITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  PROSECUTION: { POLICE: 40 },
  DISTRICT_COURT: { POLICE: 30, PROSECUTION: 30, DISTRICT_COURT: 60 },
  HIGH_COURT: { DISTRICT_COURT: 30, HIGH_COURT: 60 },
}

/** The rows of the log, split without a CSV parser: no cell contains a quote or a comma. */
const rows = readFileSync(file, 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => line.split(','))

/** Of which authority a row extends the order: that of the last earlier order of the case that did not begin later. */
const prolongedAuthority = (index: number): string => {
  const [caseId, , , , from = ''] = rows[index] ?? []
  const earlier = rows
    .slice(0, index)
    .filter(([id, , what, who = '', since = '']) => id === caseId && what === 'DETENTION_ORDERED' && who in ORDER_LIMITS && since <= from)
  return earlier.at(-1)?.[3] ?? ''
}

const limitOf = (index: number): number => {
  const [, , activity, agency = ''] = rows[index] ?? []
  if (activity === 'DETENTION_ORDERED') return ORDER_LIMITS[agency] ?? Infinity
  const limits = activity === 'DETENTION_EXTENDED' ? EXTENSION_LIMITS[agency] : undefined
  if (limits === undefined) return Infinity
  // Where nobody's order is known, or one that no limit names, no limit may be claimed but the longest.
  return limits[prolongedAuthority(index)] ?? Math.max(...Object.values(limits))
}

const daysOf = (from: string, until: string): number => (Date.parse(until) - Date.parse(from)) / 86_400_000 + 1

const isOverLimit = ([, , , , from = '', until = '']: readonly string[], index: number): boolean =>
  daysOf(from, until) > limitOf(index) && from < '2026-01-02'

/** Custody passes from police to prosecutors to courts, and not back: that of a court ends by its own record. */
const rankOf = (agency = ''): number => (agency === 'POLICE' ? 0 : agency === 'PROSECUTION' ? 1 : 2)

/**
 * Whether another order or extension of the case, by the same sector or a later one, begins before the limit of a row has
 * passed, or an order on the day on which an extension, or an order that is listed before it, begins: then the person is
 * held by that one, and no longer than the limit by the row.
 */
const isOvertaken = ([caseId, , activity, agency, from = '']: readonly string[], index: number): boolean =>
  rows.some(
    ([id, , what = '', who = '', since = ''], other) =>
      id === caseId &&
      what.startsWith('DETENTION_') &&
      who in ORDER_LIMITS &&
      rankOf(who) >= rankOf(agency) &&
      ((since > from && daysOf(from, since) <= limitOf(index)) ||
        (since === from && what === 'DETENTION_ORDERED' && (activity === 'DETENTION_EXTENDED' || other > index))),
  )

const kindsOf = (isListed: (row: readonly string[], index: number) => boolean): string[] =>
  rows.flatMap((row, index) => (isListed(row, index) ? [`${row[2] ?? ''} ${row[3] ?? ''}`] : []))

/** What is stated too long, and of that what nothing ended in time. */
const overLimit = kindsOf(isOverLimit)
const missed = kindsOf((row, index) => isOverLimit(row, index) && !isOvertaken(row, index))

const countByKind = (kinds: readonly string[]): Record<string, number> =>
  Object.fromEntries([...new Set(kinds)].toSorted().map((kind) => [kind, kinds.filter((one) => one === kind).length]))

let five: FiveServices
let destination: ReturnType<typeof openDestination>
let events: readonly StoredEvent[] = []

const missesIn = (some: readonly StoredEvent[]) => some.filter(({ type }) => type === 'case.DeadlineMissed')

const readNew = async (): Promise<readonly StoredEvent[]> => {
  for (;;) {
    const page = await destination.contexts.auditTrail.store.readAll({ after: events.at(-1)?.position ?? '0', limit: 5_000 })
    if (page.events.length === 0) return events
    events = [...events, ...page.events]
  }
}

/** Two runs of the job that records missed deadlines. */
const TWO_RUNS_MS = 22_000

// The services record under Philippine law, as those of `casectl up` do.
beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '', { jurisdiction: 'PH', receivingAgencies: RECEIVING })
  const environment = five.environments.auditTrail
  const stores = Object.fromEntries(SERVICES.map((service) => [service, five.environments[service]['EVENT_STORE_URL']]))
  const law = await loadLaw('ID')
  destination = openDestination(
    Stores.parse({ deployment: environment['DEPLOYMENT'], digestKey: environment['DIGEST_KEY'], stores }),
    () => law,
  )
  const mapping = join(root, 'deploy/mappings/indonesia-detention.json')
  await importLog(await checkLog({ file, mapping }, destination.aggregates), destination)
  for (let misses = -1; misses < missed.length && misses !== missesIn(await readNew()).length;) {
    misses = missesIn(events).length
    await pause(TWO_RUNS_MS)
  }
  await pause(TWO_RUNS_MS)
  await readNew()
}, 600_000)
afterAll(async () => {
  await destination.close()
  await five.stop()
})

/** What kind of row an event was recorded from. */
const kindOf = (eventId: string): string => {
  const { type, data } = events.find(({ id }) => id === eventId) as StoredEvent
  const activity = type.endsWith('.DetentionOrdered') ? 'DETENTION_ORDERED' : 'DETENTION_EXTENDED'
  return `${activity} ${(data as { authority: string }).authority}`
}

describe('785 Indonesian cases in services that record under Philippine law', () => {
  it('raise a warning for exactly the intervals that are too long by Indonesian law, by activity and authority', () => {
    const warned = events.flatMap(({ type, data: warning }) => {
      const { ruleId, eventId } = warning as { ruleId: string; eventId: string }
      return type === 'case.WarningRaised' && ruleId.endsWith('.detention-stays-within-limit') ? [kindOf(eventId)] : []
    })
    expect(countByKind(warned)).toEqual(countByKind(overLimit))
    expect(warned.length).toBeGreaterThan(50)
  })

  it('have exactly those of them as missed deadlines that no other order ended in time, each once, under Indonesian law', () => {
    const misses = missesIn(events).map((event) => ({ event, miss: event.data as { eventId: string; owedBy: string } }))
    expect(countByKind(misses.map(({ miss }) => kindOf(miss.eventId)))).toEqual(countByKind(missed))
    expect(new Set(misses.map(({ miss }) => miss.eventId)).size).toBe(misses.length)
    expect(new Set(misses.map(({ event }) => event.envelope.jurisdiction))).toEqual(new Set(['ID']))
  })

  it('have no missed deadline for an interval whose end the source does not state, and none in an agency’s name', () => {
    const missed = new Set(missesIn(events).map(({ data: miss }) => (miss as { eventId: string }).eventId))
    const open = events.filter(({ type, data: detention }) => /\.Detention(Ord|Ext)/.test(type) && !('until' in (detention as object)))
    expect(open.length).toBe(rows.filter(([, , what = '', who, , until]) => what.startsWith('DET') && who !== 'UNKNOWN' && !until).length)
    expect(open.filter(({ id }) => missed.has(id))).toEqual([])
    expect(new Set(missesIn(events).map(({ envelope }) => envelope.actor.agencyId))).toEqual(new Set(['id-archive']))
  })

  it('measure an extension by the order that it prolongs: a district court’s by a high court has 30 days, not 60', () => {
    const ofHighCourt = rows.flatMap(([, , what, who, from = '', until = ''], index) =>
      what === 'DETENTION_EXTENDED' && who === 'HIGH_COURT' && prolongedAuthority(index) === 'DISTRICT_COURT' ? [daysOf(from, until)] : [],
    )
    const betweenLimits = ofHighCourt.filter((days) => days > 30 && days <= 60)
    expect(betweenLimits.length).toBeGreaterThan(0)
    expect(countByKind(overLimit)['DETENTION_EXTENDED HIGH_COURT']).toBeGreaterThanOrEqual(betweenLimits.length)
  })
})
