import type { Decided } from '@case-timeline/decider'
import type {
  ArrestSuspect,
  ConductScreening,
  DetermineVictimStatus,
  FlagVictimSuspectConflict,
  IdentifyPresumedVictim,
  IdentifySuspect,
  RecogniseForeignIdentification,
} from './investigation.commands.ts'
import { personOf, type InvestigationFact, type Opened, type Person } from './investigation.ts'
import {
  nobodyIsArrestedWhileTheConflictIsOpen,
  rightsAreReadOnArrest,
  theConsulIsToldOnRequest,
  theConsulIsToldWhereATreatySaysSo,
  theGroundIsStatedOnArrest,
  theInterpreterIsNoSuspect,
} from './investigation.rules.ts'
import {
  aNegativeAfterAPositiveIsApprovedByAnother,
  aStatusDependsNotOnCooperationOrConviction,
  noBlameDecidesAStatus,
} from './status.rules.ts'

type Decision = Decided<InvestigationFact>

export const conductScreening = (_: Opened, { data }: ConductScreening): Decision => ({
  under: [theInterpreterIsNoSuspect],
  events: [{ type: 'investigation.ScreeningConducted', data }],
})

/** Never refused because she is suspected, arrested or charged: then the conflict is flagged beside it. */
export const identifyPresumedVictim = (it: Opened, { data, known }: IdentifyPresumedVictim): Decision => ({
  under: [],
  events: [
    { type: 'investigation.PresumedVictimIdentified', data },
    ...conflictOf(data.personRef, asVictim(it, data.personRef), known.offencesOf[data.personRef]),
  ],
})

export const determineVictimStatus = (it: Opened, { data, known }: DetermineVictimStatus): Decision => ({
  under: [aStatusDependsNotOnCooperationOrConviction, noBlameDecidesAStatus, aNegativeAfterAPositiveIsApprovedByAnother],
  events: [
    { type: 'investigation.VictimStatusDetermined', data },
    ...(data.status === 'NotAVictimOfTrafficking'
      ? []
      : conflictOf(data.personRef, asVictim(it, data.personRef), known.offencesOf[data.personRef])),
  ],
})

export const recogniseForeignIdentification = (it: Opened, { data, known }: RecogniseForeignIdentification): Decision => ({
  under: [],
  events: [
    { type: 'investigation.ForeignIdentificationRecognised', data },
    ...conflictOf(data.personRef, asVictim(it, data.personRef), known.offencesOf[data.personRef]),
  ],
})

export const identifySuspect = (it: Opened, { data }: IdentifySuspect): Decision => ({
  under: [],
  events: [
    { type: 'investigation.SuspectIdentified', data },
    ...conflictOf(data.personRef, { ...personOf(it, data.personRef), suspect: true }),
  ],
})

export const arrestSuspect = (it: Opened, { data }: ArrestSuspect): Decision => {
  const person = personOf(it, data.personRef)
  const acts = data.ground === undefined ? person.acts : [...person.acts, data.ground]
  return {
    under: [
      theGroundIsStatedOnArrest,
      rightsAreReadOnArrest,
      theConsulIsToldOnRequest,
      theConsulIsToldWhereATreatySaysSo,
      nobodyIsArrestedWhileTheConflictIsOpen,
    ],
    events: [{ type: 'investigation.SuspectArrested', data }, ...conflictOf(data.personRef, { ...person, arrested: true, acts })],
  }
}

/** Two references turned out to be one person's: then who is presumed a victim may be whom police suspect. */
export const flagVictimSuspectConflict = (it: Opened, { data: { personRef }, known }: FlagVictimSuspectConflict): Decision => ({
  under: [],
  events: conflictOf(personRef, personOf(it, personRef), known.offencesOf[personRef]),
})

const asVictim = (it: Opened, personRef: string): Person => ({ ...personOf(it, personRef), presumedVictim: true })

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
