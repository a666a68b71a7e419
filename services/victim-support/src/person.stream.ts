import {
  ChargeLaid,
  ConsentGranted,
  ConsentWithdrawn,
  GuardianAppointed,
  PresumedVictimIdentified,
  ReferralAnswered,
  ReferralMade,
  RightsInformed,
  RiskAssessed,
  SupportCaseOpened,
  SuspectArrested,
  SuspectIdentified,
  victimSupportCommands,
} from '@case-timeline/contracts'
import {
  standing,
  streamName,
  unchanged,
  type Aggregate,
  type Guard,
  type Reading,
  type Standing,
  type StoredEvent,
} from '@case-timeline/event-store'
import { person } from './domain/person.decide.ts'
import type { KnownToSupport, Person, PersonCommand, PersonEvent } from './domain/person.ts'

const readsTheOtherSectors: readonly PersonCommand['name'][] = ['AppointGuardian', 'GrantConsent']

const nothing: KnownToSupport = { protectedAsAChild: false, suspects: [], accused: [], recruitersAndExploiters: [] }

const recruitedOrExploited = ({ data }: Standing<typeof SuspectIdentified>): boolean =>
  data.roleInProcess.includes('RecruiterOrIntermediary') || data.roleInProcess.includes('Exploiter')

/** In doubt she is a child: one identification that says so, or cannot say, is enough. */
const protectsAsAChild = ({ data }: Standing<typeof PresumedVictimIdentified>): boolean => data.ageBand !== 'adult' || data.ageDisputed

const personsOf = (facts: readonly { readonly data: { readonly personRef: string } }[]): string[] => facts.map(({ data }) => data.personRef)

/** A guardian who comes under suspicion while she is appointed, or while she consents, must not slip through. */
const guardsOf = (history: readonly StoredEvent[]): readonly Guard[] => {
  const caseId = history[0]?.caseId
  if (caseId === undefined) return []
  return (['investigation', 'prosecution'] as const).map((service) => unchanged(history, streamName(service, 'case', caseId)))
}

const readOtherSectors = (history: readonly StoredEvent[], personRef: string): Reading => {
  const identified = standing(history, PresumedVictimIdentified).filter(({ data }) => data.personRef === personRef)
  const suspected = standing(history, SuspectIdentified)
  const arrested = standing(history, SuspectArrested)
  const charged = standing(history, ChargeLaid)
  const known: KnownToSupport = {
    protectedAsAChild: identified.some(protectsAsAChild),
    suspects: personsOf([...suspected, ...arrested]),
    accused: charged.map(({ data }) => data.accusedRef),
    recruitersAndExploiters: personsOf(suspected.filter(recruitedOrExploited)),
  }
  return { known, read: [...identified, ...suspected, ...arrested, ...charged].map(({ stored }) => stored), guards: guardsOf(history) }
}

export const personStream: Aggregate<Person, PersonCommand, PersonEvent> = {
  service: 'victimSupport',
  name: 'person',
  events: [
    SupportCaseOpened,
    RightsInformed,
    RiskAssessed,
    GuardianAppointed,
    ConsentGranted,
    ConsentWithdrawn,
    ReferralMade,
    ReferralAnswered,
  ],
  commands: victimSupportCommands,
  decider: person,
  streamId: (caseId, { personRef }) => `${caseId}~${personRef}`,
  known: (history, { name, data }) =>
    readsTheOtherSectors.includes(name) ? readOtherSectors(history, data.personRef) : { known: nothing, read: [] },
}
