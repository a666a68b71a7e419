import {
  adjudicationDetention,
  investigationDetention,
  prosecutionDetention,
  type Authority,
  type JusticeService,
} from '@case-timeline/contracts'
import { inTime, starts, stops, type Clock } from '../clock.ts'
import type { Start } from '../deadline.ts'

const detention = { investigation: investigationDetention, prosecution: prosecutionDetention, adjudication: adjudicationDetention }
const everywhere = Object.values(detention)

interface Held {
  readonly personRef: string
  readonly from: string
  readonly until?: string | undefined
  readonly authority: Authority
  readonly legalBasis?: string | undefined
}

const limited =
  (activity: 'detentionOrdered' | 'detentionExtended') =>
  ({ personRef, from, until, authority, legalBasis }: Held): Start => ({
    key: personRef,
    due: { activity, authority, legalBasis, from, bothEndsCount: true },
    ...(until === undefined ? {} : { metAt: until }),
  })

/** The rule of time of custody as one justice service names it. */
export const custodyTimeRulesOf = (service: JusticeService) => ({
  aDetentionEndsWithinItsLimit: inTime(
    `${service}.a-detention-ends-within-its-limit`,
    'who is held by one order or one extension is free, or held by the next, before its limit is over',
    'ICCPR 9(3) [G] and the limits of the jurisdiction’s policy, whose entries name their articles',
  ),
})

/** How long the authorities of a justice service may hold a person by one order or one extension. */
export const custodyClockOf = (service: JusticeService): Clock => ({
  rule: custodyTimeRulesOf(service).aDetentionEndsWithinItsLimit,
  owedBy: service,
  starts: [
    starts(detention[service].DetentionOrdered, limited('detentionOrdered')),
    starts(detention[service].DetentionExtended, limited('detentionExtended')),
  ],
  stops: everywhere.flatMap(({ DetentionOrdered, DetentionExtended, DetentionEnded }) => [
    stops(DetentionOrdered, ({ personRef, from }) => ({ key: personRef, at: from })),
    stops(DetentionExtended, ({ personRef, from }) => ({ key: personRef, at: from })),
    stops(DetentionEnded, ({ personRef, at }) => ({ key: personRef, at })),
  ]),
  stream: (caseId, personRef) => `custody-${caseId}~${personRef}`,
})
