import {
  ArrestSuspect,
  CaseReferredToProsecution,
  CollectEvidence,
  ConductScreening,
  EvidenceCollected,
  IdentifyPresumedVictim,
  IdentifySuspect,
  OpenCase,
  ReferCaseToProsecution,
} from '@case-timeline/contracts'
import { commanded } from '@case-timeline/decider/fixtures'
import type { KnownMeasures } from './evidence.ts'
import type { KnownDossier, KnownInterpreter } from './investigation.commands.ts'
import type { InvestigationFact } from './investigation.ts'

export const mai = '11111111-1111-4111-8111-111111111111'
export const trader = '22222222-2222-4222-8222-222222222222'
export const stranger = '77777777-7777-4777-8777-777777777777'
export const phone = '33333333-3333-4333-8333-333333333333'
export const dossierId = '44444444-4444-4444-8444-444444444444'
export const informedId = '55555555-5555-8555-8555-555555555555'
export const assessedId = '66666666-6666-8666-8666-666666666666'
const { manifestHash } = CaseReferredToProsecution.example
const sha256 = EvidenceCollected.example.sha256

/** The history of a case, told in the order in which it happened. */
interface History extends Iterable<InvestigationFact> {
  withSuspect(personRef: string): History
  withArrested(personRef: string, ground?: string): History
  withPresumedVictim(personRef: string): History
  withConflictFlagged(personRef: string): History
  referred(): History
}

const historyOf = (facts: readonly InvestigationFact[]): History => {
  const and = (fact: InvestigationFact) => historyOf([...facts, fact])
  return {
    [Symbol.iterator]: () => facts[Symbol.iterator](),
    withSuspect: (personRef) =>
      and({ type: 'investigation.SuspectIdentified', data: { personRef, kind: 'natural', roleInProcess: ['RecruiterOrIntermediary'] } }),
    withArrested: (personRef, ground = 'scamOperation') =>
      and({ type: 'investigation.SuspectArrested', data: { personRef, ground, rightsRead: true } }),
    withPresumedVictim: (personRef) =>
      and({
        type: 'investigation.PresumedVictimIdentified',
        data: { personRef, ageBand: 'adult', ageDisputed: false, decisionMakingOrg: 'Police' },
      }),
    withConflictFlagged: (personRef) =>
      and({ type: 'investigation.VictimSuspectConflictFlagged', data: { personRef, acts: ['scamOperation'], basis: ['arrested'] } }),
    referred: () =>
      and({
        type: 'investigation.CaseReferredToProsecution',
        data: { dossierId, suspects: [trader], evidence: [], manifestHash, safeguards: [] },
      }),
  }
}

export const aCase = () => ({
  opened: (source: (typeof OpenCase)['example']['source'] = 'report') =>
    historyOf([{ type: 'investigation.CaseOpened', data: { source, leadAgency: 'ph-police', suspectedPurposes: ['ForcedCriminality'] } }]),
})

export const open = () => commanded(OpenCase, OpenCase.example, {})
export const screen = (interpreterRef?: string, known: KnownInterpreter = {}) =>
  commanded(
    ConductScreening,
    { ...ConductScreening.example, personRef: mai, ...(interpreterRef === undefined ? {} : { interpreterRef }) },
    known,
  )
export const identifyVictim = (personRef: string, offences: readonly string[] = []) =>
  commanded(
    IdentifyPresumedVictim,
    { ...IdentifyPresumedVictim.example, personRef },
    { offencesOf: offences.length === 0 ? {} : { [personRef]: offences } },
  )
export const identifySuspect = (personRef: string) => commanded(IdentifySuspect, { ...IdentifySuspect.example, personRef }, {})
export const arrest = (personRef: string, but: Partial<(typeof ArrestSuspect)['example']> = {}, assessed: readonly string[] = []) =>
  commanded(ArrestSuspect, { personRef, ground: 'scamOperation', rightsRead: true, ...but }, { assessed })
export const collect = (
  but: Partial<(typeof CollectEvidence)['example']> = {},
  { opened = true, measures = [{ validUntil: '2027-12-31T16:00:00Z' }] }: Partial<KnownMeasures> = {},
) => commanded(CollectEvidence, { ...CollectEvidence.example, evidenceId: phone, ...but }, { opened, measures })

/** All that a referral asks for was done, for Mai. */
export const safeguarded: KnownDossier = {
  evidence: [{ id: phone, ...(sha256 === undefined ? {} : { sha256 }) }],
  custodyBroken: [],
  manifestHash,
  rightsInformed: { [mai]: informedId },
  riskAssessed: { [mai]: assessedId },
}
export const refer = (but: Partial<(typeof ReferCaseToProsecution)['example']> = {}, known: Partial<KnownDossier> = {}) =>
  commanded(
    ReferCaseToProsecution,
    { dossierId, suspects: [trader], evidence: [phone], safeguards: [], ...but },
    { ...safeguarded, ...known },
  )
