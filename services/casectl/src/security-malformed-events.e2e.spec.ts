import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  CommandRefused,
  EVENT_TYPES,
  EventCorrected,
  EventRetracted,
  type EventType,
  recordersOf,
  RuleOverridden,
  SERVICES,
  type ServiceName,
  WarningRaised,
} from '@case-timeline/contracts'
import { canonical } from '@case-timeline/event-store'
import { command, parametersOf, rehashed, session, type Session } from '@case-timeline/event-store/fixtures'
import { setTimeout } from 'node:timers/promises'
import { apiClient, auditor, caseWorker, leadInvestigator, newId, registerOffices } from './api-client.fixtures.ts'
import { caseCommands } from './case-commands.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'

let five: FiveServices
let api: ReturnType<typeof apiClient>
const thieves = new Map<ServiceName, Session>()
beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  api = apiClient(five)
  await registerOffices(api, [leadInvestigator])
  for (const service of ['investigation', 'prosecution'] as const)
    thieves.set(service, await session(five.environments[service]['EVENT_STORE_URL'] ?? ''))
}, 120_000)
afterAll(async () => {
  for (const thief of thieves.values()) await thief.close()
  await five.stop()
})

const { recorded, read } = caseCommands(() => api)
const openCase = (caseId: string) =>
  recorded(leadInvestigator, caseId, 'open-case', { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] })

const AGENCY = { investigation: 'zz-police', prosecution: 'zz-prosecution' }

/** Records an event with the database login of a service, past the service. @returns its id */
const forge = async (
  service: 'investigation' | 'prosecution',
  stream: string,
  caseId: string,
  { type, version }: Pick<EventType, 'type' | 'version'>,
  dataText: string,
  corrects?: string,
): Promise<string> => {
  const sent = command({ service, stream, caseId })
  const members = {
    ...{ type, caseId, schemaVersion: version, deployment: 'zz-e2e', jurisdiction: 'ZZ' },
    actor: { userId: 'm.thief', agencyId: AGENCY[service], role: 'investigator' },
    ...(corrects === undefined ? {} : { corrects }),
  }
  const events = sent.events.map((event) => rehashed({ ...event, dataText, visibility: SERVICES }, members))
  await thieves.get(service)?.one(parametersOf({ ...sent, events }))
  return events[0]?.id ?? ''
}

/** The same for what some stores refuse. */
const attempt = (...event: Parameters<typeof forge>): Promise<unknown> =>
  forge(...event).catch((error: unknown) => {
    if (!(error instanceof Error && error.message.startsWith('the append was refused'))) throw error
  })

const metric = async (service: ServiceName, name: string): Promise<number> => {
  const text = await (await fetch(`${five.urls[service]}/metrics`)).text()
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
}

const nested = `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`

/** A correction concerns an event of its own stream, or the store refuses it. */
const dataTextsOf = (type: EventType, concerned: string): readonly string[] => {
  const member = type === EventCorrected ? 'correctsId' : 'retractsId'
  const named = type === EventCorrected || type === EventRetracted ? { [member]: concerned } : {}
  const nulls = Object.fromEntries(Object.keys(type.example as object).map((name) => [name, null]))
  const misfitting = type === EventCorrected ? [canonical({ ...EventCorrected.example, ...named, data: { leadAgency: 7 } })] : []
  return [
    canonical(named),
    canonical({ ...nulls, ...named }),
    nested.replace('{', `{${JSON.stringify(named).slice(1, -1)}${member in named ? ',' : ''}`),
    ...misfitting,
  ]
}

/** In one case, the first that parks it also stops what comes after it. */
const TYPES_IN_A_CASE = 8

