import {
  AccessExcluded,
  type AgencyId,
  CaseTransferred,
  CaseWorkerAssigned,
  CaseWorkerUnassigned,
  DeadlineMissed,
  EventCorrected,
  EventRetracted,
  type EventType,
  type Fact,
  type FactOf,
  EVENT_TYPES,
  type EventTypeName,
  isFromItsRecorder,
  MajorityReached,
  officeAddressedBy,
  type ServiceName,
  type TransferReason,
  WarningRaised,
} from '@case-timeline/contracts'
import {
  accountOf,
  actingAgencyOf,
  type CaseHistory,
  effective,
  foundingFactIn,
  isAttempt,
  isCorrection,
  successorIn,
} from '@case-timeline/casework'
import { fittingCorrection, type StoredEvent } from '@case-timeline/event-store'
import { assignedAfter, assignedWithout, type PersonallyAssigned } from './personal-assignment.ts'

/** The agency that receives the handovers of other sectors for a service. */
export interface ReceivingAgency {
  readonly agencyId: AgencyId
  /** The event types that add it to a case: those that its service's handovers declare. */
  readonly participationEvents: readonly EventType[]
}

type ParticipationEvent = Fact & Pick<StoredEvent, 'id' | 'envelope'>

const WATCH_TYPES: readonly string[] = [DeadlineMissed, EventRetracted, MajorityReached, WarningRaised].map(({ type }) => type)

/**
 * What a service recorded by itself in the name of an agency is no act of that agency, which may have no part in the case, or
 * none any more: a missed deadline, or the withdrawal of one, by who owes it; that a person came of age, and a warning about
 * that, by who recorded the consent.
 */
const isRecordOfWatch = ({ type, envelope }: Omit<ParticipationEvent, 'id'>): boolean =>
  envelope.actor.role === 'system' && WATCH_TYPES.includes(type)

/** Whether an event was recorded by a service, by the name of its stream. */
export const isRecordedBy = (service: ServiceName, { stream }: { readonly stream: string }): boolean => stream.startsWith(`${service}.`)

/** Who of a sector takes part in a case. */
export interface Participants {
  readonly agencies: ReadonlySet<AgencyId>
  /** The office that has the case, as a document or a transfer named it. */
  readonly named?: AgencyId | undefined
  /** The first agency of the sector that recorded a fact in the case. */
  readonly first?: AgencyId | undefined
  /** The offices from which the case went on to the one that has it: it has their duties. */
  readonly former?: readonly AgencyId[] | undefined
  /** Whether something was handed over that named no office, before any was named: the receiving agency takes part. */
  readonly isHandedOver: boolean
  /** Whether victim support founded the case: then no other sector brings an agency of victim support into it. */
  readonly isFounded?: boolean | undefined
  /** The users of other agencies whom an agency of the sector assigned to the case: their agencies take no part. */
  readonly assigned?: PersonallyAssigned | undefined
}

const NOBODY: PersonallyAssigned = []
export const NO_PARTICIPANTS: Participants = { agencies: new Set(), isHandedOver: false }

/** Who gives a case away for these reasons must not see it any more. */
const REASONS_TO_LEAVE: readonly TransferReason[] = ['conflictOfInterest', 'safety']

/**
 * Those who take part in a case after one fact. It adds the agency that recorded it in its own sector, or for which an
 * assigned user of another one recorded it, and the office to which it is addressed. A handover that names no office is for the office that has the case, otherwise for the receiving
 * agency. No service can name an agency of another sector as the one that acted, none can add agencies by a type that is
 * not its own, and no sector moves a case that an office of another sector has.
 * @param participationEvents the types of handovers that add the receiving agency, as the sector's handovers declare them
 */
export const withParticipant = (
  before: Participants,
  event: Omit<ParticipationEvent, 'id'>,
  sector: ServiceName,
  participationEvents: readonly EventType[] = [],
): Participants => {
  const { stream, actor } = event.envelope
  if (isAttempt(event) || isRecordOfWatch(event) || !isFromItsRecorder({ type: event.type, stream })) return before
  const isOwn = isRecordedBy(sector, event.envelope)
  if (!isOwn && before.isFounded) return before
  const recorder = isOwn ? actingAgencyOf(actor) : undefined
  const addressed = officeAddressedBy(event, stream, sector)
  const getsCase = addressed?.role === 'getsCase' && (isOwn || before.named === undefined)
  const named = getsCase ? addressed.office : before.named
  const isHandover = !isOwn && participationEvents.some(({ type }) => type === event.type)
  const first = before.first ?? recorder
  const isHandedOver = before.isHandedOver || (isHandover && named === undefined)
  // The first fact of a case decides who founded it.
  const isFounded = sector === 'victimSupport' ? (before.isFounded ?? isOwn) : undefined
  const leaving = leavingBy(event)
  const agencies = withAgencies(before.agencies, [recorder, addressed?.office], leaving)
  const former = leaving !== undefined && named !== before.named ? formerOfficesAfter(before, leaving.office, named) : before.former
  const assigned = isOwn ? assignedOf(before.assigned ?? NOBODY, event, sector, leaving) : (before.assigned ?? NOBODY)
  const isSame = agencies === before.agencies && named === before.named && first === before.first && isHandedOver === before.isHandedOver
  const isSameForUsers = isFounded === before.isFounded && assigned === (before.assigned ?? NOBODY)
  return isSame && isSameForUsers ? before : { agencies, named, first, former, isHandedOver, isFounded, assigned }
}

/** The office that gives a case away by an event, and whether it must not see it any more. */
const leavingBy = ({
  type,
  data,
}: Omit<ParticipationEvent, 'id'>): { readonly office: AgencyId; readonly isBarred: boolean } | undefined => {
  if (type !== CaseTransferred.type) return undefined
  const { from, reason } = data as FactOf<typeof CaseTransferred>['data']
  return { office: from, isBarred: REASONS_TO_LEAVE.includes(reason) }
}

