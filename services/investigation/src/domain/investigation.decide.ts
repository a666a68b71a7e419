import type { Safeguard } from '@case-timeline/contracts'
import type { Decided, Decider, Forbidden, Rule } from '@case-timeline/decider'
import {
  conductInterview,
  recordCoerciveMeasure,
  recordOnlineTrace,
  recordPreservationAnswer,
  recordTraffickingEpisode,
  requestPreservation,
} from './inquiry.decide.ts'
import type {
  CloseInvestigation,
  InvestigationCommand,
  OpenCase,
  ReferCaseToProsecution,
  ReopenInvestigation,
  SuspendInvestigation,
} from './investigation.commands.ts'
import {
  evolve,
  unopened,
  type Active,
  type Investigation,
  type InvestigationFact,
  type Opened,
  type Resting,
  type Unopened,
} from './investigation.ts'
import {
  aCaseIsOpenedFirst,
  aCaseIsOpenedOnce,
  aClosedCaseIsClosed,
  aDossierHasUnbrokenCustody,
  aDossierIsReferredOnce,
  aRestingCaseIsReopenedFirst,
  eachVictimIsSafeguarded,
  onlyARestingCaseIsReopened,
  presumedVictims,
  theDossierHoldsCollectedEvidence,
  theDossierNamesSuspectsOfTheCase,
} from './investigation.rules.ts'
import {
  arrestSuspect,
  conductScreening,
  determineVictimStatus,
  flagVictimSuspectConflict,
  identifyPresumedVictim,
  identifySuspect,
  recogniseForeignIdentification,
} from './persons.decide.ts'

type Decision = Decided<InvestigationFact>

export const openCase = (_: Unopened, { data }: OpenCase): Decision => ({
  under: [],
  events: [{ type: 'investigation.CaseOpened', data }],
})

export const referCaseToProsecution = (it: Active, { data, known }: ReferCaseToProsecution): Decision => ({
  under: [
    theDossierNamesSuspectsOfTheCase,
    theDossierHoldsCollectedEvidence,
    aDossierHasUnbrokenCustody,
    aDossierIsReferredOnce,
    eachVictimIsSafeguarded,
  ],
  events: [
    {
      type: 'investigation.CaseReferredToProsecution',
      data: {
        dossierId: data.dossierId,
        // Copied: the hash is of the references that are listed, whatever else they are called.
        suspects: [...data.suspects],
        evidence: [...known.evidence],
        manifestHash: known.manifestHash,
        safeguards: presumedVictims(it).map((personRef): Safeguard => {
          const rightsInformed = known.rightsInformed[personRef]
          const riskAssessed = known.riskAssessed[personRef]
          const reason = data.safeguards.find((one) => one.personRef === personRef)
          return {
            personRef,
            ...(rightsInformed === undefined ? {} : { rightsInformed }),
            ...(riskAssessed === undefined ? {} : { riskAssessed }),
            ...(reason === undefined ? {} : { reasonCode: reason.reasonCode }),
          }
        }),
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

export const reopenInvestigation = (_: Resting, { data }: ReopenInvestigation): Decision => ({
  under: [],
  events: [{ type: 'investigation.InvestigationReopened', data }],
})

const forbiddenBy = (rule: Rule): Forbidden => ({ forbiddenBy: rule })

const isResting = (it: Opened): it is Resting => it.is === 'suspended' || it.is === 'closed'

/** What police decide to do in a case, and so not while it rests. */
const act = <C>(it: Opened, command: C, decision: (it: Active, command: C) => Decision): Decision | Forbidden =>
  isResting(it) ? forbiddenBy(aRestingCaseIsReopenedFirst) : decision(it, command)

const decide = (command: InvestigationCommand, it: Investigation): Decision | Forbidden => {
  if (command.name === 'OpenCase') return it.is === 'unopened' ? openCase(it, command) : forbiddenBy(aCaseIsOpenedOnce)
  if (it.is === 'unopened') return forbiddenBy(aCaseIsOpenedFirst)
  switch (command.name) {
    case 'ConductScreening':
      return conductScreening(it, command)
    case 'IdentifyPresumedVictim':
      return identifyPresumedVictim(it, command)
    case 'DetermineVictimStatus':
      return determineVictimStatus(it, command)
    case 'RecogniseForeignIdentification':
      return recogniseForeignIdentification(it, command)
    case 'IdentifySuspect':
      return identifySuspect(it, command)
    case 'FlagVictimSuspectConflict':
      return flagVictimSuspectConflict(it, command)
    case 'ConductInterview':
      return conductInterview(it, command)
    case 'RecordOnlineTrace':
      return recordOnlineTrace(it, command)
    case 'RequestPreservation':
      return act(it, command, requestPreservation)
    case 'RecordPreservationAnswer':
      return recordPreservationAnswer(it, command)
    case 'RecordCoerciveMeasure':
      return recordCoerciveMeasure(it, command)
    case 'RecordTraffickingEpisode':
      return recordTraffickingEpisode(it, command)
    case 'ArrestSuspect':
      return arrestSuspect(it, command)
    case 'ReferCaseToProsecution':
      return act(it, command, referCaseToProsecution)
    case 'SuspendInvestigation':
      return act(it, command, suspendInvestigation)
    case 'CloseInvestigation':
      return it.is === 'closed' ? forbiddenBy(aClosedCaseIsClosed) : closeInvestigation(it, command)
    case 'ReopenInvestigation':
      return isResting(it) ? reopenInvestigation(it, command) : forbiddenBy(onlyARestingCaseIsReopened)
  }
}

export const investigation: Decider<Investigation, InvestigationCommand, InvestigationFact> = { initial: unopened, evolve, decide }
