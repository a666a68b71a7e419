import type * as contract from '@case-timeline/contracts'
import type { FactOf, Happened, KeyDecision } from '@case-timeline/contracts'

export type ProsecutionFact = FactOf<
  | typeof contract.DossierReceived
  | typeof contract.DossierRejected
  | typeof contract.FurtherInvestigationRequested
  | typeof contract.NonPunishmentAssessed
  | typeof contract.ChargeLaid
  | typeof contract.ChargeAmended
  | typeof contract.ChargeWithdrawn
  | typeof contract.NoProsecutionDecided
  | typeof contract.IndictmentFiled
  | typeof contract.DisclosureMade
  | typeof contract.VictimViewsRecorded
  | typeof contract.ProtectionMeasureSought
  | typeof contract.TestimonyConsentRecorded
  | typeof contract.CompensationClaimFiled
  | typeof contract.ConfiscationSought
  | typeof contract.LeadJurisdictionAgreed
  | typeof contract.AppealLodged
  | typeof contract.VictimNotified
  | typeof contract.DecisionReviewRequested
  | typeof contract.DecisionReviewDecided
>

export type Charge = FactOf<typeof contract.ChargeLaid>['data']
export type Assessment = FactOf<typeof contract.NonPunishmentAssessed>['data']
/** What was last decided of each of a person's acts. */
export type Findings = Readonly<Record<string, Assessment['decision']>>

/** A decision not to go on, which a victim may have looked at again. */
export interface Reviewable {
  readonly decidedOn?: string | undefined
  readonly reviewUntil?: string | undefined
  /** Whom it was decided not to prosecute. */
  readonly suspects?: readonly string[] | undefined
  readonly review: 'none' | 'requested' | 'decided'
}

