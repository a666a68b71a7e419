import { EventCorrected, EventRetracted, type EventType, type Fact } from '@case-timeline/contracts'
import { MERGES } from '@case-timeline/decider'
import { storedCase } from '@case-timeline/event-store/fixtures'
import { refold } from './fold.ts'
import { isOfACase, recordedBy } from './recorded.ts'
import type { Row, View } from './view.ts'

/** A fact as the specification of a view tells it, and whose record it is. */
export interface Told extends Fact {
  readonly id?: string
  readonly agencyId?: string
  readonly jurisdiction?: string
  readonly occurredAt?: string
}

/** The example of an event type, with what the specification cares about. */
export const told = <T extends string, D extends object>(
  { type, example }: { readonly type: T; readonly example: D },
  data: Partial<D> = {},
  record: Omit<Told, 'type' | 'data'> = {},
): Told => ({ type, data: { ...example, ...data }, ...record })

export const toldCaseId = '11111111-0000-4000-8000-000000000001'

/** The rows that a view shows of one case, in the order in which they came up; it is told only what it folds. */
export const shownBy = <R extends Row>(view: View<R>, ...facts: readonly Told[]): readonly R[] => {
  const own: readonly EventType[] = view.events === 'every' ? [] : view.events
  const folded = new Set([...own, EventCorrected, EventRetracted, ...MERGES].map(({ type }) => type))
  const { recorded, newest } = recordedBy(view.events === 'every' ? [] : view.events)
  const stored = storedCase(toldCaseId, ...facts.map((fact) => ({ ...fact, stream: `${fact.type.split('.')[0]}.case-${toldCaseId}` })))
  const history = stored
    .map((event, index) => {
      const { agencyId = event.envelope.actor.agencyId, jurisdiction = event.envelope.jurisdiction } = facts[index] ?? {}
      return { ...event, envelope: { ...event.envelope, jurisdiction, actor: { ...event.envelope.actor, agencyId } } }
    })
    .filter(isOfACase)
    .filter(({ type }) => view.events === 'every' || folded.has(type))
  return [...refold(view, history.map(recorded), newest).values()].filter((row) => row !== null)
}
