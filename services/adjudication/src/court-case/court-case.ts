import type * as contract from '@case-timeline/contracts'
import type { DataOf, FactOf, ProtectionMeasure, RecordedFact } from '@case-timeline/contracts'
import { verdictAfterAppeal, type Verdict } from '@case-timeline/casework'

export type CourtCaseEvent = FactOf<
  | typeof contract.CourtCaseRegistered
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
  | typeof contract.TestimonyGiven
  | typeof contract.EvidenceRuledOn
  | typeof contract.VictimImpactReceived
  | typeof contract.VerdictDelivered
  | typeof contract.SentenceImposed
  | typeof contract.AppealDecided
  | typeof contract.JudgmentBecameFinal
  | typeof contract.ChargesEnded
  | typeof contract.NonPunishmentApplied
>

/** A protection measure in force; the state keeps it by the id of the event that ordered it. */
export interface Protection {
  readonly personRef: string
  readonly measure: ProtectionMeasure
  readonly until?: string | undefined
}

/** Whether an ordered measure is in force on the day of a moment; `until` is the last day in force. */
export const isInForceOn = ({ until }: Pick<Protection, 'until'>, moment: string): boolean =>
  until === undefined || until >= moment.slice(0, 10)

export interface Unregistered {
  readonly stage: 'unregistered'
}

export interface Registered {
  readonly stage: 'registered'
  /** Whether a judge is assigned: a migrated record may state an assignment without naming the judges. */
  readonly hasAssignedJudge: boolean
  readonly judges: readonly string[]
  readonly recused: readonly string[]
  readonly hearings: Readonly<Record<string, 'scheduled' | 'adjourned' | 'held'>>
  readonly protections: Readonly<Record<string, Protection>>
  readonly verdicts: Readonly<Record<string, Verdict>>
  /** Charges with a sentence in force. */
  readonly sentencedCharges: readonly string[]
  readonly finalCharges: readonly string[]
  readonly appealsDecided: readonly string[]
}

export type CourtCase = Unregistered | Registered

export const unregistered: CourtCase = { stage: 'unregistered' }

const newlyRegistered: Registered = {
  stage: 'registered',
  hasAssignedJudge: false,
  judges: [],
  recused: [],
  hearings: {},
  protections: {},
  verdicts: {},
  sentencedCharges: [],
  finalCharges: [],
  appealsDecided: [],
}

export const evolve = (courtCase: CourtCase, event: RecordedFact<CourtCaseEvent>): CourtCase => {
  if (event.type === 'adjudication.CourtCaseRegistered') return courtCase.stage === 'registered' ? courtCase : newlyRegistered
  return courtCase.stage === 'registered' ? evolveRegistered(courtCase, event) : courtCase
}

/** The union of two lists, in order and without duplicates. */
const withAdded = (all: readonly string[], more: readonly string[]): readonly string[] => [...new Set([...all, ...more])]

const without = (all: readonly string[], removed: readonly string[]): readonly string[] => all.filter((one) => !removed.includes(one))

const withoutKey = <T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).filter(([otherKey]) => otherKey !== key))

const evolveRegistered = (
  courtCase: Registered,
  event: Exclude<RecordedFact<CourtCaseEvent>, FactOf<typeof contract.CourtCaseRegistered>>,
): Registered => {
  switch (event.type) {
    case 'adjudication.JudgeAssigned':
      return { ...courtCase, hasAssignedJudge: true, judges: withAdded(courtCase.judges, event.data.judgeRefs) }
    case 'adjudication.JudgeRecused':
      return withJudgeRecused(courtCase, event.data.judgeRef)
    case 'adjudication.ProtectionMeasureOrdered':
      return event.data.granted ? { ...courtCase, protections: { ...courtCase.protections, [event.id]: event.data } } : courtCase
    case 'adjudication.ProtectionMeasureLifted':
      return { ...courtCase, protections: withoutKey(courtCase.protections, event.data.orderEventId) }
    case 'adjudication.HearingScheduled':
      return { ...courtCase, hearings: { ...courtCase.hearings, [event.data.hearingId]: 'scheduled' } }
    case 'adjudication.HearingAdjourned':
      return { ...courtCase, hearings: { ...courtCase.hearings, [event.data.hearingId]: 'adjourned' } }
    case 'adjudication.HearingHeld':
      return { ...courtCase, hearings: { ...courtCase.hearings, [event.data.hearingId]: 'held' } }
    case 'adjudication.VerdictDelivered':
      return withVerdict(courtCase, event.data)
    case 'adjudication.SentenceImposed':
      return { ...courtCase, sentencedCharges: withAdded(courtCase.sentencedCharges, [event.data.chargeId]) }
    case 'adjudication.AppealDecided':
      return withAppealDecided(courtCase, event.data)
    case 'adjudication.JudgmentBecameFinal':
      return { ...courtCase, finalCharges: withAdded(courtCase.finalCharges, [event.data.chargeId]) }
    case 'adjudication.ChargesEnded':
      return withDismissed(courtCase, event.data.chargeIds, 'dismissed')
    case 'adjudication.NonPunishmentApplied':
      return withNonPunishmentApplied(courtCase, event.data)
    case 'adjudication.ConfidentialityOrdered':
    case 'adjudication.BailDecided':
    case 'adjudication.ConfiscationOrdered':
    case 'adjudication.HearingDateOrdered':
    case 'adjudication.PleaEntered':
    case 'adjudication.TestimonyGiven':
    case 'adjudication.EvidenceRuledOn':
    case 'adjudication.VictimImpactReceived':
      return courtCase
  }
}

/** The recusal of a judge who is not on record as assigned leaves the bench as it is. */
const withJudgeRecused = (courtCase: Registered, judgeRef: string): Registered => {
  const recused = withAdded(courtCase.recused, [judgeRef])
  if (!courtCase.judges.includes(judgeRef)) return { ...courtCase, recused }
  const judges = courtCase.judges.filter((judge) => judge !== judgeRef)
  return { ...courtCase, judges, recused, hasAssignedJudge: judges.length > 0 }
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
