import type { Rule } from '@case-timeline/decider'
import type { CourtCase, Registered, ToDeliver, ToHold, ToRegister, ToSchedule, ToSentence } from './court-case.ts'

const procedure = 'criminal procedure in general [G: a lawyer of the jurisdiction has to confirm it]'
const integrity = 'integrity of the record'

export const courtCaseIsRegisteredFirst: Rule<CourtCase> = {
  id: 'adjudication.court-case-is-registered-first',
  sentence: 'a court case is registered before anything else is recorded in it',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage === 'registered',
}

export const courtCaseIsRegisteredOnce: Rule<CourtCase> = {
  id: 'adjudication.court-case-is-registered-once',
  sentence: 'a court case is registered once',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage === 'unregistered',
}

export const registrationAnswersAnIndictment: Rule<CourtCase, ToRegister> = {
  id: 'adjudication.registration-answers-an-indictment',
  sentence: 'a court case is registered on an indictment that was filed in the case, unless it was migrated',
  source: procedure,
  level: 'block',
  holds: (_, { data, known }) =>
    data.origin === 'migrated' || known.indictments.some(({ indictmentId }) => indictmentId === data.indictmentId),
  facts: (_, { data }) => (data.indictmentId === undefined ? [] : [data.indictmentId]),
}

export const hearingIsScheduledOnce: Rule<Registered, ToSchedule> = {
  id: 'adjudication.hearing-is-scheduled-once',
  sentence: 'a hearing is scheduled once, under an id of its own',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ hearings }, { data }) => hearings[data.hearingId] === undefined,
  facts: (_, { data }) => [data.hearingId],
}

export const hearingWasScheduled: Rule<Registered, ToHold> = {
  id: 'adjudication.hearing-was-scheduled',
  sentence: 'a hearing that is held was scheduled before',
  source: procedure,
  level: 'warn',
  holds: ({ hearings }, { data }) => hearings[data.hearingId] !== undefined,
  facts: (_, { data }) => [data.hearingId],
}

export const chargeStandsIndicted: Rule<Registered, ToDeliver> = {
  id: 'adjudication.charge-stands-indicted',
  sentence: 'a verdict decides a charge that an indictment has brought before the court',
  source: procedure,
  level: 'block',
  holds: (_, { data, known }) => known.indictments.some(({ chargeIds }) => chargeIds.includes(data.chargeId)),
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
