import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  COMMAND_TYPES,
  type CommandType,
  PresumedVictimIdentified,
  SERVICES,
  type ServiceName,
  SuspectIdentified,
} from '@case-timeline/contracts'
import fc from 'fast-check'
import { calling, lead, newId, type Persona, prosecutor, type Reply } from './calling.fixtures.ts'
import { type FiveServices, fiveServices, RECEIVING } from './five-services.fixtures.ts'
import { inside } from './fuzz.fixtures.ts'
import { someOutside } from './outside.fixtures.ts'

const NOT_OVER_HTTP = ['ReceiveDossier', 'ReceiveHandover', 'CertifyEvidence', 'FlagVictimSuspectConflict', 'RecordExternalFact']
/** Nothing was imported into this case: no agency of audit-trail takes part in it, and so none corrects anything in it. */
const isTaken = ({ service, name }: CommandType) =>
  !NOT_OVER_HTTP.includes(name) && !(service === 'auditTrail' && /^(Correct|Retract)Event$/.test(name))

/** Each command with bodies that it takes, and ones that it does not, each wrong in another way: the same ones on every run. */
const drawn = [...COMMAND_TYPES.values()].filter(isTaken).map((type, n) => ({
  type,
  taken: fc.sample(inside(type), { numRuns: 2, seed: n }),
  refused: someOutside(type, n),
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
const everyRole = (sector: ServiceName): Persona => ({
  userId: 'f.uzz',
  agencyId: AGENCY[sector],
  sector,
  roles: ROLES[sector],
})
const pathOf = ({ name, at = `cases/${caseId}` }: CommandType) =>
  `/${at}/${name.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}`

const jsonPath = (at: readonly (string | number)[]): string =>
  `$${at.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('')}`

let five: FiveServices
let ask: ReturnType<typeof calling>
beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  ask = calling(five)
  const [suspect, dossierId, chargeId] = [newId(), newId(), newId()]
  await record(lead, 'open-case', { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] })
  await record(lead, 'identify-suspect', { ...SuspectIdentified.example, personRef: suspect })
  await record(lead, 'identify-presumed-victim', PresumedVictimIdentified.example)
  const safeguards = [{ personRef: PresumedVictimIdentified.example.personRef, reasonCode: 'declined' }]
  await record(lead, 'refer-case-to-prosecution', { dossierId, suspects: [suspect], evidence: [], safeguards })
  await record(prosecutor, 'lay-charge', { chargeId, accusedRef: suspect, offenceCode: 'fraud', perVictim: [], aggravating: [] })
  await record(prosecutor, 'file-indictment', { indictmentId: newId(), courtId: 'zz-court', chargeIds: [chargeId] })
}, 120_000)
afterAll(() => five.stop())

/** Records what brings the sectors into the case; the prosecutor waits until the dossier has arrived. */
const record = async (who: Persona, command: string, data: unknown): Promise<void> => {
  for (let left = 100; left > 0; left--) {
    if ((await ask.post(who, `/cases/${caseId}/${command}`, { data })).status === 201) return
    await pause(50)
  }
  throw new Error(`${command} was not recorded within 5 seconds`)
}

describe.each(SERVICES)('%s over HTTP', (service) => {
  const own = drawn.filter(({ type }) => type.service === service)
  const post = (type: CommandType, body: unknown): Promise<Reply> => ask.post(everyRole(service), pathOf(type), body)

  it.each(own.map((one) => [one.type.name, one] as const))(
    '%s answers what it does not take by 400 with a JSON path, and what it takes never by 500',
    async (_, { type, taken, refused }) => {
      for (const { fault, body, at } of refused) {
        const { status, body: problem } = await post(type, body)
        expect({ status, fault, at }).toEqual({ status: 400, fault, at })
        const paths = (problem['errors'] as { path: string }[]).map(({ path }) => path)
        expect({ paths, at, isNamed: paths.some((path) => path.startsWith(jsonPath(at))) }).toEqual({ paths, at, isNamed: true })
      }
      for (const body of taken) {
        const { status } = await post(type, body)
        expect({ status, taken: [201, 412, 422].includes(status) }).toEqual({ status, taken: true })
      }
    },
  )
})
