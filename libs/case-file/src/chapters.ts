import {
  type Chapter,
  CHAPTERS,
  ConfidentialityOrdered,
  EVENT_TYPES,
  type EventType,
  type EventTypeName,
  type EventTypeNamed,
  Id,
  PersonRef,
} from '@case-timeline/contracts'
import { z } from 'zod'
import { type Entry, entryWith } from './entry.ts'

const typesOf = (chapter: Chapter): readonly EventType[] => [...EVENT_TYPES.values()].filter((event) => event.chapter === chapter)

/**
 * The event types that the file lists in recording order, in the chapter that each of them names. Some types have no
 * chapter: the assignment and exclusion of users is internal to their agency, and the location of a shelter and the
 * agency that a complaint concerns must not reach every organisation to which a person was referred.
 */
export const CHAPTER_EVENTS: readonly EventType[] = CHAPTERS.flatMap(typesOf)

type EntryOf<E extends EventType> = E extends EventType ? Entry<E> & { readonly fact: E['type'] } : never

/** The chapters of a file; a chapter without facts is absent. */
export type Chapters = { readonly [C in Chapter]?: readonly EntryOf<EventTypeNamed<EventTypeName>>[] | undefined }

/** The covers of an order in an answer. With `PersonRef`, the OpenAPI document also allows a pseudonym as `id`. */
const covers = z.array(z.strictObject({ ...ConfidentialityOrdered.data.shape.covers.element.shape, id: z.union([PersonRef, Id]) }))

const entryUnder = (event: EventType) =>
  entryWith(event, { fact: z.literal(event.type), ...(event.type === ConfidentialityOrdered.type ? { covers } : {}) })

export const Chapters = z.strictObject(
  Object.fromEntries(
    CHAPTERS.map((chapter) => [
      chapter,
      z
        .array(z.union(typesOf(chapter).map(entryUnder)))
        .readonly()
        .optional(),
    ]),
  ),
) as unknown as z.ZodType<Chapters>
