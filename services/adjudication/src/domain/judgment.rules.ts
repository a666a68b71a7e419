import type { Rule } from '@case-timeline/decider'
import type { Registered, ToDecideAppeal, ToDeliver, ToFree, ToMakeFinal, ToSentence, Verdict } from './court-case.ts'
import { isIndicted } from './indicted.ts'
import { integrity, nonPunishment, procedure } from './sources.ts'

export const chargeStandsIndicted: Rule<Registered, ToDeliver> = {
  id: 'adjudication.charge-stands-indicted',
  sentence: 'a verdict decides a charge that an indictment has brought before the court',
  source: procedure,
  level: 'block',
  holds: (_, { data, known }) => isIndicted(known, data.chargeId),
  facts: (_, { data }) => [data.chargeId],
}

export const decidedChargeIsLive: Rule<Registered, ToDeliver> = {
  id: 'adjudication.decided-charge-is-live',
  sentence: 'a verdict decides a charge that was neither withdrawn nor handed over to another country',
  source: procedure,
  level: 'block',
  holds: (_, { data, known }) => !known.chargesGone.includes(data.chargeId),
  facts: (_, { data }) => [data.chargeId],
}

export const verdictNamesTheAccused: Rule<Registered, ToDeliver> = {
  id: 'adjudication.verdict-names-the-accused',
  sentence: 'a verdict names the person whom the charge accuses',
  source: procedure,
  level: 'block',
  holds: (_, { data, known }) => known.accusedByCharge[data.chargeId] === data.accusedRef,
  facts: (_, { data }) => [data.chargeId, data.accusedRef],
}

export const verdictFollowsAHearing: Rule<Registered, ToDeliver> = {
  id: 'adjudication.verdict-follows-a-hearing',
  sentence: 'a verdict follows at least one hearing that was held',
  source: procedure,
  level: 'block',
  holds: ({ hearings }) => Object.values(hearings).includes('held'),
}

export const verdictComesFromASeatedBench: Rule<Registered, ToDeliver> = {
  id: 'adjudication.verdict-comes-from-a-seated-bench',
  sentence: 'a verdict comes from a judge who was assigned to the case',
  source: procedure,
  level: 'block',
  holds: ({ judgeSeated }) => judgeSeated,
}

export const chargeIsDecidedOnce: Rule<Registered, ToDeliver> = {
  id: 'adjudication.charge-is-decided-once',
  sentence: 'a charge that has its verdict is not decided again',
  source: 'ne bis in idem, ICCPR 14(7) [G]; a retrial needs the appeal that ordered it',
  level: 'block',
  holds: ({ verdicts }, { data }) => verdicts[data.chargeId] === undefined,
  facts: (_, { data }) => [data.chargeId],
}

export const sentenceFollowsGuilt: Rule<Registered, ToSentence> = {
  id: 'adjudication.sentence-follows-guilt',
  sentence: 'a sentence is imposed only on a charge whose verdict was guilty',
  source: procedure,
  level: 'block',
  holds: ({ verdicts }, { data }) => verdicts[data.chargeId] === 'guilty',
  facts: (_, { data }) => [data.chargeId],
}

export const chargeIsSentencedOnce: Rule<Registered, ToSentence> = {
  id: 'adjudication.charge-is-sentenced-once',
  sentence: 'a charge is sentenced once: another sentence needs the appeal that changed the first',
  source: 'ne bis in idem, ICCPR 14(7) [G]',
  level: 'block',
  holds: ({ sentenced }, { data }) => !sentenced.includes(data.chargeId),
  facts: (_, { data }) => [data.chargeId],
}

export const finalJudgmentIsSentencedNoMore: Rule<Registered, ToSentence> = {
  id: 'adjudication.final-judgment-is-sentenced-no-more',
  sentence: 'no sentence is imposed once the judgment on the charge is final',
  source: procedure,
  level: 'block',
  holds: ({ final }, { data }) => !final.includes(data.chargeId),
  facts: (_, { data }) => [data.chargeId],
}

export const decidedAppealWasLodged: Rule<Registered, ToDecideAppeal> = {
  id: 'adjudication.decided-appeal-was-lodged',
  sentence: 'only an appeal that was lodged is decided',
  source: procedure,
  level: 'block',
  holds: (_, { data, known }) => known.appealsLodged.includes(data.appealId),
  facts: (_, { data }) => [data.appealId],
}

export const appealIsDecidedOnce: Rule<Registered, ToDecideAppeal> = {
  id: 'adjudication.appeal-is-decided-once',
  sentence: 'an appeal is decided once',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ appealsDecided }, { data }) => !appealsDecided.includes(data.appealId),
  facts: (_, { data }) => [data.appealId],
}

