import { liesAgainstFinalJudgment, type Verdict, latestMomentOf } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import type {
  ApplyNonPunishment,
  DecideAppeal,
  DeliverVerdict,
  EndCharges,
  ImposeSentence,
  MakeJudgmentFinal,
} from './court-case.commands.ts'
import type { Registered } from './court-case.ts'
import { isIndicted } from './indicted.ts'
import type { JudgedFact } from './kept-facts.ts'
import { partOfCharge } from './parts.ts'
import { courtCaseAt, judgedThen, laterFacts } from './past.ts'
import { nonPunishment, quality } from './sources.ts'

export const chargeIsIndicted: Rule<Registered, DeliverVerdict> = {
  id: 'adjudication.charge-is-indicted',
  sentence: 'a verdict decides only a charge that a filed indictment or a registered complaint contains',
  source: 'ICCPR 14(3)(a): the accused is informed of the charge',
  level: 'warn',
  holds: (_, { data, known }) => isIndicted(known, data.chargeId),
  facts: (_, { data }) => [data.chargeId],
}

export const decidedChargeIsLive: Rule<Registered, DeliverVerdict> = {
  id: 'adjudication.decided-charge-is-live',
  sentence: 'a verdict decides only a charge that was neither withdrawn nor transferred to another country',
  source: 'practice: a court decides what is before it; national law',
  level: 'warn',
  holds: (_, { data, known }) => !known.chargesNoLongerPending.includes(data.chargeId),
  facts: (_, { data }) => [data.chargeId],
}

export const verdictNamesAccused: Rule<Registered, DeliverVerdict> = {
  id: 'adjudication.verdict-names-accused',
  sentence: 'a verdict names the person whom the charge accuses',
  source: 'ICCPR 14(3)(a): the accused is informed of the charge',
  level: 'warn',
  // Nothing is known of whom a charge accuses that is not on record: `chargeIsIndicted` warns about it.
  holds: (_, { data, known }) => (known.accusedByCharge[data.chargeId] ?? data.accusedRef) === data.accusedRef,
  facts: (_, { data }) => [data.chargeId, data.accusedRef],
}

export const verdictFollowsHearing = judgedThen<DeliverVerdict>({
  id: 'adjudication.verdict-follows-hearing',
  sentence: 'a verdict is delivered after at least one hearing was held in the part of the case in which the charge is tried',
  source: 'ICCPR 14(1): a fair and public hearing',
  level: 'warn',
  holds: (courtCase, { data }) => partOfCharge(courtCase, data.chargeId).hasHeldHearing,
})

export const verdictComesFromAssignedJudge = judgedThen<DeliverVerdict>({
  id: 'adjudication.verdict-comes-from-assigned-judge',
  sentence: 'a verdict is delivered only in a case, or a part of one, to which a judge is assigned',
  source: 'ICCPR 14(1): a competent, independent and impartial tribunal established by law',
  level: 'warn',
  holds: (courtCase, { data }) => partOfCharge(courtCase, data.chargeId).hasAssignedJudge,
})

/** Whether another offence is named without a conviction of it. */
const namesOffenceWithoutGuilt = ({ data: { verdict, otherOffence } }: DeliverVerdict): boolean =>
  otherOffence !== undefined && verdict !== 'guilty'

export const otherOffenceNeedsConviction: Rule<Registered, DeliverVerdict> = {
  id: 'adjudication.other-offence-needs-conviction',
  sentence: 'a verdict names an offence other than the one charged only if it finds the accused guilty of it',
  source: quality,
  level: 'warn',
  holds: (_, command) => !namesOffenceWithoutGuilt(command),
  facts: (_, { data }) => [data.chargeId],
}

const chargesIn = ({ type, data }: JudgedFact): readonly string[] => {
  if (type === 'adjudication.AppealDecided') return data.effects.map(({ chargeId }) => chargeId)
  if (type === 'adjudication.PrivateComplaintRegistered') return data.charges.map(({ chargeId }) => chargeId)
  return 'chargeId' in data ? [data.chargeId] : 'chargeIds' in data ? data.chargeIds : []
}

