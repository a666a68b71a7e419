import type { KnownAgeWhenHeld, KnownKind, KnownLiberty } from '@case-timeline/casework'
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
import { commandFor } from '@case-timeline/decider/fixtures'
import type { KnownMeasures } from '../evidence/evidence.ts'
import type { KnownDossier, KnownInterpreter } from './investigation.commands.ts'
import type { InvestigationEvent } from './investigation.ts'

export const mai = '11111111-1111-4111-8111-111111111111'
export const trader = '22222222-2222-4222-8222-222222222222'
export const stranger = '77777777-7777-4777-8777-777777777777'
export const phone = '33333333-3333-4333-8333-333333333333'
export const dossierId = '44444444-4444-4444-8444-444444444444'
export const informedId = '55555555-5555-8555-8555-555555555555'
export const assessedId = '66666666-6666-8666-8666-666666666666'
const { manifestHash } = CaseReferredToProsecution.example
const sha256 = EvidenceCollected.example.sha256

/** The history of a case, in order of recording. */
interface History extends Iterable<InvestigationEvent> {
  withSuspect(personRef: string): History
  withArrested(personRef: string, ground?: string): History
  withPresumedVictim(personRef: string): History
  withConflictFlagged(personRef: string): History
  referred(): History
}

const historyOf = (facts: readonly InvestigationEvent[]): History => {
  const withEvent = (fact: InvestigationEvent) => historyOf([...facts, fact])
  return {
    [Symbol.iterator]: () => facts[Symbol.iterator](),
    withSuspect: (personRef) =>
      withEvent({
        type: 'investigation.SuspectIdentified',
        data: { personRef, kind: 'natural', roleInProcess: ['RecruiterOrIntermediary'] },
      }),
    withArrested: (personRef, ground = 'scamOperation') =>
      withEvent({ type: 'investigation.SuspectArrested', data: { personRef, ground, rightsRead: true } }),
    withPresumedVictim: (personRef) =>
      withEvent({
        type: 'investigation.PresumedVictimIdentified',
        data: { personRef, ageBand: 'adult', ageDisputed: false, decisionMakingOrg: 'Police' },
      }),
    withConflictFlagged: (personRef) =>
      withEvent({ type: 'investigation.VictimSuspectConflictFlagged', data: { personRef, acts: ['scamOperation'], basis: ['arrested'] } }),
    referred: () =>
      withEvent({
        type: 'investigation.CaseReferredToProsecution',
        data: { dossierId, suspects: [trader], evidence: [], manifestHash, safeguards: [] },
      }),
  }
}

export const aCase = () => ({
  opened: (source: (typeof OpenCase)['example']['source'] = 'report') =>
    historyOf([{ type: 'investigation.CaseOpened', data: { source, leadAgency: 'ph-police', suspectedPurposes: ['ForcedCriminality'] } }]),
})

export const open = () => commandFor(OpenCase, OpenCase.example, {})
export const screen = (interpreterRef?: string, known: KnownInterpreter = {}) =>
  commandFor(
    ConductScreening,
    { ...ConductScreening.example, personRef: mai, ...(interpreterRef === undefined ? {} : { interpreterRef }) },
    known,
  )
export const identifyVictim = (personRef: string, offences: readonly string[] = []) =>
  commandFor(
    IdentifyPresumedVictim,
    { ...IdentifyPresumedVictim.example, personRef },
    { offencesOf: offences.length === 0 ? {} : { [personRef]: offences } },
  )
export const identifySuspect = (personRef: string) => commandFor(IdentifySuspect, { ...IdentifySuspect.example, personRef }, {})
export const arrest = (
  personRef: string,
  changes: Partial<(typeof ArrestSuspect)['example']> = {},
  assessed: readonly string[] = [],
  liberty: KnownLiberty & KnownAgeWhenHeld & KnownKind = { limit: 'kept' },
) => commandFor(ArrestSuspect, { personRef, ground: 'scamOperation', rightsRead: true, ...changes }, { assessed, ...liberty })
export const collect = (
  changes: Partial<(typeof CollectEvidence)['example']> = {},
  { opened = true, measures = [{ validUntil: '2027-12-31T16:00:00Z' }] }: Partial<KnownMeasures> = {},
) => commandFor(CollectEvidence, { ...CollectEvidence.example, evidenceId: phone, ...changes }, { opened, measures })

/** What a referral needs to know, where Mai is the only presumed victim. */
export const safeguarded: KnownDossier = {
  evidence: [{ id: phone, ...(sha256 === undefined ? {} : { sha256 }) }],
  custodyBroken: [],
  manifestHash,
  rightsInformed: { [mai]: informedId },
  riskAssessed: { [mai]: assessedId },
}
export const refer = (changes: Partial<(typeof ReferCaseToProsecution)['example']> = {}, known: Partial<KnownDossier> = {}) =>
  commandFor(
    ReferCaseToProsecution,
    { dossierId, suspects: [trader], evidence: [phone], safeguards: [], ...changes },
    { ...safeguarded, ...known },
  )
