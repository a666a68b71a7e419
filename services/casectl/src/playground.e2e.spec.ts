import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { ServiceName } from '@case-timeline/contracts'
import { AGENCY_ABROAD } from './agencies.ts'
import { newId } from './api-client.fixtures.ts'
import { actsOf, commandPathOf, environmentVariableOf, type Scenario, fullScenario } from './demo.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'
import { withVariables, readPlayground, type Playground, type PlaygroundRequest } from './playground.fixtures.ts'

const PH = {
  jurisdiction: 'PH',
  receivingAgencies: { prosecution: 'ph-prosecution', adjudication: 'ph-rtc-manila', victimSupport: 'ph-social-welfare' },
}

/** The playgrounds in their order within an act. */
const FOLDERS: readonly (readonly [string, ServiceName])[] = [
  ['investigation', 'investigation'],
  ['victim-support', 'victimSupport'],
  ['prosecution', 'prosecution'],
  ['adjudication', 'adjudication'],
  ['audit-trail', 'auditTrail'],
]
const ACTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

let five: FiveServices
let demoStory: Scenario
let env: Record<string, string>
const files = new Map<string, Playground>()
const answers = new Map<string, Map<string, unknown>>(FOLDERS.map(([folder]) => [folder, new Map()]))
let position = '0'

beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '', PH, { AGENCY_JURISDICTIONS: AGENCY_ABROAD })
  demoStory = await fullScenario()
  for (const [folder] of FOLDERS) files.set(folder, await readPlayground(new URL(`../../${folder}/${folder}.http`, import.meta.url)))
  env = { CASE: newId() }
  for (const ref of Object.keys(demoStory.refs)) env[environmentVariableOf(ref)] = newId()
  for (const [name, { userId, agency, sector, roles }] of Object.entries(demoStory.personas))
    env[`TOKEN_${environmentVariableOf(name)}`] = await five.issuer.tokenFor({ userId, agencyId: agency, sector, roles })
}, 120_000)
afterAll(() => five.stop())

interface PlaygroundAnswer {
  readonly status: number
  readonly rule?: string | undefined
  readonly position?: string | undefined
}

const expectedStatus = ({ method, awaitsApproval }: PlaygroundRequest): number => (awaitsApproval ? 202 : method === 'POST' ? 201 : 200)

const isExpectedAnswer = (request: PlaygroundRequest, { status, rule }: PlaygroundAnswer): boolean =>
  request.refusedBy === undefined ? status === expectedStatus(request) : status === 422 && rule === request.refusedBy

const send = async (folder: string, service: ServiceName, request: PlaygroundRequest): Promise<PlaygroundAnswer> => {
  const known = new Map([...(files.get(folder)?.variables ?? []), ['host', five.urls[service]]])
  const own = answers.get(folder)!
  const fill = (text: string) => withVariables(text, known, env, own)
  const { method, url, headers, body, name } = request
  const filled = Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, fill(value)]))
  const positionHeader: Record<string, string> = method === 'GET' ? { 'min-position': position } : {}
  const answer = await fetch(fill(url), {
    method,
    headers: { ...filled, ...positionHeader },
    ...(body === undefined ? {} : { body: fill(body) }),
  })
  const answerBody = (await answer.json()) as PlaygroundAnswer
  if (name !== undefined) own.set(name, answerBody)
  return { ...answerBody, status: answer.status }
}

/** Repeats a request until it has the expected answer, because a reaction of another service may have to come first. */
const sendUntilReady = async (folder: string, service: ServiceName, request: PlaygroundRequest): Promise<void> => {
  for (let left = 100; ; left--) {
    const answerBody = await send(folder, service, request)
    if (answerBody.status === 201 || answerBody.status === 202) position = answerBody.position ?? position
    if (isExpectedAnswer(request, answerBody)) return
    if (left === 0) throw new Error(`${folder}: unexpected answer to ${request.title}: ${JSON.stringify(answerBody)}`)
    await pause(100)
  }
}

describe('the playgrounds of the five services', () => {
  it('contain every step of every act of the demo scenario and its follow-up', () => {
    const sendAct = (service: ServiceName, folder: string) =>
      (files.get(folder)?.requests ?? []).flatMap(({ actNumber, method, url }) =>
        actNumber === undefined || method !== 'POST' ? [] : [`${actNumber} ${service} ${url}`],
      )
    const steps = actsOf(demoStory).flatMap(({ act, steps: own }) =>
      own.map(({ as, command, inCase }) => {
        const sector = demoStory.personas[as]!.sector
        return `${act} ${sector} {{host}}${commandPathOf(sector, command, inCase === undefined ? '{{case}}' : `{{${inCase.slice(1)}}}`)}`
      }),
    )
    expect(actsOf(demoStory).map(({ act }) => act)).toEqual(ACTS)
    expect(FOLDERS.flatMap(([folder, service]) => sendAct(service, folder)).toSorted()).toEqual(steps.toSorted())
  })

  it.each(ACTS)(
    'can be played through act %i with the expected answers',
    async (act) => {
      for (const [folder, service] of FOLDERS)
        for (const request of files.get(folder)!.requests.filter((one) => one.actNumber === act))
          await sendUntilReady(folder, service, request)
    },
    180_000,
  )

  it.each(FOLDERS)('get a successful response to every query of %s.http', async (folder, service) => {
    const queries = files.get(folder)!.requests.filter(({ actNumber }) => actNumber === undefined)
    expect(queries.length).toBeGreaterThan(5)
    for (const query of queries) await sendUntilReady(folder, service, query)
  })
})
