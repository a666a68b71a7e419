import { isDeepStrictEqual } from 'node:util'
import { SECTORS } from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { apiClient } from '../api-client.fixtures.ts'
import { type FiveServices, fiveServices, RECEIVING } from '../five-services.fixtures.ts'
import { alarmsOf, heldIn, seenBy, withoutUnsaidTasks } from './life-end.fixtures.ts'
import { deviating, type Life, lives, withoutNulls } from './life-page.fixtures.ts'
import { registerAgencies, type Run, runOf } from './life-run.fixtures.ts'
import { retrying } from './retrying.fixtures.ts'

const all = lives()
const agencies = all.flatMap((life) => life.agencies)

const runs = new Map<Life, Promise<Run>>()
const runOfLife = (life: Life): Promise<Run> => runs.get(life) ?? Promise.reject(new Error(`${life.title} was not started`))

/** More would only wait for each other, and ask the services all the time whether they have followed. */
const SIDE_BY_SIDE = 4

let five: FiveServices
let api: ReturnType<typeof apiClient>
beforeAll(async () => {
  const countries = agencies.map(({ agencyId, country }) => `${agencyId}:${country}`).join(',')
  const options = { jurisdiction: 'ZZ', receivingAgencies: RECEIVING }
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '', options, { AGENCY_JURISDICTIONS: countries })
  api = apiClient(five)
  await registerAgencies(api, agencies)
  // Each life is a case of its own, so that they can go on side by side.
  for (const [place, life] of all.entries()) {
    const before = all[place - SIDE_BY_SIDE]
    const run = (before ? runOfLife(before).catch(() => undefined) : Promise.resolve()).then(() => runOf(api, life))
    run.catch(() => undefined)
    runs.set(life, run)
  }
}, 120_000)
afterAll(() => five.stop())

/** An agency of each sector that is on no page with the life. */
const strangersTo = ({ agencies: own }: Life) =>
  SECTORS.flatMap((sector) => agencies.find((one) => one.sector === sector && !own.includes(one)) ?? [])

/** Reads until it finds what is expected. */
const eventually = async (expected: unknown, read: () => Promise<unknown>): Promise<void> => {
  const found = await retrying(40_000, read, (one) => isDeepStrictEqual(one, expected))
  expect(found).toEqual(expected)
}

describe.each(all)('the life “$title”', (life) => {
  let run: Run
  beforeAll(async () => {
    run = await runOfLife(life)
  }, 180_000)

  it('goes as its steps say, with these warnings and refusals and no others', () => expect(run.differences).toEqual([]))

  it.each(life.onlookers)('ends with what $name sees', async ({ name, agency, userId }) => {
    const { [name]: seen = null } = life.sees
    const { [name]: instead = {} } = life.deviation.sees
    const expected = seen === null || instead === null ? null : withoutNulls({ ...seen, ...instead })
    await eventually(expected, async () => withoutUnsaidTasks(await seenBy(api, { agency, userId }, run), expected))
  })

  it.each(strangersTo(life))('is unknown to $agencyId, which has no part in it', async (agency) =>
    expect(await seenBy(api, { agency, userId: 'first' }, run)).toBeNull(),
  )

  it('ends with the alarms that stand, and no others', async () => {
    const expected = deviating(life.alarms, life.deviation.alarms, life.title)
    await eventually(expected, () => alarmsOf(api, life, run))
  })

  it('ends with those who are held beyond the law, and nobody else', async () => {
    const expected = deviating(life.held, life.deviation.held, life.title)
    await eventually(expected, () => heldIn(api, life, run))
  })
})
