import {
  ApplyNonPunishment,
  AssignJudge,
  DecideAppeal,
  DeliverVerdict,
  HoldHearing,
  ImposeSentence,
  MakeJudgmentFinal,
  OrderCompensation,
  OrderConfiscation,
  OrderProtectionMeasure,
  RecuseJudge,
  RuleOnEvidence,
  type CommandType,
} from '@case-timeline/contracts'
import type { CommandOfAggregate } from '@case-timeline/commands'
import type { Rule } from '@case-timeline/decider'
import { anyCommandOf, fewIds, ruleIsNeverViolated, type AcceptedCommand } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { confiscatedAssetsPayThroughVictimFund } from '../compensation/compensation.rules.ts'
import { compensationStream } from '../compensation/compensation.stream.ts'
import { registerMigratedCourtCase } from './court-case.fixtures.ts'
import { courtCaseStream } from './court-case.stream.ts'
import * as benchRules from './court-case.rules.ts'
import type { CourtCaseEvent } from './court-case.ts'
import * as hearingRules from './hearings.rules.ts'
import * as judgmentRules from './judgment.rules.ts'
import * as orderRules from './orders.rules.ts'

type CourtCaseCommand = CommandOfAggregate<typeof courtCaseStream>
type TakenCourtCommand = AcceptedCommand<CourtCaseCommand, CourtCaseEvent>

const someIds = fc.subarray([...fewIds])
const known = fc.record({
  caseExists: fc.constant(true),
  indictments: someIds.map((chargeIds) => [{ indictmentId: 'indictment', chargeIds }]),
  accusedByCharge: fc.constant(Object.fromEntries(fewIds.map((id) => [id, id]))),
  chargesNoLongerPending: fc.subarray([...fewIds], { maxLength: 1 }),
  excludedJudges: someIds,
  excludedAccounts: fc.constant([]),
  unnamedAccounts: fc.constant([]),
  personsProtectedAsChildren: fc.constant([]),
  accommodationsRequired: fc.constant([]),
  certifiedItems: someIds,
  itemsFromAbroad: someIds,
  tracedAssets: someIds,
  appealsLodged: someIds,
  chargesUnderAppeal: fc.subarray([...fewIds], { maxLength: 1 }),
  appealableUntil: fc.dictionary(fc.constantFrom(...fewIds), fc.constantFrom('2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z')),
})

/** Commands of the court case; most verdicts name the accused of their charge. */
const courtCommandsOf = (...types: readonly CommandType[]): fc.Arbitrary<CourtCaseCommand> =>
  fc.tuple(anyCommandOf<CourtCaseCommand>(types, known), fc.integer({ max: 5 })).map(([command, n]): CourtCaseCommand => {
    if (command.name === 'DeliverVerdict' && n > 0) return { ...command, data: { ...command.data, accusedRef: command.data.chargeId } }
    if (command.name === 'ApplyNonPunishment' && n > 0)
      return { ...command, data: { ...command.data, chargeIds: [command.data.personRef] } }
    if (command.name === 'DecideAppeal') return { ...command, data: { ...command.data, effects: command.data.effects.slice(0, 1) } }
    return command
  })

/** Whether a judge is assigned, derived from the recorded events. */
const isBenchSeated = (before: readonly CourtCaseEvent[]): boolean => {
  const judges = new Set<string>()
  let isSeated = false
  for (const { type, data } of before) {
    if (type === 'adjudication.JudgeAssigned') {
      data.judgeRefs.forEach((judge) => judges.add(judge))
      isSeated = true
    }
    if (type === 'adjudication.JudgeRecused' && judges.delete(data.judgeRef)) isSeated = judges.size > 0
  }
  return isSeated
}

/** The verdict in force on a charge, derived from the recorded events. */
const verdictOn = (before: readonly CourtCaseEvent[], chargeId: string): string | undefined => {
  let verdict: string | undefined
  for (const { type, data } of before) {
    if (type === 'adjudication.VerdictDelivered' && data.chargeId === chargeId) verdict = data.verdict
    if (type === 'adjudication.NonPunishmentApplied' && data.chargeIds.includes(chargeId))
      verdict = data.form === 'acquit' ? 'notGuilty' : 'dismissed'
    const effects = type === 'adjudication.AppealDecided' ? data.effects.filter((one) => one.chargeId === chargeId) : []
    for (const { effect } of effects) {
      if (effect === 'retrial') verdict = undefined
      if (effect === 'acquitted') verdict = 'notGuilty'
      if (effect === 'convicted') verdict = 'guilty'
    }
  }
  return verdict
}