/** Facts after which a charge is decided, or can be decided again. */
const DECISIONS: readonly JudgedFact['type'][] = [
  'adjudication.VerdictDelivered',
  'adjudication.AppealDecided',
  'adjudication.ChargesEnded',
  'adjudication.NonPunishmentApplied',
  'adjudication.LaterIndictmentRegistered',
]

/** What was decided next on a charge, after the act of a command, and is recorded already. */
const nextDecisionOn = (courtCase: Registered, command: DeliverVerdict | ImposeSentence, decisions = DECISIONS): JudgedFact | undefined =>
  laterFacts(courtCase, command).find(
    (fact) =>
      (decisions.includes(fact.type) || fact.type === 'adjudication.AppealDecided') && chargesIn(fact).includes(command.data.chargeId),
  )

export const chargeIsDecidedOnce: Rule<Registered, DeliverVerdict> = {
  id: 'adjudication.charge-is-decided-once',
  sentence: 'a charge that has its verdict is not decided again',
  source: 'ICCPR 14(7): ne bis in idem; a retrial needs the appeal that ordered it',
  level: 'warn',
  holds: (courtCase, command) =>
    courtCaseAt(courtCase, command).verdicts[command.data.chargeId] === undefined &&
    nextDecisionOn(courtCase, command)?.type !== 'adjudication.VerdictDelivered',
  facts: (_, { data }) => [data.chargeId],
}

export const sentenceFollowsGuilt = judgedThen<ImposeSentence>({
  id: 'adjudication.sentence-follows-guilt',
  sentence: 'a sentence is imposed only on a charge whose verdict was guilty',
  source: 'ICCPR 14(2): presumed innocent until proved guilty',
  level: 'warn',
  holds: ({ verdicts }, { data }) => verdicts[data.chargeId] === 'guilty',
  facts: (_, { data }) => [data.chargeId],
})

export const chargeIsSentencedOnce: Rule<Registered, ImposeSentence> = {
  id: 'adjudication.charge-is-sentenced-once',
  sentence: 'a charge is sentenced once: another sentence needs an appeal that changed the first one',
  source: 'ICCPR 14(7): ne bis in idem',
  level: 'warn',
  holds: (courtCase, command) =>
    !courtCaseAt(courtCase, command).sentencedCharges.includes(command.data.chargeId) &&
    nextDecisionOn(courtCase, command, ['adjudication.SentenceImposed'])?.type !== 'adjudication.SentenceImposed',
  facts: (_, { data }) => [data.chargeId],
}

export const noSentenceAfterFinalJudgment = judgedThen<ImposeSentence>({
  id: 'adjudication.no-sentence-after-final-judgment',
  sentence: 'no sentence is imposed once the judgment on the charge is final',
  source: 'ICCPR 14(7): ne bis in idem',
  level: 'warn',
  holds: ({ finalCharges }, { data }) => !finalCharges.includes(data.chargeId),
  facts: (_, { data }) => [data.chargeId],
})

/** What only a natural person can serve or suffer. */
const OF_NATURAL_PERSONS: readonly ImposeSentence['data']['components'][number]['kind'][] = [
  'imprisonment',
  'suspendedImprisonment',
  'probation',
  'communityService',
  'lifeImprisonment',
  'death',
  'deportation',
]

const notForCompanies = ({ data }: ImposeSentence): readonly string[] =>
  data.components.flatMap(({ kind }) => (OF_NATURAL_PERSONS.includes(kind) ? [kind] : []))

export const companyIsSentencedAsCompany: Rule<Registered, ImposeSentence> = {
  id: 'adjudication.company-is-sentenced-as-company',
  sentence: 'a company is sentenced to what a company can bear, such as a fine, a closure or the loss of a licence, and to no imprisonment',
  source: 'UNTOC 10(4): effective, proportionate and dissuasive sanctions of legal persons; quality of the record',
  level: 'warn',
  holds: (_, command) => command.known.isLegalPerson !== true || notForCompanies(command).length === 0,
  facts: (_, command) => [...notForCompanies(command)],
}

