import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { ServiceName } from '@case-timeline/contracts'
import { AGENCY_ABROAD } from './agencies.ts'
import { actsOf, commandPathOf } from './demo.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'
import { ACTS, PLAYED_IN, playgroundRun, type PlaygroundRun, PLAYGROUNDS } from './playground-run.fixtures.ts'

let five: FiveServices
let run: PlaygroundRun

beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '', PLAYED_IN, { AGENCY_JURISDICTIONS: AGENCY_ABROAD })
  run = await playgroundRun(five)
}, 120_000)
afterAll(() => five.stop())

describe('the playgrounds of the five services', () => {
  it('contain every step of every act of the demo scenario and its follow-up', () => {
    const sendAct = (service: ServiceName, folder: string) =>
      (run.files.get(folder)?.requests ?? []).flatMap(({ actNumber, method, url }) =>
        actNumber === undefined || method !== 'POST' ? [] : [`${actNumber} ${service} ${url}`],
      )
    const steps = actsOf(run.story).flatMap(({ act, steps: own }) =>
      own.map(({ as, command, inCase }) => {
        const sector = run.story.personas[as]!.sector
        return `${act} ${sector} {{host}}${commandPathOf(sector, command, inCase === undefined ? '{{case}}' : `{{${inCase.slice(1)}}}`)}`
      }),
    )
    expect(actsOf(run.story).map(({ act }) => act)).toEqual(ACTS)
    expect(PLAYGROUNDS.flatMap(([folder, service]) => sendAct(service, folder)).toSorted()).toEqual(steps.toSorted())
  })

  it.each(ACTS)('can be played through act %i with the expected answers', (act) => run.playAct(act), 180_000)

  it.each(PLAYGROUNDS)('get a successful response to every query of %s.http', async (folder) =>
    expect(await run.playQueries(folder)).toBeGreaterThan(5),
  )
})
