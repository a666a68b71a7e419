import { OfficeRegistered, type ServiceName } from '@case-timeline/contracts'
import { type apiClient, auditor, newId, type Persona, type Reply } from '../api-client.fixtures.ts'
import { type Names, names } from './life-names.fixtures.ts'
import type { Agency, Life, Step } from './life-page.fixtures.ts'
import { retrying } from './retrying.fixtures.ts'

type Api = ReturnType<typeof apiClient>

const ROLES: Readonly<Record<ServiceName, readonly string[]>> = {
  investigation: ['lead-investigator', 'investigator', 'records-supervisor'],
  prosecution: ['supervising-prosecutor', 'prosecutor', 'records-supervisor'],
  adjudication: ['registrar', 'judge', 'records-supervisor'],
  victimSupport: ['support-lead', 'case-worker', 'records-supervisor'],
  auditTrail: ['records-supervisor', 'auditor'],
}

/** A user of an agency of a page. */
export const userOf = ({ agencyId, sector }: Pick<Agency, 'agencyId' | 'sector'>, userId = 'first'): Persona => ({
  userId: `${userId}.${agencyId}`,
  agencyId,
  sector,
  roles: ROLES[sector],
})

/** A run of the steps of a page, in cases of its own. */
export interface Run {
  /** The case of an agency. */
  caseOf(agency: Pick<Agency, 'inCase'>): string
  readonly caseIds: readonly string[]
  readonly names: Names
  /** Of the last step. */
  readonly position: string
  /** The answers that differ from the page, with what the page says. */
  readonly differences: readonly string[]
}

type Sender = Pick<Agency, 'agencyId' | 'sector' | 'inCase'>

const registry: Sender = { agencyId: 'zz-audit', sector: 'auditTrail' }

/** Enters the agencies of a page in the register of offices. */
export const registerAgencies = async (api: Api, agencies: readonly Agency[]): Promise<void> => {
  for (const { agencyId: officeId, sector, country: jurisdiction, authority } of agencies) {
    const data = { ...OfficeRegistered.example, officeId, sector, jurisdiction, authority, partOf: undefined }
    const { status, body } = await api.post(userOf(registry), '/offices/register-office', { data })
    if (status !== 201) throw new Error(`${officeId} was not registered: ${JSON.stringify(body)}`)
  }
}

/** The answer to a step as a page writes it. */
const answerOf = ({ status, body }: Reply): string => {
  if (status === 201) {
    const warnings = (body['warnings'] ?? []) as readonly string[]
    return warnings.length === 0 ? '' : `warns: ${warnings.join(', ')}`
  }
  if (status === 404) return 'not found'
  return typeof body['rule'] === 'string' ? `refused: ${body['rule']}` : `${status}: ${JSON.stringify(body)}`
}

/** The answer to a row of many. */
interface SentRow {
  readonly outcome: string
  readonly rule?: string
  readonly warnings?: readonly string[]
  readonly events?: readonly Pick<Entry, 'id' | 'type'>[]
}

/** A command that is sent many times at once, such as `500 × open-support-case`. */
const REPEATED = /^(\d+) × (\S+)$/

/** The answers to the rows of a bulk request as one: recorded if each of them is. */
const oneAnswer = (reply: Reply): Reply => {
  if (reply.status !== 200) return reply
  const rows = reply.body['rows'] as readonly SentRow[]
  const others = new Set(rows.filter(({ outcome }) => outcome !== 'recorded').map(({ outcome, rule }) => rule ?? outcome))
  if (others.size > 0) return { ...reply, status: 422, body: { rule: [...others].join(', ') } }
  const warnings = [...new Set(rows.flatMap((row) => row.warnings ?? []))]
  return { ...reply, status: 201, body: { ...reply.body, warnings, events: rows.flatMap(({ events = [] }) => events) } }
}

interface Entry {
  readonly id: string
  readonly type: string
  readonly position: string
  readonly actor: { readonly agencyId: string }
}

/** What a job does that runs every fifteen seconds takes longest. */
const WITHIN_MS = 60_000

