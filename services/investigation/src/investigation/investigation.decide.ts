import { listsOfSafeguards } from '@case-timeline/casework'
import type { Safeguard } from '@case-timeline/contracts'
import type { Decided, Forbidden } from '@case-timeline/decider'
import type {
  CloseInvestigation,
  OpenCase,
  ReferCaseToProsecution,
  ReopenInvestigation,
  SuspendInvestigation,
} from './investigation.commands.ts'
import type { Active, Inactive, Investigation, InvestigationEvent, Opened, Unopened } from './investigation.ts'
import {
  caseIsOpenedFirst,
  caseIsOpenedOnce,
  closedCaseIsNotClosedAgain,
  dossierHasUnbrokenCustody,
  dossierIsReferredOnce,
  inactiveCaseIsReopenedFirst,
  eachVictimIsSafeguarded,
  onlyInactiveCaseIsReopened,
  presumedVictims,
  dossierHoldsCollectedEvidence,
  dossierNamesSuspectsOfCase,
} from './investigation.rules.ts'

type Decision = Decided<InvestigationEvent>
type Outcome = Decision | Forbidden

export const openCase = (_: Unopened, { data }: OpenCase): Decision => ({
  under: [],
  events: [{ type: 'investigation.CaseOpened', data }],
})

const safeguardsAtReferral = (investigation: Active, { data, known }: Pick<ReferCaseToProsecution, 'data' | 'known'>): Safeguard[] => {
  const reasons = new Map(data.safeguards.toReversed().map(({ personRef, reasonCode }) => [personRef, reasonCode]))
  return presumedVictims(investigation).map((personRef) => {
    const rightsInformed = known.rightsInformed[personRef]
    const riskAssessed = known.riskAssessed[personRef]
    const lacksSafeguard = rightsInformed === undefined || riskAssessed === undefined
    const reasonCode = reasons.get(personRef) ?? (lacksSafeguard ? data.reasonForOthers : undefined)
    return {
      personRef,
      ...(rightsInformed === undefined ? {} : { rightsInformed }),
      ...(riskAssessed === undefined ? {} : { riskAssessed }),
      ...(reasonCode === undefined ? {} : { reasonCode }),
    }
  })
}

export const referCaseToProsecution = (investigation: Active, { data, known }: ReferCaseToProsecution): Decision => ({
  under: [
    dossierNamesSuspectsOfCase,
    dossierHoldsCollectedEvidence,
    dossierHasUnbrokenCustody,
    dossierIsReferredOnce,
    eachVictimIsSafeguarded,
  ],
  events: [
    {
      type: 'investigation.CaseReferredToProsecution',
      data: {
        dossierId: data.dossierId,
        ...(data.toOffice === undefined ? {} : { toOffice: data.toOffice }),
        // A copy: a list of the command itself would be recorded with the references that the caller sent, but the hash
        // covers the canonical references.
        suspects: [...data.suspects],
        evidence: [...known.evidence],
        manifestHash: known.manifestHash,
        ...listsOfSafeguards(safeguardsAtReferral(investigation, { data, known })),
      },
    },
  ],
})

export const suspendInvestigation = (_: Active, { data }: SuspendInvestigation): Decision => ({
  under: [],
  events: [{ type: 'investigation.InvestigationSuspended', data }],
})

export const closeInvestigation = (_: Opened, { data }: CloseInvestigation): Decision => ({
  under: [],
  events: [{ type: 'investigation.InvestigationClosed', data }],
})

export const reopenInvestigation = (_: Inactive, { data }: ReopenInvestigation): Decision => ({
  under: [],
  events: [{ type: 'investigation.InvestigationReopened', data }],
})

const isInactive = (investigation: Opened): investigation is Inactive =>
  investigation.stage === 'suspended' || investigation.stage === 'closed'

export const whenUnopened =
  <C>(decide: (investigation: Unopened, command: C) => Decision) =>
  (investigation: Investigation, command: C): Outcome =>
    investigation.stage === 'unopened' ? decide(investigation, command) : { forbiddenBy: caseIsOpenedOnce }

export const whenOpened =
  <C>(decide: (investigation: Opened, command: C) => Outcome) =>
  (investigation: Investigation, command: C): Outcome =>
    investigation.stage === 'unopened' ? { forbiddenBy: caseIsOpenedFirst } : decide(investigation, command)

/** Runs a decision only while the case is neither suspended nor closed. */
export const whenActive = <C>(decide: (investigation: Active, command: C) => Decision) =>
  whenOpened((investigation, command: C) =>
    isInactive(investigation) ? { forbiddenBy: inactiveCaseIsReopenedFirst } : decide(investigation, command),
  )

export const whenNotClosed = <C>(decide: (investigation: Opened, command: C) => Decision) =>
  whenOpened((investigation, command: C) =>
    investigation.stage === 'closed' ? { forbiddenBy: closedCaseIsNotClosedAgain } : decide(investigation, command),
  )

export const whenInactive = <C>(decide: (investigation: Inactive, command: C) => Decision) =>
  whenOpened((investigation, command: C) =>
    isInactive(investigation) ? decide(investigation, command) : { forbiddenBy: onlyInactiveCaseIsReopened },
  )
