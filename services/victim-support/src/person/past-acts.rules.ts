import { protectsPerson } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import {
  noticeFollowsRiskAssessment,
  noticeStopsAtObjection,
  noticeWaitsForVictimAnswer,
  victimIsInformedBeforeNotice,
} from './notice.rules.ts'
import { pastOf, personAt, personSince, personSurelyAt, type RuleOnPast } from './past.ts'
import type { AgreeRepatriation, MakePoliceReport, MakeReferral, NotifyPartyOfIdentification } from './person.commands.ts'
import { referralNeedsLiveConsent } from './person.rules.ts'
import type { Offered } from './person.ts'
import { policeReportFollowsAgreement, policeReportHoldsOnlyWhatWasAgreed } from './police-report.rules.ts'
import {
  returnFollowsAssessmentOfLastIncident,
  returnIsVoluntaryOrLawfullyOrdered,
  returnRespectsNonRefoulement,
  returnWaitsForTestimonyAndReflection,
} from './return.rules.ts'

type SharingCommand = MakeReferral | NotifyPartyOfIdentification | MakePoliceReport
type JudgedCommand = SharingCommand | AgreeRepatriation

/** The rules on what the person agreed to, or on what protects the person, by the act that rests on it. */
const RULES: Readonly<Record<JudgedCommand['name'], readonly unknown[]>> = {
  MakeReferral: [referralNeedsLiveConsent],
  NotifyPartyOfIdentification: [
    victimIsInformedBeforeNotice,
    noticeStopsAtObjection,
    noticeWaitsForVictimAnswer,
    noticeFollowsRiskAssessment,
  ],
  MakePoliceReport: [policeReportFollowsAgreement, policeReportHoldsOnlyWhatWasAgreed],
  AgreeRepatriation: [
    returnFollowsAssessmentOfLastIncident,
    returnIsVoluntaryOrLawfullyOrdered,
    returnRespectsNonRefoulement,
    returnWaitsForTestimonyAndReflection,
  ],
}

/** Whether a rule that held when the act was done does not hold in another state of the person, or for an act of another time. */
const losesItsBasisIn = <C extends JudgedCommand>(person: Offered, other: Offered, command: C, sameAct = command): boolean =>
  (RULES[command.name] as readonly RuleOnPast<C>[]).some(({ judge }) => judge(personAt(person, command), command) && !judge(other, sameAct))

/** The same act, done now: a consent may have expired since. */
const doneNow = <C extends JudgedCommand>(command: C): C => ({ ...command, occurredAt: undefined, occurredZone: undefined })

export const basisOfPastActIsCertain: Rule<Offered, SharingCommand> = {
  id: 'victimSupport.basis-of-past-act-is-certain',
  sentence: 'of data that was shared earlier, the dates on record say that the victim had agreed before',
  source: 'practice: where dates are too coarse to say which came first, the doubt is recorded; ACTIP 14(6): the privacy of victims',
  level: 'warn',
  levelReason: 'the data was shared before: refused, the record would not show that somebody has it',
  holds: (person, command) => !losesItsBasisIn(person, personSurelyAt(person, command), command),
  facts: (person, command) =>
    pastOf(person, command)
      .uncertain.filter((fact) => !protectsPerson(fact))
      .map(({ id }) => `uncertain:${id}`),
}

export const pastActIsRecordedWhileAgreementHolds: Rule<Offered, SharingCommand> = {
  id: 'victimSupport.past-act-is-recorded-while-agreement-holds',
  sentence:
    'data that was shared with the agreement of the victim is recorded as shared before the victim withdraws that agreement, or it expires',
  source:
    'practice: whether an act that is recorded late was done before the withdrawal, the record alone does not show; ACTIP 14(6): the privacy of victims',
  level: 'warn',
  levelReason: 'the data was shared before: refused, the record would not show that somebody has it',
  holds: (person, command) => !losesItsBasisIn(person, personSince(person, command), command, doneNow(command)),
  facts: (person, command) => pastOf(person, command).later.map(({ id }) => `since:${id}`),
}

export const pastReturnIsRecordedWhileAllowed: Rule<Offered, AgreeRepatriation> = {
  id: 'victimSupport.past-return-is-recorded-while-allowed',
  sentence:
    'a return that was agreed earlier is recorded before an incident, a claim for protection, a reflection period or a wish of the victim that no longer allows it',
  source:
    'practice: whether an act that is recorded late was done before, the record alone does not show; Palermo Protocol 8: return with due regard for the victim’s safety, preferably voluntary',
  level: 'warn',
  levelReason: 'the return was agreed before: refused, nobody would know of it',
  holds: (person, command) => !losesItsBasisIn(person, personSince(person, command), command, doneNow(command)),
  facts: (person, command) =>
    pastOf(person, command)
      .later.filter(protectsPerson)
      .map(({ id }) => `since:${id}`),
}
