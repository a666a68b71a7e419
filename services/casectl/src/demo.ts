import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { COMMAND_TYPES, Code, commandBody, commandKey, type ServiceName, SERVICES } from '@case-timeline/contracts'
import { z } from 'zod'
import { causeOf, parsedJson } from './client.ts'
import { type Exchange, exchange } from './exchange.ts'

const Persona = z.strictObject({ userId: z.string(), agency: z.string(), sector: z.enum(SERVICES), roles: z.array(z.string()) })
export type Persona = z.infer<typeof Persona>

const Step = z.strictObject({
  name: z.string(),
  as: z.string(),
  /** The reference of the step's case, where that is not the case of the scenario. */
  inCase: z.string().optional(),
  command: Code,
  occurredAt: z.string().optional(),
  occurredZone: z.string().optional(),
  data: z.unknown(),
  /** Whether this step must wait for the approval of a second person, which a later step gives. */
  awaitsApproval: z.literal(true).optional(),
  /** The rule that must refuse this step. A step without one must be recorded. */
  refusedBy: z.string().optional(),
  /** The rules that must warn about this step, and no others. */
  warns: z.array(z.string()).default([]),
  /** The event that another agency's reaction must have recorded before this step can be sent. */
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

/** The addresses of the services, and a source of tokens. */
export interface RunningServices {
  readonly urls: Readonly<Record<ServiceName, string>>
  tokenFor(persona: Persona): Promise<string>
}

export interface StepResult {
  readonly step: string
  readonly command: string
  readonly as: string
  readonly outcome: 'recorded' | 'refused' | 'waiting'
  /** The rule that refused the step, or the rules that warned about it. */
  readonly rules: readonly string[]
}

type OutcomeCounts = Readonly<Record<StepResult['outcome'], number>>

/** How many steps of a scenario had which outcome, in words. */
export const sumOf = ({ recorded, refused, waiting }: OutcomeCounts): string =>
  `${recorded + refused + waiting} commands, of which ${recorded} recorded, ${refused} refused by a rule and ${waiting} waiting for the approval of a second person`

/** A step had another outcome than its scenario expects: the system or the scenario is wrong. */
export class DemoStopped extends Error {
  override readonly name = 'DemoStopped'
}

const AUDITOR: Persona = { userId: 'a.ramos', agency: 'ph-audit', sector: 'auditTrail', roles: ['auditor'] }

/** The demo case. */
export const DEMO = new URL('../../../deploy/demo/scam-compound.json', import.meta.url)

export const scenario = async (file: URL): Promise<Scenario> => Scenario.parse(JSON.parse(await readFile(file, 'utf8')))

/** Joins two scenarios. The second may use references and events of the first. */
export const joinedScenarios = (first: Scenario, second: Scenario): Scenario => ({
  ...first,
  personas: { ...first.personas, ...second.personas },
  refs: { ...first.refs, ...second.refs },
  steps: [...first.steps, ...second.steps],
})

/** The order of the sectors within an act. */
const SECTOR_ORDER: readonly ServiceName[] = ['investigation', 'victimSupport', 'prosecution', 'adjudication', 'auditTrail']

/** The steps of a scenario, divided into acts: within an act the steps of each sector are consecutive. */
export const actsOf = ({ personas, steps }: Scenario): readonly { readonly act: number; readonly steps: readonly Step[] }[] => {
  const acts: { act: number; steps: Step[] }[] = []
  let sectorIndex = SECTOR_ORDER.length
  for (const step of steps) {
    const next = SECTOR_ORDER.findIndex((service) => service === personas[step.as]?.sector)
    if (next < sectorIndex) acts.push({ act: acts.length + 1, steps: [] })
    acts.at(-1)?.steps.push(step)
    sectorIndex = next
  }
  return acts
}

/** The environment variable of a reference or a persona: `otherCase` is OTHER_CASE. */
export const environmentVariableOf = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()

/** The path of a command: `/cases/<case>/open-case`, or `/<collection>/…` for a command that belongs to no case. */
export const commandPathOf = (service: ServiceName, command: string, caseId: string): string => {
  const lastPart = command.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()
  const { collection = 'cases/{caseId}' } = COMMAND_TYPES.get(commandKey(service, command)) ?? {}
  return `/${collection.replace('{caseId}', caseId)}/${lastPart}`
}

const Recorded = z.object({
  events: z.array(z.object({ id: z.string(), type: z.string() })),
  warnings: z.array(z.string()).default([]),
})
const Waiting = z.object({ approval: z.object({ requestId: z.string(), digest: z.string() }) })
const Timeline = z.object({ entries: z.array(z.object({ type: z.string().optional() })) })
const Problem = z.object({ rule: z.string().optional(), title: z.string().optional(), detail: z.string().optional() })

/**
 * Replaces `$name` by the reference of that name, `$event:step` by the id of the first event of an earlier step, and
 * `$request:step` and `$digest:step` by what an approval of an earlier step names.
 */
const withReferences = (value: unknown, refs: ReadonlyMap<string, string>): unknown => {
  if (typeof value === 'string' && value.startsWith('$')) {
    const ref = refs.get(value.slice(1))
    if (ref === undefined)
      throw new DemoStopped(`the scenario uses ${value}, which no reference or earlier step defines: add it to refs, or correct the name`)
    return ref
  }
  if (Array.isArray(value)) return value.map((item) => withReferences(item, refs))
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withReferences(item, refs)]))
  return value
}

