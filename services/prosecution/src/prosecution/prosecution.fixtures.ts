import type { AgeOfVictim } from '@case-timeline/casework'
import {
  AssessNonPunishment,
  ChargeLaid,
  DossierReceived,
  DossierRejected,
  FileIndictment,
  LayCharge,
  NonPunishmentAssessed,
  ReceiveDossier,
  VictimViewsRecorded,
  type Approver,
  type JurisdictionPolicy,
  type KeyDecision,
} from '@case-timeline/contracts'
import { commandFor } from '@case-timeline/decider/fixtures'
import type { KnownCharging } from './prosecution.commands.ts'
import type { Assessment, Charge, ProsecutionEvent } from './prosecution.ts'

export const mai = '11111111-1111-4111-8111-111111111111'
export const girl = '22222222-2222-4222-8222-222222222222'
export const recruiter = '33333333-3333-4333-8333-333333333333'
export const { dossierId, manifestHash } = DossierReceived.example
export const { foundHash } = DossierRejected.example
export const { chargeId } = ChargeLaid.example
export const anotherChargeId = '44444444-4444-4444-8444-444444444444'
const { indictmentId } = FileIndictment.example

const assessment: Assessment = { ...NonPunishmentAssessed.example, personRef: mai }

/** A second person of the prosecution. */
export const supervisor = { userId: 'l.santos', role: 'supervising-prosecutor' } as const
const charge: Charge = {
  ...ChargeLaid.example,
  accusedRef: recruiter,
  perVictim: [{ personRef: mai, act: ['recruitment'], means: ['deception'], purpose: ['ForcedCriminality'] }],
}

/** The history of a prosecutor's file, in order of recording. */
interface History extends Iterable<ProsecutionEvent> {
  withDossier(): History
  /** Each of the given victims was asked for views before a decision of this kind. */
  withViews(decision: KeyDecision, personRefs?: readonly string[]): History
  withAssessed(decision: Assessment['decision'], changes?: Partial<Pick<Assessment, 'liability' | 'acts'>>): History
  withCharge(changes?: Partial<Charge>): History
  indicted(): History
}

const historyOf = (facts: readonly ProsecutionEvent[]): History => {
  const withEvent = (fact: ProsecutionEvent) => historyOf([...facts, fact])
  return {
    [Symbol.iterator]: () => facts[Symbol.iterator](),
    withViews: (decision, personRefs = [mai, girl]) =>
      historyOf([
        ...facts,
        ...personRefs.map((personRef): ProsecutionEvent => ({
          type: 'prosecution.VictimViewsRecorded',
          data: { ...VictimViewsRecorded.example, personRef, decision },
        })),
      ]),
    withDossier: () => withEvent({ type: 'prosecution.DossierReceived', data: { dossierId, manifestHash } }),
    withAssessed: (decision, changes = {}) =>
      withEvent({
        type: 'prosecution.NonPunishmentAssessed',
        data: { ...assessment, directlyRelated: decision !== 'notDirectlyRelated', decision, ...changes },
      }),
    withCharge: (changes = {}) => withEvent({ type: 'prosecution.ChargeLaid', data: { ...charge, ...changes } }),
    indicted: () =>
      withEvent({ type: 'prosecution.IndictmentFiled', data: { indictmentId, courtId: 'ph-rtc-manila', chargeIds: [chargeId] } }),
  }
}

export const aFile = () => historyOf([])

const adult: AgeOfVictim = { ageBand: 'adult', ageDisputed: false }
export const ageOf = (personRef: string, age: Partial<AgeOfVictim>): KnownCharging => ({
  victims: { [personRef]: { ...adult, ...age } },
  conflicts: [],
  beforeCourt: {},
  checked: [mai, girl, recruiter],
})
export const nobody: KnownCharging = { victims: {}, conflicts: [], beforeCourt: {} }
export const victims = ageOf(mai, {})

export const receive = (
  changes: Partial<(typeof ReceiveDossier)['example']> = {},
  referred: Readonly<Record<string, string>> = { [dossierId]: manifestHash },
) => commandFor(ReceiveDossier, { dossierId, manifestHash, foundHash: manifestHash, ...changes }, { manifestHashOf: referred })
export const assess = (changes: Partial<(typeof AssessNonPunishment)['example']> = {}, approver: Approver | undefined = supervisor) =>
  commandFor(AssessNonPunishment, { ...AssessNonPunishment.example, personRef: mai, ...changes }, {}, { approver })
export const charged = (changes: Partial<Charge> = {}, known: KnownCharging = victims) =>
  commandFor(LayCharge, { ...charge, ...changes }, known)
export const withoutMeans = (personRef: string) => [
  { personRef, act: ['recruitment' as const], means: [], purpose: ['ForcedCriminality' as const] },
]
export const indict = (chargeIds: string[] = [chargeId], known: KnownCharging = victims) =>
  commandFor(FileIndictment, { ...FileIndictment.example, chargeIds }, known)

/** An override of a rule on the basis of a court order. */
export const byCourtOrder = (ruleId: string) => ({ ruleId, basis: 'courtOrder', reasonCode: 'orderOfTheCourt' }) as const

/** An invented policy with 15 days for an appeal and 20 days for a review, verified and in force since 2025. */
export const policy: JurisdictionPolicy = {
  jurisdiction: 'ZZ',
  reviewed: false,
  rules: {},
  traffickingOffences: ['ZZ.1'],
  clocks: [
    { activity: 'appeal', maxDays: 15, validFrom: '2025-01-01', source: 'invented', verified: 'primary' },
    { activity: 'decisionReview', maxDays: 20, validFrom: '2025-01-01', source: 'invented', verified: 'primary' },
  ],
}
