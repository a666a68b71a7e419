import { EVENT_TYPES, type EventType, type FactOf } from '@case-timeline/contracts'
import { type StoredEvent } from '@case-timeline/event-store'
import { storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'

export const caseId = 'c0000000-0000-4000-8000-000000000001'
export const mai = 'aaaaaaaa-0000-4000-8000-00000000ca11'
export const lin = 'aaaaaaaa-0000-4000-8000-00000000ca12'
export const suspect = 'bbbbbbbb-0000-4000-8000-00000000ca13'

/** One fact of a case, optionally with the recording agency. */
export interface GivenFact {
  readonly type: string
  readonly data: unknown
  readonly agencyId?: string | undefined
  readonly occurredAt?: string | undefined
}

/** A fact with the example data of its type, in which some members are changed. */
export const fact = <E extends EventType>(
  type: E,
  changes: Partial<FactOf<E>['data'] & object> = {},
  more: Partial<GivenFact> = {},
): GivenFact => ({
  type: type.type,
  data: { ...(type.example as object), ...changes },
  ...more,
})

/** The event id of the n-th given fact, from 0. */
export const idOf = storedIdOf

const streamOf = (type: string): string => `${type.startsWith('case.') ? 'investigation' : type.slice(0, type.indexOf('.'))}.case-${caseId}`

/** The type that a correction or retraction concerns, otherwise the type of the fact itself. */
const concernedType = (fact: GivenFact, given: readonly GivenFact[]): string => {
  const { correctsId, retractsId } = fact.data as { correctsId?: string; retractsId?: string }
  const id = correctsId ?? retractsId
  return (id === undefined ? undefined : given.find((_, index) => idOf(index) === id))?.type ?? fact.type
}

const AGENCIES: Readonly<Record<string, string>> = { victimSupport: 'zz-support', adjudication: 'zz-court', prosecution: 'zz-prosecution' }

/** A case as read from the store, with the persons of each fact in its envelope, visible to every sector. */
export const caseHistory = (...given: readonly GivenFact[]): StoredEvent[] =>
  storedCase(
    caseId,
    ...given.map((fact) => ({
      type: fact.type,
      data: fact.data,
      stream: streamOf(concernedType(fact, given)),
      ...(fact.occurredAt === undefined ? {} : { occurredAt: fact.occurredAt }),
    })),
  ).map((event, index): StoredEvent => {
    const { type, data, agencyId = AGENCIES[event.stream.slice(0, event.stream.indexOf('.'))] ?? 'zz-police' } = given[index]!
    const subjects = EVENT_TYPES.get(type)?.subjects?.(data)
    const envelope = { ...event.envelope, actor: { ...event.envelope.actor, agencyId }, ...(subjects ? { subjects: [...subjects] } : {}) }
    return { ...event, envelope, visibility: ['investigation', 'prosecution', 'adjudication', 'victimSupport', 'auditTrail'] }
  })
