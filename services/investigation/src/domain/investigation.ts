import type * as contract from '@case-timeline/contracts'
import type { DossierItem, FactOf, Happened } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

export type InvestigationFact = FactOf<
  | typeof contract.CaseOpened
  | typeof contract.ScreeningConducted
  | typeof contract.PresumedVictimIdentified
  | typeof contract.SuspectIdentified
  | typeof contract.VictimSuspectConflictFlagged
  | typeof contract.SuspectArrested
  | typeof contract.CaseReferredToProsecution
>

/** What police read of a prosecutor's charges: the offences of each accused. */
export interface KnownCharges {
  readonly offencesOf: Readonly<Record<string, readonly string[]>>
}
/** What police read of a prosecutor's assessments. */
export interface KnownAssessments {
  readonly assessed: readonly string[]
}
/** What a referral reads: the items found, and what victim support did for each presumed victim, by event id. */
export interface KnownDossier {
  readonly evidence: readonly DossierItem[]
  readonly manifestHash: string
  readonly rightsInformed: Readonly<Record<string, string>>
  readonly riskAssessed: Readonly<Record<string, string>>
}

export type OpenCase = CommandOf<typeof contract.OpenCase>
export type ConductScreening = CommandOf<typeof contract.ConductScreening>
export type IdentifyPresumedVictim = CommandOf<typeof contract.IdentifyPresumedVictim, KnownCharges>
export type IdentifySuspect = CommandOf<typeof contract.IdentifySuspect>
export type ArrestSuspect = CommandOf<typeof contract.ArrestSuspect, KnownAssessments>
export type ReferCaseToProsecution = CommandOf<typeof contract.ReferCaseToProsecution, KnownDossier>
export type InvestigationCommand =
  OpenCase | ConductScreening | IdentifyPresumedVictim | IdentifySuspect | ArrestSuspect | ReferCaseToProsecution

/** How one person stands in the case; she may stand in more than one way, and that is the conflict. */
export interface Person {
  readonly presumedVictim?: true
  readonly suspect?: true
  readonly arrested?: true
  readonly conflictFlagged?: true
  /** What she was arrested for. */
  readonly acts: readonly string[]
}
type Persons = Readonly<Record<string, Person>>

export type Investigation = Unopened | Open | Referred
export interface Unopened {
  readonly is: 'unopened'
  readonly persons: Persons
}
export interface Open {
  readonly is: 'open'
  readonly persons: Persons
}
export interface Referred {
  readonly is: 'referred'
  readonly persons: Persons
  readonly dossiers: readonly string[]
}

export const unopened: Unopened = { is: 'unopened', persons: {} }

const stranger: Person = { acts: [] }
export const personOf = (it: Investigation, personRef: string): Person => it.persons[personRef] ?? stranger

const withPerson = <I extends Investigation>(it: I, personRef: string, more: Partial<Person>): I => ({
  ...it,
  persons: { ...it.persons, [personRef]: { ...personOf(it, personRef), ...more } },
})

const added = (all: readonly string[], one: string | undefined): readonly string[] =>
  one === undefined || all.includes(one) ? all : [...all, one]

export const evolve = (it: Investigation, event: Happened<InvestigationFact>): Investigation => {
  switch (event.type) {
    case 'investigation.CaseOpened':
      return { is: 'open', persons: it.persons }
    case 'investigation.ScreeningConducted':
      return it
    case 'investigation.PresumedVictimIdentified':
      return withPerson(it, event.data.personRef, { presumedVictim: true })
    case 'investigation.SuspectIdentified':
      return withPerson(it, event.data.personRef, { suspect: true })
    case 'investigation.VictimSuspectConflictFlagged':
      return withPerson(it, event.data.personRef, { conflictFlagged: true })
    case 'investigation.SuspectArrested':
      return withPerson(it, event.data.personRef, {
        arrested: true,
        acts: added(personOf(it, event.data.personRef).acts, event.data.ground),
      })
    case 'investigation.CaseReferredToProsecution':
      return { is: 'referred', persons: it.persons, dossiers: added(it.is === 'referred' ? it.dossiers : [], event.data.dossierId) }
  }
}
