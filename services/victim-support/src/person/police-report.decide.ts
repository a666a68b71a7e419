import type { Decided } from '@case-timeline/decider'
import type { DecideOnPoliceReport, IdentifyPresumedVictim, MakePoliceReport } from './person.commands.ts'
import type { Offered, Supported } from './person.ts'
import { basisOfPastActIsCertain, pastActIsRecordedWhileAgreementHolds } from './past-acts.rules.ts'
import type { PersonEvent } from './person-event.ts'
import {
  childAgreesToPoliceThroughGuardian,
  childsPoliceReportIsInBestInterests,
  guardianDoesNotDecideForAdult,
  identificationIsByMandate,
  policeChoiceIsExplainedInVictimsLanguage,
  policeReportFollowsAgreement,
  policeReportHoldsOnlyWhatWasAgreed,
  policeReportIsMadeOnce,
  victimKnowsReportingDutyBeforeDeciding,
  withdrawnAgreementWasGiven,
} from './police-report.rules.ts'

type Decision = Decided<PersonEvent>

export const identifyPresumedVictim = (_: Supported, { data }: IdentifyPresumedVictim): Decision => ({
  under: [identificationIsByMandate],
  events: [{ type: 'investigation.PresumedVictimIdentified', data }],
})

/** Police who received a report learn that nothing further is shared; what they do not know of, they do not learn. */
export const decideOnPoliceReport = ({ policeDecision, policeReports }: Offered, { data }: DecideOnPoliceReport): Decision => ({
  under: [
    policeChoiceIsExplainedInVictimsLanguage,
    victimKnowsReportingDutyBeforeDeciding,
    childAgreesToPoliceThroughGuardian,
    guardianDoesNotDecideForAdult,
    withdrawnAgreementWasGiven,
  ],
  events: [
    { type: 'victimSupport.PoliceReportDecided', data },
    ...(policeDecision?.decision === 'agreed' && data.decision !== 'agreed' && policeReports.length > 0
      ? [{ type: 'victimSupport.PoliceReportWithdrawn' as const, data: { personRef: data.personRef, reportIds: [...policeReports] } }]
      : []),
  ],
})

/**
 * A report that was agreed to when it was made, and of which, by what is on record, the person no longer agrees to all: the
 * person withdrew, agreed to less or for another agency since, or came of age after a guardian had agreed. It is recorded
 * with the withdrawal, and stays in support: see `isKeptInSupport`.
 */
export const makePoliceReport = (person: Supported, command: MakePoliceReport): Decision => ({
  under: [
    policeReportIsMadeOnce,
    policeReportFollowsAgreement,
    policeReportHoldsOnlyWhatWasAgreed,
    childsPoliceReportIsInBestInterests,
    basisOfPastActIsCertain,
    pastActIsRecordedWhileAgreementHolds,
  ],
  events: [
    { type: 'victimSupport.PoliceReportMade', data: command.data },
    ...(pastActIsRecordedWhileAgreementHolds.holds(person, command)
      ? []
      : [
          {
            type: 'victimSupport.PoliceReportWithdrawn' as const,
            data: { personRef: command.data.personRef, reportIds: [command.data.reportId] },
          },
        ]),
  ],
})
