import {
  contradictionsIn,
  CUSTODY_FACTS,
  type DatedCustodyFact,
  holdsInForce,
  isDeath,
  libertyByPerson,
  statedAtOf,
} from '@case-timeline/casework'
import { Id, type JusticeService } from '@case-timeline/contracts'
import { spanOf } from '@case-timeline/decider'
import { z } from 'zod'

/** A statement of a service that does not hold the person. */
export const Statement = z.strictObject({ eventId: Id, service: z.string(), states: z.enum(['released', 'died']) })
type Statement = z.infer<typeof Statement>

/** What a record says of the custody of a person, and which service made it, when. */
export interface CustodyRecord {
  readonly personRef: string
  readonly kind: 'SuspectArrested' | 'DetentionOrdered' | 'DetentionExtended' | 'DetentionEnded' | 'PersonDiedInCustody'
  readonly service: JusticeService
  readonly recordedAt: string
  readonly record: { readonly eventId: string; readonly occurredAt?: string | undefined; readonly occurredZone?: string | undefined }
}

const factsOf = (entry: CustodyRecord): readonly DatedCustodyFact[] => {
  const { kind, service, recordedAt, record } = entry
  const { eventId, occurredAt, occurredZone } = record
  const mapping = CUSTODY_FACTS.find(({ type }) => type === `${service}.${kind}`)
  return (mapping?.of(entry) ?? []).map((custody) => ({
    eventId,
    service,
    jurisdiction: '',
    at: occurredAt ?? recordedAt,
    undated: occurredAt === undefined,
    zone: occurredAt === undefined ? undefined : occurredZone,
    statedAt: statedAtOf(custody, { service, recordedAt }),
    custody,
  }))
}

/** Whether and by what a person is held. */
interface HeldNow {
  readonly state: 'held' | 'released'
  /** The last record by which the person is held. */
  readonly heldByEventId?: string | undefined
  /** What other services state, and the service that holds the person has not answered. */
  readonly contradictedBy: readonly Statement[]
}

/**
 * Whether and by what a person is held after what happened, in the order in which it happened.
 * @param records of one person, in any order
 */
export const heldNow = (records: readonly CustodyRecord[]): HeldNow => {
  const recorded = records.toSorted((one, other) => (one.recordedAt < other.recordedAt ? -1 : one.recordedAt > other.recordedAt ? 1 : 0))
  const [facts = []] = libertyByPerson(recorded.flatMap(factsOf), spanOf).values()
  const inForce = holdsInForce()
  for (const fact of facts) inForce.apply(fact)
  const open = contradictionsIn(facts).filter(({ over }) => over === undefined)
  const statements = new Map(open.map(({ by }) => [by.eventId, by]))
  return {
    state: inForce.isHeld() ? 'held' : 'released',
    heldByEventId: inForce.all().at(-1)?.eventId,
    contradictedBy: [...statements.values()].map((by) => ({
      eventId: by.eventId,
      service: by.service,
      states: isDeath(by) ? 'died' : 'released',
    })),
  }
}
