import {
  EventCorrected,
  EventRetracted,
  type EventType,
  type Fact,
  PersonRefsMerged,
  PersonRefsUnmerged,
  type ServiceName,
} from '@case-timeline/contracts'
import { storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'
import { refold } from './fold.ts'
import { belongsToCase, recordedBy } from './recorded.ts'
import type { Row, View } from './view.ts'

/** A fact in the specification of a view, with optional record data. */
export interface TestFact extends Fact {
  readonly id?: string
  readonly agencyId?: string
  readonly jurisdiction?: string
  readonly occurredAt?: string
  /** The service that recorded it; default: the one that its type begins with, or that recorded the corrected fact. */
  readonly service?: ServiceName
}

const corrected = (data: unknown): string | undefined => {
  const { correctsId, retractsId } = data as { correctsId?: string; retractsId?: string }
  return correctsId ?? retractsId
}

/** The service of each fact of a history. */
const servicesOf = (facts: readonly TestFact[]): readonly string[] => {
  const services: string[] = []
  for (const { type, data, service } of facts) {
    const target = facts.findIndex(({ id }, index) => (id ?? storedIdOf(index)) === corrected(data))
    const [owner = ''] = type.split('.')
    services.push(service ?? (owner === 'case' ? (services[target] ?? 'investigation') : owner))
  }
  return services
}

/** The example of an event type, with some changes. */
export const exampleFact = <T extends string, D extends object>(
  { type, example }: { readonly type: T; readonly example: D },
  data: Partial<D> = {},
  record: Omit<TestFact, 'type' | 'data'> = {},
): TestFact => ({ type, data: { ...example, ...data }, ...record })

export const exampleCaseId = '11111111-0000-4000-8000-000000000001'

/** The rows that a view shows of one case, in order of appearance. The view receives only the types that it folds. */
export const rowsShownBy = <R extends Row>(view: View<R>, ...facts: readonly TestFact[]): readonly R[] => {
  const own: readonly EventType[] = view.events === 'every' ? [] : view.events
  const folded = new Set([...own, EventCorrected, EventRetracted, PersonRefsMerged, PersonRefsUnmerged].map(({ type }) => type))
  const { recorded, newest } = recordedBy(view.events === 'every' ? [] : view.events)
  const services = servicesOf(facts)
  const stored = storedCase(
    exampleCaseId,
    ...facts.map(({ service: _, ...fact }, index) => ({ ...fact, stream: `${services[index]}.case-${exampleCaseId}` })),
  )
  const history = stored
    .map((event, index) => {
      const { agencyId = event.envelope.actor.agencyId, jurisdiction = event.envelope.jurisdiction } = facts[index] ?? {}
      return { ...event, envelope: { ...event.envelope, jurisdiction, actor: { ...event.envelope.actor, agencyId } } }
    })
    .filter(belongsToCase)
    .filter(({ type }) => view.events === 'every' || folded.has(type))
  return [...refold(view, history.map(recorded), newest).values()].filter((row) => row !== null)
}
