import { contradictionsIn, deadlineRule, isDeath, timeOf, type DeadlineRule, type LibertyAccount } from '@case-timeline/casework'
import type { HoldingService } from '@case-timeline/contracts'
import { concerned } from './concern.ts'

/** The rule of a service on what other services state of the persons whom it holds. */
export const statementIsAnswered = <const S extends HoldingService>(service: S): DeadlineRule =>
  deadlineRule(
    `${service}.statement-about-person-held-is-answered`,
    'whom another service states to be released or dead is held until the service that holds the person records it',
    'integrity of the record: a statement of another service ends no custody, and one that is true has to be followed',
  )

/** Whom a service holds, and another one states to be released or dead, from that statement until the service records what is true. */
export const contradictionsOf =
  (service: HoldingService): LibertyAccount =>
  (facts, _, { spanOf }) =>
    contradictionsIn(facts).flatMap(({ by, heldBy, over }) => {
      if (heldBy.service !== service || (by.imported && by.undated)) return []
      const from = timeOf(by)
      const contradictedBy = { eventId: by.eventId, service: by.service, states: isDeath(by) ? 'died' : 'released' } as const
      const custody = concerned({ by: heldBy, from: timeOf(heldBy) }, { concern: 'contradicted', contradictedBy })
      const start = { key: heldBy.custody.personRef, due: { by: spanOf(from, by.zone).from, from }, lacksEnd: true as const, custody }
      return [{ of: by, owedFor: heldBy, start, end: over && { of: over, at: timeOf(over) } }]
    })
