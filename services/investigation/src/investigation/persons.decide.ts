import {
  ageOnRecordIsStatedWhenHeld,
  personHeldIsNatural,
  powerToHoldIsRegistered,
  withAgeOnRecord,
  withPower,
} from '@case-timeline/casework'
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
import { personOf, type InvestigationEvent, type Opened, type Person } from './investigation.ts'
import {
  arrestHasKnownLimit,
  personIsNotArrestedAfterEndOfRight,
  personIsNotArrestedAgainOnSameGround,
  victimIsNotArrestedBeforeNonPunishmentIsAssessed,
  rightsAreReadOnArrest,
  consulIsNotifiedOnRequest,
  consulIsNotifiedWhereTreatyRequires,
  groundIsStatedOnArrest,
  interpreterIsNotSuspect,
} from './investigation.rules.ts'
import {
  negativeAfterPositiveNeedsSecondPerson,
  statusIsIndependentOfCooperationOrConviction,
  blameDoesNotDecideStatus,
  statusIsDeniedWithoutBlame,
} from './status.rules.ts'

type Decision = Decided<InvestigationEvent>

export const conductScreening = (_: Opened, { data }: ConductScreening): Decision => ({
  under: [interpreterIsNotSuspect],
  events: [{ type: 'investigation.ScreeningConducted', data }],
})

/** Never refused because the person is suspected, arrested or charged: the conflict is flagged in addition. */
export const identifyPresumedVictim = (investigation: Opened, { data, known }: IdentifyPresumedVictim): Decision => ({
  under: [],
  events: [
    { type: 'investigation.PresumedVictimIdentified', data },
    ...conflictOf(data.personRef, asVictim(investigation, data.personRef), known.offencesOf[data.personRef]),
  ],
})

export const determineVictimStatus = (investigation: Opened, { data, known, approver }: DetermineVictimStatus): Decision => ({
  under: [
    statusIsIndependentOfCooperationOrConviction,
    blameDoesNotDecideStatus,
    statusIsDeniedWithoutBlame,
    negativeAfterPositiveNeedsSecondPerson,
  ],
  events: [
    { type: 'investigation.VictimStatusDetermined', data: approver ? { ...data, approver } : data },
    ...(data.status === 'NotAVictimOfTrafficking'
      ? []
      : conflictOf(data.personRef, asVictim(investigation, data.personRef), known.offencesOf[data.personRef])),
  ],
})

export const recogniseForeignIdentification = (investigation: Opened, { data, known }: RecogniseForeignIdentification): Decision => ({
  under: [],
  events: [
    { type: 'investigation.ForeignIdentificationRecognised', data },
    ...conflictOf(data.personRef, asVictim(investigation, data.personRef), known.offencesOf[data.personRef]),
  ],
})

export const identifySuspect = (investigation: Opened, { data }: IdentifySuspect): Decision => ({
  under: [],
  events: [
    { type: 'investigation.SuspectIdentified', data },
    ...conflictOf(data.personRef, { ...personOf(investigation, data.personRef), suspect: true }),
  ],
})

export const arrestSuspect = (investigation: Opened, { data, known }: ArrestSuspect): Decision => {
  const person = personOf(investigation, data.personRef)
  const acts = data.ground === undefined ? person.acts : [...person.acts, data.ground]
  return {
    under: [
      groundIsStatedOnArrest,
      rightsAreReadOnArrest,
      consulIsNotifiedOnRequest,
      consulIsNotifiedWhereTreatyRequires,
      victimIsNotArrestedBeforeNonPunishmentIsAssessed,
      personIsNotArrestedAfterEndOfRight,
      personIsNotArrestedAgainOnSameGround,
      powerToHoldIsRegistered,
      personHeldIsNatural,
      ageOnRecordIsStatedWhenHeld,
      arrestHasKnownLimit,
    ],
    events: [
      { type: 'investigation.SuspectArrested', data: withAgeOnRecord(withPower(data, known), known) },
      ...conflictOf(data.personRef, { ...person, arrested: true, acts }),
    ],
  }
}

/** Issued after two references were merged: the person may now be both a presumed victim and a suspect. */
export const flagVictimSuspectConflict = (investigation: Opened, { data: { personRef }, known }: FlagVictimSuspectConflict): Decision => ({
  under: [],
  events: conflictOf(personRef, personOf(investigation, personRef), known.offencesOf[personRef]),
})

const asVictim = (investigation: Opened, personRef: string): Person => ({ ...personOf(investigation, personRef), presumedVictim: true })

/** The event that flags, only once, that a presumed victim is also suspected, arrested or charged. */
const conflictOf = (personRef: string, person: Person, offences: readonly string[] = []): InvestigationEvent[] => {
  const basis = [
    ...(person.suspect ? (['suspect'] as const) : []),
    ...(person.arrested ? (['arrested'] as const) : []),
    ...(offences.length > 0 ? (['accused'] as const) : []),
  ]
  if (!person.presumedVictim || person.conflictFlagged || basis.length === 0) return []
  const acts = [...new Set([...person.acts, ...offences])]
  return [{ type: 'investigation.VictimSuspectConflictFlagged', data: { personRef, acts, basis } }]
}
