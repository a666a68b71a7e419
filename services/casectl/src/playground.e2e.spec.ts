import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { ServiceName } from '@case-timeline/contracts'
import { newId } from './calling.fixtures.ts'
import { actsOf, addressOf, asVariable, type Scenario, story } from './demo.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'
import { filledIn, playground, type Playground, type PlaygroundRequest } from './playground.fixtures.ts'

const PH = {
  jurisdiction: 'PH',
  receiving: { prosecution: 'ph-prosecution', adjudication: 'ph-rtc-manila', victimSupport: 'ph-social-welfare' },
}

/** The playgrounds in the order in which an act goes through them. */
const FOLDERS: readonly (readonly [string, ServiceName])[] = [
  ['investigation', 'investigation'],
  ['victim-support', 'victimSupport'],
  ['prosecution', 'prosecution'],
  ['adjudication', 'adjudication'],
  ['audit-trail', 'auditTrail'],
]
const ACTS = [1, 2, 3, 4, 5, 6, 7, 8, 9]

let five: FiveServices
let whole: Scenario
let env: Record<string, string>
const files = new Map<string, Playground>()
const answers = new Map<string, Map<string, unknown>>(FOLDERS.map(([folder]) => [folder, new Map()]))
let position = '0'

beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '', PH)
  whole = await story()
  for (const [folder] of FOLDERS) files.set(folder, await playground(new URL(`../../${folder}/${folder}.http`, import.meta.url)))
  env = { CASE: newId() }
  for (const ref of Object.keys(whole.refs)) env[asVariable(ref)] = newId()
  for (const [name, { userId, agency, sector, roles }] of Object.entries(whole.personas))
    env[`TOKEN_${asVariable(name)}`] = await five.issuer.tokenFor({ userId, agencyId: agency, sector, roles })
}, 120_000)
afterAll(() => five.stop())

interface Said {
  readonly status: number
  readonly rule?: string | undefined
  readonly position?: string | undefined
}

const isAsItShould = ({ method, refusedBy }: PlaygroundRequest, { status, rule }: Said): boolean =>
  refusedBy === undefined ? status === (method === 'POST' ? 201 : 200) : status === 422 && rule === refusedBy

const send = async (folder: string, service: ServiceName, request: PlaygroundRequest): Promise<Said> => {
  const known = new Map([...(files.get(folder)?.variables ?? []), ['host', five.urls[service]]])
  const own = answers.get(folder)!
  const fill = (text: string) => filledIn(text, known, env, own)
  const { method, url, headers, body, name } = request
  const filled = Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, fill(value)]))
  const waiting: Record<string, string> = method === 'GET' ? { 'min-position': position } : {}
  const answer = await fetch(fill(url), { method, headers: { ...filled, ...waiting }, ...(body === undefined ? {} : { body: fill(body) }) })
  const said = (await answer.json()) as Said
  if (name !== undefined) own.set(name, said)
  return { ...said, status: answer.status }
}

/** The reader of a playground is slower than another service’s reaction; this one waits for it. */
const sendPatiently = async (folder: string, service: ServiceName, request: PlaygroundRequest): Promise<void> => {
  for (let left = 100; ; left--) {
    const said = await send(folder, service, request)
    if (said.status === 201) position = said.position ?? position
    if (isAsItShould(request, said)) return
    if (left === 0) throw new Error(`${folder}: ${request.title} was answered ${JSON.stringify(said)}`)
    await pause(100)
  }
}

describe('the playgrounds of the five services', () => {
  it('tell the demo and what may follow on it, every step of every act', () => {
    const told = (service: ServiceName, folder: string) =>
      (files.get(folder)?.requests ?? []).flatMap(({ act, method, url }) =>
        act === undefined || method !== 'POST' ? [] : [`${act} ${service} ${url}`],
      )
    const steps = actsOf(whole).flatMap(({ act, steps: own }) =>
      own.map(({ as, command, inCase }) => {
        const sector = whole.personas[as]!.sector
        return `${act} ${sector} {{host}}${addressOf(sector, command, inCase === undefined ? '{{case}}' : `{{${inCase.slice(1)}}}`)}`
      }),
    )
    expect(actsOf(whole).map(({ act }) => act)).toEqual(ACTS)
    expect(FOLDERS.flatMap(([folder, service]) => told(service, folder)).toSorted()).toEqual(steps.toSorted())
  })

  it.each(ACTS)(
    'play act %i, each answered as it should',
    async (act) => {
      for (const [folder, service] of FOLDERS)
        for (const request of files.get(folder)!.requests.filter((one) => one.act === act)) await sendPatiently(folder, service, request)
    },
    60_000,
  )

  it.each(FOLDERS)('are answered every question of %s.http', async (folder, service) => {
    const questions = files.get(folder)!.requests.filter(({ act }) => act === undefined)
    expect(questions.length).toBeGreaterThan(5)
    for (const question of questions) await sendPatiently(folder, service, question)
  })
})
