import type * as contract from '@case-timeline/contracts'
import type { FactOf, Happened } from '@case-timeline/contracts'

export type InvestigationFact = FactOf<
  | typeof contract.CaseOpened
  | typeof contract.ScreeningConducted
  | typeof contract.PresumedVictimIdentified
  | typeof contract.VictimStatusDetermined
  | typeof contract.ForeignIdentificationRecognised
  | typeof contract.SuspectIdentified
  | typeof contract.VictimSuspectConflictFlagged
  | typeof contract.InterviewConducted
  | typeof contract.OnlineTraceRecorded
  | typeof contract.PreservationRequested
  | typeof contract.PreservationAnswered
  | typeof contract.CoerciveMeasureAuthorised
  | typeof contract.TraffickingEpisodeRecorded
  | typeof contract.SuspectArrested
  | typeof contract.CaseReferredToProsecution
  | typeof contract.InvestigationSuspended
  | typeof contract.InvestigationClosed
  | typeof contract.InvestigationReopened
>

/** How one person stands in the case; she may stand in more than one way, and that is the conflict. */
export interface Person {
  /** Presumed, determined or recognised to be one; false once it was determined that she is none. */
  readonly presumedVictim?: boolean
  /** Under 18, or in doubt; absent: nobody found how old she is. */
  readonly protectedAsAChild?: boolean
  readonly suspect?: true
  readonly arrested?: true
  readonly conflictFlagged?: true
  /** What she was arrested for. */
  readonly acts: readonly string[]
}

export interface Preservation {
  readonly expiresAt: string
  readonly answered: boolean
}

interface File {
  readonly persons: Readonly<Record<string, Person>>
  readonly traces: readonly string[]
  readonly preservations: Readonly<Record<string, Preservation>>
}

export type Investigation = Unopened | Opened
export type Opened = Active | Resting
export type Active = Open | Referred
export interface Unopened extends File {
  readonly is: 'unopened'
}
export interface Open extends File {
  readonly is: 'open'
}
export interface Referred extends File {
  readonly is: 'referred'
  readonly dossiers: readonly string[]
}
/** Police do nothing in it until it is reopened; what becomes known meanwhile is still recorded. */
export interface Resting extends File {
  readonly is: 'suspended' | 'closed'
  readonly dossiers: readonly string[]
}

export const unopened: Unopened = { is: 'unopened', persons: {}, traces: [], preservations: {} }

const stranger: Person = { acts: [] }
export const personOf = (it: Investigation, personRef: string): Person => it.persons[personRef] ?? stranger

export const isSuspect = (it: Investigation, personRef: string): boolean => {
  const { suspect, arrested } = personOf(it, personRef)
  return suspect === true || arrested === true
}

const withPerson = <I extends Investigation>(it: I, personRef: string, more: Partial<Person>): I => ({
  ...it,
  persons: { ...it.persons, [personRef]: { ...personOf(it, personRef), ...more } },
})

const added = (all: readonly string[], one: string | undefined): readonly string[] =>
  one === undefined || all.includes(one) ? all : [...all, one]

const fileOf = ({ persons, traces, preservations }: Investigation): File => ({ persons, traces, preservations })

const dossiersOf = (it: Investigation): readonly string[] => ('dossiers' in it ? it.dossiers : [])

const reopened = (it: Investigation): Active => {
  const dossiers = dossiersOf(it)
  return dossiers.length === 0 ? { ...fileOf(it), is: 'open' } : { ...fileOf(it), is: 'referred', dossiers }
}

const withPreservation = <I extends Investigation>(it: I, requestId: string, preservation: Preservation | undefined): I =>
  preservation === undefined ? it : { ...it, preservations: { ...it.preservations, [requestId]: preservation } }

const answered = (preservation: Preservation | undefined): Preservation | undefined => preservation && { ...preservation, answered: true }

/** A finding that nobody approved was made of one whom nobody presumed a victim: where she turns out to be another who is, it takes nothing away. */
const isPresumedAfter = (
  it: Investigation,
  { personRef, status, approver }: FactOf<typeof contract.VictimStatusDetermined>['data'],
): boolean => status !== 'NotAVictimOfTrafficking' || (approver === undefined && personOf(it, personRef).presumedVictim === true)

export const evolve = (it: Investigation, event: Happened<InvestigationFact>): Investigation => {
  switch (event.type) {
    case 'investigation.CaseOpened':
      return { ...fileOf(it), is: 'open' }
    case 'investigation.PresumedVictimIdentified': {
      const { personRef, ageBand, ageDisputed } = event.data
      return withPerson(it, personRef, { presumedVictim: true, protectedAsAChild: ageBand !== 'adult' || ageDisputed })
    }
    case 'investigation.VictimStatusDetermined':
      return withPerson(it, event.data.personRef, { presumedVictim: isPresumedAfter(it, event.data) })
    case 'investigation.ForeignIdentificationRecognised':
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
    case 'investigation.OnlineTraceRecorded':
      return { ...it, traces: added(it.traces, event.data.traceId) }
    case 'investigation.PreservationRequested':
      return withPreservation(it, event.data.requestId, { expiresAt: event.data.expiresAt, answered: false })
    case 'investigation.PreservationAnswered':
      return withPreservation(it, event.data.requestId, answered(it.preservations[event.data.requestId]))
    case 'investigation.CaseReferredToProsecution':
      return { ...fileOf(it), is: 'referred', dossiers: added(dossiersOf(it), event.data.dossierId) }
    case 'investigation.InvestigationSuspended':
      return { ...fileOf(it), is: 'suspended', dossiers: dossiersOf(it) }
    case 'investigation.InvestigationClosed':
      return { ...fileOf(it), is: 'closed', dossiers: dossiersOf(it) }
    case 'investigation.InvestigationReopened':
      return reopened(it)
    case 'investigation.ScreeningConducted':
    case 'investigation.InterviewConducted':
    case 'investigation.CoerciveMeasureAuthorised':
    case 'investigation.TraffickingEpisodeRecorded':
      return it
  }
}
