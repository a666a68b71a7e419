import {
  AssessNonPunishment,
  ChargeLaid,
  DossierReceived,
  DossierRejected,
  FileIndictment,
  LayCharge,
  ReceiveDossier,
  VictimViewsRecorded,
  type JurisdictionPolicy,
  type KeyDecision,
} from '@case-timeline/contracts'
import { commanded } from '@case-timeline/decider/fixtures'
import type { KnownAge, KnownPersons } from './prosecution.commands.ts'
import type { Assessment, Charge, ProsecutionFact } from './prosecution.ts'

export const mai = '11111111-1111-4111-8111-111111111111'
export const girl = '22222222-2222-4222-8222-222222222222'
export const recruiter = '33333333-3333-4333-8333-333333333333'
export const { dossierId, manifestHash } = DossierReceived.example
export const { foundHash } = DossierRejected.example
export const { chargeId } = ChargeLaid.example
export const anotherChargeId = '44444444-4444-4444-8444-444444444444'
const { indictmentId } = FileIndictment.example

const assessment: Assessment = { ...AssessNonPunishment.example, personRef: mai }
const charge: Charge = {
  ...ChargeLaid.example,
  accusedRef: recruiter,
  perVictim: [{ personRef: mai, act: ['recruitment'], means: ['deception'], purpose: ['ForcedCriminality'] }],
}

/** The history of a prosecutor's file, told in the order in which it happened. */
interface History extends Iterable<ProsecutionFact> {
  withDossier(): History
  /** Each was asked for her views before a decision. */
  withViews(decision: KeyDecision, of?: readonly string[]): History
  withAssessed(decision: Assessment['decision'], but?: Partial<Pick<Assessment, 'liability' | 'acts'>>): History
  withCharge(but?: Partial<Charge>): History
  indicted(): History
}

const historyOf = (facts: readonly ProsecutionFact[]): History => {
  const and = (fact: ProsecutionFact) => historyOf([...facts, fact])
  return {
    [Symbol.iterator]: () => facts[Symbol.iterator](),
    withViews: (decision, of = [mai, girl]) =>
      historyOf([
        ...facts,
        ...of.map((personRef): ProsecutionFact => ({
          type: 'prosecution.VictimViewsRecorded',
          data: { ...VictimViewsRecorded.example, personRef, decision },
        })),
      ]),
    withDossier: () => and({ type: 'prosecution.DossierReceived', data: { dossierId, manifestHash } }),
    withAssessed: (decision, but = {}) =>
      and({
        type: 'prosecution.NonPunishmentAssessed',
        data: { ...assessment, directlyRelated: decision !== 'notDirectlyRelated', decision, ...but },
      }),
    withCharge: (but = {}) => and({ type: 'prosecution.ChargeLaid', data: { ...charge, ...but } }),
    indicted: () => and({ type: 'prosecution.IndictmentFiled', data: { indictmentId, courtId: 'ph-rtc-manila', chargeIds: [chargeId] } }),
  }
}

export const aFile = () => historyOf([])

const adult: KnownAge = { ageBand: 'adult', ageDisputed: false }
export const ageOf = (personRef: string, age: Partial<KnownAge>): KnownPersons => ({
  victims: { [personRef]: { ...adult, ...age } },
  conflicts: [],
})
export const nobody: KnownPersons = { victims: {}, conflicts: [] }
export const victims = ageOf(mai, {})

export const receive = (
  but: Partial<(typeof ReceiveDossier)['example']> = {},
  referred: Readonly<Record<string, string>> = { [dossierId]: manifestHash },
) => commanded(ReceiveDossier, { dossierId, manifestHash, foundHash: manifestHash, ...but }, { manifestHashOf: referred })
export const assess = (but: Partial<Assessment> = {}) => commanded(AssessNonPunishment, { ...assessment, ...but }, {})
export const charged = (but: Partial<Charge> = {}, known: KnownPersons = victims) => commanded(LayCharge, { ...charge, ...but }, known)
export const withoutMeans = (personRef: string) => [
  { personRef, act: ['recruitment' as const], means: [], purpose: ['ForcedCriminality' as const] },
]
export const indict = (chargeIds: string[] = [chargeId], known: KnownPersons = victims) =>
  commanded(FileIndictment, { ...FileIndictment.example, chargeIds }, known)

/** The ground on which a rule about victims is set aside, approved by a second person. */
export const byCourtOrder = (ruleId: string) =>
  ({
    ruleId,
    basis: 'courtOrder',
    reasonCode: 'orderOfTheCourt',
    approver: { userId: 'l.santos', role: 'supervising-prosecutor' },
  }) as const

/** An invented policy that gives 15 days for an appeal and 20 for a review, since 2025. */
export const policy: JurisdictionPolicy = {
  jurisdiction: 'ZZ',
  reviewed: false,
  rules: {},
  traffickingOffences: ['ZZ.1'],
  clocks: [
    { activity: 'appeal', maxDays: 15, validFrom: '2025-01-01', source: 'invented' },
    { activity: 'decisionReview', maxDays: 20, validFrom: '2025-01-01', source: 'invented' },
  ],
}
