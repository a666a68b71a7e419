import * as contract from '@case-timeline/contracts'
import { clockOf } from '@case-timeline/decider'
import {
  standing,
  streamName,
  unchanged,
  type Aggregate,
  type CaseHistory,
  type Guard,
  type Reading,
  type Standing,
  type StoredEvent,
  type Unread,
} from '@case-timeline/event-store'
import { person } from './domain/person.decide.ts'
import type { KnownToSupport, Person, PersonCommand, PersonEvent } from './domain/person.ts'

const nothing: KnownToSupport = { protectedAsAChild: false, suspects: [], accused: [], recruitersAndExploiters: [] }

const recruitedOrExploited = ({ data }: Standing<typeof contract.SuspectIdentified>): boolean =>
  data.roleInProcess.includes('RecruiterOrIntermediary') || data.roleInProcess.includes('Exploiter')

/** In doubt she is a child: one identification that says so, or cannot say, is enough. */
const protectsAsAChild = ({ data }: Standing<typeof contract.PresumedVictimIdentified>): boolean =>
  data.ageBand !== 'adult' || data.ageDisputed

const personsOf = (facts: readonly { readonly data: { readonly personRef: string } }[]): string[] => facts.map(({ data }) => data.personRef)

type Streams = readonly (readonly [contract.ServiceName, string])[]

const guardsIn = ({ caseId, history }: CaseHistory, streams: Streams): readonly Guard[] =>
  streams.map(([service, aggregate]) => unchanged(history, streamName(service, aggregate, caseId)))

/** What other sectors add while it is decided must not slip through: suspicion of a guardian, her age, a hearing set down. */
const guardsOf = (history: readonly StoredEvent[], ...streams: Streams): readonly Guard[] => {
  const caseId = history[0]?.caseId
  return caseId === undefined ? [] : guardsIn({ caseId, history }, streams)
}

const identificationsOf = (history: readonly StoredEvent[], personRef: string) =>
  standing(history, contract.PresumedVictimIdentified).filter(({ data }) => data.personRef === personRef)

const SUSPECTING: Streams = [
  ['investigation', 'case'],
  ['prosecution', 'case'],
]

/** @param linked the cases that are linked with hers: who is under suspicion there is no guardian here */
const suspicions = (history: readonly StoredEvent[], personRef: string, linked: readonly CaseHistory[]): Reading => {
  const identified = identificationsOf(history, personRef)
  const cases = [history, ...linked.map((one) => one.history)]
  const suspected = cases.flatMap((one) => standing(one, contract.SuspectIdentified))
  const arrested = cases.flatMap((one) => standing(one, contract.SuspectArrested))
  const charged = cases.flatMap((one) => standing(one, contract.ChargeLaid))
  const known: KnownToSupport = {
    protectedAsAChild: identified.some(protectsAsAChild),
    suspects: personsOf([...suspected, ...arrested]),
    accused: charged.map(({ data }) => data.accusedRef),
    recruitersAndExploiters: personsOf(suspected.filter(recruitedOrExploited)),
  }
  const read = [...identified, ...suspected, ...arrested, ...charged].map(({ stored }) => stored)
  return { known, read, guards: [...guardsOf(history, ...SUSPECTING), ...linked.flatMap((one) => guardsIn(one, SUSPECTING))] }
}

const herAge = (history: readonly StoredEvent[], personRef: string): Reading => {
  const identified = identificationsOf(history, personRef)
  const known: KnownToSupport = { ...nothing, protectedAsAChild: identified.some(protectsAsAChild) }
  return { known, read: identified.map(({ stored }) => stored), guards: guardsOf(history, ['investigation', 'case']) }
}

