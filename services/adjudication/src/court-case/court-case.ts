import type * as contract from '@case-timeline/contracts'
import type { DataOf, FactOf, ProtectionMeasure, RecordedFact } from '@case-timeline/contracts'
import { verdictAfterAppeal, type Verdict, type Dated } from '@case-timeline/casework'
import { isJudged, keeping, type JudgedFact, type Kept } from './kept-facts.ts'
import {
  undivided,
  withAccusedSevered,
  withAdded,
  withHearingIn,
  withHeldHearing,
  withIndictmentPart,
  withJudgeRecused,
  withJudgesAssigned,
  withPartsJoined,
  type Parts,
} from './parts.ts'

export type CourtCaseEvent = FactOf<
  | typeof contract.CourtCaseRegistered
  | typeof contract.PrivateComplaintRegistered
  | typeof contract.JudgeAssigned
  | typeof contract.JudgeRecused
  | typeof contract.ConfidentialityOrdered
  | typeof contract.ProtectionMeasureOrdered
  | typeof contract.ProtectionMeasureLifted
  | typeof contract.BailDecided
  | typeof contract.ConfiscationOrdered
  | typeof contract.HearingDateOrdered
  | typeof contract.HearingScheduled
  | typeof contract.HearingAdjourned
  | typeof contract.HearingHeld
  | typeof contract.PleaEntered
  | typeof contract.PleaAgreementDecided
  | typeof contract.TestimonyGiven
  | typeof contract.EvidenceRuledOn
  | typeof contract.VictimImpactReceived
  | typeof contract.VerdictDelivered
  | typeof contract.SentenceImposed
  | typeof contract.AppealDecided
  | typeof contract.JudgmentBecameFinal
  | typeof contract.ChargesEnded
  | typeof contract.NonPunishmentApplied
  | typeof contract.AccusedSevered
  | typeof contract.PartsJoined
  | typeof contract.LaterIndictmentRegistered
  | typeof contract.CourtCaseNumbered
  | typeof contract.JoinderEnded
>

/** A protection measure in force. */
export interface Protection {
  readonly personRef: string
  readonly measure: ProtectionMeasure
  readonly until?: string | undefined
  readonly ordered: Dated
}

/** A measure that was lifted: it still counts for what happened before. */
export interface LiftedProtection extends Protection {
  readonly lifted: Dated
}

/** Whether an ordered measure is in force on the day of a moment; `until` is the last day in force. */
export const isInForceOn = ({ until }: Pick<Protection, 'until'>, moment: string): boolean =>
  until === undefined || until >= moment.slice(0, 10)

/** The protection measures that the court ordered, before or after it registered the court case. */
export interface Protections {
  /** Those in force, by the id of the event that ordered them. */
  readonly protections: Readonly<Record<string, Protection>>
  readonly liftedProtections: readonly LiftedProtection[]
}

export interface Unregistered extends Protections {
  readonly stage: 'unregistered'
}

export interface Registered extends Parts, Protections, Kept {
  readonly stage: 'registered'
  /** The indictment or private complaint with which the court case was registered; absent: a migrated record names none. */
  readonly registeredOn?: string
  readonly laterIndictments: readonly string[]
  readonly hearings: Readonly<Record<string, 'scheduled' | 'adjourned' | 'held'>>
  readonly verdicts: Readonly<Record<string, Verdict>>
  /** Charges with a sentence in force. */
  readonly sentencedCharges: readonly string[]
  readonly finalCharges: readonly string[]
  /** Charges that the court ended without a verdict. */
  readonly endedCharges: readonly string[]
  readonly appealsDecided: readonly string[]
}

export type CourtCase = Unregistered | Registered

export const unregistered: Unregistered = { stage: 'unregistered', protections: {}, liftedProtections: [] }

export const newlyRegistered: Registered = {
  ...undivided,
  stage: 'registered',
  laterIndictments: [],
  hearings: {},
  protections: {},
  liftedProtections: [],
  verdicts: {},
  sentencedCharges: [],
  finalCharges: [],
  endedCharges: [],
  appealsDecided: [],
  isInOrder: true,
}

export const evolve = (courtCase: CourtCase, event: RecordedFact<CourtCaseEvent>): CourtCase => {
  if (event.type === 'adjudication.CourtCaseRegistered')
    return courtCase.stage === 'registered' ? courtCase : registeredOn(event.data.indictmentId, courtCase)
  if (event.type === 'adjudication.PrivateComplaintRegistered' && courtCase.stage === 'unregistered')
    return registeredOn(event.data.complaintId, courtCase)
  return courtCase.stage === 'registered' ? evolveRegistered(courtCase, event) : evolveUnregistered(courtCase, event)
}