const isChangedOnAppeal = ({ type, data }: CourtCaseEvent, chargeId: string): boolean =>
  type === 'adjudication.AppealDecided' && data.effects.some((one) => one.chargeId === chargeId && one.effect !== 'verdictStands')

/** Whether the judgment on a charge is final: no later appeal and no other verdict changed it. */
const isFinal = (before: readonly CourtCaseEvent[], chargeId: string): boolean => {
  const isOtherVerdict = ({ type, data }: CourtCaseEvent, at: number): boolean => {
    if (type !== 'adjudication.VerdictDelivered' || data.chargeId !== chargeId) return false
    const earlier = verdictOn(before.slice(0, at), chargeId)
    return earlier !== undefined && earlier !== data.verdict
  }
  const becameFinal = before.findLastIndex(({ type, data }) => type === 'adjudication.JudgmentBecameFinal' && data.chargeId === chargeId)
  const reopened = before.findLastIndex((event, at) => isChangedOnAppeal(event, chargeId) || isOtherVerdict(event, at))
  return becameFinal > reopened
}

/** Whether a sentence on a charge is in force: no later appeal or verdict changed the sentence or its verdict. */
const isSentenced = (before: readonly CourtCaseEvent[], chargeId: string): boolean =>
  before.findLast((event) => {
    const { type, data } = event
    if (type === 'adjudication.SentenceImposed') return data.chargeId === chargeId
    if (type === 'adjudication.VerdictDelivered') return data.chargeId === chargeId && data.verdict !== 'guilty'
    if (type === 'adjudication.NonPunishmentApplied') return data.chargeIds.includes(chargeId)
    return isChangedOnAppeal(event, chargeId)
  })?.type === 'adjudication.SentenceImposed'

/** A property of one command: no accepted command of that name is wrong. */
const ruleProperty = <N extends CourtCaseCommand['name']>(
  name: N,
  rule: Rule<never, never>,
  commands: fc.Arbitrary<CourtCaseCommand>,
  isWrong: (command: Extract<CourtCaseCommand, { readonly name: N }>, before: TakenCourtCommand['before']) => boolean,
) =>
  it(rule.sentence, () =>
    ruleIsNeverViolated(
      rule,
      courtCaseStream,
      commands,
      ({ command, before }) => command.name === name && isWrong(command as Extract<CourtCaseCommand, { readonly name: N }>, before),
      { first: [registerMigratedCourtCase()] },
    ),
  )

