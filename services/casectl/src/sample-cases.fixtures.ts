import { createHash } from 'node:crypto'
import { CaseTransferred, IndictmentFiled, JudgeRecused } from '@case-timeline/contracts'
import { officer } from '@case-timeline/decider/fixtures'
import type { Aggregate } from '@case-timeline/commands'
import { type StoredEvent } from '@case-timeline/event-store'
import { eventfulCase, ofUnwillingChild, type TextVariation, withRetracted } from './fuzz.fixtures.ts'

const otherContent = '0'.repeat(64)

/** Variations of the facts of a case. */
const CASE_VARIATIONS: readonly TextVariation[] = [
  (text) => text,
  (text) =>
    text
      .replace('"ageBand":"adult"', '"ageBand":"child"')
      .replace('"verdict":"guilty"', '"verdict":"notGuilty"')
      // After a death, nobody is held after an acquittal.
      .replaceAll('"at":"2026-03-29"', '"at":"2099-12-31"')
      .replace('"agreedBy":"self"', '"agreedBy":"nobody"')
      .replace(/("seal":"[^"]*","sha256":)"\w{64}"/, `$1"${otherContent}"`),
  (text) =>
    text
      .replace('"means":["deception"]', '"means":[]')
      .replace('"kind":"natural"', '"kind":"legal"')
      .replace('"ageDisputed":false', '"ageDisputed":true')
      .replace(/"userId":"[^"]*"(,"role":"case-worker","begin")/, '"agencyId":"zz-lender","userId":"k.santoso"$1'),
]

/** Events that end a state that some rules require. */
const ENDING_EVENT_TYPES = [
  'adjudication.AppealDecided',
  'adjudication.ChargesEnded',
  'adjudication.JoinderEnded',
  'adjudication.NonPunishmentApplied',
  'adjudication.PartsJoined',
  'adjudication.ProtectionMeasureLifted',
  'case.TransferReceived',
  'prosecution.ChargeAmended',
  'prosecution.ChargeWithdrawn',
  'prosecution.LeadJurisdictionAgreed',
  'victimSupport.ComplaintResolved',
  'victimSupport.NotificationObjectionWithdrawn',
  'victimSupport.VictimTreatmentConcernRaised',
  'victimSupport.VictimTreatmentConcernAnswered',
]

/**
 * The events of a case that has a verdict and no sentence, and supported persons who were identified, one as a child, and of
 * whom one was arrested and released.
 */
const EARLY_EVENT_TYPES = [
  'investigation.CaseOpened',
  'investigation.SuspectArrested',
  'investigation.DetentionEnded',
  'investigation.PresumedVictimIdentified',
  'adjudication.CourtCaseRegistered',
  'adjudication.VerdictDelivered',
  'victimSupport.SupportCaseOpened',
  'victimSupport.ReturnWishStated',
]

/** A person who was arrested is free again. */
const withRelease: TextVariation = (text) => text.replace(/"at":"[^"]*"(,"releaseReason")/, '"at":"2027-01-01"$1')

/** In the example of a recusal all ids are one: the judge is recused from the part of that id. */
const recusal = /"judgeRef":"([^"]*)","ground":/
const recusalFromPart = '"judgeRef":"$1","partId":"$1","ground":'

/** A judge can be recused from a part only once it is made. */
const withRecusalLast = (events: readonly StoredEvent[]): StoredEvent[] => [
  ...events.filter(({ type }) => type !== JudgeRecused.type),
  ...events.filter(({ type }) => type === JudgeRecused.type),
]

const transferredTo = `"to":"${CaseTransferred.example.to}"`
const toOfficer = `"to":"${officer.agencyId}"`

const AGREEMENT = 'victimSupport.PoliceReportDecided'

/** Support has not ended. */
const withSupport = (events: readonly StoredEvent[]): StoredEvent[] =>
  events.filter(({ type }) => type !== 'victimSupport.SupportCaseClosed')

