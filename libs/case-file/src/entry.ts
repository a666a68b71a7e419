import { AgencyId, type EventType, type FactOf, Id, ENCRYPTED_PLACEHOLDER } from '@case-timeline/contracts'
import { z } from 'zod'

/** The source of an entry: the event, its time of occurrence, the agency that recorded it, and whether it was corrected. */
export interface Source {
  readonly eventId: string
  readonly occurredAt?: string | undefined
  readonly occurredZone?: string | undefined
  readonly recordedBy: AgencyId
  /** When the correction in force was recorded; absent: the entry is as it was first recorded. */
  readonly correctedAt?: string | undefined
}

/** The data of a fact, with its source. */
export type Entry<E> = FactOf<E>['data'] & { readonly record: Source }

const SourceShown: z.ZodType<Source> = z
  .strictObject({
    eventId: Id,
    occurredAt: z.string().optional(),
    occurredZone: z.string().optional(),
    recordedBy: AgencyId,
    correctedAt: z.string().optional().meta({
      description:
        'when the correction was recorded by which the fact says this, RFC 3339 in UTC with microseconds; the timeline has the original and the reason; absent: no correction is in force',
    }),
  })
  .meta({ title: 'Source' })

const encryptedShown = ({ encrypted = {} }: EventType, shape: z.core.$ZodShape) =>
  Object.fromEntries(
    Object.keys(encrypted).map((member) => [
      member,
      shape[member] instanceof z.ZodOptional ? z.literal(ENCRYPTED_PLACEHOLDER).optional() : z.literal(ENCRYPTED_PLACEHOLDER),
    ]),
  )

const schemaOf = (event: EventType, more: z.core.$ZodLooseShape) => {
  const { type, data } = event
  if (!(data instanceof z.ZodObject)) throw new TypeError(`${type} cannot be shown as an entry: its data must be an object`)
  // The OpenAPI document describes the data of an event type once: an entry refers to it.
  return z
    .strictObject({ ...data.shape, ...encryptedShown(event, data.shape), record: SourceShown, ...more })
    .meta({ 'x-data-of': type }) as unknown
}

/** The schema of an entry, for answers that show it. */
export const entryOf = <E extends EventType>(event: E): z.ZodType<Entry<E>> => schemaOf(event, {}) as z.ZodType<Entry<E>>

/** The schema of an entry with members in addition to those of the fact, or replacing some of them. */
export const entryWith = <E extends EventType, M extends z.core.$ZodLooseShape>(
  event: E,
  more: M,
): z.ZodType<Entry<E> & z.infer<z.ZodObject<M>>> => schemaOf(event, more) as z.ZodType<Entry<E> & z.infer<z.ZodObject<M>>>