export const appealChangesOnlyAVerdict: Rule<Registered, ToDecideAppeal> = {
  id: 'adjudication.appeal-changes-only-a-verdict',
  sentence: 'an appeal has an effect only on charges that have a verdict, and one that is not final',
  source: procedure,
  level: 'block',
  holds: ({ verdicts, final }, { data }) =>
    data.effects.every(({ chargeId }) => verdicts[chargeId] !== undefined && !final.includes(chargeId)),
  facts: ({ verdicts, final }, { data }) =>
    data.effects.map(({ chargeId }) => chargeId).filter((chargeId) => verdicts[chargeId] === undefined || final.includes(chargeId)),
}

const KEEPS_THE_JUDGMENT = ['dismissed', 'withdrawn'] as const

export const appealThatFailsChangesNothing: Rule<Registered, ToDecideAppeal> = {
  id: 'adjudication.appeal-that-fails-changes-nothing',
  sentence: 'an appeal that was dismissed or withdrawn leaves each verdict and sentence as it was',
  source: procedure,
  level: 'block',
  holds: (_, { data: { outcome, effects } }) =>
    !KEEPS_THE_JUDGMENT.some((one) => one === outcome) || effects.every(({ effect }) => effect === 'verdictStands'),
  facts: (_, { data: { effects } }) => effects.filter(({ effect }) => effect !== 'verdictStands').map(({ chargeId }) => chargeId),
}

export const finalConvictionHasItsSentence: Rule<Registered, ToMakeFinal> = {
  id: 'adjudication.final-conviction-has-its-sentence',
  sentence: 'a conviction becomes final with its sentence',
  source: procedure,
  level: 'warn',
  holds: ({ verdicts, sentenced }, { data }) => verdicts[data.chargeId] !== 'guilty' || sentenced.includes(data.chargeId),
  facts: (_, { data }) => [data.chargeId],
}

export const finalJudgmentHasAVerdict: Rule<Registered, ToMakeFinal> = {
  id: 'adjudication.final-judgment-has-a-verdict',
  sentence: 'only a verdict that was delivered becomes final, once',
  source: procedure,
  level: 'block',
  holds: ({ verdicts, final }, { data }) => verdicts[data.chargeId] !== undefined && !final.includes(data.chargeId),
  facts: (_, { data }) => [data.chargeId],
}

export const judgmentIsNotFinalUnderAppeal: Rule<Registered, ToMakeFinal> = {
  id: 'adjudication.judgment-is-not-final-under-appeal',
  sentence: 'a judgment does not become final while an appeal against its verdict or sentence is not decided',
  source: 'ICCPR 14(5) on review by a higher tribunal [G]',
  level: 'block',
  holds: (_, { data, known }) => !known.chargesUnderAppeal.includes(data.chargeId),
  facts: (_, { data }) => [data.chargeId],
}

export const judgmentIsNotFinalWhileItCanBeAppealed: Rule<Registered, ToMakeFinal> = {
  id: 'adjudication.judgment-is-not-final-while-it-can-be-appealed',
  sentence: 'a judgment does not become final before the time for an appeal against its verdict and sentence is over',
  source: 'the appeal window of the jurisdiction’s policy',
  level: 'block',
  holds: (_, { data, known, now }) => {
    const until = known.appealableUntil[data.chargeId]
    return until === undefined || until.slice(0, 19) <= now.slice(0, 19)
  },
  facts: (_, { data, known }) => [data.chargeId, ...[known.appealableUntil[data.chargeId] ?? []].flat()],
}

export const nonPunishmentNamesChargesAgainstHer: Rule<Registered, ToFree> = {
  id: 'adjudication.non-punishment-names-charges-against-her',
  sentence: 'a victim is freed only of charges that accuse her',
  source: nonPunishment,
  level: 'block',
  holds: (_, { data, known }) => data.chargeIds.every((chargeId) => known.accusedByCharge[chargeId] === data.personRef),
  facts: (_, { data, known }) => data.chargeIds.filter((chargeId) => known.accusedByCharge[chargeId] !== data.personRef),
}

/** The verdicts that a charge may have when a victim is freed of it; none: it has no verdict yet. */
const FREED_FROM: Readonly<Record<ToFree['data']['form'], readonly (Verdict | undefined)[]>> = {
  acquit: [undefined],
  quash: [undefined, 'guilty'],
  expunge: ['guilty'],
}

const misfits = ({ verdicts }: Registered, { data: { form, chargeIds } }: ToFree): readonly string[] =>
  chargeIds.filter((chargeId) => !FREED_FROM[form].includes(verdicts[chargeId]))

export const nonPunishmentFitsTheVerdict: Rule<Registered, ToFree> = {
  id: 'adjudication.non-punishment-fits-the-verdict',
  sentence: 'a victim is acquitted of a charge that has no verdict; an indictment or a conviction is quashed; a conviction is expunged',
  source: nonPunishment,
  level: 'block',
  holds: (courtCase, command) => misfits(courtCase, command).length === 0,
  facts: misfits,
}
