import { setTimeout as pause } from 'node:timers/promises'
import type { ServiceName } from '@case-timeline/contracts'
import { newId } from './api-client.fixtures.ts'
import { environmentVariableOf, fullScenario, type Scenario } from './demo.ts'
import type { FiveServices } from './five-services.fixtures.ts'
import { readPlayground, withVariables, type Playground, type PlaygroundRequest } from './playground.fixtures.ts'

/** The playgrounds in their order within an act. */
export const PLAYGROUNDS: readonly (readonly [folder: string, service: ServiceName])[] = [
  ['investigation', 'investigation'],
  ['victim-support', 'victimSupport'],
  ['prosecution', 'prosecution'],
  ['adjudication', 'adjudication'],
  ['audit-trail', 'auditTrail'],
]
export const ACTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]

/** What the playgrounds of five services are played with: the deployment of the demo. */
export const PLAYED_IN = {
  jurisdiction: 'PH',
  receivingAgencies: { prosecution: 'ph-prosecution', adjudication: 'ph-rtc-manila', victimSupport: 'ph-social-welfare' },
}

interface PlaygroundAnswer {
  readonly status: number
  readonly rule?: string | undefined
  readonly position?: string | undefined
}

const expectedStatus = ({ method, awaitsApproval }: PlaygroundRequest): number => (awaitsApproval ? 202 : method === 'POST' ? 201 : 200)

const isExpectedAnswer = (request: PlaygroundRequest, { status, rule }: PlaygroundAnswer): boolean =>
  request.refusedBy === undefined ? status === expectedStatus(request) : status === 422 && rule === request.refusedBy

export interface PlaygroundRun {
  readonly story: Scenario
  readonly files: ReadonlyMap<string, Playground>
  playAct(act: number): Promise<void>
  /** Sends the requests that belong to no act. @returns how many */
  playQueries(folder: string): Promise<number>
}

/** Sends the requests of the playgrounds, for a new case. */
export const playgroundRun = async ({ urls, issuer }: Pick<FiveServices, 'urls' | 'issuer'>): Promise<PlaygroundRun> => {
  const story = await fullScenario()
  const files = new Map<string, Playground>()
  for (const [folder] of PLAYGROUNDS) files.set(folder, await readPlayground(new URL(`../../${folder}/${folder}.http`, import.meta.url)))
  const answers = new Map<string, Map<string, unknown>>(PLAYGROUNDS.map(([folder]) => [folder, new Map()]))
  const env: Record<string, string> = { CASE: newId() }
  for (const ref of Object.keys(story.refs)) env[environmentVariableOf(ref)] = newId()
  for (const [name, { userId, agency, sector, roles }] of Object.entries(story.personas))
    env[`TOKEN_${environmentVariableOf(name)}`] = await issuer.tokenFor({ userId, agencyId: agency, sector, roles })
  let position = '0'

  const send = async (folder: string, service: ServiceName, request: PlaygroundRequest): Promise<PlaygroundAnswer> => {
    const known = new Map([...(files.get(folder)?.variables ?? []), ['host', urls[service]]])
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
    for (let left = 400; ; left--) {
      const answerBody = await send(folder, service, request)
      if (answerBody.status === 201 || answerBody.status === 202) position = answerBody.position ?? position
      if (isExpectedAnswer(request, answerBody)) return
      if (left === 0) throw new Error(`${folder}: unexpected answer to ${request.title}: ${JSON.stringify(answerBody)}`)
      await pause(100)
    }
  }

  const play = async (folder: string, service: ServiceName, act: number | undefined): Promise<number> => {
    const requests = files.get(folder)!.requests.filter(({ actNumber }) => actNumber === act)
    for (const request of requests) await sendUntilReady(folder, service, request)
    return requests.length
  }

  return {
    story,
    files,
    async playAct(act) {
      for (const [folder, service] of PLAYGROUNDS) await play(folder, service, act)
    },
    playQueries: (folder) => play(folder, PLAYGROUNDS.find(([name]) => name === folder)![1], undefined),
  }
}