const entriesOf = async (api: Api, caseId: string): Promise<readonly Entry[]> => {
  const { body } = await api.get(auditor, `/cases/${caseId}/timeline?order=recorded`)
  return (body['entries'] ?? []) as readonly Entry[]
}

/** Records the steps of a page, as each agency sends them. */
export const runOf = async (api: Api, { zone, agencies, steps, deviation }: Life): Promise<Run> => {
  const caseId = newId()
  const known = names()
  known.record('case', caseId)
  const caseOf = ({ inCase }: Pick<Agency, 'inCase'>): string => (inCase === undefined ? caseId : String(known.resolved(`$${inCase}`)))
  const received = new Set<string>()
  const differences: string[] = []
  let position = '0'

  const agencyOf = ({ agencyId }: Step): Sender | undefined =>
    agencyId === registry.agencyId ? registry : agencies.find((one) => one.agencyId === agencyId)
  const caseOfStep = (step: Step): string => caseOf({ inCase: step.inCase ?? agencyOf(step)?.inCase })
  const send = async (step: Step, agency: Sender): Promise<Reply> => {
    const occurred = step.date === '' ? {} : { occurredAt: step.date, occurredZone: zone }
    const [, times, repeated] = REPEATED.exec(step.command) ?? []
    if (repeated !== undefined) {
      const rows = Array.from({ length: Number(times) }, () => ({ key: newId(), data: known.resolved(step.data), ...occurred }))
      return oneAnswer(await api.post(userOf(agency), `/cases/${caseOfStep(step)}/${repeated}/bulk`, { rows }))
    }
    const path = agency.sector === 'auditTrail' ? `/offices/${step.command}` : `/cases/${caseOfStep(step)}/${step.command}`
    // What one registrar proposes, another confirms.
    const sender = step.command.startsWith('confirm-') ? 'second' : 'first'
    return api.postByTwo(userOf(agency, sender), userOf(agency, 'second'), path, { data: known.resolved(step.data), ...occurred })
  }
  /** An answer to a command that is not the expected one may only mean that a service has not followed yet. */
  const answered = async (step: Step, expected: string): Promise<Reply> => {
    const agency = agencyOf(step)
    if (agency === undefined) throw new Error(`step ${step.number}: ${step.agencyId} is not among the agencies of the page`)
    return retrying(
      WITHIN_MS,
      () => send(step, agency),
      (reply) => reply.status === 201 || reply.status === 400 || answerOf(reply) === expected,
    )
  }
  const followed = async (step: Step): Promise<Entry> => {
    const isExpected = ({ id, type, actor }: Entry): boolean =>
      type === step.command && actor.agencyId === step.agencyId && !received.has(id)
    const found = await retrying(
      WITHIN_MS,
      async () => (await entriesOf(api, caseOfStep(step))).find(isExpected),
      (entry) => entry !== undefined,
    )
    if (found === undefined) throw new Error(`step ${step.number}: ${step.agencyId} did not record ${step.command}`)
    return found
  }

  for (const step of steps) {
    if (step.command.includes('.')) {
      const { id, position: at } = await followed(step)
      received.add(id)
      known.record(`step${step.number}`, id)
      position = at
      continue
    }
    const expected = deviation.answers[step.number] ?? step.answer
    const reply = await answered(step, expected)
    const answer = answerOf(reply)
    if (answer !== expected) differences.push(`step ${step.number} (${step.command}): "${answer}" instead of "${expected}"`)
    if (reply.status !== 201) continue
    position = String(reply.body['position'])
    const events = reply.body['events'] as readonly Pick<Entry, 'id' | 'type'>[]
    const first = events.find(({ type }) => !type.startsWith('case.Approv'))
    if (first) known.record(`step${step.number}`, first.id)
    for (const { id } of events) received.add(id)
  }
  const caseIds = [...new Set([caseId, ...agencies.map(caseOf), ...steps.map(caseOfStep)])]
  return { caseOf, caseIds, names: known, position, differences }
}
