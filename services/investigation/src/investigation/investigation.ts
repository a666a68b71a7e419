import { isVictimAfter, type Keyed, nothingKeyed, protectsAsChild, valueAt, withValueAt } from '@case-timeline/casework'
import type * as contract from '@case-timeline/contracts'
import type { FactOf, RecordedFact } from '@case-timeline/contracts'

export type InvestigationEvent = FactOf<
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
  | typeof contract.TakedownRequested
  | typeof contract.PlatformAnswered
  | typeof contract.VictimReportAnswered
  | typeof contract.ComplaintWithdrawn
  | typeof contract.CoerciveMeasureAuthorised
  | typeof contract.TraffickingEpisodeRecorded
  | typeof contract.SuspectArrested
  | typeof contract.CaseReferredToProsecution
  | typeof contract.InvestigationSuspended
  | typeof contract.InvestigationClosed
  | typeof contract.InvestigationReopened
>

/** The roles of one person in the case. A person who is both presumed victim and suspect has a conflict of roles. */
export interface Person {
  /** True when presumed, determined or recognised as a victim; false when determined not to be one. */
  readonly presumedVictim?: boolean
  /** Under 18, or age in doubt; absent: the age is not recorded. */
  readonly protectedAsChild?: boolean
  readonly suspect?: true
  readonly arrested?: true
  readonly conflictFlagged?: true
  /** The grounds of the arrests of the person. */
  readonly acts: readonly string[]
}

export interface Preservation {
  readonly expiresAt: string
  readonly answered: boolean
}

/** A request to remove content. */
export interface Takedown {
  readonly answerBy?: string | undefined
}

interface CaseState {
  readonly persons: Keyed<Person>
  readonly traces: readonly string[]
  readonly preservations: Readonly<Record<string, Preservation>>
  /** The traces whose preservation was requested. */
  readonly preserved: readonly string[]
  readonly takedowns: Readonly<Record<string, Takedown>>
}

export type Investigation = Unopened | Opened
export type Opened = Active | Inactive
export type Active = Open | Referred
export interface Unopened extends CaseState {
  readonly stage: 'unopened'
}
export interface Open extends CaseState {
  readonly stage: 'open'
}
export interface Referred extends CaseState {
  readonly stage: 'referred'
  readonly dossiers: readonly string[]
}
/** Until the case is reopened, nothing is referred and no preservation is requested; reports are still recorded. */
export interface Inactive extends CaseState {
  readonly stage: 'suspended' | 'closed'
  readonly dossiers: readonly string[]
}

export const unopened: Unopened = { stage: 'unopened', persons: nothingKeyed, traces: [], preservations: {}, preserved: [], takedowns: {} }

const unknownPerson: Person = { acts: [] }
export const personOf = (investigation: Investigation, personRef: string): Person =>
  valueAt(investigation.persons, personRef) ?? unknownPerson

export const isSuspect = (investigation: Investigation, personRef: string): boolean => {
  const { suspect, arrested } = personOf(investigation, personRef)
  return suspect === true || arrested === true
}

const withPerson = <I extends Investigation>(investigation: I, personRef: string, more: Partial<Person>): I => ({
  ...investigation,
  persons: withValueAt(investigation.persons, personRef, { ...personOf(investigation, personRef), ...more }),
})

const added = (all: readonly string[], entry: string | undefined): readonly string[] =>
  entry === undefined || all.includes(entry) ? all : [...all, entry]

const caseStateOf = ({ persons, traces, preservations, preserved, takedowns }: Investigation): CaseState => ({
  persons,
  traces,
  preservations,
  preserved,
  takedowns,
})

const dossiersOf = (investigation: Investigation): readonly string[] => ('dossiers' in investigation ? investigation.dossiers : [])

const reopened = (investigation: Investigation): Active => {
  const dossiers = dossiersOf(investigation)
  return dossiers.length === 0
    ? { ...caseStateOf(investigation), stage: 'open' }
    : { ...caseStateOf(investigation), stage: 'referred', dossiers }
}

const withPreservation = <I extends Investigation>(investigation: I, requestId: string, preservation: Preservation | undefined): I =>
  preservation === undefined
    ? investigation
    : { ...investigation, preservations: { ...investigation.preservations, [requestId]: preservation } }

const answered = (preservation: Preservation | undefined): Preservation | undefined => preservation && { ...preservation, answered: true }

export const evolve = (investigation: Investigation, event: RecordedFact<InvestigationEvent>): Investigation => {
  switch (event.type) {
    case 'investigation.CaseOpened':
      return { ...caseStateOf(investigation), stage: 'open' }
    case 'investigation.PresumedVictimIdentified':
      return withPerson(investigation, event.data.personRef, { presumedVictim: true, protectedAsChild: protectsAsChild(event.data) })
    case 'investigation.VictimStatusDetermined': {
      const { presumedVictim = false } = personOf(investigation, event.data.personRef)
      return withPerson(investigation, event.data.personRef, { presumedVictim: isVictimAfter(presumedVictim, event.data) })
    }
    case 'investigation.ForeignIdentificationRecognised':
      return withPerson(investigation, event.data.personRef, { presumedVictim: true })
    case 'investigation.SuspectIdentified':
      return withPerson(investigation, event.data.personRef, { suspect: true })
    case 'investigation.VictimSuspectConflictFlagged':
      return withPerson(investigation, event.data.personRef, { conflictFlagged: true })
    case 'investigation.SuspectArrested':
      return withPerson(investigation, event.data.personRef, {
        arrested: true,
        acts: added(personOf(investigation, event.data.personRef).acts, event.data.ground),
      })
    case 'investigation.OnlineTraceRecorded':
      return { ...investigation, traces: added(investigation.traces, event.data.traceId) }
    case 'investigation.PreservationRequested':
      return withPreservation(
        { ...investigation, preserved: [...new Set([...investigation.preserved, ...event.data.traceIds])] },
        event.data.requestId,
        { expiresAt: event.data.expiresAt, answered: false },
      )
    case 'investigation.PreservationAnswered':
      return withPreservation(investigation, event.data.requestId, answered(investigation.preservations[event.data.requestId]))
    case 'investigation.TakedownRequested':
      return { ...investigation, takedowns: { ...investigation.takedowns, [event.data.requestId]: { answerBy: event.data.answerBy } } }
    case 'investigation.CaseReferredToProsecution':
      return { ...caseStateOf(investigation), stage: 'referred', dossiers: added(dossiersOf(investigation), event.data.dossierId) }
    case 'investigation.InvestigationSuspended':
      return { ...caseStateOf(investigation), stage: 'suspended', dossiers: dossiersOf(investigation) }
    case 'investigation.InvestigationClosed':
      return { ...caseStateOf(investigation), stage: 'closed', dossiers: dossiersOf(investigation) }
    case 'investigation.InvestigationReopened':
      return reopened(investigation)
    case 'investigation.ScreeningConducted':
    case 'investigation.InterviewConducted':
    case 'investigation.PlatformAnswered':
    case 'investigation.VictimReportAnswered':
    case 'investigation.ComplaintWithdrawn':
    case 'investigation.CoerciveMeasureAuthorised':
    case 'investigation.TraffickingEpisodeRecorded':
      return investigation
  }
}
