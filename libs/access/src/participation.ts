import type { AgencyId, Fact, ServiceName } from '@case-timeline/contracts'
import { effective } from '@case-timeline/decider'
import type { StoredEvent } from '@case-timeline/event-store'

/** The agency of a service that receives what other sectors hand over. */
export interface Receiving {
  readonly service: ServiceName
  readonly agencyId: AgencyId
}

type Seen = Fact & Pick<StoredEvent, 'id' | 'envelope'>

/** The facts that bring a sector into a case, beside its agencies' own acts. */
const HANDOVERS: Readonly<Record<string, ServiceName>> = {
  'investigation.CaseReferredToProsecution': 'prosecution',
  'investigation.VictimSuspectConflictFlagged': 'prosecution',
  'prosecution.IndictmentFiled': 'adjudication',
  'investigation.PresumedVictimIdentified': 'victimSupport',
}

/** Facts whose data name an agency that they bring in. A referral names one too, and shows it the referral: never the case. */
const NAMED_IN: Readonly<Record<string, string>> = { 'investigation.CaseOpened': 'leadAgency' }

/** To be refused is not to take part: else anyone could join a case by asking. */
const isAttempt = ({ type }: Fact): boolean => type === 'case.CommandRefused'

/** The agencies that one fact brings into its case. */
export const broughtIn = (event: Omit<Seen, 'id'>, receiving?: Receiving): readonly AgencyId[] => {
  if (isAttempt(event)) return []
  const member = NAMED_IN[event.type]
  const named = member === undefined ? undefined : (event.data as Readonly<Record<string, unknown>>)[member]
  return [
    event.envelope.actor.agencyId,
    ...(typeof named === 'string' ? [named] : []),
    ...(receiving && HANDOVERS[event.type] === receiving.service ? [receiving.agencyId] : []),
  ]
}

/** The agencies that take part in a case, derived from its events and from nothing else; who was named by mistake does not. */
export const participants = (history: readonly Seen[], receiving?: Receiving): ReadonlySet<AgencyId> => {
  const facts = history.map(({ id, type, data, envelope }) => ({ id, type, data, envelope }))
  return new Set(effective(facts).flatMap((event) => broughtIn(event, receiving)))
}

/** Whether anything has happened in a case, attempts aside. */
export const isUnheardOf = (history: readonly Fact[]): boolean => history.every(isAttempt)
