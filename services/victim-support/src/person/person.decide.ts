import { timeOfDeed, type DatedCommand } from '@case-timeline/casework'
import type { Decided, Forbidden } from '@case-timeline/decider'
import { majorityFollowsChildProtection } from './majority.rules.ts'
import type { AppointGuardian, AssessRisk, CloseSupportCase, InformOfRights, OpenSupportCase, RecordMajority } from './person.commands.ts'
import {
  everyLinkedCaseIsChecked,
  guardianIsAnotherPerson,
  guardianIsNeitherRecruiterNorExploiter,
  guardianIsNeitherSuspectNorAccused,
  guardianIsNotComplainedOf,
  guardianIsNotSuspectedInLinkedCase,
  guardianRepresentsChild,
  supportCaseIsOpen,
  supportCaseIsOpenedOnce,
  supportIsOfferedFirst,
} from './person.rules.ts'
import type { Closed, NotYetOffered, Offered, Person, Supported } from './person.ts'
import type { PersonEvent } from './person-event.ts'
import { personAt } from './past.ts'
import { reportingDutyIsKnownBeforeAsking } from './police-report.rules.ts'
import { rightsAreExplainedInVictimsLanguage } from './rights.rules.ts'

type Decision = Decided<PersonEvent>
type Outcome = Decision | Forbidden

export const openSupportCase = (_: NotYetOffered | Closed, { data }: OpenSupportCase): Decision => ({
  under: [reportingDutyIsKnownBeforeAsking],
  events: [{ type: 'victimSupport.SupportCaseOpened', data }],
})

export const informOfRights = (_: Offered, { data }: InformOfRights): Decision => ({
  under: [rightsAreExplainedInVictimsLanguage],
  events: [{ type: 'victimSupport.RightsInformed', data }],
})

export const assessRisk = (_: Offered, { data }: AssessRisk): Decision => ({
  under: [],
  events: [{ type: 'victimSupport.RiskAssessed', data }],
})

export const appointGuardian = (_: Supported, { data }: AppointGuardian): Decision => ({
  under: [
    guardianRepresentsChild,
    guardianIsAnotherPerson,
    guardianIsNeitherRecruiterNorExploiter,
    guardianIsNeitherSuspectNorAccused,
    guardianIsNotComplainedOf,
    guardianIsNotSuspectedInLinkedCase,
    everyLinkedCaseIsChecked,
  ],
  events: [{ type: 'victimSupport.GuardianAppointed', data }],
})

/** Idempotent: if majority is already recorded, no event is added. */
export const recordMajority = ({ majorityReached }: Offered, { data }: RecordMajority): Decision => ({
  under: majorityReached ? [] : [majorityFollowsChildProtection],
  events: majorityReached ? [] : [{ type: 'victimSupport.MajorityReached', data }],
})

export const closeSupportCase = (_: Supported, { data }: CloseSupportCase): Decision => ({
  under: [],
  events: [{ type: 'victimSupport.SupportCaseClosed', data }],
})

export const whenNotSupported =
  <C>(decide: (person: NotYetOffered | Closed, command: C) => Decision) =>
  (person: Person, command: C): Outcome =>
    person.stage === 'supported' ? { forbiddenBy: supportCaseIsOpenedOnce } : decide(person, command)

/** Withdrawals, refusals and what happens to the person are recorded even after support has ended. */
export const whenOffered =
  <C>(decide: (person: Offered, command: C) => Outcome) =>
  (person: Person, command: C): Outcome =>
    person.stage === 'notYetOffered' ? { forbiddenBy: supportIsOfferedFirst } : decide(person, command)

/** For an act of now the record counts: an opening that is dated to a year is not after an ending in that year. */
const stageAt = (person: Offered, command: DatedCommand): Offered['stage'] =>
  timeOfDeed(command).isNow ? person.stage : personAt(person, command).stage

const asSupported = (person: Offered): Supported => (person.stage === 'supported' ? person : { ...person, stage: 'supported' })

/**
 * Decisions for the person are refused after support has ended, until the support case is opened again. One that was taken
 * before support ended is recorded later, too.
 */
export const whenSupported = <C extends DatedCommand>(decide: (person: Supported, command: C) => Decision) =>
  whenOffered((person, command: C) =>
    stageAt(person, command) === 'closed' ? { forbiddenBy: supportCaseIsOpen } : decide(asSupported(person), command),
  )
