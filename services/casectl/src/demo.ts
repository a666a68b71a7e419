import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { COMMAND_TYPES, Code, commandBody, commandKey, type ServiceName, SERVICES } from '@case-timeline/contracts'
import { z } from 'zod'

const Persona = z.strictObject({ userId: z.string(), agency: z.string(), sector: z.enum(SERVICES), roles: z.array(z.string()) })
export type Persona = z.infer<typeof Persona>

const Step = z.strictObject({
  name: z.string(),
  as: z.string(),
  /** The reference of the case that it belongs to, where that is not the scenario's own. */
  inCase: z.string().optional(),
  command: Code,
  occurredAt: z.string().optional(),
  occurredZone: z.string().optional(),
  data: z.unknown(),
  /** The rule that must refuse this step; without it the step must be recorded. */
  refusedBy: z.string().optional(),
  /** The rules that must warn about it; without them none may. */
  warns: z.array(z.string()).default([]),
  /** What another agency's reaction must have recorded before this step can be taken. */
  awaits: z.strictObject({ type: z.string(), times: z.int().min(1) }).optional(),
})
type Step = z.infer<typeof Step>

const Scenario = z.strictObject({
  caseId: z.string(),
  title: z.string(),
  personas: z.record(z.string(), Persona),
  refs: z.record(z.string(), z.string()),
  steps: z.array(Step),
})
export type Scenario = z.infer<typeof Scenario>

/** Where the services are, and how to speak as somebody. */
export interface System {
  readonly urls: Readonly<Record<ServiceName, string>>
  tokenFor(persona: Persona): Promise<string>
}

export interface Told {
  readonly step: string
  readonly command: string
  readonly as: string
  readonly outcome: 'recorded' | 'refused'
  /** Rules that refused it, or that warned about it. */
  readonly rules: readonly string[]
}

/** The scenario did not go as written: the system or the scenario is wrong. */
export class DemoStopped extends Error {
  override readonly name = 'DemoStopped'
}

const AUDITOR: Persona = { userId: 'a.ramos', agency: 'ph-audit', sector: 'auditTrail', roles: ['auditor'] }

export const scenario = async (file: URL): Promise<Scenario> => Scenario.parse(JSON.parse(await readFile(file, 'utf8')))

/** One scenario after another, as one: the later one may speak of what the earlier one recorded. */
export const followedBy = (first: Scenario, then: Scenario): Scenario => ({
  ...first,
  personas: { ...first.personas, ...then.personas },
  refs: { ...first.refs, ...then.refs },
  steps: [...first.steps, ...then.steps],
})

/** The sectors in the order in which each of them plays its part of an act. */
const TURNS: readonly ServiceName[] = ['investigation', 'victimSupport', 'prosecution', 'adjudication', 'auditTrail']

/** The steps of a scenario, in acts: within one each sector has its turn once, so that its steps can be taken together. */
export const actsOf = ({ personas, steps }: Scenario): readonly { readonly act: number; readonly steps: readonly Step[] }[] => {
  const acts: { act: number; steps: Step[] }[] = []
  let turn = TURNS.length
  for (const step of steps) {
    const next = TURNS.findIndex((service) => service === personas[step.as]?.sector)
    if (next < turn) acts.push({ act: acts.length + 1, steps: [] })
    acts.at(-1)?.steps.push(step)
    turn = next
  }
  return acts
}

/** The environment variable of a reference or a persona: `otherCase` is OTHER_CASE. */
export const asVariable = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()

/** Where a step is sent: `/cases/<case>/open-case`, or the place of a command that belongs to no case. */
export const addressOf = (service: ServiceName, command: string, caseId: string): string => {
  const lastPart = command.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()
  const { at = 'cases/{caseId}' } = COMMAND_TYPES.get(commandKey(service, command)) ?? {}
  return `/${at.replace('{caseId}', caseId)}/${lastPart}`
}

const Recorded = z.object({
  events: z.array(z.object({ id: z.string(), type: z.string() })),
  warnings: z.array(z.string()).default([]),
})
const Problem = z.object({ rule: z.string().optional(), title: z.string().optional(), detail: z.string().optional() })

/** Replaces `$name` by the reference of that name, and `$event:step` by the id of the first event of an earlier step. */
const filledIn = (value: unknown, refs: ReadonlyMap<string, string>): unknown => {
  if (typeof value === 'string' && value.startsWith('$')) {
    const ref = refs.get(value.slice(1))
    if (ref === undefined) throw new DemoStopped(`the scenario names ${value}, which nothing before it defines`)
    return ref
  }
  if (Array.isArray(value)) return value.map((item) => filledIn(item, refs))
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filledIn(item, refs)]))
  return value
}