const withAgencies = (
  before: ReadonlySet<AgencyId>,
  added: readonly (AgencyId | undefined)[],
  leaving: ReturnType<typeof leavingBy>,
): ReadonlySet<AgencyId> => {
  const barred = leaving?.isBarred ? leaving.office : undefined
  const isNew = added.some((agency) => agency !== undefined && agency !== barred && !before.has(agency))
  if (!isNew && (barred === undefined || !before.has(barred))) return before
  return new Set([...before, ...added.filter((agency) => agency !== undefined)].filter((agency) => agency !== barred))
}

/** Those whom a barred office assigned leave with it, and its own users, regardless of who assigned them. */
const assignedOf = (
  before: PersonallyAssigned,
  event: Omit<ParticipationEvent, 'id'>,
  sector: ServiceName,
  leaving: ReturnType<typeof leavingBy>,
): PersonallyAssigned => (leaving?.isBarred ? assignedWithout(before, leaving.office) : assignedAfter(before, event, sector))

const formerOfficesAfter = ({ former = [] }: Participants, from: AgencyId, named: AgencyId | undefined): readonly AgencyId[] =>
  [...new Set([...former, from])].filter((office) => office !== named)

/**
 * Who of a sector takes part in a case, derived only from its events. An agency that was named only by mistake does not
 * take part once the mistake is corrected.
 * @param before of earlier events, none of which these correct
 */
export const participants = (
  history: readonly ParticipationEvent[],
  sector: ServiceName,
  participationEvents: readonly EventType[] = [],
  before: Participants = NO_PARTICIPANTS,
): Participants => {
  // A stored event has its members by getters, which a corrected copy would lack.
  const facts = history.some(isCorrection) ? history.map(({ id, type, data, envelope }) => ({ id, type, data, envelope })) : history
  const isFounded = before.isFounded ?? isFoundedFor(sector, foundingFactIn(history)?.envelope)
  const from: Participants = isFounded === before.isFounded ? before : { ...before, isFounded }
  return effective(facts, fittingCorrection).reduce((known, event) => withParticipant(known, event, sector, participationEvents), from)
}

/** The users of other agencies who are assigned to a case, by the agencies of a sector or those whose place they took. */
export const assignedIn = (history: CaseHistory, sector: ServiceName): PersonallyAssigned => {
  const successorOf = successorIn(history, sector)
  const assigned = participants(history.events, sector).assigned ?? NOBODY
  return assigned.map((one) => ({ ...one, admittedBy: successorOf(one.admittedBy) }))
}

/**
 * Whether victim support founded a case, for the participants of victim support: undefined for any other sector, and if
 * nothing is recorded yet.
 * @param founding the fact that founded it, even if it is retracted: otherwise a retraction would open to police what
 *   support founded
 */
export const isFoundedFor = (sector: ServiceName, founding: { readonly stream: string } | undefined): boolean | undefined =>
  sector === 'victimSupport' && founding ? isRecordedBy(sector, founding) : undefined

/** Whether an agency takes part in a case. */
export const takesPart = (
  { agencies, isHandedOver }: Participants,
  agencyId: AgencyId,
  receiving: Pick<ReceivingAgency, 'agencyId'> | undefined,
): boolean => agencies.has(agencyId) || (isHandedOver && agencyId === receiving?.agencyId)

/**
 * The office of a sector that has a case: the one that was named last, otherwise the receiving agency if something was
 * handed over to it, otherwise the first agency that recorded something; undefined: none has it.
 */
export const officeWithCase = (
  { named, first, isHandedOver }: Participants,
  receiving: Pick<ReceivingAgency, 'agencyId'> | undefined,
): AgencyId | undefined => named ?? (isHandedOver ? receiving?.agencyId : undefined) ?? first

/** The accounts (`accountOf`) of the users whom a sector excluded. @param record the sector's own record of the case */
export const excludedUsers = (record: CaseHistory): ReadonlySet<string> =>
  new Set(record.facts('case.AccessExcluded').map(({ data }) => accountOf(data.userId)))

/**
 * The types in a sector's record of a case by which one of its users may no longer take part, or no longer for the same
 * agency: what `withParticipant` takes away, exclusions and corrections.
 */
export const ENDING_PARTICIPATION: readonly string[] = [
  AccessExcluded,
  CaseTransferred,
  CaseWorkerAssigned,
  CaseWorkerUnassigned,
  EventCorrected,
  EventRetracted,
].map(({ type }) => type)

/** Whether no fact is recorded in a case, refused and waiting commands aside. */
export const isUnknownCase = (history: readonly Fact[]): boolean => history.every(isAttempt)

const CASE_GIVING_TYPES = [...EVENT_TYPES.values()]
  .filter(({ addressee }) => addressee?.role === 'getsCase')
  .map(({ type }) => type as EventTypeName)

const OFFICE_CHANGING_TYPES: readonly string[] = [...CASE_GIVING_TYPES, EventCorrected.type, EventRetracted.type]

/** The last event of a case that may have changed which office has it; undefined: there is none. */
export const lastOfficeChangeIn = ({ events }: CaseHistory): string | undefined =>
  events.findLast(({ type }) => OFFICE_CHANGING_TYPES.includes(type))?.id

/**
 * The office of a sector that has a case, as far as its events say: the one that was named, otherwise the first that
 * recorded something; undefined: none did.
 */
export const officeIn = (history: CaseHistory, sector: ServiceName): AgencyId | undefined => {
  const { named, first } = participants(history.events, sector)
  return named ?? first
}
