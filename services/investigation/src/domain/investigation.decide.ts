import type { Safeguard } from '@case-timeline/contracts'
import type { Decided, Decider, Forbidden, Rule } from '@case-timeline/decider'
import {
  evolve,
  personOf,
  unopened,
  type ArrestSuspect,
  type ConductScreening,
  type IdentifyPresumedVictim,
  type IdentifySuspect,
  type Investigation,
  type InvestigationCommand,
  type InvestigationFact,
  type Open,
  type OpenCase,
  type Person,
  type ReferCaseToProsecution,
  type Referred,
  type Unopened,
} from './investigation.ts'
import {
  aCaseIsOpenedFirst,
  aCaseIsOpenedOnce,
  aDossierIsReferredOnce,
  eachVictimIsSafeguarded,
  nobodyIsArrestedWhileTheConflictIsOpen,
  presumedVictims,
  rightsAreReadOnArrest,
  theConsulIsToldOnRequest,
  theDossierHoldsCollectedEvidence,
  theDossierNamesSuspectsOfTheCase,
  theGroundIsStatedOnArrest,
  theInterpreterIsNoSuspect,
} from './investigation.rules.ts'

type Decision = Decided<InvestigationFact>

export const openCase = (_: Unopened, { data }: OpenCase): Decision => ({
  under: [],
  events: [{ type: 'investigation.CaseOpened', data }],
})

export const conductScreening = (_: Open | Referred, { data }: ConductScreening): Decision => ({
  under: [theInterpreterIsNoSuspect],
  events: [{ type: 'investigation.ScreeningConducted', data }],
})

/** Never refused because she is suspected, arrested or charged: then the conflict is flagged beside it. */
export const identifyPresumedVictim = (it: Open | Referred, { data, known }: IdentifyPresumedVictim): Decision => {
  const offences = known.offencesOf[data.personRef]
  const held = { ...personOf(it, data.personRef), presumedVictim: true as const }
  return {
    under: [],
    events: [{ type: 'investigation.PresumedVictimIdentified', data }, ...conflictOf(data.personRef, held, offences)],
  }
}

export const identifySuspect = (it: Open | Referred, { data }: IdentifySuspect): Decision => ({
  under: [],
  events: [
    { type: 'investigation.SuspectIdentified', data },
    ...conflictOf(data.personRef, { ...personOf(it, data.personRef), suspect: true }),
  ],
})

export const arrestSuspect = (it: Open | Referred, { data }: ArrestSuspect): Decision => {
  const person = personOf(it, data.personRef)
  const acts = data.ground === undefined ? person.acts : [...person.acts, data.ground]
  return {
    under: [theGroundIsStatedOnArrest, rightsAreReadOnArrest, theConsulIsToldOnRequest, nobodyIsArrestedWhileTheConflictIsOpen],
    events: [{ type: 'investigation.SuspectArrested', data }, ...conflictOf(data.personRef, { ...person, arrested: true, acts })],
  }
}

export const referCaseToProsecution = (it: Open | Referred, { data, known }: ReferCaseToProsecution): Decision => ({
  under: [theDossierNamesSuspectsOfTheCase, theDossierHoldsCollectedEvidence, aDossierIsReferredOnce, eachVictimIsSafeguarded],
  events: [
    {
      type: 'investigation.CaseReferredToProsecution',
      data: {
        dossierId: data.dossierId,
        suspects: data.suspects,
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

/** Flags, once, that a presumed victim is also held a suspect. */
const conflictOf = (personRef: string, person: Person, offences: readonly string[] = []): InvestigationFact[] => {
  const basis = [
    ...(person.suspect ? (['suspect'] as const) : []),
    ...(person.arrested ? (['arrested'] as const) : []),
    ...(offences.length > 0 ? (['accused'] as const) : []),
  ]
  if (!person.presumedVictim || person.conflictFlagged || basis.length === 0) return []
  const acts = [...new Set([...person.acts, ...offences])]
  return [{ type: 'investigation.VictimSuspectConflictFlagged', data: { personRef, acts, basis } }]
}

const forbiddenBy = (rule: Rule): Forbidden => ({ forbiddenBy: rule })

const decide = (command: InvestigationCommand, it: Investigation): Decision | Forbidden => {
  if (command.name === 'OpenCase') return it.is === 'unopened' ? openCase(it, command) : forbiddenBy(aCaseIsOpenedOnce)
  if (it.is === 'unopened') return forbiddenBy(aCaseIsOpenedFirst)
  switch (command.name) {
    case 'ConductScreening':
      return conductScreening(it, command)
    case 'IdentifyPresumedVictim':
      return identifyPresumedVictim(it, command)
    case 'IdentifySuspect':
      return identifySuspect(it, command)
    case 'ArrestSuspect':
      return arrestSuspect(it, command)
    case 'ReferCaseToProsecution':
      return referCaseToProsecution(it, command)
  }
}

export const investigation: Decider<Investigation, InvestigationCommand, InvestigationFact> = { initial: unopened, evolve, decide }
