import { AgencyId, type EventType, type FactOf, Id, SEALED } from '@case-timeline/contracts'
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

const sealedShown = ({ sealed = {} }: EventType, shape: z.core.$ZodShape) =>
  Object.fromEntries(
    Object.keys(sealed).map((member) => [
      member,
      shape[member] instanceof z.ZodOptional ? z.literal(SEALED).optional() : z.literal(SEALED),
    ]),
  )

const schemaOf = (event: EventType, more: z.core.$ZodLooseShape) => {
  const { type, data } = event
  if (!(data instanceof z.ZodObject)) throw new TypeError(`${type} has no members to show with their source`)
  return z.strictObject({ ...data.shape, ...sealedShown(event, data.shape), record: SourceShown, ...more }) as unknown
}

/** The schema of an entry, for answers that show it. */
export const entryOf = <E extends EventType>(event: E): z.ZodType<Entry<E>> => schemaOf(event, {}) as z.ZodType<Entry<E>>

/** The schema of an entry with members beside what the fact says, or in the place of some of it. */
export const entryWith = <E extends EventType, M extends z.core.$ZodLooseShape>(
  event: E,
  more: M,
): z.ZodType<Entry<E> & z.infer<z.ZodObject<M>>> => schemaOf(event, more) as z.ZodType<Entry<E> & z.infer<z.ZodObject<M>>>