/** What stands between her and her return: her age, her last risk, the hearings not yet held, the testimony that she agreed to. */
const herReturn = (history: readonly StoredEvent[], personRef: string): Reading => {
  const ofHer = <T extends { readonly data: { readonly personRef: string } }>(facts: readonly T[]) =>
    facts.filter(({ data }) => data.personRef === personRef)
  const identified = identificationsOf(history, personRef)
  const assessed = ofHer(standing(history, contract.RiskAssessed))
  const last = assessed.at(-1)
  const scheduled = standing(history, contract.HearingScheduled)
  const held = standing(history, contract.HearingHeld).map(({ data }) => data.hearingId)
  const agreed = ofHer(standing(history, contract.TestimonyConsentRecorded))
  const heard = ofHer(standing(history, contract.TestimonyGiven))
  const known: KnownToSupport = {
    ...nothing,
    protectedAsAChild: identified.some(protectsAsAChild),
    lastRisk: last && { eventId: last.id, reviewBy: last.data.reviewBy },
    testimonyPending: heard.length < agreed.length || (heard.length === 0 && scheduled.some(({ data }) => !held.includes(data.hearingId))),
  }
  const read = [...identified, ...assessed, ...scheduled, ...agreed, ...heard].map(({ stored }) => stored)
  const guards = guardsOf(history, ['investigation', 'case'], ['prosecution', 'case'], ['adjudication', 'courtCase'])
  return { known, read, guards }
}

/** What is decided by one who is of age rests on that: it is not taken back before what she decided since. */
const onHerMajority = (reading: Reading, history: readonly StoredEvent[], personRef: string): Reading => {
  const reached = standing(history, contract.MajorityReached).filter(({ data }) => data.personRef === personRef)
  return { ...reading, read: [...reading.read, ...reached.map(({ stored }) => stored)] }
}

const reflection = ({ policy, occurredAt, now }: Unread<PersonCommand>): Reading => ({
  known: { ...nothing, reflectionDays: clockOf(policy, 'reflectionPeriod', occurredAt ?? now)?.maxDays },
  read: [],
})

/** The streams `victimSupport.person-<caseId>~<personRef>`: one stream for each person, so that no withdrawal races a sharing. */
export const personStream: Aggregate<Person, PersonCommand, PersonEvent> = {
  service: 'victimSupport',
  name: 'person',
  events: [
    contract.SupportCaseOpened,
    contract.SupportCaseClosed,
    contract.RightsInformed,
    contract.RiskAssessed,
    contract.GuardianAppointed,
    contract.MajorityReached,
    contract.ConsentGranted,
    contract.ConsentWithdrawn,
    contract.ConsentRefused,
    contract.NotificationObjectionRecorded,
    contract.NotificationObjectionWithdrawn,
    contract.IdentificationNotifiedToParty,
    contract.ReferralMade,
    contract.ReferralAnswered,
    contract.NeedsAssessed,
    contract.AccommodationRequired,
    contract.AccommodationProvided,
    contract.ReflectionPeriodStarted,
    contract.ReflectionPeriodEnded,
    contract.ShelterAdmitted,
    contract.ShelterExited,
    contract.RestrictiveMeasureRecorded,
    contract.RestrictiveMeasureReviewed,
    contract.SafetyIncidentReported,
    contract.SafetyAlertRaised,
    contract.TemporaryStayDecided,
    contract.ProtectionClaimRecorded,
    contract.RepatriationAgreed,
    contract.RepatriationCompleted,
  ],
  commands: [
    contract.OpenSupportCase,
    contract.InformOfRights,
    contract.AssessRisk,
    contract.AppointGuardian,
    contract.RecordMajority,
    contract.GrantConsent,
    contract.WithdrawConsent,
    contract.MakeReferral,
    contract.AnswerReferral,
    ...contract.notificationCommands,
    ...contract.careCommands,
    ...contract.returnCommands,
  ],
  decider: person,
  streamId: (caseId, { personRef }) => `${caseId}~${personRef}`,
  readsLinkedCases: ({ name }) => name === 'AppointGuardian' || name === 'GrantConsent',
  known: (history, command, linked = []) => {
    const { personRef } = command.data
    switch (command.name) {
      case 'AppointGuardian':
        return suspicions(history, personRef, linked)
      case 'GrantConsent':
        return onHerMajority(suspicions(history, personRef, linked), history, personRef)
      case 'RecordMajority': {
        // A report: no finding of the same moment keeps it from being recorded.
        const { known, read } = herAge(history, personRef)
        return { known, read }
      }
      case 'NotifyPartyOfIdentification':
        return onHerMajority(herAge(history, personRef), history, personRef)
      case 'AgreeRepatriation':
        return onHerMajority(herReturn(history, personRef), history, personRef)
      case 'StartReflectionPeriod':
        return reflection(command)
      default:
        return { known: nothing, read: [] }
    }
  },
}
