import { adjudicationDetention, type EventType, type FactOf, investigationDetention, prosecutionDetention } from '@case-timeline/contracts'
import type { Recorded } from '@case-timeline/projections'
import type { CaseFile } from './case-file.ts'
import { entry, type Folding } from './folding.ts'

const ofEachService: readonly EventType[] = [investigationDetention, prosecutionDetention, adjudicationDetention].flatMap((detention) =>
  Object.values(detention),
)

type Held = FactOf<typeof investigationDetention.DetentionOrdered>
type Released = FactOf<typeof investigationDetention.DetentionEnded>

/** The three services record detentions alike, so one fold serves all of them. */
export const custodyFacts: Folding = {
  events: ofEachService,
  changes: ({ detentions }, event): Partial<CaseFile> => {
    const kind = event.type.slice(event.type.indexOf('.') + 1)
    if (kind === 'DetentionEnded') return { detentions: [...detentions, { ...entry(event as Recorded<Released>), kind: 'ended' }] }
    return {
      detentions: [...detentions, { ...entry(event as Recorded<Held>), kind: kind === 'DetentionOrdered' ? 'ordered' : 'extended' }],
    }
  },
}