const registeredOn = (indictmentId: string | undefined, { protections, liftedProtections }: Protections): Registered => {
  const registered = { ...newlyRegistered, protections, liftedProtections }
  return indictmentId === undefined ? registered : { ...registered, registeredOn: indictmentId }
}

/** Before an indictment a court decides on what police or the prosecutor brought before it. */
const evolveUnregistered = (courtCase: Unregistered, event: RecordedFact<CourtCaseEvent>): Unregistered => {
  if (event.type === 'adjudication.ProtectionMeasureOrdered') return withProtectionOrdered(courtCase, event)
  if (event.type === 'adjudication.ProtectionMeasureLifted') return withProtectionLifted(courtCase, event.data.orderEventId, timesOf(event))
  return courtCase
}

const without = (all: readonly string[], removed: readonly string[]): readonly string[] => all.filter((one) => !removed.includes(one))

const withoutKey = <T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).filter(([otherKey]) => otherKey !== key))

const evolveRegistered = (
  courtCase: Registered,
  event: Exclude<RecordedFact<CourtCaseEvent>, FactOf<typeof contract.CourtCaseRegistered>>,
): Registered => {
  if (isJudged(event)) return keeping(afterFact(courtCase, event), event)
  switch (event.type) {
    case 'adjudication.ProtectionMeasureOrdered':
      return withProtectionOrdered(courtCase, event)
    case 'adjudication.ProtectionMeasureLifted':
      return withProtectionLifted(courtCase, event.data.orderEventId, timesOf(event))
    case 'adjudication.JoinderEnded':
    case 'adjudication.CourtCaseNumbered':
    case 'adjudication.ConfidentialityOrdered':
    case 'adjudication.BailDecided':
    case 'adjudication.ConfiscationOrdered':
    case 'adjudication.HearingDateOrdered':
    case 'adjudication.PleaEntered':
    case 'adjudication.PleaAgreementDecided':
    case 'adjudication.TestimonyGiven':
    case 'adjudication.EvidenceRuledOn':
    case 'adjudication.VictimImpactReceived':
      return courtCase
  }
}

/** A court case after a fact by which rules judge, in the order in which the facts are given. */
export const afterFact = (courtCase: Registered, event: JudgedFact): Registered => {
  switch (event.type) {
    case 'adjudication.JudgeAssigned':
      return withJudgesAssigned(courtCase, event.data)
    case 'adjudication.JudgeRecused':
      return withJudgeRecused(courtCase, event.data)
    case 'adjudication.HearingScheduled':
      return withHearing(withHearingIn(courtCase, event.data.hearingId, event.data.partId), event.data.hearingId, 'scheduled')
    case 'adjudication.HearingAdjourned':
      return withHearing(courtCase, event.data.hearingId, 'adjourned')
    case 'adjudication.HearingHeld':
      return withHearing(withHeldHearing(courtCase, event.data), event.data.hearingId, 'held')
    case 'adjudication.VerdictDelivered':
      return withVerdict(courtCase, event.data)
    case 'adjudication.SentenceImposed':
      return { ...courtCase, sentencedCharges: withAdded(courtCase.sentencedCharges, [event.data.chargeId]) }
    case 'adjudication.AppealDecided':
      return withAppealDecided(courtCase, event.data)
    case 'adjudication.JudgmentBecameFinal':
      return { ...courtCase, finalCharges: withAdded(courtCase.finalCharges, [event.data.chargeId]) }
    case 'adjudication.ChargesEnded':
      return {
        ...withDismissed(courtCase, event.data.chargeIds, 'dismissed'),
        endedCharges: withAdded(courtCase.endedCharges, event.data.chargeIds),
      }
    case 'adjudication.NonPunishmentApplied':
      return withNonPunishmentApplied(courtCase, event.data)
    case 'adjudication.AccusedSevered':
      return withAccusedSevered(courtCase, event.data)
    case 'adjudication.PartsJoined':
      return withPartsJoined(courtCase, event.data)
    case 'adjudication.LaterIndictmentRegistered':
      return withLaterIndictment(courtCase, event.data)
    case 'adjudication.PrivateComplaintRegistered':
      return withLaterIndictment(courtCase, {
        indictmentId: event.data.complaintId,
        chargeIds: event.data.charges.map(({ chargeId }) => chargeId),
      })
  }
}

const timesOf = ({ occurredAt, occurredZone, recordedAt }: Dated): Dated => ({ occurredAt, occurredZone, recordedAt })

