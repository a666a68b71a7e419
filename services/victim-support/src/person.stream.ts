import * as contract from '@case-timeline/contracts'
import { clockOf } from '@case-timeline/decider'
import {
  standing,
  streamName,
  unchanged,
  type Aggregate,
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

/** What other sectors add while it is decided must not slip through: suspicion of a guardian, her age, a hearing set down. */
const guardsOf = (history: readonly StoredEvent[], ...streams: readonly (readonly [contract.ServiceName, string])[]): readonly Guard[] => {
  const caseId = history[0]?.caseId
  return caseId === undefined ? [] : streams.map(([service, aggregate]) => unchanged(history, streamName(service, aggregate, caseId)))
}

const identificationsOf = (history: readonly StoredEvent[], personRef: string) =>
  standing(history, contract.PresumedVictimIdentified).filter(({ data }) => data.personRef === personRef)

const suspicions = (history: readonly StoredEvent[], personRef: string): Reading => {
  const identified = identificationsOf(history, personRef)
  const suspected = standing(history, contract.SuspectIdentified)
  const arrested = standing(history, contract.SuspectArrested)
  const charged = standing(history, contract.ChargeLaid)
  const known: KnownToSupport = {
    protectedAsAChild: identified.some(protectsAsAChild),
    suspects: personsOf([...suspected, ...arrested]),
    accused: charged.map(({ data }) => data.accusedRef),
    recruitersAndExploiters: personsOf(suspected.filter(recruitedOrExploited)),
  }
  const read = [...identified, ...suspected, ...arrested, ...charged].map(({ stored }) => stored)
  return { known, read, guards: guardsOf(history, ['investigation', 'case'], ['prosecution', 'case']) }
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
  known: (history, command) => {
    const { personRef } = command.data
    switch (command.name) {
      case 'AppointGuardian':
      case 'GrantConsent':
        return suspicions(history, personRef)
      case 'NotifyPartyOfIdentification':
        return herAge(history, personRef)
      case 'AgreeRepatriation':
        return herReturn(history, personRef)
      case 'StartReflectionPeriod':
        return reflection(command)
      default:
        return { known: nothing, read: [] }
    }
  },
}