/** What blocks a return. */
const OBSTACLES = ['victimSupport.SafetyIncidentReported', 'victimSupport.ProtectionClaimRecorded', 'victimSupport.ReflectionPeriodStarted']

/** The consents and agreements of persons end after the acts of yesterday, and what blocks a return begins. */
const withLaterWithdrawals = (events: readonly StoredEvent[]): StoredEvent[] => {
  const occurredAt = '2026-11-25T09:00:00Z'
  return withSupport(events).flatMap((event) => {
    if (event.type === 'victimSupport.ConsentWithdrawn' || OBSTACLES.includes(event.type)) return [{ ...event, occurredAt }]
    if (event.type !== AGREEMENT) return [event]
    return [event, { ...event, data: { ...(event.data as object), decision: 'withdrawn' }, occurredAt }]
  })
}

/** Of what persons agreed to, and of which they were informed, only the month is known. */
const withCoarseAgreements = (events: readonly StoredEvent[]): StoredEvent[] =>
  withSupport(events).map((event) =>
    [AGREEMENT, 'victimSupport.RightsInformed'].includes(event.type) ? { ...event, occurredAt: '2026-11' } : event,
  )

/** The indictments are tried with one of another case. */
const withJoinedIndictments = (events: readonly StoredEvent[]): StoredEvent[] =>
  events.map((event) => {
    if (event.type !== IndictmentFiled.type) return event
    const { indictmentId } = event.data as typeof IndictmentFiled.example
    return { ...event, data: { ...(event.data as object), joinedTo: { caseId: indictmentId, indictmentId } } }
  })

/**
 * Cases that random generation would hardly produce: a charge in force that lacks an element, with an open complaint, a
 * transfer that is not yet received, a judge who is recused from a part, and consents that end later;
 * a decision that was retracted, agreements of which only the month is known, and an indictment that is joined to another
 * case; and a case at an early stage.
 */
const specialCases = (aggregates: readonly Aggregate[]): StoredEvent[][] => [
  withLaterWithdrawals(
    withRecusalLast(
      eventfulCase(aggregates, (text) =>
        text.replaceAll('"means":["deception"]', '"means":[]').replace(transferredTo, toOfficer).replace(recusal, recusalFromPart),
      ).filter(({ type }) => !ENDING_EVENT_TYPES.includes(type)),
    ),
  ),
  withJoinedIndictments(withCoarseAgreements(withRetracted(eventfulCase(aggregates), 'prosecution.NoProsecutionDecided'))),
  eventfulCase(aggregates, (text) => ofUnwillingChild(withRelease(text))).filter(({ type }) => EARLY_EVENT_TYPES.includes(type)),
]

/** A case that began with a call to a hotline. */
const foundedBySupport = (aggregates: readonly Aggregate[]): StoredEvent[] =>
  eventfulCase(aggregates).filter(({ type }) => type === 'victimSupport.IntakeRecorded')

export const elementInCycle = <T>(all: readonly T[], n: number): T => all[n % all.length] as T

/** A number below 100 that depends on the draw and on the type alone: a new event type changes no other type's. */
const percentileOf = (draw: number, type: string): number => createHash('sha256').update(`${draw} ${type}`).digest().readUInt32BE() % 100

/**
 * Cases with a part of all events, so that in some of them the facts that rules require are missing: every second
 * partial case lacks about a quarter of the events, the others about half of them.
 */
export const sampleCases = (aggregates: readonly Aggregate[], count: number): StoredEvent[][] => {
  const completeCases = CASE_VARIATIONS.map((variation) => eventfulCase(aggregates, variation))
  const partialCases = Array.from({ length: count }, (_, n) =>
    elementInCycle(completeCases, n).filter(({ type }) => percentileOf(n, type) >= (n % 2 === 0 ? 25 : 55)),
  )
  return [[], ...completeCases, ...specialCases(aggregates), ...partialCases, foundedBySupport(aggregates)]
}
