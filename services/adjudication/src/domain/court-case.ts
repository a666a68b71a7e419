import type * as contract from '@case-timeline/contracts'
import type { Accommodation, CommandType, FactOf, Happened, ProtectionMeasure } from '@case-timeline/contracts'
import type { Command } from '@case-timeline/decider'

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
  | typeof contract.NonPunishmentApplied
>

/** What the court knows of the other sectors' facts, each where a rule of the command asks for it. */
export interface KnownToTheCourt {
  /** The indictments filed in the case. */
  readonly indictments: readonly { readonly indictmentId: string; readonly chargeIds: readonly string[] }[]
  readonly accusedByCharge: Readonly<Record<string, string>>
  /** Charges withdrawn, or handed over to another country. */
  readonly chargesGone: readonly string[]
  /** Judges who are excluded from the case. */
  readonly excludedJudges: readonly string[]
  /** The accounts of all whom the court excluded, and those of them of whom it says not who they are. */
  readonly excludedAccounts: readonly string[]
  readonly unnamedAccounts: readonly string[]
  /** Persons identified as children, or whose age is unknown or in dispute. */
  readonly protectedAsChildren: readonly string[]
  /** What persons of the case need to bear being heard. */
  readonly accommodationsRequired: readonly { readonly personRef: string; readonly kind: Accommodation }[]
  /** Items that an executed request for legal assistance certifies. */
  readonly certifiedItems: readonly string[]
  /** Items that police collected from the police of another country. */
  readonly itemsFromAbroad: readonly string[]
  /** Assets frozen, or traced by the prosecutor who asked for their confiscation. */
  readonly tracedAssets: readonly string[]
  readonly appealsLodged: readonly string[]
  /** Charges whose verdict or sentence, or a higher court's decision on them, is under an appeal that is not decided. */
  readonly chargesUnderAppeal: readonly string[]
  /** By charge: the end of the time for an appeal, RFC 3339 in UTC, where policy sets one. */
  readonly appealableUntil: Readonly<Record<string, string>>
}

type To<T extends CommandType> = Command<T['name'], T['example'], KnownToTheCourt>
export type ToRegister = To<typeof contract.RegisterCourtCase>
export type ToAssignJudge = To<typeof contract.AssignJudge>
export type ToRecuseJudge = To<typeof contract.RecuseJudge>
export type ToOrderConfidentiality = To<typeof contract.OrderConfidentiality>
export type ToOrderProtection = To<typeof contract.OrderProtectionMeasure>
export type ToLiftProtection = To<typeof contract.LiftProtectionMeasure>
export type ToDecideBail = To<typeof contract.DecideBail>
export type ToConfiscate = To<typeof contract.OrderConfiscation>
export type ToOrderDate = To<typeof contract.OrderHearingDate>
export type ToSchedule = To<typeof contract.ScheduleHearing>
export type ToAdjourn = To<typeof contract.AdjournHearing>
export type ToHold = To<typeof contract.HoldHearing>
export type ToPlead = To<typeof contract.EnterPlea>
export type ToTestify = To<typeof contract.GiveTestimony>
export type ToRuleOnEvidence = To<typeof contract.RuleOnEvidence>
export type ToReceiveImpact = To<typeof contract.ReceiveVictimImpact>
export type ToDeliver = To<typeof contract.DeliverVerdict>
export type ToSentence = To<typeof contract.ImposeSentence>
export type ToDecideAppeal = To<typeof contract.DecideAppeal>
export type ToMakeFinal = To<typeof contract.MakeJudgmentFinal>
export type ToFree = To<typeof contract.ApplyNonPunishment>

export type OrderCommand = ToOrderConfidentiality | ToOrderProtection | ToLiftProtection | ToDecideBail | ToConfiscate
export type HearingCommand = ToOrderDate | ToSchedule | ToAdjourn | ToHold | ToPlead | ToTestify | ToRuleOnEvidence | ToReceiveImpact
export type JudgmentCommand = ToDeliver | ToSentence | ToDecideAppeal | ToMakeFinal | ToFree
export type CourtCaseCommand = ToRegister | ToAssignJudge | ToRecuseJudge | OrderCommand | HearingCommand | JudgmentCommand

export type Verdict = FactOf<typeof contract.VerdictDelivered>['data']['verdict']

/** A protection measure in force, under the id of the event that ordered it. */
export interface Protection {
  readonly personRef: string
  readonly measure: ProtectionMeasure
  readonly until?: string | undefined
}

/** Whether a measure that was ordered still holds on the day of a moment: its last day is one on which it does. */
export const isInForceOn = ({ until }: Pick<Protection, 'until'>, moment: string): boolean =>
  until === undefined || until >= moment.slice(0, 10)

export interface Unregistered {
  readonly stage: 'unregistered'
}

export interface Registered {
  readonly stage: 'registered'
  /** A migrated case may have a bench that nobody can name. */
  readonly judgeSeated: boolean
  readonly judges: readonly string[]
  readonly recused: readonly string[]
  readonly hearings: Readonly<Record<string, 'scheduled' | 'adjourned' | 'held'>>
  readonly protections: Readonly<Record<string, Protection>>
  readonly verdicts: Readonly<Record<string, Verdict>>
  /** Charges whose sentence stands. */
  readonly sentenced: readonly string[]
  readonly final: readonly string[]
  readonly appealsDecided: readonly string[]
}

