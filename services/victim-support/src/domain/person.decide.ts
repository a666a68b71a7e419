import type { Decided, Decider, Forbidden } from '@case-timeline/decider'
import { decideCare } from './care.decide.ts'
import { whoComesOfAgeWasProtectedAsAChild } from './majority.rules.ts'
import { decideNotice } from './notice.decide.ts'
import {
  evolve,
  notYetOffered,
  type Closed,
  type NotYetOffered,
  type Person,
  type PersonCommand,
  type PersonEvent,
  type Supported,
  type ToAppoint,
  type ToAssess,
  type ToClose,
  type ToInform,
  type ToOpen,
  type ToRecordMajority,
} from './person.ts'
import {
  everyLinkedCaseIsLookedInto,
  guardianAnswersForAChild,
  guardianIsNeitherRecruiterNorExploiter,
  guardianIsNeitherSuspectNorAccused,
  guardianIsSomebodyElse,
  supportCaseIsOpen,
  supportCaseIsOpenedOnce,
  supportIsOfferedFirst,
} from './person.rules.ts'
import { rightsAreToldInALanguageSheUnderstands } from './rights.rules.ts'
import { decideReturn } from './return.decide.ts'
import { decideSharing } from './sharing.decide.ts'

type Decision = Decided<PersonEvent>
type Known = Omit<Supported, 'stage'>

export const openSupportCase = (_: NotYetOffered | Closed, { data }: ToOpen): Decision => ({
  under: [],
  events: [{ type: 'victimSupport.SupportCaseOpened', data }],
})

export const informOfRights = (_: Known, { data }: ToInform): Decision => ({
  under: [rightsAreToldInALanguageSheUnderstands],
  events: [{ type: 'victimSupport.RightsInformed', data }],
})

export const assessRisk = (_: Known, { data }: ToAssess): Decision => ({
  under: [],
  events: [{ type: 'victimSupport.RiskAssessed', data }],
})

export const appointGuardian = (_: Known, { data }: ToAppoint): Decision => ({
  under: [
    guardianAnswersForAChild,
    guardianIsSomebodyElse,
    guardianIsNeitherRecruiterNorExploiter,
    guardianIsNeitherSuspectNorAccused,
    everyLinkedCaseIsLookedInto,
  ],
  events: [{ type: 'victimSupport.GuardianAppointed', data }],
})

/** Recorded again, it says nothing new. */
export const recordMajority = ({ ofAge }: Known, { data }: ToRecordMajority): Decision => ({
  under: ofAge ? [] : [whoComesOfAgeWasProtectedAsAChild],
  events: ofAge ? [] : [{ type: 'victimSupport.MajorityReached', data }],
})

export const closeSupportCase = (_: Known, { data }: ToClose): Decision => ({
  under: [],
  events: [{ type: 'victimSupport.SupportCaseClosed', data }],
})

/** What has to wait until support opens again; what she takes back or refuses, and what happens to her, never waits. */
const NEEDS_AN_OPEN_CASE: readonly PersonCommand['name'][] = [
  'AppointGuardian',
  'GrantConsent',
  'MakeReferral',
  'NotifyPartyOfIdentification',
  'AgreeRepatriation',
  'CloseSupportCase',
]

const decide = (command: PersonCommand, person: Person): Decision | Forbidden => {
  if (command.name === 'OpenSupportCase')
    return person.stage === 'supported' ? { forbiddenBy: supportCaseIsOpenedOnce } : openSupportCase(person, command)
  if (person.stage === 'notYetOffered') return { forbiddenBy: supportIsOfferedFirst }
  if (person.stage === 'closed' && NEEDS_AN_OPEN_CASE.includes(command.name)) return { forbiddenBy: supportCaseIsOpen }
  switch (command.name) {
    case 'InformOfRights':
      return informOfRights(person, command)
    case 'AssessRisk':
      return assessRisk(person, command)
    case 'AppointGuardian':
      return appointGuardian(person, command)
    case 'RecordMajority':
      return recordMajority(person, command)
    case 'CloseSupportCase':
      return closeSupportCase(person, command)
    case 'GrantConsent':
    case 'WithdrawConsent':
    case 'MakeReferral':
    case 'AnswerReferral':
      return decideSharing(person, command)
    case 'RefuseConsent':
    case 'RecordNotificationObjection':
    case 'WithdrawNotificationObjection':
    case 'NotifyPartyOfIdentification':
      return decideNotice(person, command)
    case 'DecideTemporaryStay':
    case 'RecordProtectionClaim':
    case 'AgreeRepatriation':
    case 'CompleteRepatriation':
      return decideReturn(person, command)
    case 'AssessNeeds':
    case 'RequireAccommodation':
    case 'ProvideAccommodation':
    case 'StartReflectionPeriod':
    case 'EndReflectionPeriod':
    case 'AdmitToShelter':
    case 'ExitShelter':
    case 'RecordRestrictiveMeasure':
    case 'ReviewRestrictiveMeasure':
    case 'ReportSafetyIncident':
    case 'AcknowledgeSafetyIncident':
      return decideCare(person, command)
  }
}

export const person: Decider<Person, PersonCommand, PersonEvent> = { initial: notYetOffered, evolve, decide }
