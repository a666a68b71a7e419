import { deadlineRule, starts, stops, type Clock, type Start } from '@case-timeline/casework'
import type { Authority, JUSTICE_SERVICES, JusticeService } from '@case-timeline/contracts'

// Written out, because a domain imports only types from contracts (decision 7).
const SERVICES: typeof JUSTICE_SERVICES = ['investigation', 'prosecution', 'adjudication']

interface DetentionData {
  readonly personRef: string
  readonly from: string
  readonly until?: string | undefined
  readonly authority: Authority
  readonly legalBasis?: string | undefined
}

const detentionStart =
  (activity: 'detentionOrdered' | 'detentionExtended') =>
  ({ personRef, from, until, authority, legalBasis }: DetentionData): Start => ({
    key: personRef,
    due: {
      activity,
      authority,
      legalBasis,
      from,
      bothEndsCount: true,
      ...(activity === 'detentionExtended' ? { isExtension: true } : {}),
    },
    // An order that states its end meets the deadline at that end, without a further event.
    ...(until === undefined ? { lacksEnd: true } : { metAt: until }),
  })

/** The clock that limits how long a justice service may hold a person under one order or extension. */
export const custodyClockOf = (service: JusticeService): Clock => ({
  rule: deadlineRule(
    `${service}.detention-ends-within-limit`,
    'a person held under an order or extension is released, or held under the next one, before the time limit of the first ends',
    'ICCPR 9(3) [G]; limits in the policy of the jurisdiction, each with its article',
  ),
  owedBy: service,
  starts: [
    starts(`${service}.DetentionOrdered`, detentionStart('detentionOrdered')),
    starts(`${service}.DetentionExtended`, detentionStart('detentionExtended')),
  ],
  stops: SERVICES.flatMap((justiceService) => [
    stops(`${justiceService}.DetentionOrdered`, ({ personRef, from, authority }) => ({
      key: personRef,
      at: from,
      order: { authority, from },
    })),
    stops(`${justiceService}.DetentionExtended`, ({ personRef, from }) => ({ key: personRef, at: from })),
    stops(`${justiceService}.DetentionEnded`, ({ personRef, at }) => ({ key: personRef, at })),
  ]),
  stream: (caseId, personRef) => `custody-${caseId}~${personRef}`,
})