describe('no sequence of commands violates a rule on judgments without a warning', () => {
  const judgmentArbitrary = courtCommandsOf(
    AssignJudge,
    RecuseJudge,
    HoldHearing,
    DeliverVerdict,
    DeliverVerdict,
    ImposeSentence,
    DecideAppeal,
    MakeJudgmentFinal,
    ApplyNonPunishment,
  )

  ruleProperty('DeliverVerdict', judgmentRules.verdictFollowsHearing, judgmentArbitrary, (_, before) =>
    before.every(({ type }) => type !== 'adjudication.HearingHeld'),
  )
  ruleProperty('DeliverVerdict', judgmentRules.verdictComesFromAssignedJudge, judgmentArbitrary, (_, before) => !isBenchSeated(before))
  ruleProperty(
    'DeliverVerdict',
    judgmentRules.verdictNamesAccused,
    judgmentArbitrary,
    ({ data: { chargeId, accusedRef } }) => chargeId !== accusedRef,
  )
  ruleProperty('DeliverVerdict', judgmentRules.chargeIsIndicted, judgmentArbitrary, ({ data, known: { indictments } }) =>
    indictments.every(({ chargeIds }) => !chargeIds.includes(data.chargeId)),
  )
  ruleProperty('DeliverVerdict', judgmentRules.decidedChargeIsLive, judgmentArbitrary, ({ data, known }) =>
    known.chargesNoLongerPending.includes(data.chargeId),
  )
  ruleProperty(
    'DeliverVerdict',
    judgmentRules.chargeIsDecidedOnce,
    judgmentArbitrary,
    ({ data }, before) => verdictOn(before, data.chargeId) !== undefined,
  )
  ruleProperty(
    'ImposeSentence',
    judgmentRules.sentenceFollowsGuilt,
    judgmentArbitrary,
    ({ data }, before) => verdictOn(before, data.chargeId) !== 'guilty',
  )
  ruleProperty('ImposeSentence', judgmentRules.chargeIsSentencedOnce, judgmentArbitrary, ({ data }, before) =>
    isSentenced(before, data.chargeId),
  )
  const finalityArbitrary = courtCommandsOf(AssignJudge, HoldHearing, DeliverVerdict, DeliverVerdict, MakeJudgmentFinal, ImposeSentence)
  ruleProperty('ImposeSentence', judgmentRules.noSentenceAfterFinalJudgment, finalityArbitrary, ({ data }, before) =>
    isFinal(before, data.chargeId),
  )
  ruleProperty(
    'MakeJudgmentFinal',
    judgmentRules.finalJudgmentHasVerdict,
    judgmentArbitrary,
    ({ data: { chargeId } }, before) => verdictOn(before, chargeId) === undefined || isFinal(before, chargeId),
  )
  ruleProperty('MakeJudgmentFinal', judgmentRules.judgmentIsNotFinalUnderAppeal, judgmentArbitrary, ({ data, known }) =>
    known.chargesUnderAppeal.includes(data.chargeId),
  )
  ruleProperty('MakeJudgmentFinal', judgmentRules.judgmentIsNotFinalWhileAppealable, judgmentArbitrary, ({ data, known }) =>
    (known.appealableUntil[data.chargeId] ?? '').startsWith('2027'),
  )
  ruleProperty(
    'DecideAppeal',
    judgmentRules.decidedAppealWasLodged,
    judgmentArbitrary,
    ({ data, known }) => !known.appealsLodged.includes(data.appealId),
  )
  ruleProperty('DecideAppeal', judgmentRules.appealChangesOnlyNonFinalVerdict, judgmentArbitrary, ({ data: { effects, remedy } }, before) =>
    effects.some(
      ({ chargeId }) =>
        (verdictOn(before, chargeId) === undefined && remedy !== 'habeasCorpus') ||
        (isFinal(before, chargeId) && !['reopening', 'habeasCorpus', 'constitutionalReview'].includes(remedy ?? 'appeal')),
    ),
  )
  ruleProperty(
    'DecideAppeal',
    judgmentRules.failedAppealChangesNothing,
    judgmentArbitrary,
    ({ data: { outcome, effects, outOfTime } }) =>
      (['dismissed', 'withdrawn'].includes(outcome) || outOfTime === true) && effects.some(({ effect }) => effect !== 'verdictStands'),
  )
  ruleProperty(
    'ApplyNonPunishment',
    judgmentRules.nonPunishmentNamesChargesAgainstVictim,
    judgmentArbitrary,
    ({ data: { personRef, chargeIds } }) => chargeIds.some((chargeId) => chargeId !== personRef),
  )
  ruleProperty('AssignJudge', benchRules.excludedJudgeIsNotSeated, judgmentArbitrary, ({ data, known }) =>
    data.judgeRefs.some((judge) => known.excludedJudges.includes(judge)),
  )
})

describe('no sequence of commands violates a rule on orders and evidence without a warning', () => {
  const orderArbitrary = courtCommandsOf(OrderProtectionMeasure, OrderConfiscation, RuleOnEvidence)

  ruleProperty(
    'OrderProtectionMeasure',
    orderRules.refusedMeasureStatesReason,
    orderArbitrary,
    ({ data: { granted, reasonCode } }) => !granted && reasonCode === undefined,
  )
  ruleProperty('OrderConfiscation', orderRules.confiscatedAssetsWereTraced, orderArbitrary, ({ data, known }) =>
    data.assetIds.some((assetId) => !known.tracedAssets.includes(assetId)),
  )
  ruleProperty(
    'RuleOnEvidence',
    hearingRules.intelligenceIsCertifiedBeforeAdmission,
    orderArbitrary,
    ({ data, known }) =>
      data.admitted &&
      !known.certifiedItems.includes(data.evidenceId) &&
      (data.origin !== 'domestic' || known.itemsFromAbroad.includes(data.evidenceId)),
  )
  ruleProperty(
    'RuleOnEvidence',
    hearingRules.rulingStatesItemOrigin,
    orderArbitrary,
    ({ data: { evidenceId, origin }, known }) =>
      (origin === 'mlaCertified' && !known.certifiedItems.includes(evidenceId)) ||
      (origin === 'domestic' && known.itemsFromAbroad.includes(evidenceId)),
  )
  it(confiscatedAssetsPayThroughVictimFund.sentence, () => {
    const knownOfCase = fc.record({
      caseExists: fc.constant(true),
      courtCaseRegistered: fc.constant(true),
      confiscatedForVictims: fc.boolean(),
    })
    ruleIsNeverViolated(
      confiscatedAssetsPayThroughVictimFund,
      compensationStream,
      anyCommandOf<CommandOfAggregate<typeof compensationStream>>([OrderCompensation], knownOfCase),
      ({ command }) => command.name === 'OrderCompensation' && command.data.payer === 'confiscated' && !command.known.confiscatedForVictims,
    )
  })
})