/** The demo scenario and its follow-up, from which the playgrounds are generated. */
export const fullScenario = async (): Promise<Scenario> =>
  joinedScenarios(await scenario(DEMO), await scenario(new URL('follow-up.json', DEMO)))

const bodyOf = (step: Step, refs: ReadonlyMap<string, string>) => {
  const { occurredAt, occurredZone } = step
  return { ...(occurredAt === undefined ? {} : { occurredAt, occurredZone }), data: withReferences(step.data, refs) }
}

const REQUEST_TIMEOUT_MS = 30_000

/** Sends a request to a service; the body is undefined if it is not JSON. @throws DemoStopped when there is no answer */
const answerOf = async (
  { urls }: RunningServices,
  service: ServiceName,
  path: string,
  request: Omit<Exchange, 'timeoutMs'>,
): Promise<{ readonly status: number; readonly body: unknown }> => {
  const { status, text } = await exchange(urls[service] + path, { ...request, timeoutMs: REQUEST_TIMEOUT_MS }).catch((failure: Error) => {
    throw new DemoStopped(`${service} at ${urls[service]} does not respond (${causeOf(failure)})`)
  })
  return { status, body: parsedJson(text) }
}

/** What an answer that was not expected says. */
const reasonOf = (status: number, body: unknown): string => {
  const { title, detail } = Problem.safeParse(body).data ?? {}
  return [status, title, detail ?? JSON.stringify(body)].filter((part) => part !== undefined).join(': ')
}

/** 20 seconds, with one request every 100 ms. */
const MAX_TRIES = 200

const waitForEvents = async (system: RunningServices, caseId: string, { type, times }: NonNullable<Step['awaits']>): Promise<void> => {
  const path = `/cases/${caseId}/timeline?order=recorded`
  const headers = { authorization: `Bearer ${await system.tokenFor(AUDITOR)}` }
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const { status, body } = await answerOf(system, 'auditTrail', path, { method: 'GET', headers })
    if (status === 401 || status === 403)
      throw new DemoStopped(`auditTrail refuses ${AUDITOR.userId} the timeline with ${reasonOf(status, body)}`)
    const { entries = [] } = Timeline.safeParse(body).data ?? {}
    if (entries.filter((entry) => entry.type === type).length >= times) return
    await pause(100)
  }
  throw new DemoStopped(`no ${type} was recorded within 20 seconds: is the service that reacts with it running?`)
}

/**
 * Sends the commands of a scenario to the HTTP API, step by step. A second run records nothing, because of the
 * idempotency keys.
 * @throws DemoStopped when a step has another outcome than the scenario expects
 */
