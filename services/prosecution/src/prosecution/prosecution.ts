import type * as contract from '@case-timeline/contracts'
import type { FactOf, RecordedFact, KeyDecision } from '@case-timeline/contracts'

export type ProsecutionEvent = FactOf<
  | typeof contract.DossierReceived
  | typeof contract.DossierRejected
  | typeof contract.FurtherInvestigationRequested
  | typeof contract.NonPunishmentAssessed
  | typeof contract.ChargeLaid
  | typeof contract.ChargeAmended
  | typeof contract.ChargeWithdrawn
  | typeof contract.NoProsecutionDecided
  | typeof contract.IndictmentFiled
  | typeof contract.JoinderAgreed
  | typeof contract.DisclosureMade
  | typeof contract.VictimViewsRecorded
  | typeof contract.ProtectionMeasureSought
  | typeof contract.TestimonyConsentRecorded
  | typeof contract.TestimonyRefused
  | typeof contract.CompensationClaimFiled
  | typeof contract.ConfiscationSought
  | typeof contract.LeadJurisdictionAgreed
  | typeof contract.AppealLodged
  | typeof contract.PleaAgreementReached
  | typeof contract.VictimNotified
  | typeof contract.DecisionReviewRequested
  | typeof contract.DecisionReviewDecided
>

export type Charge = FactOf<typeof contract.ChargeLaid>['data']
/** An assessment of non-punishment. */
export type Assessment = FactOf<typeof contract.NonPunishmentAssessed>['data']
/** The last decision on each act of a person. */
export type Findings = Readonly<Record<string, Assessment['decision']>>

/** A decision not to prosecute or to withdraw a charge, of which a victim may request a review. */
export interface Reviewable {
  readonly decidedOn?: string | undefined
  readonly reviewUntil?: string | undefined
  /** The persons whom the decision does not prosecute; absent for a withdrawn charge. */
  readonly suspects?: readonly string[] | undefined
  readonly review: 'none' | 'requested' | 'decided'
}

interface CaseState {
  /** All dossiers that were received or rejected. */
  readonly dossiers: readonly string[]
  /** The dossiers that were received. */
  readonly received: readonly string[]
  /** The last decision on each act of a person, by `<liability>.<personRef>`. */
  readonly findings: Readonly<Record<string, Findings>>
  /** Live charges. */
  readonly charges: Readonly<Record<string, Charge>>
  readonly withdrawn: Readonly<Record<string, Charge>>
  /** Charges that another country took over. */
  readonly transferred: Readonly<Record<string, Charge>>
  /** Charges that an indictment brought before a court. */
  readonly filed: readonly string[]
  readonly indictments: readonly string[]
  /** Those of the indictments whose charges are tried with an indictment of another case. */
  readonly joinedIndictments: readonly string[]
  /** Persons with a decision not to prosecute them. */
  readonly notProsecuted: readonly string[]
  /** Decisions of which a victim may request a review, by event id. */
  readonly reviewables: Readonly<Record<string, Reviewable>>
  /** The kinds of decision on which each victim was asked for views. */
  readonly viewsOf: Readonly<Record<string, readonly KeyDecision[]>>
  /** The ids of disclosures, claims, appeals, agreements about pleas and requests for protection, each of which may be used only once. */
  readonly usedIds: readonly string[]
}

/** The prosecutor's file of one case. Non-punishment may be assessed before any dossier is received. */
export type Prosecution = WithoutDossier | WithDossier | Indicted
export interface WithoutDossier extends CaseState {
  readonly stage: 'withoutDossier'
}
export interface WithDossier extends CaseState {
  readonly stage: 'withDossier'
}
export interface Indicted extends CaseState {
  readonly stage: 'indicted'
}

export const withoutDossier: WithoutDossier = {
  stage: 'withoutDossier',
  dossiers: [],
  received: [],
  findings: {},
  charges: {},
  withdrawn: {},
  transferred: {},
  filed: [],
  indictments: [],
  joinedIndictments: [],
  notProsecuted: [],
  reviewables: {},
  viewsOf: {},
  usedIds: [],
}

/** The last decision on each act of a person for one kind of liability; empty if it was never assessed. */
export const findingsOf = ({ findings }: Prosecution, personRef: string, liability: Assessment['liability']): Findings =>
  findings[`${liability}.${personRef}`] ?? {}

const assessed = (prosecution: Prosecution, { personRef, liability, acts, decision }: Assessment): Prosecution => ({
  ...prosecution,
  findings: {
    ...prosecution.findings,
    [`${liability}.${personRef}`]: {
      ...findingsOf(prosecution, personRef, liability),
      ...Object.fromEntries(acts.map((act) => [act, decision])),
    },
  },
})

const added = <T extends string>(all: readonly T[], ...more: readonly T[]): readonly T[] => [...new Set([...all, ...more])]

const withUsedId = (prosecution: Prosecution, id: string): Prosecution => ({ ...prosecution, usedIds: added(prosecution.usedIds, id) })

