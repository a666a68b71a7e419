import { EVENT_TYPES, type EventType, type FactOf } from '@case-timeline/contracts'
import { type StoredEvent } from '@case-timeline/event-store'
import { storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'

export const caseId = 'c0000000-0000-4000-8000-000000000001'
export const mai = 'aaaaaaaa-0000-4000-8000-00000000ca11'
export const lin = 'aaaaaaaa-0000-4000-8000-00000000ca12'
export const trader = 'bbbbbbbb-0000-4000-8000-00000000ca13'

/** One fact of a case, by whom it was recorded where that matters. */
export interface ToldFact {
  readonly type: string
  readonly data: unknown
  readonly agencyId?: string | undefined
  readonly occurredAt?: string | undefined
}

/** The example of a type with what matters here. */
export const fact = <E extends EventType>(
  type: E,
  but: Partial<FactOf<E>['data'] & object> = {},
  more: Partial<ToldFact> = {},
): ToldFact => ({
  type: type.type,
  data: { ...(type.example as object), ...but },
  ...more,
})

/** The event of the n-th fact told, from 0. */
export const idOf = storedIdOf

const streamOf = (type: string): string => `${type.startsWith('case.') ? 'investigation' : type.slice(0, type.indexOf('.'))}.case-${caseId}`

const AGENCIES: Readonly<Record<string, string>> = { victimSupport: 'zz-support', adjudication: 'zz-court', prosecution: 'zz-prosecution' }

/** A case as the store hands it over, with the persons of each fact in its envelope and every sector in its visibility. */
export const history = (...told: readonly ToldFact[]): StoredEvent[] =>
  storedCase(
    caseId,
    ...told.map(({ type, data, occurredAt }) => ({
      type,
      data,
      stream: streamOf(type),
      ...(occurredAt === undefined ? {} : { occurredAt }),
    })),
  ).map((event, index): StoredEvent => {
    const { type, data, agencyId = AGENCIES[event.stream.slice(0, event.stream.indexOf('.'))] ?? 'zz-police' } = told[index]!
    const subjects = EVENT_TYPES.get(type)?.subjects?.(data)
    const envelope = { ...event.envelope, actor: { ...event.envelope.actor, agencyId }, ...(subjects ? { subjects: [...subjects] } : {}) }
    return { ...event, envelope, visibility: ['investigation', 'prosecution', 'adjudication', 'victimSupport', 'auditTrail'] }
  })
