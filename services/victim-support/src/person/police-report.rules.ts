import type { ReportingDuty } from '@case-timeline/contracts'
import { isLawAt, thingIsRecordedOnce } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import { quality } from './sources.ts'
import type { DecideOnPoliceReport, IdentifyPresumedVictim, KnownAge, MakePoliceReport, OpenSupportCase } from './person.commands.ts'
import { isProtectedAsChild, type Offered, type Person, type PoliceDecision, type Supported } from './person.ts'
import { judgedThen } from './past.ts'

const choice =
  'UN Recommended Principles 8: support does not depend on cooperation in proceedings; ACTIP 14(6): the privacy and identity of victims'
const reporting = 'policy of the jurisdiction: the duties to report; national law: whether an agency must report'
const childsChoice = 'CRC 3, 12: the best interests and the views of the child; UNICEF Guidelines: guardians'

type Mandated = OpenSupportCase | IdentifyPresumedVictim | DecideOnPoliceReport

/** What the policy says of a mandate on the day of the act; undefined: nothing. */
const identificationBy = (mandate: string | undefined, command: IdentifyPresumedVictim) =>
  command.policy?.identificationMandates?.find((one) => one.mandate === mandate && isLawAt(one, command))

/** The mandate under which the agency acts, as the command or the support case states it. */
const mandateOf = (person: Person, command: Mandated): string | undefined =>
  ('mandate' in command.data ? command.data.mandate : undefined) ?? (person.stage === 'notYetOffered' ? undefined : person.mandate)

const dutiesFor = (person: Person, command: Mandated, isChild: boolean): readonly ReportingDuty[] => {
  const mandate = mandateOf(person, command)
  return (command.policy?.reportingDuties ?? []).filter(
    ({ about, mandates, ...validity }) =>
      isLawAt(validity, command) &&
      (about === 'anyone' || isChild) &&
      (mandates === undefined || mandate === undefined || mandates.some((one) => one === mandate)),
  )
}

const dutyFacts = (duties: readonly ReportingDuty[]): readonly string[] => [...new Set(duties.map(({ about }) => `duty:${about}`))]

export const reportingDutyIsKnownBeforeAsking: Rule<Person, OpenSupportCase> = {
  id: 'victimSupport.reporting-duty-is-known-before-asking',
  sentence:
    'where the policy lists a duty of the agency to report, the caseworker knows of it before a person in a case without police is asked for an account',
  source: reporting,
  level: 'warn',
  holds: (person, command) => !command.known.foundedBySupport || dutiesFor(person, command, command.data.ageBand !== 'adult').length === 0,
  facts: (person, command) => dutyFacts(dutiesFor(person, command, command.data.ageBand !== 'adult')),
}

export const identificationIsByMandate: Rule<Supported, IdentifyPresumedVictim> = {
  id: 'victimSupport.identification-is-by-mandate',
  sentence: 'a presumed victim is identified by an agency whose mandate, by the policy, includes identification',
  source: 'policy of the jurisdiction: who may identify; ACTIP 14(1): national guidelines for the identification of victims',
  level: 'warn',
  levelReason: 'a victim whom the wrong agency identified needs support all the same',
  holds: (person, command) => identificationBy(mandateOf(person, command), command)?.mayIdentify === true,
  facts: (person, command) => {
    const mandate = mandateOf(person, command)
    return [`mandate:${mandate ?? 'notStated'}`, `policy:${identificationBy(mandate, command) ? 'doesNotInclude' : 'unknown'}`]
  },
}

export const policeChoiceIsExplainedInVictimsLanguage: Rule<Offered, DecideOnPoliceReport> = {
  id: 'victimSupport.police-choice-is-explained-in-victims-language',
  sentence:
    'if a language of the victim is recorded, the choice whether police are informed is explained in a recorded language or through an interpreter',
  source: 'ACTIP 14(9): information; Palermo Protocol 6(3)(b): a language that the victim understands',
  level: 'warn',
  holds: ({ languages }, { data }) => languages.length === 0 || languages.includes(data.language) || data.interpreterRef !== undefined,
  facts: ({ languages }, { data }) => [`used:${data.language}`, ...languages.map((language) => `known:${language}`)],
}