const moved = (prosecution: Prosecution, chargeIds: readonly string[], to: 'withdrawn' | 'transferred'): Prosecution => {
  const entries = Object.entries(prosecution.charges)
  return {
    ...prosecution,
    charges: Object.fromEntries(entries.filter(([id]) => !chargeIds.includes(id))),
    [to]: { ...prosecution[to], ...Object.fromEntries(entries.filter(([id]) => chargeIds.includes(id))) },
  }
}

const amended = (
  prosecution: Prosecution,
  { reasonCode: _, leaveRef: __, ...charge }: FactOf<typeof contract.ChargeAmended>['data'],
): Prosecution =>
  prosecution.charges[charge.chargeId] === undefined
    ? prosecution
    : { ...prosecution, charges: { ...prosecution.charges, [charge.chargeId]: charge } }

const withReviewable = (prosecution: Prosecution, eventId: string, more: Partial<Reviewable>): Prosecution => ({
  ...prosecution,
  reviewables: { ...prosecution.reviewables, [eventId]: { ...(prosecution.reviewables[eventId] ?? { review: 'none' }), ...more } },
})

/** After a review that did not uphold a decision not to prosecute, the decision may be made again. */
const reviewed = (
  prosecution: Prosecution,
  { decisionEventId, outcome }: FactOf<typeof contract.DecisionReviewDecided>['data'],
): Prosecution => {
  const decided = withReviewable(prosecution, decisionEventId, { review: 'decided' })
  const { suspects = [] } = prosecution.reviewables[decisionEventId] ?? {}
  return outcome === 'upheld'
    ? decided
    : { ...decided, notProsecuted: prosecution.notProsecuted.filter((personRef) => !suspects.includes(personRef)) }
}

export const evolve = (prosecution: Prosecution, event: RecordedFact<ProsecutionEvent>): Prosecution => {
  switch (event.type) {
    case 'prosecution.DossierReceived': {
      const { dossierId } = event.data
      const file = { ...prosecution, dossiers: added(prosecution.dossiers, dossierId), received: added(prosecution.received, dossierId) }
      return prosecution.stage === 'withoutDossier' ? { ...file, stage: 'withDossier' } : file
    }
    case 'prosecution.DossierRejected':
      return { ...prosecution, dossiers: added(prosecution.dossiers, event.data.dossierId) }
    case 'prosecution.NonPunishmentAssessed':
      return assessed(prosecution, event.data)
    case 'prosecution.ChargeLaid':
      return { ...prosecution, charges: { ...prosecution.charges, [event.data.chargeId]: event.data } }
    case 'prosecution.ChargeAmended':
      return amended(prosecution, event.data)
    case 'prosecution.ChargeWithdrawn':
      return withReviewable(moved(prosecution, [event.data.chargeId], 'withdrawn'), event.id, { decidedOn: event.occurredAt })
    case 'prosecution.LeadJurisdictionAgreed':
      return moved(prosecution, event.data.chargesTransferred, 'transferred')
    case 'prosecution.NoProsecutionDecided': {
      const file = { ...prosecution, notProsecuted: added(prosecution.notProsecuted, ...event.data.suspects) }
      const { suspects, reviewUntil } = event.data
      return withReviewable(file, event.id, { decidedOn: event.occurredAt, reviewUntil, suspects })
    }
    case 'prosecution.IndictmentFiled': {
      const { indictmentId, chargeIds, joinedTo } = event.data
      return {
        ...prosecution,
        stage: 'indicted',
        indictments: added(prosecution.indictments, indictmentId),
        joinedIndictments: joinedTo ? added(prosecution.joinedIndictments, indictmentId) : prosecution.joinedIndictments,
        filed: added(prosecution.filed, ...chargeIds),
      }
    }
    case 'prosecution.VictimViewsRecorded': {
      const { personRef, decision } = event.data
      return { ...prosecution, viewsOf: { ...prosecution.viewsOf, [personRef]: added(prosecution.viewsOf[personRef] ?? [], decision) } }
    }
    case 'prosecution.DecisionReviewRequested':
      return withReviewable(prosecution, event.data.decisionEventId, { review: 'requested' })
    case 'prosecution.DecisionReviewDecided':
      return reviewed(prosecution, event.data)
    case 'prosecution.DisclosureMade':
      return withUsedId(prosecution, event.data.disclosureId)
    case 'prosecution.ProtectionMeasureSought':
      return withUsedId(prosecution, event.data.requestId)
    case 'prosecution.CompensationClaimFiled':
      return withUsedId(prosecution, event.data.claimId)
    case 'prosecution.AppealLodged':
      return withUsedId(prosecution, event.data.appealId)
    case 'prosecution.PleaAgreementReached':
      return withUsedId(prosecution, event.data.agreementId)
    case 'prosecution.JoinderAgreed':
    case 'prosecution.FurtherInvestigationRequested':
    case 'prosecution.TestimonyConsentRecorded':
    case 'prosecution.TestimonyRefused':
    case 'prosecution.ConfiscationSought':
    case 'prosecution.VictimNotified':
      return prosecution
  }
}
