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
import type { Rule } from '@case-timeline/decider'
import { anyOf, fewIds, nothingIsRecordedAgainst, type Taken } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { compensation } from './compensation.decide.ts'
import { confiscatedAssetsPayWhereVictimsGetThem } from './compensation.rules.ts'
import type { CompensationCommand } from './compensation.ts'
import { courtCase } from './court-case.decide.ts'
import { registerMigrated } from './court-case.fixtures.ts'
import * as benchRules from './court-case.rules.ts'
import type { CourtCaseCommand, CourtCaseEvent, KnownToTheCourt } from './court-case.ts'
import * as hearingRules from './hearings.rules.ts'
import * as judgmentRules from './judgment.rules.ts'
import * as orderRules from './orders.rules.ts'

type TakenHere = Taken<CourtCaseCommand, CourtCaseEvent>

const some = fc.subarray([...fewIds])
const known: fc.Arbitrary<KnownToTheCourt> = fc.record({
  indictments: some.map((chargeIds) => [{ indictmentId: 'indictment', chargeIds }]),
  accusedByCharge: fc.constant(Object.fromEntries(fewIds.map((id) => [id, id]))),
  chargesGone: fc.subarray([...fewIds], { maxLength: 1 }),
  excludedJudges: some,
  excludedAccounts: fc.constant([]),
  unnamedAccounts: fc.constant([]),
  protectedAsChildren: fc.constant([]),
  accommodationsRequired: fc.constant([]),
  certifiedItems: some,
  itemsFromAbroad: some,
  tracedAssets: some,
  appealsLodged: some,
  chargesUnderAppeal: fc.subarray([...fewIds], { maxLength: 1 }),
  appealableUntil: fc.dictionary(fc.constantFrom(...fewIds), fc.constantFrom('2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z')),
})

/** Commands to a court; a verdict most often names the accused of its charge. */
const asking = (...types: readonly CommandType[]): fc.Arbitrary<CourtCaseCommand> =>
  fc.tuple(anyOf<CourtCaseCommand>(types, known), fc.integer({ max: 5 })).map(([command, n]): CourtCaseCommand => {
    if (command.name === 'DeliverVerdict' && n > 0) return { ...command, data: { ...command.data, accusedRef: command.data.chargeId } }
    if (command.name === 'ApplyNonPunishment' && n > 0)
      return { ...command, data: { ...command.data, chargeIds: [command.data.personRef] } }
    if (command.name === 'DecideAppeal') return { ...command, data: { ...command.data, effects: command.data.effects.slice(0, 1) } }
    return command
  })

/** The bench as the record tells it: whether somebody sits, and who. */
const isBenchSeated = (before: readonly CourtCaseEvent[]): boolean => {
  const judges = new Set<string>()
  let isSeated = false
  for (const { type, data } of before) {
    if (type === 'adjudication.JudgeAssigned') {
      data.judgeRefs.forEach((judge) => judges.add(judge))
      isSeated = true
    }
    if (type === 'adjudication.JudgeRecused') {
      judges.delete(data.judgeRef)
      isSeated = judges.size > 0
    }
  }
  return isSeated
}

/** What stands decided on a charge, as the record tells it. */
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

const isFinal = (before: readonly CourtCaseEvent[], chargeId: string): boolean =>
  before.some(({ type, data }) => type === 'adjudication.JudgmentBecameFinal' && data.chargeId === chargeId)

/** Whether a sentence on a charge stands: no appeal has changed it, or what it was for, since. */
const isSentenced = (before: readonly CourtCaseEvent[], chargeId: string): boolean =>
  before.findLast(
    ({ type, data }) =>
      (type === 'adjudication.SentenceImposed' && data.chargeId === chargeId) ||
      (type === 'adjudication.AppealDecided' && data.effects.some((one) => one.chargeId === chargeId && one.effect !== 'verdictStands')),
  )?.type === 'adjudication.SentenceImposed'

/** A law about one command: what would be wrong with it. */
const law = <N extends CourtCaseCommand['name']>(
  name: N,
  rule: Rule<never, never>,
  commands: fc.Arbitrary<CourtCaseCommand>,
  isWrong: (command: Extract<CourtCaseCommand, { readonly name: N }>, before: TakenHere['before']) => boolean,
) =>
  it(rule.sentence, () =>
    nothingIsRecordedAgainst(
      rule,
      courtCase,
      commands,
      ({ command, before }) => command.name === name && isWrong(command as Extract<CourtCaseCommand, { readonly name: N }>, before),
      { first: [registerMigrated()] },
    ),
  )