export const victimKnowsReportingDutyBeforeDeciding: Rule<Offered, DecideOnPoliceReport> = {
  id: 'victimSupport.victim-knows-reporting-duty-before-deciding',
  sentence:
    'where the policy lists a duty of the agency to report, the person knows of it before the person decides whether police are informed',
  source: reporting,
  level: 'warn',
  holds: (person, command) =>
    command.data.informedOfDuty === true || dutiesFor(person, command, isProtectedAsChild(person, command)).length === 0,
  facts: (person, command) => dutyFacts(dutiesFor(person, command, isProtectedAsChild(person, command))),
}

/** Whether a guardian agreed in the best interests of a child, and the child did not refuse. */
const isForChild = ({ guardianRef }: Offered, { decidedBy, bestInterestsRef, assent }: PoliceDecision): boolean =>
  decidedBy === 'guardian' && guardianRef !== undefined && bestInterestsRef !== undefined && assent !== 'refused'

export const childAgreesToPoliceThroughGuardian = judgedThen<DecideOnPoliceReport>({
  id: 'victimSupport.child-agrees-to-police-through-guardian',
  sentence:
    'that police are informed of a child, or of a person whose age is in doubt, is agreed by the appointed guardian in the best interests of the child, and not against the child’s will',
  source: childsChoice,
  level: 'warn',
  holds: (person, command) =>
    command.data.decision !== 'agreed' || !isProtectedAsChild(person, command) || isForChild(person, command.data),
})

export const guardianDoesNotDecideForAdult = judgedThen<DecideOnPoliceReport>({
  id: 'victimSupport.guardian-does-not-decide-for-adult',
  sentence: 'no guardian decides for an adult whether police are informed',
  source: 'CRC 1: guardianship ends at majority; CRPD 12: adults decide for themselves',
  level: 'warn',
  holds: (person, command) => command.data.decidedBy === 'self' || isProtectedAsChild(person, command),
})

export const withdrawnAgreementWasGiven: Rule<Offered, DecideOnPoliceReport> = {
  id: 'victimSupport.withdrawn-agreement-was-given',
  sentence: 'only an agreement that was given is withdrawn',
  source: quality,
  level: 'warn',
  holds: ({ policeDecision }, { data }) => data.decision !== 'withdrawn' || policeDecision?.decision === 'agreed',
}

export const policeReportIsMadeOnce: Rule<Supported, MakePoliceReport> = thingIsRecordedOnce('reportToPolice', {
  holds: ({ policeReports }, { data }) => !policeReports.includes(data.reportId),
  facts: (_, { data }) => [data.reportId],
})

export const policeReportFollowsAgreement = judgedThen<MakePoliceReport>({
  id: 'victimSupport.police-report-follows-agreement',
  sentence: 'a report to police is made only while the person agrees to it',
  source: choice,
  level: 'block',
  overridableFor: ['vitalInterest', 'legalDuty'],
  holds: ({ policeDecision }) => policeDecision?.decision === 'agreed',
})

/** What a report holds, or to whom it goes, without the agreement of the person. */
const notAgreed = ({ policeDecision }: Offered, { data }: MakePoliceReport): readonly string[] => {
  const { recipient, dataCategories = [] } = policeDecision?.sharing ?? {}
  return [
    ...(recipient === undefined || recipient === data.toAgency ? [] : [data.toAgency]),
    ...Object.entries(data.content)
      .filter(([, value]) => value !== undefined)
      .map(([category]) => category)
      .filter((category) => !dataCategories.some((one) => one === category)),
  ]
}

export const policeReportHoldsOnlyWhatWasAgreed = judgedThen<MakePoliceReport>({
  id: 'victimSupport.police-report-holds-only-what-was-agreed',
  sentence: 'a report to police holds only the kinds of data, and goes only to the agency, to which the person agreed',
  source: choice,
  level: 'block',
  overridableFor: ['vitalInterest', 'legalDuty'],
  holds: (person, command) => notAgreed(person, command).length === 0,
  facts: notAgreed,
})

export const childsPoliceReportIsInBestInterests = judgedThen<MakePoliceReport>({
  id: 'victimSupport.childs-police-report-is-in-best-interests',
  sentence:
    'police are informed of a child, or of a person whose age is in doubt, only if the guardian agreed in the best interests of the child, and not against the child’s will',
  source: childsChoice,
  level: 'block',
  overridableFor: ['vitalInterest', 'bestInterests', 'legalDuty'],
  holds: (person, command: MakePoliceReport & { readonly known: KnownAge }) =>
    person.policeDecision?.decision !== 'agreed' || !isProtectedAsChild(person, command) || isForChild(person, person.policeDecision),
})