/** The demo case, and what may follow on it: the story that the playgrounds tell. */
export const story = async (): Promise<Scenario> => {
  const told = (name: string) => scenario(new URL(`../../../deploy/demo/${name}.json`, import.meta.url))
  return followedBy(await told('scam-compound'), await told('what-may-follow'))
}

const bodyOf = (step: Step, refs: ReadonlyMap<string, string>) => {
  const { occurredAt, occurredZone } = step
  return { ...(occurredAt === undefined ? {} : { occurredAt, occurredZone }), data: filledIn(step.data, refs) }
}

const awaited = async (system: System, caseId: string, { type, times }: NonNullable<Step['awaits']>): Promise<void> => {
  const url = `${system.urls.auditTrail}/cases/${caseId}/timeline?order=recorded`
  const authorization = `Bearer ${await system.tokenFor(AUDITOR)}`
  for (const tries = { left: 200 }; tries.left > 0; tries.left--) {
    const answer = await fetch(url, { headers: { authorization } })
    const { entries } = z.object({ entries: z.array(z.object({ type: z.string().optional() })).default([]) }).parse(await answer.json())
    if (entries.filter((entry) => entry.type === type).length >= times) return
    await pause(100)
  }
  throw new DemoStopped(`no ${type} was recorded within 20 seconds: is the service that reacts with it running?`)
}

/**
 * Plays a scenario over the services' own API, step by step; a second run finds every command answered already.
 * @throws DemoStopped when a step was not answered as the scenario says
 */
export async function* playDemo(system: System, { caseId, personas, refs, steps }: Scenario): AsyncGenerator<Told> {
  const known = new Map(Object.entries(refs))
  for (const step of steps) {
    const persona = personas[step.as]
    if (!persona) throw new DemoStopped(`step ${step.name} is taken by ${step.as}, who is no persona of the scenario`)
    if (step.awaits) await awaited(system, caseId, step.awaits)
    const at = z.string().parse(filledIn(step.inCase ?? caseId, known))
    const answer = await fetch(`${system.urls[persona.sector]}${addressOf(persona.sector, step.command, at)}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await system.tokenFor(persona)}`,
        'content-type': 'application/json',
        'idempotency-key': `demo-${step.name}`,
      },
      body: JSON.stringify(bodyOf(step, known)),
    })
    const body: unknown = await answer.json()
    const told = { step: step.name, command: step.command, as: step.as }
    if (answer.status === 422) {
      const { rule = '' } = Problem.parse(body)
      if (rule !== step.refusedBy) throw new DemoStopped(`${step.name} was refused by ${rule}; expected: ${step.refusedBy ?? 'recorded'}`)
      yield { ...told, outcome: 'refused', rules: [rule] }
      continue
    }
    if (answer.status !== 201) {
      const { title, detail } = Problem.parse(body)
      throw new DemoStopped(`${step.name} was answered ${answer.status}: ${title ?? ''} ${detail ?? JSON.stringify(body)}`)
    }
    const { events, warnings } = Recorded.parse(body)
    if (step.refusedBy !== undefined) throw new DemoStopped(`${step.name} was recorded, though ${step.refusedBy} must refuse it`)
    if (warnings.toSorted().join() !== step.warns.toSorted().join())
      throw new DemoStopped(`${step.name} raised the warnings [${warnings.join()}]; expected: [${step.warns.join()}]`)
    if (events[0]) known.set(`event:${step.name}`, events[0].id)
    yield { ...told, outcome: 'recorded', rules: warnings }
  }
}

/** What is wrong with a scenario before it is played: commands that do not exist, bodies that their schemas refuse. */
export const faultsOf = ({ personas, refs, steps }: Scenario): string[] => {
  const known = new Map(Object.entries(refs))
  return steps.flatMap((step) => {
    known.set(`event:${step.name}`, '00000000-0000-8000-8000-000000000000')
    const service = personas[step.as]?.sector
    const command = service && COMMAND_TYPES.get(commandKey(service, step.command))
    if (!command) return [`${step.name}: ${service ?? step.as} knows no command ${step.command}`]
    const checked = commandBody(command).safeParse(bodyOf(step, known))
    return checked.success ? [] : checked.error.issues.map(({ path, message }) => `${step.name}: ${path.join('.')}: ${message}`)
  })
}