interface File {
  /** Answered dossiers, received or rejected. */
  readonly dossiers: readonly string[]
  readonly received: readonly string[]
  /** What was last decided of each act of a person, by her liability. */
  readonly findings: Readonly<Record<string, Findings>>
  /** Live charges. */
  readonly charges: Readonly<Record<string, Charge>>
  readonly withdrawn: Readonly<Record<string, Charge>>
  /** Charges that another country took over. */
  readonly transferred: Readonly<Record<string, Charge>>
  /** Charges that an indictment brought before a court. */
  readonly filed: readonly string[]
  readonly indictments: readonly string[]
  /** Persons whom it was decided not to prosecute. */
  readonly notProsecuted: readonly string[]
  /** Decisions not to go on, by their event. */
  readonly reviewables: Readonly<Record<string, Reviewable>>
  /** The decisions on which each victim was asked for her views. */
  readonly viewsOf: Readonly<Record<string, readonly KeyDecision[]>>
  /** Ids of what is done once: disclosures, claims, appeals, measures sought. */
  readonly done: readonly string[]
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

export const withoutDossier: WithoutDossier = {
  is: 'without dossier',
  dossiers: [],
  received: [],
  findings: {},
  charges: {},
  withdrawn: {},
  transferred: {},
  filed: [],
  indictments: [],
  notProsecuted: [],
  reviewables: {},
  viewsOf: {},
  done: [],
}

/** What was last decided of each act for which a person may be liable: nothing where her liability was never assessed. */
export const findingsOf = ({ findings }: Prosecution, personRef: string, liability: Assessment['liability']): Findings =>
  findings[`${liability}.${personRef}`] ?? {}

const assessed = (it: Prosecution, { personRef, liability, acts, decision }: Assessment): Prosecution => ({
  ...it,
  findings: {
    ...it.findings,
    [`${liability}.${personRef}`]: {
      ...findingsOf(it, personRef, liability),
      ...Object.fromEntries(acts.map((act) => [act, decision])),
    },
  },
})

const added = <T extends string>(all: readonly T[], ...more: readonly T[]): readonly T[] => [...new Set([...all, ...more])]

const withDone = (it: Prosecution, id: string): Prosecution => ({ ...it, done: added(it.done, id) })

const moved = (it: Prosecution, chargeIds: readonly string[], to: 'withdrawn' | 'transferred'): Prosecution => {
  const entries = Object.entries(it.charges)
  return {
    ...it,
    charges: Object.fromEntries(entries.filter(([id]) => !chargeIds.includes(id))),
    [to]: { ...it[to], ...Object.fromEntries(entries.filter(([id]) => chargeIds.includes(id))) },
  }
}

const amended = (
  it: Prosecution,
  { reasonCode: _, leaveRef: __, ...charge }: FactOf<typeof contract.ChargeAmended>['data'],
): Prosecution => (it.charges[charge.chargeId] === undefined ? it : { ...it, charges: { ...it.charges, [charge.chargeId]: charge } })

const withReviewable = (it: Prosecution, eventId: string, more: Partial<Reviewable>): Prosecution => ({
  ...it,
  reviewables: { ...it.reviewables, [eventId]: { ...(it.reviewables[eventId] ?? { review: 'none' }), ...more } },
})

/** A decision that did not stand is no decision: it can be taken again. */
const reviewed = (it: Prosecution, { decisionEventId, outcome }: FactOf<typeof contract.DecisionReviewDecided>['data']): Prosecution => {
  const decided = withReviewable(it, decisionEventId, { review: 'decided' })
  const { suspects = [] } = it.reviewables[decisionEventId] ?? {}
  return outcome === 'upheld' ? decided : { ...decided, notProsecuted: it.notProsecuted.filter((one) => !suspects.includes(one)) }
}

export const evolve = (it: Prosecution, event: Happened<ProsecutionFact>): Prosecution => {
  switch (event.type) {
    case 'prosecution.DossierReceived': {
      const { dossierId } = event.data
      const file = { ...it, dossiers: added(it.dossiers, dossierId), received: added(it.received, dossierId) }
      return it.is === 'without dossier' ? { ...file, is: 'with dossier' } : file
    }
    case 'prosecution.DossierRejected':
      return { ...it, dossiers: added(it.dossiers, event.data.dossierId) }
    case 'prosecution.NonPunishmentAssessed':
      return assessed(it, event.data)
    case 'prosecution.ChargeLaid':
      return { ...it, charges: { ...it.charges, [event.data.chargeId]: event.data } }
    case 'prosecution.ChargeAmended':
      return amended(it, event.data)
    case 'prosecution.ChargeWithdrawn':
      return withReviewable(moved(it, [event.data.chargeId], 'withdrawn'), event.id, { decidedOn: event.occurredAt })
    case 'prosecution.LeadJurisdictionAgreed':
      return moved(it, event.data.chargesTransferred, 'transferred')
    case 'prosecution.NoProsecutionDecided': {
      const file = { ...it, notProsecuted: added(it.notProsecuted, ...event.data.suspects) }
      const { suspects, reviewUntil } = event.data
      return withReviewable(file, event.id, { decidedOn: event.occurredAt, reviewUntil, suspects })
    }
    case 'prosecution.IndictmentFiled': {
      const { indictmentId, chargeIds } = event.data
      return { ...it, is: 'indicted', indictments: added(it.indictments, indictmentId), filed: added(it.filed, ...chargeIds) }
    }
    case 'prosecution.VictimViewsRecorded': {
      const { personRef, decision } = event.data
      return { ...it, viewsOf: { ...it.viewsOf, [personRef]: added(it.viewsOf[personRef] ?? [], decision) } }
    }
    case 'prosecution.DecisionReviewRequested':
      return withReviewable(it, event.data.decisionEventId, { review: 'requested' })
    case 'prosecution.DecisionReviewDecided':
      return reviewed(it, event.data)
    case 'prosecution.DisclosureMade':
      return withDone(it, event.data.disclosureId)
    case 'prosecution.ProtectionMeasureSought':
      return withDone(it, event.data.requestId)
    case 'prosecution.CompensationClaimFiled':
      return withDone(it, event.data.claimId)
    case 'prosecution.AppealLodged':
      return withDone(it, event.data.appealId)
    case 'prosecution.FurtherInvestigationRequested':
    case 'prosecution.TestimonyConsentRecorded':
    case 'prosecution.ConfiscationSought':
    case 'prosecution.VictimNotified':
      return it
  }
}
