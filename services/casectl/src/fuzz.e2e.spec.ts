import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { auditTrail } from '@case-timeline/audit-trail'
import { handle } from '@case-timeline/commands'
import { commandContextOn } from '@case-timeline/commands/fixtures'
import {
  COMMAND_TYPES,
  type CommandType,
  PresumedVictimIdentified,
  RecordExternalFact,
  SERVICES,
  type ServiceName,
  SuspectIdentified,
} from '@case-timeline/contracts'
import { randomCommandId } from '@case-timeline/event-store'
import { openEventStore } from '@case-timeline/event-store/drivers'
import fc from 'fast-check'
import { apiClient, leadInvestigator, newId, type Persona, prosecutor } from './api-client.fixtures.ts'
import { type FiveServices, fiveServices, RECEIVING } from './five-services.fixtures.ts'
import { validBody } from './fuzz.fixtures.ts'
import { someInvalidBodies } from './invalid-body.fixtures.ts'
import { retrying } from './lives/retrying.fixtures.ts'

const NOT_OVER_HTTP = [
  'ReceiveDossier',
  'ReceiveHandover',
  'CertifyEvidence',
  'FlagVictimSuspectConflict',
  'RecordExternalFact',
  'RecordImportedCase',
]

/** Each command with valid bodies and with invalid ones, each with another fault; the seed makes every run the same. */
const samples = [...COMMAND_TYPES.values()]
  .filter(({ name }) => !NOT_OVER_HTTP.includes(name))
  .map((type, n) => ({
    type,
    valid: fc.sample(validBody(type), { numRuns: 2, seed: n }),
    invalid: someInvalidBodies(type, n),
  }))

const AGENCY: Readonly<Record<ServiceName, string>> = { investigation: 'zz-police', auditTrail: 'zz-audit', ...RECEIVING }
const ROLES: Readonly<Record<ServiceName, readonly string[]>> = {
  investigation: ['lead-investigator', 'investigator', 'records-supervisor'],
  prosecution: ['prosecutor', 'supervising-prosecutor', 'records-supervisor'],
  adjudication: ['registrar', 'judge', 'records-supervisor'],
  victimSupport: ['case-worker', 'support-lead', 'records-supervisor'],
  auditTrail: ['auditor', 'analyst', 'records-supervisor'],
}
const caseId = newId()
const personaWithAllRoles = (sector: ServiceName): Persona => ({
  userId: 'f.uzz',
  agencyId: AGENCY[sector],
  sector,
  roles: ROLES[sector],
})
const pathOf = ({ name, collection = `cases/${caseId}` }: CommandType) =>
  `/${collection}/${name.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}`

const jsonPath = (at: readonly (string | number)[]): string =>
  `$${at.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('')}`

let five: FiveServices
let api: ReturnType<typeof apiClient>
beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  api = apiClient(five)
  const [suspect, dossierId, chargeId] = [newId(), newId(), newId()]
  await record(leadInvestigator, 'open-case', { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] })
  await record(leadInvestigator, 'identify-suspect', { ...SuspectIdentified.example, personRef: suspect })
  await record(leadInvestigator, 'identify-presumed-victim', PresumedVictimIdentified.example)
  const safeguards = [{ personRef: PresumedVictimIdentified.example.personRef, reasonCode: 'declined' }]
  await record(leadInvestigator, 'refer-case-to-prosecution', { dossierId, suspects: [suspect], evidence: [], safeguards })
  await record(prosecutor, 'lay-charge', { chargeId, accusedRef: suspect, offenceCode: 'fraud', perVictim: [], aggravating: [] })
  await record(prosecutor, 'file-indictment', { indictmentId: newId(), courtId: 'zz-court', chargeIds: [chargeId] })
  await importFact()
}, 120_000)
afterAll(() => five.stop())

/** Records an event of the setup; repeats the command, because a reaction may have to record its precondition first. */
const record = async (who: Persona, command: string, data: unknown): Promise<void> => {
  const send = () => api.post(who, `/cases/${caseId}/${command}`, { data })
  expect(await retrying(40_000, send, ({ status }) => status === 201)).toMatchObject({ status: 201 })
}

/** Imports a fact into the case: only so does an agency of audit-trail take part in it, and correct and approve. */
const importFact = async (): Promise<void> => {
  const imports = auditTrail.aggregates.find(({ name }) => name === 'import')
  if (!imports) throw new Error('audit-trail has no aggregate "import"')
  const store = openEventStore(five.environments.auditTrail['EVENT_STORE_URL'] ?? '', 'auditTrail')
  const { outcome } = await handle(commandContextOn(store, { now: () => new Date().toISOString() }), imports, {
    caseId,
    name: RecordExternalFact.name,
    body: { data: RecordExternalFact.example },
    actor: { userId: 'log-import', agencyId: AGENCY.auditTrail, role: 'importer' },
    commandId: randomCommandId(),
    retryable: false,
    correlationId: 'test',
    jurisdiction: 'ZZ',
  })
  await store.close()
  if (outcome !== 'appended') throw new Error(`the fact was not imported: ${outcome}`)
}

/** A command that may need a second person may wait for that person. */
const answersOf = ({ approvedBy }: CommandType): readonly number[] => [201, 412, 422, ...(approvedBy ? [202] : [])]

describe.each(SERVICES)('the HTTP API of %s', (service) => {
  const own = samples.filter(({ type }) => type.service === service)
  const post = (type: CommandType, body: unknown) => api.postUntilAnswered(personaWithAllRoles(service), pathOf(type), body)

  it.each(own.map((one) => [one.type.name, one] as const))(
    'rejects invalid bodies of %s with 400 and a JSON path, and never answers valid ones with 500',
    async (_, { type, valid: validBodies, invalid: invalidBodies }) => {
      for (const { fault, body, at } of invalidBodies) {
        const { status, body: problem } = await post(type, body)
        expect({ status, fault, at, detail: problem['detail'] }).toMatchObject({ status: 400, fault, at })
        const paths = (problem['errors'] as { path: string }[]).map(({ path }) => path)
        expect({ paths, at, isNamed: paths.some((path) => path.startsWith(jsonPath(at))) }).toEqual({ paths, at, isNamed: true })
      }
      for (const body of validBodies) {
        const { status, body: problem } = await post(type, body)
        const isAccepted = answersOf(type).includes(status)
        expect({ status, isAccepted, detail: problem['detail'] }).toMatchObject({ isAccepted: true })
      }
    },
  )
})
