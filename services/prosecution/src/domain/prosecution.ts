import type * as contract from '@case-timeline/contracts'
import type { AgeBand, FactOf, Happened } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

export type ProsecutionFact = FactOf<
  | typeof contract.DossierReceived
  | typeof contract.DossierRejected
  | typeof contract.NonPunishmentAssessed
  | typeof contract.ChargeLaid
  | typeof contract.IndictmentFiled
>

/** What a prosecutor reads of the referral: the hash that police stated with each dossier. */
export interface KnownReferrals {
  readonly manifestHashOf: Readonly<Record<string, string>>
}
/** What police found of a presumed victim's age. */
export interface KnownAge {
  readonly ageBand: AgeBand
  readonly ageDisputed: boolean
  readonly childAtTheTime?: boolean | undefined
}
/** What a prosecutor reads of the persons of a case: the presumed victims, and those who are also held suspects. */
export interface KnownPersons {
  readonly victims: Readonly<Record<string, KnownAge>>
  readonly conflicts: readonly string[]
}

export type ReceiveDossier = CommandOf<typeof contract.ReceiveDossier, KnownReferrals>
export type AssessNonPunishment = CommandOf<typeof contract.AssessNonPunishment>
export type LayCharge = CommandOf<typeof contract.LayCharge, KnownPersons>
export type FileIndictment = CommandOf<typeof contract.FileIndictment, KnownPersons>
export type ProsecutionCommand = ReceiveDossier | AssessNonPunishment | LayCharge | FileIndictment

export type Charge = FactOf<typeof contract.ChargeLaid>['data']
export type Assessment = FactOf<typeof contract.NonPunishmentAssessed>['data']

interface File {
  /** Answered dossiers, received or rejected. */
  readonly dossiers: readonly string[]
  /** The last assessment of each person's liability. */
  readonly assessments: Readonly<Record<string, Assessment>>
  readonly charges: Readonly<Record<string, Charge>>
  readonly indictments: readonly string[]
}

/** The prosecutor's file of one case. Non-punishment may be assessed before any dossier is in. */
export type Prosecution = WithoutDossier | WithDossier | Indicted
export interface WithoutDossier extends File {
  readonly is: 'without dossier'
}
export interface WithDossier extends File {
  readonly is: 'with dossier'
}
export interface Indicted extends File {
  readonly is: 'indicted'
}

export const withoutDossier: WithoutDossier = { is: 'without dossier', dossiers: [], assessments: {}, charges: {}, indictments: [] }

/** The last assessment of a person's criminal or administrative liability. */
export const assessmentOf = ({ assessments }: Prosecution, personRef: string, liability: Assessment['liability']): Assessment | undefined =>
  assessments[`${liability}.${personRef}`]

const added = (all: readonly string[], one: string): readonly string[] => (all.includes(one) ? all : [...all, one])

export const evolve = (it: Prosecution, event: Happened<ProsecutionFact>): Prosecution => {
  switch (event.type) {
    case 'prosecution.DossierReceived': {
      const dossiers = added(it.dossiers, event.data.dossierId)
      return it.is === 'without dossier' ? { ...it, is: 'with dossier', dossiers } : { ...it, dossiers }
    }
    case 'prosecution.DossierRejected':
      return { ...it, dossiers: added(it.dossiers, event.data.dossierId) }
    case 'prosecution.NonPunishmentAssessed':
      return { ...it, assessments: { ...it.assessments, [`${event.data.liability}.${event.data.personRef}`]: event.data } }
    case 'prosecution.ChargeLaid':
      return { ...it, charges: { ...it.charges, [event.data.chargeId]: event.data } }
    case 'prosecution.IndictmentFiled':
      return { ...it, is: 'indicted', indictments: added(it.indictments, event.data.indictmentId) }
  }
}
