import { randomBytes, randomUUID } from 'node:crypto'
import { caseRolesOf, ROLES } from '@case-timeline/access'
import { streamName } from '@case-timeline/casework'
import {
  ApprovalRequested,
  CaseTransferred,
  CaseWorkerAssigned,
  ConfidentialityOrdered,
  EVENT_TYPES,
  type Fact,
  RestrictiveMeasureRecorded,
  SERVICES,
  type ServiceName,
} from '@case-timeline/contracts'
import { type EventStore, hashEvents } from '@case-timeline/event-store'
import { openEventStore } from '@case-timeline/event-store/drivers'
import { DESCRIPTION_OF } from '../descriptions.ts'
import type { FiveServices } from '../five-services.fixtures.ts'

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

export const PERSON_OR_THING = 'a person or thing'

/** A case whose every id is of this case only, so that a text that shows something of it can be recognised. */
export interface PlantedCase {
  readonly caseId: string
  /** What each of its ids is of: the case, a type of event, or a person or thing. */
  readonly ids: ReadonlyMap<string, string>
  /** The ids of its events by service and type, in the order in which they were recorded. */
  readonly eventIds: ReadonlyMap<string, string>
  /** The ids of this case for those of an example. */
  idsOfExample(type: string): readonly string[]
}

export interface Planting {
  readonly agencies: Readonly<Record<ServiceName, string>>
  /** The organisation to which the victim was referred, and whom a consent names. */
  readonly referredTo: string
  /** A user whom each sector excluded from the case. */
  readonly excludedUser: string
  /** A user of another agency of each sector, whom the sector's agency assigned to the case in each role that works on cases. */
  readonly assigned?:
    | { readonly userId: string; readonly agencies: Readonly<Record<Exclude<ServiceName, 'auditTrail'>, string>> }
    | undefined
  /** The event types that the case has; the others are left out. */
  has(type: string): boolean
  /** Since when persons are held whom nobody releases: by default for longer than the law allows. */
  readonly heldFrom?: string
  /** Whether the court ordered that the whole case is confidential. */
  readonly isConfidential?: boolean
}

/** The ids in a text. */
export const idsIn = (text: string): readonly string[] => text.match(UUID) ?? []

interface PlantedFact {
  readonly stream: string
  readonly fact: Fact
}

type Stores = Readonly<Record<ServiceName, EventStore>>

/** Records cases, each of which has types of events of each service once, with the example data of the type. */
export const plantAll = async (five: FiveServices, plantings: readonly Planting[]): Promise<readonly PlantedCase[]> => {
  const opened = SERVICES.map((service) => [service, openEventStore(five.environments[service]['EVENT_STORE_URL'] ?? '', service)] as const)
  const stores = Object.fromEntries(opened) as Stores
  try {
    return await Promise.all(plantings.map((planting) => plantIn(stores, planting)))
  } finally {
    await Promise.all(opened.map(([, store]) => store.close()))
  }
}