export async function* playDemo(system: RunningServices, { caseId, personas, refs, steps }: Scenario): AsyncGenerator<StepResult> {
  const ids = new Map(Object.entries(refs))
  for (const step of steps) {
    const persona = personas[step.as]
    if (!persona) throw new DemoStopped(`step ${step.name} has the persona ${step.as}, which is not in the scenario: add it to personas`)
    if (step.awaits) await waitForEvents(system, caseId, step.awaits)
    const stepCaseId = z.string().parse(withReferences(step.inCase ?? caseId, ids))
    const { status, body } = await answerOf(system, persona.sector, commandPathOf(persona.sector, step.command, stepCaseId), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await system.tokenFor(persona)}`,
        'content-type': 'application/json',
        'idempotency-key': `demo-${step.name}`,
      },
      body: JSON.stringify(bodyOf(step, ids)),
    })
    const result = { step: step.name, command: step.command, as: step.as }
    const { rule } = Problem.safeParse(body).data ?? {}
    // Without a rule, the key was used before with another body: by the scenario of another version.
    if (status === 422 && rule !== undefined) {
      if (rule !== step.refusedBy) throw new DemoStopped(`${step.name} was refused by ${rule}; expected: ${step.refusedBy ?? 'recorded'}`)
      yield { ...result, outcome: 'refused', rules: [rule] }
      continue
    }
    if (status === 202 && step.awaitsApproval) {
      const { requestId, digest } = Waiting.parse(body).approval
      ids.set(`request:${step.name}`, requestId).set(`digest:${step.name}`, digest)
      yield { ...result, outcome: 'waiting', rules: [] }
      continue
    }
    if (status !== 201 || step.awaitsApproval)
      throw new DemoStopped(`${step.name} of ${persona.userId} was rejected by ${persona.sector} with ${reasonOf(status, body)}`)
    const { events, warnings } = Recorded.parse(body)
    if (step.refusedBy !== undefined) throw new DemoStopped(`${step.name} was recorded; expected: refused by ${step.refusedBy}`)
    if (warnings.toSorted().join() !== step.warns.toSorted().join())
      throw new DemoStopped(`${step.name} raised the warnings [${warnings.join()}]; expected: [${step.warns.join()}]`)
    if (events[0]) ids.set(`event:${step.name}`, events[0].id)
    yield { ...result, outcome: 'recorded', rules: warnings }
  }
}

/** Plays a whole scenario. @throws DemoStopped with the number of commands before that */
export const playToEnd = async (system: RunningServices, played: Scenario): Promise<OutcomeCounts> => {
  const counts = { recorded: 0, refused: 0, waiting: 0 }
  try {
    for await (const { outcome } of playDemo(system, played)) counts[outcome] += 1
    return counts
  } catch (failure) {
    if (!(failure instanceof DemoStopped)) throw failure
    const sent = counts.recorded + counts.refused + counts.waiting
    throw new DemoStopped(`The demo case stopped after ${sent} commands: ${failure.message}`, { cause: failure })
  }
}

/** Checks a scenario before it is played: finds commands that do not exist and bodies that their schemas refuse. */
export const problemsOf = ({ personas, refs, steps }: Scenario): string[] => {
  const ids = new Map(Object.entries(refs))
  return steps.flatMap((step) => {
    // A placeholder: the id of an event is known only when the step was recorded.
    for (const kind of ['event', 'request']) ids.set(`${kind}:${step.name}`, '00000000-0000-8000-8000-000000000000')
    ids.set(`digest:${step.name}`, '0'.repeat(64))
    const service = personas[step.as]?.sector
    const command = service && COMMAND_TYPES.get(commandKey(service, step.command))
    if (!command) return [`${step.name}: ${service ?? step.as} has no command ${step.command}`]
    const checked = commandBody(command).safeParse(bodyOf(step, ids))
    return checked.success ? [] : checked.error.issues.map(({ path, message }) => `${step.name}: ${path.join('.')}: ${message}`)
  })
}