describe('malformed data in the streams of a service whose database login was stolen', () => {
  it('parks no case of any service, and stops no reaction: a person who is presumed a victim afterwards is offered support', async () => {
    const types = [...EVENT_TYPES.values()].filter((type) => recordersOf(type).includes('investigation'))
    const victims: { readonly caseId: string; readonly personRef: string; readonly types: readonly string[] }[] = []
    for (let from = 0; from < types.length; from += TYPES_IN_A_CASE) {
      const some = types.slice(from, from + TYPES_IN_A_CASE)
      const [caseId, personRef] = [newId(), newId()]
      const opened = await openCase(caseId)
      const stream = await streamOf(caseId)
      for (const type of some) {
        const corrects = type === EventCorrected || type === EventRetracted ? opened : undefined
        for (const dataText of dataTextsOf(type, opened)) await attempt('investigation', stream, caseId, type, dataText, corrects)
      }
      await recorded(leadInvestigator, caseId, 'identify-presumed-victim', {
        ...{ personRef, ageBand: 'adult', ageDisputed: false, decisionMakingOrg: 'Police' },
      })
      victims.push({ caseId, personRef, types: some.map(({ type }) => type) })
    }
    const offered = async ({ caseId, personRef }: (typeof victims)[number]): Promise<boolean> => {
      const { status, body } = await api.get(caseWorker, `/cases/${caseId}/events?limit=1000`)
      return status === 200 && JSON.stringify(body).includes('victimSupport.SupportCaseOpened') && JSON.stringify(body).includes(personRef)
    }
    let waiting = victims
    for (const end = Date.now() + 60_000; waiting.length > 0 && Date.now() < end;) {
      const answers = await Promise.all(waiting.map(offered))
      waiting = waiting.filter((_, index) => !answers[index])
      await setTimeout(200)
    }
    expect(waiting.map((one) => one.types)).toEqual([])
    for (const { caseId, personRef } of victims) {
      const { body } = await read(leadInvestigator, `/cases/${caseId}`)
      expect(JSON.stringify(body)).toContain(personRef)
      const timeline = await read(auditor, `/cases/${caseId}/timeline`)
      expect(timeline.status).toBe(200)
      expect(JSON.stringify(timeline.body)).toContain(personRef)
    }
    for (const service of SERVICES) {
      expect([service, await metric(service, 'case_timeline_parked_cases')]).toEqual([service, 0])
      expect(await metric(service, 'case_timeline_unreadable_events')).toBeGreaterThan(types.length)
    }
  }, 240_000)
})

/** The stream of the first event of a case. */
const streamOf = async (caseId: string): Promise<string> => {
  const { body } = await read(leadInvestigator, `/cases/${caseId}/events?limit=10`)
  const [first] = body as unknown as readonly { readonly data: { readonly envelope: { readonly stream: string } } }[]
  return first?.data.envelope.stream ?? ''
}

describe('what a service whose database login was stolen records about a fact of another sector', () => {
  it('is shown neither as a retraction of the fact, nor as a warning or an override', async () => {
    const caseId = newId()
    const fact = await openCase(caseId)
    const stream = `prosecution.case-${caseId}`
    const own = await forge('prosecution', stream, caseId, CommandRefused, canonical(CommandRefused.example))
    await attempt(
      'prosecution',
      stream,
      caseId,
      EventRetracted,
      canonical({ ...EventRetracted.example, correctsId: own, retractsId: fact }),
      own,
    )
    for (const type of [WarningRaised, RuleOverridden])
      await forge('prosecution', stream, caseId, type, canonical({ ...type.example, eventId: fact }))
    await recorded(leadInvestigator, caseId, 'record-online-trace', {
      kind: 'wallet',
      platform: 'tron',
      value: 'TLa2f6VPqDgRE67v1736s7bJ8Ray5wYjU7',
      traceId: newId(),
    })
    const { body: timeline } = await read(auditor, `/cases/${caseId}/timeline`)
    const entry = (timeline['entries'] as readonly { readonly id: string }[]).find(({ id }) => id === fact)
    expect(entry).toMatchObject({ retracted: false, amendments: [], warnings: [], overrides: [] })
    const { body: file } = await read(leadInvestigator, `/cases/${caseId}`)
    expect(file).toMatchObject({ warnings: [], overrides: [] })
  })
})