const plantIn = async (stores: Stores, planting: Planting): Promise<PlantedCase> => {
  const { agencies, referredTo, excludedUser, assigned, heldFrom = '2026-06-01', isConfidential = false } = planting
  const caseId = randomUUID()
  const freshIds = new Map<string, string>()
  const fresh = (id: string): string => {
    const known = freshIds.get(id) ?? randomUUID()
    freshIds.set(id, known)
    return known
  }
  const exampleOf = (type: string): unknown =>
    JSON.parse(
      JSON.stringify(EVENT_TYPES.get(type)?.example)
        .replaceAll(UUID, fresh)
        .replaceAll('ph-police', agencies.investigation)
        .replaceAll('ph-shelter-cebu', referredTo)
        .replaceAll('j.dizon', excludedUser),
    )
  const approvalRequest = () => ({ ...(exampleOf(ApprovalRequested.type) as object), lapsesAt: '2099-12-31T00:00:00Z' })
  /** Each service holds a person whom nobody releases, so that the list of those held beyond the law shows somebody. */
  const heldOn = (type: string) => ({
    ...(exampleOf(type) as object),
    personRef: fresh(`held by ${type}`),
    from: heldFrom,
    until: undefined,
  })
  const keptIn = (type: string) => ({ ...(exampleOf(type) as object), personRef: fresh(`kept by ${type}`), kind: 'closedFacility' })
  /** The case went to the agency with a part: it has the duties in the case. */
  const transferredTo = (to: string) => ({ ...(exampleOf(CaseTransferred.type) as object), from: 'zz-former-office', to })
  const dataOf = (type: string, service: ServiceName): unknown => {
    if (type === ConfidentialityOrdered.type) return order
    if (type === CaseTransferred.type) return transferredTo(agencies[service])
    if (type === RestrictiveMeasureRecorded.type) return keptIn(type)
    return type.endsWith('.DetentionOrdered') ? heldOn(type) : exampleOf(type)
  }
  const order = { scope: ['sealedItems'], covers: [{ kind: 'case', id: caseId }], tier: 'courtOnly' }
  const has = (type: string): boolean => (type === ConfidentialityOrdered.type ? isConfidential : planting.has(type))
  const assignmentsOf = (service: ServiceName): readonly PlantedFact[] =>
    caseRolesOf(service).flatMap((role) => {
      if (assigned === undefined) return []
      const data = {
        userId: assigned.userId,
        role,
        begin: '2026-01-01',
        agencyId: assigned.agencies[service as keyof typeof assigned.agencies],
      }
      return [{ stream: streamName(service, 'record', caseId), fact: { type: CaseWorkerAssigned.type, data } as Fact }]
    })
  const factsOf = (service: ServiceName): readonly PlantedFact[] => [
    ...assignmentsOf(service),
    ...DESCRIPTION_OF[service].aggregates
      .filter(({ name }) => !['initiative', 'office'].includes(name))
      .flatMap(({ name, events, streamId }) =>
        events
          // What concerns another event is recorded with it.
          .filter(({ type, visibility }) => has(type) && visibility !== 'as-target-event')
          .map(({ type }): PlantedFact => {
            const data = dataOf(type, service)
            return { stream: streamName(service, name, streamId(caseId, data)), fact: { type, data } as Fact }
          }),
      ),
    ...(has(ApprovalRequested.type)
      ? [{ stream: streamName(service, 'approvals', caseId), fact: { type: ApprovalRequested.type, data: approvalRequest() } as Fact }]
      : []),
  ]
  const eventIds = new Map<string, string>()
  await Promise.all(
    SERVICES.map(async (service) => {
      const actor = { userId: 'p.lanter', agencyId: agencies[service], role: ROLES[service][0] }
      const appended = await Promise.all(factsOf(service).map((planted) => append(stores[service], service, { ...planted, caseId, actor })))
      for (const [type, id] of appended.flat()) eventIds.set(`${service} ${type}`, id)
    }),
  )
  const ids = new Map([
    ...[...freshIds.values()].map((id) => [id, PERSON_OR_THING] as const),
    ...[...eventIds].map(([type, id]) => [id, type] as const),
    [caseId, 'the case'] as const,
  ])
  const idsOfExample = (type: string) => idsIn(JSON.stringify(EVENT_TYPES.get(type)?.example)).map(fresh)
  return { caseId, ids, eventIds, idsOfExample }
}

const append = async (
  store: EventStore,
  service: ServiceName,
  { stream, fact, caseId, actor }: PlantedFact & { caseId: string; actor: { userId: string; agencyId: string; role: string } },
): Promise<readonly (readonly [string, string])[]> => {
  const [commandId, commandDigest] = [randomUUID(), randomBytes(32)]
  const now = new Date().toISOString()
  const recording = { service, deployment: 'zz-e2e', stream, commandId, commandDigest, caseId, actor, jurisdiction: 'ZZ', now }
  const events = hashEvents([fact], { ...recording, correlationId: 'planted' }, (type) => EVENT_TYPES.get(type))
  const { outcome } = await store.append({ stream, expected: 'any', commandId, commandDigest, events })
  if (outcome !== 'appended') throw new Error(`${fact.type} was not recorded: ${outcome}`)
  return events.map(({ type, id }) => [type, id] as const)
}
