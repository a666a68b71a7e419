import type { KnownKind, SentencePart } from '@case-timeline/casework'
import {
  ImposeSentence,
  AppealDecided,
  ApplyNonPunishment,
  ChargesEnded,
  DecideAppeal,
  EndCharges,
  JudgmentBecameFinal,
  MakeJudgmentFinal,
  NonPunishmentApplied,
  SentenceImposed,
  VerdictDelivered,
  type FactOf,
} from '@case-timeline/contracts'
import { commandFor, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import {
  aCourtCase,
  anotherChargeId,
  appealId,
  bystander,
  chargeId,
  deliverVerdict,
  indicted,
  judge,
  notAppealable,
  nothingFiled,
  imposeSentence,
  trader,
} from './court-case.fixtures.ts'
import { courtCaseStream } from './court-case.stream.ts'
import type { CourtCaseEvent } from './court-case.ts'
import {
  appealChangesOnlyNonFinalVerdict,
  appealIsDecidedOnce,
  failedAppealChangesNothing,
  chargeIsDecidedOnce,
  chargeIsSentencedOnce,
  companyIsSentencedAsCompany,
  chargeIsIndicted,
  decidedAppealWasLodged,
  decidedChargeIsLive,
  endedChargesArePending,
  finalConvictionHasSentence,
  finalJudgmentHasVerdict,
  noSentenceAfterFinalJudgment,
  judgmentIsNotFinalUnderAppeal,
  otherOffenceNeedsConviction,
  judgmentIsNotFinalWhileAppealable,
  nonPunishmentFitsVerdict,
  nonPunishmentNamesChargesAgainstVictim,
  sentenceFollowsGuilt,
  verdictComesFromAssignedJudge,
  verdictFollowsHearing,
  verdictNamesAccused,
} from './judgment.rules.ts'

const given = (history: Iterable<CourtCaseEvent> = []) => specificationOf(courtCaseStream)([...history])
const withHearing = aCourtCase().registered().withJudge().withHearingScheduled().withHearingHeld()
const convicted = withHearing.withVerdict('guilty')
const sentenced = convicted.with({ type: 'adjudication.SentenceImposed', data: imposeSentence().data })

describe('delivering a verdict', () => {
  it('decides an indicted charge after a hearing', () => given(withHearing).when(deliverVerdict()).then(VerdictDelivered))
  it(chargeIsIndicted.sentence, () => {
    given(withHearing).when(deliverVerdict({}, nothingFiled)).then(VerdictDelivered, warning(chargeIsIndicted))
    given(withHearing)
      .when(deliverVerdict({ chargeId: anotherChargeId }))
      .then(VerdictDelivered, warning(chargeIsIndicted))
  })
  it(decidedChargeIsLive.sentence, () =>
    given(withHearing)
      .when(deliverVerdict({}, { ...indicted, chargesNoLongerPending: [chargeId] }))
      .then(VerdictDelivered, warning(decidedChargeIsLive)),
  )
  it(verdictNamesAccused.sentence, () =>
    given(withHearing)
      .when(deliverVerdict({ accusedRef: bystander }))
      .then(VerdictDelivered, warning(verdictNamesAccused)),
  )
  it(verdictComesFromAssignedJudge.sentence, () => {
    given(aCourtCase().registered().withHearingHeld()).when(deliverVerdict()).then(VerdictDelivered, warning(verdictComesFromAssignedJudge))
    given(withHearing.with({ type: 'adjudication.JudgeRecused', data: { judgeRef: judge, ground: 'interest' } }))
      .when(deliverVerdict())
      .then(VerdictDelivered, warning(verdictComesFromAssignedJudge))
  })
  it(verdictFollowsHearing.sentence, () =>
    given(aCourtCase().registered().withJudge().withHearingScheduled())
      .when(deliverVerdict())
      .then(VerdictDelivered, warning(verdictFollowsHearing)),
  )
  it(chargeIsDecidedOnce.sentence, () =>
    given(withHearing.withVerdict('notGuilty')).when(deliverVerdict()).then(VerdictDelivered, warning(chargeIsDecidedOnce)),
  )
})

describe('a verdict on an offence other than the one charged', () => {
  const otherOffence = { offenceCode: 'RA-9208-4-attempt', relation: 'lesser' as const }
  it('is recorded with that offence', () => {
    const { data } = deliverVerdict({ otherOffence })
    given(withHearing).when(deliverVerdict({ otherOffence })).then({ type: VerdictDelivered.type, data })
  })
  it(otherOffenceNeedsConviction.sentence, () =>
    given(withHearing)
      .when(deliverVerdict({ verdict: 'notGuilty', otherOffence }))
      .then(VerdictDelivered, warning(otherOffenceNeedsConviction)),
  )
})

describe('imposing a sentence', () => {
  it('follows a verdict of guilty', () => given(convicted).when(imposeSentence()).then(SentenceImposed))
  it(sentenceFollowsGuilt.sentence, () => {
    given(withHearing).when(imposeSentence()).then(SentenceImposed, warning(sentenceFollowsGuilt))
    given(withHearing.withVerdict('notGuilty')).when(imposeSentence()).then(SentenceImposed, warning(sentenceFollowsGuilt))
  })
  it(companyIsSentencedAsCompany.sentence, () => {
    const closed = [{ kind: 'closure', term: { years: 2 } }, { kind: 'licenceRevoked' }, { kind: 'dissolution' }] as const
    const sentence = (components: readonly SentencePart[], known: KnownKind) =>
      commandFor(ImposeSentence, { chargeId, components: [...components] }, known)
    given(convicted)
      .when(sentence(closed, { isLegalPerson: true }))
      .then(SentenceImposed)
    given(convicted)
      .when(sentence([...closed, { kind: 'imprisonment', term: { years: 2 } }], { isLegalPerson: true }))
      .then(SentenceImposed, warning(companyIsSentencedAsCompany))
    given(convicted)
      .when(sentence([{ kind: 'deportation' }], {}))
      .then(SentenceImposed)
  })
  it(chargeIsSentencedOnce.sentence, () => {
    const afterAppeal = (effect: Effect) => sentenced.with({ type: 'adjudication.AppealDecided', data: appeal(effect) })
    given(sentenced).when(imposeSentence()).then(SentenceImposed, warning(chargeIsSentencedOnce))
    given(afterAppeal('verdictStands')).when(imposeSentence()).then(SentenceImposed, warning(chargeIsSentencedOnce))
    given(afterAppeal('sentenceChanged')).when(imposeSentence()).then(SentenceImposed)
    given(afterAppeal('retrial').withVerdict('guilty')).when(imposeSentence()).then(SentenceImposed)
    given(afterAppeal('acquitted')).when(imposeSentence()).then(SentenceImposed, warning(sentenceFollowsGuilt))
  })
  it(noSentenceAfterFinalJudgment.sentence, () =>
    given(convicted.with({ type: 'adjudication.JudgmentBecameFinal', data: { chargeId } }))
      .when(imposeSentence())
      .then(SentenceImposed, warning(noSentenceAfterFinalJudgment)),
  )
})

type Effect = FactOf<typeof AppealDecided>['data']['effects'][number]['effect']
const appeal = (effect: Effect, ofCharge = chargeId) => ({
  appealId,
  outcome: 'allowed' as const,
  effects: [{ chargeId: ofCharge, effect }],
})
const knownWithAppeal = { appealsLodged: [appealId] }

describe('deciding an appeal', () => {
  const decide = (effect: Effect, known = knownWithAppeal, ofCharge = chargeId) => commandFor(DecideAppeal, appeal(effect, ofCharge), known)
  const decided = (effect: Effect): CourtCaseEvent => ({ type: 'adjudication.AppealDecided', data: appeal(effect) })

  it('makes another verdict on the charge possible when it orders a retrial', () => {
    given(convicted).when(decide('retrial')).then(AppealDecided)
    given(convicted.with(decided('retrial')))
      .when(deliverVerdict())
      .then(VerdictDelivered)
  })
  it('makes a sentence impossible when it acquits', () =>
    given(convicted.with(decided('acquitted')))
      .when(imposeSentence())
      .then(SentenceImposed, warning(sentenceFollowsGuilt)))
  it(decidedAppealWasLodged.sentence, () =>
    given(convicted)
      .when(decide('retrial', { appealsLodged: [] }))
      .then(AppealDecided, warning(decidedAppealWasLodged)),
  )
  it(appealIsDecidedOnce.sentence, () =>
    given(convicted.with(decided('verdictStands')))
      .when(decide('acquitted'))
      .then(AppealDecided, warning(appealIsDecidedOnce)),
  )
  it(appealChangesOnlyNonFinalVerdict.sentence, () => {
    given(convicted)
      .when(decide('acquitted', knownWithAppeal, anotherChargeId))
      .then(AppealDecided, warning(appealChangesOnlyNonFinalVerdict))
    given(convicted.with({ type: 'adjudication.JudgmentBecameFinal', data: { chargeId } }))
      .when(decide('acquitted'))
      .then(AppealDecided, warning(appealChangesOnlyNonFinalVerdict))
  })
  it.each(['reopening', 'habeasCorpus', 'constitutionalReview'] as const)('reopens a final judgment without a warning by %s', (remedy) => {
    const final = sentenced.with({ type: 'adjudication.JudgmentBecameFinal', data: { chargeId } })
    given(final)
      .when(commandFor(DecideAppeal, { ...appeal('retrial'), remedy }, knownWithAppeal))
      .then(AppealDecided)
    given(final)
      .when(commandFor(DecideAppeal, { ...appeal('retrial'), remedy: 'cassation' }, knownWithAppeal))
      .then(AppealDecided, warning(appealChangesOnlyNonFinalVerdict))
  })
  it.each([{ outcome: 'dismissed' }, { outcome: 'withdrawn' }, { outOfTime: true }] as const)(
    `${failedAppealChangesNothing.sentence}: %j`,
    (why) => {
      const failedAppeal = (effect: Effect) => commandFor(DecideAppeal, { ...appeal(effect), ...why }, knownWithAppeal)
      for (const effect of ['acquitted', 'convicted', 'sentenceChanged', 'retrial'] as const)
        given(sentenced).when(failedAppeal(effect)).then(AppealDecided, warning(failedAppealChangesNothing))
      given(sentenced).when(failedAppeal('verdictStands')).then(AppealDecided)
    },
  )
})

describe('a judgment that becomes final', () => {
  const makeFinal = (known = notAppealable) => commandFor(MakeJudgmentFinal, { chargeId }, known)

  it('is recorded for a conviction and for an acquittal', () => {
    given(sentenced).when(makeFinal()).then(JudgmentBecameFinal)
    given(withHearing.withVerdict('notGuilty')).when(makeFinal()).then(JudgmentBecameFinal)
  })
  it(finalConvictionHasSentence.sentence, () =>
    given(convicted).when(makeFinal()).then(JudgmentBecameFinal, warning(finalConvictionHasSentence)),
  )
  it(finalJudgmentHasVerdict.sentence, () => {
    given(withHearing).when(makeFinal()).then(JudgmentBecameFinal, warning(finalJudgmentHasVerdict))
    given(sentenced.with({ type: 'adjudication.JudgmentBecameFinal', data: { chargeId } }))
      .when(makeFinal())
      .then(JudgmentBecameFinal, warning(finalJudgmentHasVerdict))
  })
  it(judgmentIsNotFinalUnderAppeal.sentence, () =>
    given(sentenced)
      .when(makeFinal({ ...notAppealable, chargesUnderAppeal: [chargeId] }))
      .then(JudgmentBecameFinal, warning(judgmentIsNotFinalUnderAppeal)),
  )
  it(judgmentIsNotFinalWhileAppealable.sentence, () => {
    const makeFinalWithDeadline = (moment: string) => makeFinal({ ...notAppealable, appealableUntil: { [chargeId]: moment } })
    given(sentenced)
      .when(makeFinalWithDeadline('2026-11-25T10:00:01.000Z'))
      .then(JudgmentBecameFinal, warning(judgmentIsNotFinalWhileAppealable))
    given(sentenced).when(makeFinalWithDeadline('2026-11-25T10:00:00.000Z')).then(JudgmentBecameFinal)
  })
})

describe('charges that end without a verdict', () => {
  const end = (chargeIds = [chargeId], known = indicted) =>
    commandFor(EndCharges, { accusedRef: trader, chargeIds, ground: 'accusedDied', onPapers: true }, known)
  const ended: CourtCaseEvent = { type: 'adjudication.ChargesEnded', data: end().data }

  it('are ended on the papers, before any hearing, and after a conviction that is not final', () => {
    given(aCourtCase().registered()).when(end()).then(ChargesEnded)
    given(sentenced).when(end()).then(ChargesEnded)
  })
  it(endedChargesArePending.sentence, () => {
    const warned = [ChargesEnded, warning(endedChargesArePending)] as const
    given(withHearing)
      .when(end([anotherChargeId]))
      .then(...warned)
    given(withHearing)
      .when(end([chargeId], { ...indicted, chargesNoLongerPending: [chargeId] }))
      .then(...warned)
    given(withHearing)
      .when(end([chargeId], { ...indicted, accusedByCharge: { [chargeId]: bystander } }))
      .then(...warned)
    given(sentenced.with({ type: 'adjudication.JudgmentBecameFinal', data: { chargeId } }))
      .when(end())
      .then(...warned)
  })
  it('have no verdict or sentence any more, and the decision becomes final', () => {
    given(withHearing.with(ended)).when(deliverVerdict()).then(VerdictDelivered, warning(chargeIsDecidedOnce))
    given(sentenced.with(ended)).when(imposeSentence()).then(SentenceImposed, warning(sentenceFollowsGuilt))
    given(sentenced.with(ended))
      .when(commandFor(MakeJudgmentFinal, { chargeId }, notAppealable))
      .then(JudgmentBecameFinal)
  })
})

describe('applying non-punishment to the charges against a victim', () => {
  const applyNonPunishment = (form: 'acquit' | 'quash' | 'expunge', personRef = trader, known = indicted) =>
    commandFor(ApplyNonPunishment, { personRef, form, chargeIds: [chargeId] }, known)

  it('acquits or quashes before a verdict, and quashes or expunges a conviction', () => {
    given(withHearing).when(applyNonPunishment('acquit')).then(NonPunishmentApplied)
    given(withHearing).when(applyNonPunishment('quash')).then(NonPunishmentApplied)
    given(convicted).when(applyNonPunishment('quash')).then(NonPunishmentApplied)
    given(convicted).when(applyNonPunishment('expunge')).then(NonPunishmentApplied)
  })
  it('makes a verdict impossible on a charge that was quashed before', () =>
    given(withHearing.with({ type: 'adjudication.NonPunishmentApplied', data: applyNonPunishment('quash').data }))
      .when(deliverVerdict())
      .then(VerdictDelivered, warning(chargeIsDecidedOnce)))
  it('makes a sentence impossible on a quashed conviction', () =>
    given(convicted.with({ type: 'adjudication.NonPunishmentApplied', data: applyNonPunishment('quash').data }))
      .when(imposeSentence())
      .then(SentenceImposed, warning(sentenceFollowsGuilt)))
  it(nonPunishmentNamesChargesAgainstVictim.sentence, () =>
    given(withHearing)
      .when(applyNonPunishment('acquit', bystander))
      .then(NonPunishmentApplied, warning(nonPunishmentNamesChargesAgainstVictim)),
  )
  it(nonPunishmentFitsVerdict.sentence, () => {
    given(withHearing).when(applyNonPunishment('expunge')).then(NonPunishmentApplied, warning(nonPunishmentFitsVerdict))
    given(withHearing.withVerdict('notGuilty'))
      .when(applyNonPunishment('quash'))
      .then(NonPunishmentApplied, warning(nonPunishmentFitsVerdict))
    given(convicted).when(applyNonPunishment('acquit')).then(NonPunishmentApplied, warning(nonPunishmentFitsVerdict))
  })
})
