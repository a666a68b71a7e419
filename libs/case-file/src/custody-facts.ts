import { adjudicationDetention, type EventType, type FactOf, investigationDetention, prosecutionDetention } from '@case-timeline/contracts'
import type { Recorded } from '@case-timeline/projections'
import type { CaseFile } from './case-file.ts'
import { entry, type Folding } from './folding.ts'

const detentionTypes: readonly EventType[] = [investigationDetention, prosecutionDetention, adjudicationDetention].flatMap((detention) =>
  Object.values(detention),
)

type DetentionOrderedEvent = FactOf<typeof investigationDetention.DetentionOrdered>
type DetentionEndedEvent = FactOf<typeof investigationDetention.DetentionEnded>

/** The three services record detentions in the same form, so one fold handles all of them. */
export const custodyFacts: Folding = {
  events: detentionTypes,
  changes: ({ detentions }, event): Partial<CaseFile> => {
    const kind = event.type.slice(event.type.indexOf('.') + 1)
    if (kind === 'DetentionEnded')
      return { detentions: [...detentions, { ...entry(event as Recorded<DetentionEndedEvent>), kind: 'ended' }] }
    return {
      detentions: [
        ...detentions,
        { ...entry(event as Recorded<DetentionOrderedEvent>), kind: kind === 'DetentionOrdered' ? 'ordered' : 'extended' },
      ],
    }
  },
}
