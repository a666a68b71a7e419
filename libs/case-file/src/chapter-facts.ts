import type { Recorded } from '@case-timeline/projections'
import type { CaseFile } from './case-file.ts'
import { CHAPTERS, headingOf } from './chapters.ts'
import { entry, type Folding } from './folding.ts'

/** What is only told, one fact after the other: nothing in it changes what another fact said. */
export const chapterFacts: Folding = {
  events: Object.values(CHAPTERS).flat(),
  changes: ({ chapters }, event): Partial<CaseFile> => {
    const heading = headingOf.get(event.type)
    if (!heading) return {}
    const told = { ...entry(event as Recorded & { readonly data: object }), fact: event.type }
    return { chapters: { ...chapters, [heading]: [...(chapters[heading] ?? []), told] } }
  },
}