const withProtectionOrdered = <C extends Protections>(
  courtCase: C,
  event: RecordedFact<FactOf<typeof contract.ProtectionMeasureOrdered>>,
): C =>
  event.data.granted
    ? { ...courtCase, protections: { ...courtCase.protections, [event.id]: { ...event.data, ordered: timesOf(event) } } }
    : courtCase

const withProtectionLifted = <C extends Protections>(courtCase: C, orderEventId: string, lifted: Dated): C => {
  const protection = courtCase.protections[orderEventId]
  return protection === undefined
    ? courtCase
    : {
        ...courtCase,
        protections: withoutKey(courtCase.protections, orderEventId),
        liftedProtections: [...courtCase.liftedProtections, { ...protection, lifted }],
      }
}

const withHearing = (courtCase: Registered, hearingId: string, state: Registered['hearings'][string]): Registered => ({
  ...courtCase,
  hearings: { ...courtCase.hearings, [hearingId]: state },
})

/** A charge that the court had ended without a verdict is open again when it is indicted again. */
const withLaterIndictment = (courtCase: Registered, indicted: DataOf<'adjudication.LaterIndictmentRegistered'>): Registered => {
  const reopened = indicted.chargeIds.filter(
    (chargeId) => courtCase.endedCharges.includes(chargeId) && courtCase.verdicts[chargeId] === 'dismissed',
  )
  return {
    ...withIndictmentPart(courtCase, indicted),
    laterIndictments: withAdded(courtCase.laterIndictments, [indicted.indictmentId]),
    verdicts: reopened.reduce(withoutKey, courtCase.verdicts),
    endedCharges: without(courtCase.endedCharges, reopened),
  }
}

/**
 * Another verdict replaces the one in force: the charge is not final any more, and a sentence for guilt that is no
 * longer found is not in force. The first verdict on a charge that was recorded as final only completes the record.
 */
const withVerdict = (courtCase: Registered, { chargeId, verdict }: DataOf<'adjudication.VerdictDelivered'>): Registered => {
  const before = courtCase.verdicts[chargeId]
  return {
    ...courtCase,
    verdicts: { ...courtCase.verdicts, [chargeId]: verdict },
    sentencedCharges: verdict === 'guilty' ? courtCase.sentencedCharges : without(courtCase.sentencedCharges, [chargeId]),
    finalCharges: before === undefined || before === verdict ? courtCase.finalCharges : without(courtCase.finalCharges, [chargeId]),
  }
}

type Effect = DataOf<'adjudication.AppealDecided'>['effects'][number]

/** A retrial removes the verdict: the charge is decided again. */
const verdictsAfterEffect = (verdicts: Registered['verdicts'], { chargeId, effect }: Effect): Registered['verdicts'] => {
  const verdict = verdictAfterAppeal(verdicts[chargeId], effect)
  return verdict === undefined ? withoutKey(verdicts, chargeId) : { ...verdicts, [chargeId]: verdict }
}

/** The effects of an appeal after which the earlier sentence is no longer in force. */
const EFFECTS_CANCELLING_SENTENCE: readonly Effect['effect'][] = ['retrial', 'acquitted', 'convicted', 'sentenceChanged']

/** A charge whose judgment was final is open again when a higher court changes the judgment. */
const withAppealDecided = (courtCase: Registered, { appealId, effects }: DataOf<'adjudication.AppealDecided'>): Registered => {
  const changed = effects.filter(({ effect }) => EFFECTS_CANCELLING_SENTENCE.includes(effect)).map(({ chargeId }) => chargeId)
  return {
    ...courtCase,
    verdicts: effects.reduce(verdictsAfterEffect, courtCase.verdicts),
    sentencedCharges: without(courtCase.sentencedCharges, changed),
    finalCharges: without(courtCase.finalCharges, changed),
    appealsDecided: withAdded(courtCase.appealsDecided, [appealId]),
  }
}

/** Charges that end without a verdict, or by another one than before: a sentence on them is no longer in force. */
const withDismissed = (courtCase: Registered, chargeIds: readonly string[], verdict: Verdict): Registered => ({
  ...courtCase,
  verdicts: { ...courtCase.verdicts, ...Object.fromEntries(chargeIds.map((chargeId) => [chargeId, verdict])) },
  sentencedCharges: without(courtCase.sentencedCharges, chargeIds),
})

/** An acquitted charge counts as not guilty; a quashed or expunged charge counts as dismissed. */
const withNonPunishmentApplied = (courtCase: Registered, { form, chargeIds }: DataOf<'adjudication.NonPunishmentApplied'>): Registered =>
  withDismissed(courtCase, chargeIds, form === 'acquit' ? 'notGuilty' : 'dismissed')
