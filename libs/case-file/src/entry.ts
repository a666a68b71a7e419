import type { AgencyId, FactOf } from '@case-timeline/contracts'

/** Which event says so, when that happened, and whose record it is. */
export interface Source {
  readonly eventId: string
  readonly occurredAt?: string | undefined
  readonly occurredZone?: string | undefined
  readonly recordedBy: AgencyId
}

/** What a fact says, with its source. */
export type Entry<E> = FactOf<E>['data'] & { readonly record: Source }
