import { AgencyId, type EventType, type FactOf, Id } from '@case-timeline/contracts'
import { z } from 'zod'

/** Which event says so, when that happened, and whose record it is. */
export interface Source {
  readonly eventId: string
  readonly occurredAt?: string | undefined
  readonly occurredZone?: string | undefined
  readonly recordedBy: AgencyId
}

/** What a fact says, with its source. */
export type Entry<E> = FactOf<E>['data'] & { readonly record: Source }

const SourceShown: z.ZodType<Source> = z.strictObject({
  eventId: Id,
  occurredAt: z.string().optional(),
  occurredZone: z.string().optional(),
  recordedBy: AgencyId,
})

/** The schema of an entry, for answers that show it. */
export const entryOf = <E extends EventType>({ type, data }: E): z.ZodType<Entry<E>> => {
  if (!(data instanceof z.ZodObject)) throw new TypeError(`${type} has no members to show with their source`)
  return z.strictObject({ ...data.shape, record: SourceShown }) as unknown as z.ZodType<Entry<E>>
}