export const decidedAppealWasLodged: Rule<Registered, DecideAppeal> = {
  id: 'adjudication.decided-appeal-was-lodged',
  sentence: 'only an appeal that was lodged is decided',
  source: 'practice: a court of appeal decides what was lodged',
  level: 'warn',
  holds: (_, { data, known }) => known.appealsLodged.includes(data.appealId),
  facts: (_, { data }) => [data.appealId],
}

export const appealIsDecidedOnce: Rule<Registered, DecideAppeal> = {
  id: 'adjudication.appeal-is-decided-once',
  sentence: 'an appeal is decided once',
  source: 'practice: a judgment is final as a whole; national law',
  level: 'warn',
  holds: ({ appealsDecided }, { data, known: { alsoLodgedAs = [] } }) =>
    ![data.appealId, ...alsoLodgedAs].some((id) => appealsDecided.includes(id)),
  facts: (_, { data }) => [data.appealId],
}

const chargesNotAppealable = ({ verdicts, finalCharges }: Registered, { data: { effects, remedy } }: DecideAppeal): readonly string[] =>
  effects
    .map(({ chargeId }) => chargeId)
    .filter((chargeId) =>
      verdicts[chargeId] ? finalCharges.includes(chargeId) && !liesAgainstFinalJudgment(remedy) : remedy !== 'habeasCorpus',
    )

export const appealChangesOnlyNonFinalVerdict = judgedThen<DecideAppeal>({
  id: 'adjudication.appeal-changes-only-non-final-verdict',
  sentence: 'an appeal affects only charges whose verdict was delivered and is not final; a final one is changed when it is reopened',
  source: 'ICCPR 14(7): ne bis in idem; national law: when a judgment is final',
  level: 'warn',
  holds: (courtCase, command) => chargesNotAppealable(courtCase, command).length === 0,
  facts: chargesNotAppealable,
})

const OUTCOMES_KEEPING_JUDGMENT: readonly DecideAppeal['data']['outcome'][] = ['dismissed', 'withdrawn']

export const failedAppealChangesNothing: Rule<Registered, DecideAppeal> = {
  id: 'adjudication.failed-appeal-changes-nothing',
  sentence: 'an appeal that was dismissed or withdrawn, or came too late, leaves each verdict and sentence unchanged',
  source: 'practice: a judgment stands until it is changed',
  level: 'warn',
  holds: (_, { data: { outcome, effects, outOfTime } }) =>
    (!OUTCOMES_KEEPING_JUDGMENT.includes(outcome) && !outOfTime) || effects.every(({ effect }) => effect === 'verdictStands'),
  facts: (_, { data: { effects } }) => effects.filter(({ effect }) => effect !== 'verdictStands').map(({ chargeId }) => chargeId),
}

export const finalConvictionHasSentence = judgedThen<MakeJudgmentFinal>({
  id: 'adjudication.final-conviction-has-sentence',
  sentence: 'a conviction becomes final only after its sentence was imposed',
  source: 'practice: a judgment is final as a whole; national law',
  level: 'warn',
  holds: ({ verdicts, sentencedCharges }, { data }) => verdicts[data.chargeId] !== 'guilty' || sentencedCharges.includes(data.chargeId),
  facts: (_, { data }) => [data.chargeId],
})

export const finalJudgmentHasVerdict = judgedThen<MakeJudgmentFinal>({
  id: 'adjudication.final-judgment-has-verdict',
  sentence: 'only a charge with a verdict becomes final, and only once',
  source: 'practice: a judgment is final as a whole; national law',
  level: 'warn',
  holds: ({ verdicts, finalCharges }, { data }) => verdicts[data.chargeId] !== undefined && !finalCharges.includes(data.chargeId),
  facts: (_, { data }) => [data.chargeId],
})

