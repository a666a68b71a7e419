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

/** The name of the entry of an event type in the OpenAPI document: `InvestigationAssetsFrozenEntry`. */
const entryName = (type: string): string => `${type.split('.').map(withCapital).join('')}Entry`
const withCapital = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`

const entryUnder = (event: EventType) =>
  entryWith(event, { fact: z.literal(event.type), ...(event.type === ConfidentialityOrdered.type ? { covers } : {}) }).meta({
    title: entryName(event.type),
  })

/**
 * The schema of the chapters of a file.
 * @param shown whether a file may have facts of a type
 */
export const chaptersOf = (shown: (event: EventType) => boolean): z.ZodType<Chapters> =>
  z.strictObject(
    Object.fromEntries(
      CHAPTERS.flatMap((chapter) => {
        const types = typesOf(chapter).filter(shown)
        if (types.length === 0) return []
        const entry = z.union(types.map(entryUnder)).meta({ title: `${withCapital(chapter)}Entry` })
        return [[chapter, z.array(entry).readonly().optional()]]
      }),
    ),
  ) as unknown as z.ZodType<Chapters>

export const Chapters = chaptersOf(() => true)