export type CourtCase = Unregistered | Registered

export const unregistered: CourtCase = { stage: 'unregistered' }

const justRegistered: Registered = {
  stage: 'registered',
  judgeSeated: false,
  judges: [],
  recused: [],
  hearings: {},
  protections: {},
  verdicts: {},
  sentenced: [],
  final: [],
  appealsDecided: [],
}

export const evolve = (courtCase: CourtCase, event: Happened<CourtCaseEvent>): CourtCase => {
  if (event.type === 'adjudication.CourtCaseRegistered') return courtCase.stage === 'registered' ? courtCase : justRegistered
  return courtCase.stage === 'registered' ? evolveRegistered(courtCase, event) : courtCase
}

const added = (all: readonly string[], more: readonly string[]): readonly string[] => [
  ...all,
  ...more.filter((one, at) => !all.includes(one) && more.indexOf(one) === at),
]

const without = <T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).filter(([one]) => one !== key))

const evolveRegistered = (
  it: Registered,
  event: Exclude<Happened<CourtCaseEvent>, FactOf<typeof contract.CourtCaseRegistered>>,
): Registered => {
  switch (event.type) {
    case 'adjudication.JudgeAssigned':
      return { ...it, judgeSeated: true, judges: added(it.judges, event.data.judgeRefs) }
    case 'adjudication.JudgeRecused':
      return recused(it, event.data.judgeRef)
    case 'adjudication.ProtectionMeasureOrdered':
      return event.data.granted ? { ...it, protections: { ...it.protections, [event.id]: event.data } } : it
    case 'adjudication.ProtectionMeasureLifted':
      return { ...it, protections: without(it.protections, event.data.orderEventId) }
    case 'adjudication.HearingScheduled':
      return { ...it, hearings: { ...it.hearings, [event.data.hearingId]: 'scheduled' } }
    case 'adjudication.HearingAdjourned':
      return { ...it, hearings: { ...it.hearings, [event.data.hearingId]: 'adjourned' } }
    case 'adjudication.HearingHeld':
      return { ...it, hearings: { ...it.hearings, [event.data.hearingId]: 'held' } }
    case 'adjudication.VerdictDelivered':
      return { ...it, verdicts: { ...it.verdicts, [event.data.chargeId]: event.data.verdict } }
    case 'adjudication.SentenceImposed':
      return { ...it, sentenced: added(it.sentenced, [event.data.chargeId]) }
    case 'adjudication.AppealDecided':
      return appealed(it, event.data)
    case 'adjudication.JudgmentBecameFinal':
      return { ...it, final: added(it.final, [event.data.chargeId]) }
    case 'adjudication.NonPunishmentApplied':
      return freed(it, event.data)
    case 'adjudication.ConfidentialityOrdered':
    case 'adjudication.BailDecided':
    case 'adjudication.ConfiscationOrdered':
    case 'adjudication.HearingDateOrdered':
    case 'adjudication.PleaEntered':
    case 'adjudication.TestimonyGiven':
    case 'adjudication.EvidenceRuledOn':
    case 'adjudication.VictimImpactReceived':
      return it
  }
}

const recused = (it: Registered, judgeRef: string): Registered => {
  const judges = it.judges.filter((one) => one !== judgeRef)
  return { ...it, judges, recused: added(it.recused, [judgeRef]), judgeSeated: judges.length > 0 }
}

type Effect = FactOf<typeof contract.AppealDecided>['data']['effects'][number]

/** A retrial takes the verdict away: the charge is to be decided again. */
const reviewed = (verdicts: Registered['verdicts'], { chargeId, effect }: Effect): Registered['verdicts'] => {
  switch (effect) {
    case 'retrial':
      return without(verdicts, chargeId)
    case 'acquitted':
      return { ...verdicts, [chargeId]: 'notGuilty' }
    case 'convicted':
      return { ...verdicts, [chargeId]: 'guilty' }
    case 'verdictStands':
    case 'sentenceChanged':
      return verdicts
  }
}

/** The effects of an appeal that leave the charge to be sentenced again, or not at all. */
const UNDOES_THE_SENTENCE: readonly Effect['effect'][] = ['retrial', 'acquitted', 'convicted', 'sentenceChanged']

const appealed = (it: Registered, { appealId, effects }: FactOf<typeof contract.AppealDecided>['data']): Registered => ({
  ...it,
  verdicts: effects.reduce(reviewed, it.verdicts),
  sentenced: it.sentenced.filter(
    (one) => !effects.some(({ chargeId, effect }) => chargeId === one && UNDOES_THE_SENTENCE.includes(effect)),
  ),
  appealsDecided: added(it.appealsDecided, [appealId]),
})

const freed = (it: Registered, { form, chargeIds }: FactOf<typeof contract.NonPunishmentApplied>['data']): Registered => {
  const verdict: Verdict = form === 'acquit' ? 'notGuilty' : 'dismissed'
  return { ...it, verdicts: { ...it.verdicts, ...Object.fromEntries(chargeIds.map((chargeId) => [chargeId, verdict])) } }
}