describe('no sequence of commands judges a person against the record', () => {
  const judging = asking(
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

  law('DeliverVerdict', judgmentRules.verdictFollowsAHearing, judging, (_, before) =>
    before.every(({ type }) => type !== 'adjudication.HearingHeld'),
  )
  law('DeliverVerdict', judgmentRules.verdictComesFromASeatedBench, judging, (_, before) => !isBenchSeated(before))
  law('DeliverVerdict', judgmentRules.verdictNamesTheAccused, judging, ({ data: { chargeId, accusedRef } }) => chargeId !== accusedRef)
  law('DeliverVerdict', judgmentRules.chargeStandsIndicted, judging, ({ data, known: { indictments } }) =>
    indictments.every(({ chargeIds }) => !chargeIds.includes(data.chargeId)),
  )
  law('DeliverVerdict', judgmentRules.decidedChargeIsLive, judging, ({ data, known }) => known.chargesGone.includes(data.chargeId))
  law('DeliverVerdict', judgmentRules.chargeIsDecidedOnce, judging, ({ data }, before) => verdictOn(before, data.chargeId) !== undefined)
  law('ImposeSentence', judgmentRules.sentenceFollowsGuilt, judging, ({ data }, before) => verdictOn(before, data.chargeId) !== 'guilty')
  law('ImposeSentence', judgmentRules.chargeIsSentencedOnce, judging, ({ data }, before) => isSentenced(before, data.chargeId))
  const ending = asking(AssignJudge, HoldHearing, DeliverVerdict, DeliverVerdict, MakeJudgmentFinal, ImposeSentence)
  law('ImposeSentence', judgmentRules.finalJudgmentIsSentencedNoMore, ending, ({ data }, before) => isFinal(before, data.chargeId))
  law(
    'MakeJudgmentFinal',
    judgmentRules.finalJudgmentHasAVerdict,
    judging,
    ({ data: { chargeId } }, before) => verdictOn(before, chargeId) === undefined || isFinal(before, chargeId),
  )
  law('MakeJudgmentFinal', judgmentRules.judgmentIsNotFinalUnderAppeal, judging, ({ data, known }) =>
    known.chargesUnderAppeal.includes(data.chargeId),
  )
  law('MakeJudgmentFinal', judgmentRules.judgmentIsNotFinalWhileItCanBeAppealed, judging, ({ data, known }) =>
    (known.appealableUntil[data.chargeId] ?? '').startsWith('2027'),
  )
  law('DecideAppeal', judgmentRules.decidedAppealWasLodged, judging, ({ data, known }) => !known.appealsLodged.includes(data.appealId))
  law('DecideAppeal', judgmentRules.appealChangesOnlyAVerdict, judging, ({ data: { effects } }, before) =>
    effects.some(({ chargeId }) => verdictOn(before, chargeId) === undefined || isFinal(before, chargeId)),
  )
  law(
    'DecideAppeal',
    judgmentRules.appealThatFailsChangesNothing,
    judging,
    ({ data: { outcome, effects } }) =>
      ['dismissed', 'withdrawn'].includes(outcome) && effects.some(({ effect }) => effect !== 'verdictStands'),
  )
  law('ApplyNonPunishment', judgmentRules.nonPunishmentNamesChargesAgainstHer, judging, ({ data: { personRef, chargeIds } }) =>
    chargeIds.some((chargeId) => chargeId !== personRef),
  )
  law('AssignJudge', benchRules.excludedJudgeIsNotSeated, judging, ({ data, known }) =>
    data.judgeRefs.some((judge) => known.excludedJudges.includes(judge)),
  )
})

describe('no sequence of commands orders against the record', () => {
  const ordering = asking(OrderProtectionMeasure, OrderConfiscation, RuleOnEvidence)

  law(
    'OrderProtectionMeasure',
    orderRules.refusedMeasureStatesItsReason,
    ordering,
    ({ data: { granted, reasonCode } }) => !granted && reasonCode === undefined,
  )
  law('OrderConfiscation', orderRules.confiscatedAssetsWereTraced, ordering, ({ data, known }) =>
    data.assetIds.some((assetId) => !known.tracedAssets.includes(assetId)),
  )
  law(
    'RuleOnEvidence',
    hearingRules.intelligenceIsCertifiedBeforeItIsAdmitted,
    ordering,
    ({ data, known }) =>
      data.admitted &&
      !known.certifiedItems.includes(data.evidenceId) &&
      (data.origin !== 'domestic' || known.itemsFromAbroad.includes(data.evidenceId)),
  )
  law(
    'RuleOnEvidence',
    hearingRules.rulingStatesTheItemsOrigin,
    ordering,
    ({ data: { evidenceId, origin }, known }) =>
      (origin === 'mlaCertified' && !known.certifiedItems.includes(evidenceId)) ||
      (origin === 'domestic' && known.itemsFromAbroad.includes(evidenceId)),
  )
  it(confiscatedAssetsPayWhereVictimsGetThem.sentence, () => {
    const ofTheCase = fc.record({ courtCaseRegistered: fc.constant(true), confiscatedForVictims: fc.boolean() })
    nothingIsRecordedAgainst(
      confiscatedAssetsPayWhereVictimsGetThem,
      compensation,
      anyOf<CompensationCommand>([OrderCompensation], ofTheCase),
      ({ command }) => command.name === 'OrderCompensation' && command.data.payer === 'confiscated' && !command.known.confiscatedForVictims,
    )
  })
})