export const judgmentIsNotFinalUnderAppeal: Rule<Registered, MakeJudgmentFinal> = {
  id: 'adjudication.judgment-is-not-final-under-appeal',
  sentence: 'a judgment does not become final while an appeal against its verdict or sentence is not decided',
  source: 'ICCPR 14(5): review by a higher tribunal',
  level: 'warn',
  holds: (_, { data, known }) => !known.chargesUnderAppeal.includes(data.chargeId),
  facts: (_, { data }) => [data.chargeId],
}

export const judgmentIsNotFinalWhileAppealable: Rule<Registered, MakeJudgmentFinal> = {
  id: 'adjudication.judgment-is-not-final-while-appealable',
  sentence: 'a judgment does not become final before the time for an appeal against its verdict and sentence is over',
  source: 'policy of the jurisdiction: the time for an appeal',
  level: 'warn',
  // Compared to the second, since the fractions of the two times differ in length.
  holds: (_, command) => {
    const until = command.known.appealableUntil[command.data.chargeId]
    return until === undefined || until.slice(0, 19) <= latestMomentOf(command).slice(0, 19)
  },
  facts: (_, { data, known }) => {
    const until = known.appealableUntil[data.chargeId]
    return until === undefined ? [data.chargeId] : [data.chargeId, until]
  },
}

/** The charges that are not before the court, accuse another person, or have a final judgment. */
const chargesNotToEnd = ({ finalCharges }: Registered, { data: { accusedRef, chargeIds }, known }: EndCharges): readonly string[] =>
  chargeIds.filter(
    (chargeId) =>
      !isIndicted(known, chargeId) ||
      known.chargesNoLongerPending.includes(chargeId) ||
      (known.accusedByCharge[chargeId] ?? accusedRef) !== accusedRef ||
      finalCharges.includes(chargeId),
  )

export const endedChargesArePending = judgedThen<EndCharges>({
  id: 'adjudication.ended-charges-are-pending',
  sentence: 'only charges against the person that are before the court, and not final, are ended without a verdict',
  source: 'practice: a court decides what is before it; national law',
  level: 'warn',
  holds: (courtCase, command) => chargesNotToEnd(courtCase, command).length === 0,
  facts: chargesNotToEnd,
})

export const nonPunishmentNamesChargesAgainstVictim: Rule<Registered, ApplyNonPunishment> = {
  id: 'adjudication.non-punishment-names-charges-against-victim',
  sentence: 'non-punishment is applied only to charges that accuse the victim',
  source: nonPunishment,
  level: 'warn',
  holds: (_, { data, known }) => data.chargeIds.every((chargeId) => known.accusedByCharge[chargeId] === data.personRef),
  facts: (_, { data, known }) => data.chargeIds.filter((chargeId) => known.accusedByCharge[chargeId] !== data.personRef),
}

/** The verdicts that a charge may have for each form of non-punishment; undefined: no verdict yet. */
const VERDICTS_ALLOWED_BY_FORM: Readonly<Record<ApplyNonPunishment['data']['form'], readonly (Verdict | undefined)[]>> = {
  acquit: [undefined],
  quash: [undefined, 'guilty'],
  expunge: ['guilty'],
}

const unsuitableCharges = ({ verdicts }: Registered, { data: { form, chargeIds } }: ApplyNonPunishment): readonly string[] =>
  chargeIds.filter((chargeId) => !VERDICTS_ALLOWED_BY_FORM[form].includes(verdicts[chargeId]))

export const nonPunishmentFitsVerdict = judgedThen<ApplyNonPunishment>({
  id: 'adjudication.non-punishment-fits-verdict',
  sentence:
    'non-punishment acquits the victim only of a charge without a verdict, quashes only a charge without a verdict or with a conviction, and expunges only a conviction',
  source: nonPunishment,
  level: 'warn',
  holds: (courtCase, command) => unsuitableCharges(courtCase, command).length === 0,
  facts: unsuitableCharges,
})
