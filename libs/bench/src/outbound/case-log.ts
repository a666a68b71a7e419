import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import {
  type AgencyId,
  ConfidentialityOrdered,
  type EventType,
  type Fact,
  SERVICES,
  type ServiceName,
  SuspectArrested,
} from '@case-timeline/contracts'
import { type Append, hashEvents } from '@case-timeline/event-store'
import { migrateEventStore, postgresEventStore } from '@case-timeline/event-store/drivers'
import { fact, recordingContextOf } from '../content.ts'

/** By agency of the police the share of the cases in which it takes part. */
export const SHARES: Readonly<Record<AgencyId, number>> = { 'zz-port-police': 0.01, 'zz-city-police': 0.1, 'zz-police': 1 }

const EVENTS_PER_CASE = 20
/** Cases that are worked on at the same time. */
const OPEN_CASES = 100
/** One case in so many has an order of a court. */
const CASES_PER_ORDER = 50
const DIGEST_KEY = randomBytes(32)

interface Recording {
  readonly service: ServiceName
  readonly agencyId: AgencyId
  readonly caseId: string
  readonly facts: readonly Fact[]
  readonly type: EventType
}

const commandOf = ({ service, agencyId, caseId, facts, type }: Recording): Append => {
  const commandId = randomUUID()
  const commandDigest = createHmac('sha256', DIGEST_KEY).update(JSON.stringify(facts)).digest()
  const shared = recordingContextOf(commandId, caseId)
  const stream = `${service}.case-${caseId}`
  const context = { ...shared, service, stream, caseId, commandDigest, actor: { ...shared.actor, agencyId } }
  return { stream, expected: 'any', commandId, commandDigest, events: hashEvents(facts, context, () => type) }
}

/** The commands of a case, one or two facts each: the first by the agency of all cases, others by those that take part. */
const commandsOf = (number: number): Append[] => {
  const caseId = randomUUID()
  const agencies = Object.entries(SHARES).flatMap(([agencyId, share]) => (number % Math.round(1 / share) === 0 ? [agencyId] : []))
  const commands: Append[] = []
  for (let recorded = 0; recorded < EVENTS_PER_CASE; recorded += 2) {
    const agencyId = agencies[(commands.length + agencies.length - 1) % agencies.length] ?? 'zz-police'
    commands.push(commandOf({ service: 'investigation', agencyId, caseId, facts: [fact(), fact()], type: SuspectArrested }))
  }
  if (number % CASES_PER_ORDER === 0) {
    const covers = [{ kind: 'item', id: commands[0]?.events[0]?.id ?? '' }]
    const order: Fact = { type: ConfidentialityOrdered.type, data: { scope: ['sealedItems'], covers, tier: 'courtOnly' } }
    commands.push(commandOf({ service: 'adjudication', agencyId: 'zz-court', caseId, facts: [order], type: ConfidentialityOrdered }))
  }
  return commands
}

/**
 * Records a log of cases, of which a number is worked on at any time.
 * @param adminUrl superuser's URL of an empty database
 * @returns the URL of the store of the police
 */
export const recordCaseLog = async (adminUrl: string, events: number): Promise<string> => {
  const logins = Object.fromEntries(SERVICES.map((service) => [service, 'bench'])) as Record<ServiceName, string>
  const urls = await migrateEventStore(adminUrl, { logins })
  const stores = {
    investigation: postgresEventStore({ url: urls.investigation }),
    adjudication: postgresEventStore({ url: urls.adjudication }),
  }
  let started = 0
  const cases = Math.ceil(events / EVENTS_PER_CASE)
  const caseworker = async (): Promise<void> => {
    while (started < cases)
      for (const command of commandsOf(started++)) {
        const store = command.stream.startsWith('adjudication.') ? stores.adjudication : stores.investigation
        const { outcome } = await store.append(command)
        if (outcome !== 'appended') throw new Error(`the log of the measurement was not recorded: ${outcome}`)
      }
  }
  await Promise.all(Array.from({ length: OPEN_CASES }, caseworker))
  await Promise.all(Object.values(stores).map((store) => store.close()))
  return urls.investigation
}
