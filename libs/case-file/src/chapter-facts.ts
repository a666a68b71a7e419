import { EVENT_TYPES } from '@case-timeline/contracts'
import type { Recorded } from '@case-timeline/projections'
import type { CaseFile } from './case-file.ts'
import { CHAPTER_EVENTS } from './chapters.ts'
import { entry, type Folding } from './folding.ts'

/**
 * Lists each fact, in recording order, in the chapter (section) of the case file that its event type names. None of
 * them changes the entry of another fact.
 */
export const chapterFacts: Folding = {
  events: CHAPTER_EVENTS,
  changes: ({ chapters }, event): Partial<CaseFile> => {
    const chapter = EVENT_TYPES.get(event.type)?.chapter
    if (!chapter) return {}
    const chapterEntry = { ...entry(event as Recorded & { readonly data: object }), fact: event.type }
    return { chapters: { ...chapters, [chapter]: [...(chapters[chapter] ?? []), chapterEntry] } }
  },
}
