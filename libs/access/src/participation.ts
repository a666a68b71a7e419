import type { AgencyId, ServiceName } from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'

/** The agency of a service that receives what other sectors hand over. */
export interface Receiving {
  readonly service: ServiceName
  readonly agencyId: AgencyId
}

type Seen = Pick<StoredEvent, 'type' | 'data' | 'envelope'>

/** The facts that bring a sector into a case, beside its agencies' own acts. */
const HANDOVERS: Readonly<Record<string, ServiceName>> = {
  'investigation.CaseReferredToProsecution': 'prosecution',
  'investigation.VictimSuspectConflictFlagged': 'prosecution',
  'prosecution.IndictmentFiled': 'adjudication',
  'investigation.PresumedVictimIdentified': 'victimSupport',
}

/** Facts whose data name an agency that they bring in. */
const NAMED_IN: Readonly<Record<string, string>> = {
  'investigation.CaseOpened': 'leadAgency',
  'victimSupport.ReferralMade': 'toOrg',
}

/** To be refused is not to take part: else anyone could join a case by asking. */
const isAttempt = ({ type }: Seen): boolean => type === 'case.CommandRefused'

/** The agencies that one fact brings into its case. */
export const broughtIn = (event: Seen, receiving?: Receiving): readonly AgencyId[] => {
  if (isAttempt(event)) return []
  const member = NAMED_IN[event.type]
  const named = member === undefined ? undefined : (event.data as Readonly<Record<string, unknown>>)[member]
  return [
    event.envelope.actor.agencyId,
    ...(typeof named === 'string' ? [named] : []),
    ...(receiving && HANDOVERS[event.type] === receiving.service ? [receiving.agencyId] : []),
  ]
}

/** The agencies that take part in a case, derived from its events and from nothing else. */
export const participants = (history: readonly Seen[], receiving?: Receiving): ReadonlySet<AgencyId> =>
  new Set(history.flatMap((event) => broughtIn(event, receiving)))

/** Whether anything has happened in a case, attempts aside. */
export const isUnheardOf = (history: readonly Seen[]): boolean => history.every(isAttempt)
