import * as contract from '@case-timeline/contracts'
import { clockOf } from '@case-timeline/decider'
import {
  nothingNewIn,
  personsIn,
  standing,
  streamName,
  unchanged,
  whoIsWhoStands,
  type Aggregate,
  type Guard,
  type LinkedCases,
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

/** One identification that says so, or cannot say, is enough. */
const protectsAsAChild = ({ data }: Standing<typeof contract.PresumedVictimIdentified>): boolean =>
  data.ageBand !== 'adult' || data.ageDisputed

const personsOf = (facts: readonly { readonly data: { readonly personRef: string } }[]): string[] => facts.map(({ data }) => data.personRef)

type Streams = readonly (readonly [contract.ServiceName, string])[]

/** What other sectors add while it is decided must not slip through: her age, a hearing set down. */
const guardsOf = (history: readonly StoredEvent[], ...streams: Streams): readonly Guard[] => {
  const caseId = history[0]?.caseId
  return caseId === undefined ? [] : streams.map(([service, aggregate]) => unchanged(history, streamName(service, aggregate, caseId)))
}

/** What support itself found of her age; what it could not tell says nothing beside an identification. */
const openingsOf = (history: readonly StoredEvent[], personRef: string) =>
  standing(history, contract.SupportCaseOpened).filter(
    ({ data }) => data.personRef === personRef && (data.ageBand === 'child' || data.ageBand === 'adult'),
  )

/** In doubt she is a child: also where nobody has said yet how old she is. */
const ageIn = (
  history: readonly StoredEvent[],
  personRef: string,
): Reading & { readonly known: { readonly protectedAsAChild: boolean } } => {
  const identified = identificationsOf(history, personRef)
  const opened = openingsOf(history, personRef)
  const said = [...identified.map(protectsAsAChild), ...opened.map(({ data }) => data.ageBand === 'child')]
  return {
    known: { protectedAsAChild: said.length === 0 || said.includes(true) },
    read: [...identified, ...opened].map(({ stored }) => stored),
  }
}

const identificationsOf = (history: readonly StoredEvent[], personRef: string) =>
  standing(history, contract.PresumedVictimIdentified).filter(({ data }) => data.personRef === personRef)

/** What may bring a guardian under suspicion: what is said of him, who he also is, which cases belong together, and corrections of it. */
const SUSPECTING = [
  contract.SuspectIdentified,
  contract.SuspectArrested,
  contract.ChargeLaid,
  contract.ChargeAmended,
  contract.PersonRefsMerged,
  contract.CasesLinked,
  contract.EventCorrected,
  contract.EventRetracted,
]

const UNREAD: LinkedCases = { cases: [], more: true, toGuard: [], asOf: '0' }

/** @param linked the cases that are linked with hers: who is under suspicion there, whatever he is called, is no guardian here */
const suspicions = (history: readonly StoredEvent[], personRef: string, linked = UNREAD): Reading => {
  const age = ageIn(history, personRef)
  const cases = [history, ...linked.cases.map((one) => one.history)]
  const suspected = cases.flatMap((one) => standing(one, contract.SuspectIdentified))
  const arrested = cases.flatMap((one) => standing(one, contract.SuspectArrested))
  const charged = cases.flatMap((one) => standing(one, contract.ChargeLaid, contract.ChargeAmended))
  const links = cases.flatMap((one) => standing(one, contract.CasesLinked, contract.CasesUnlinked))
  const persons = personsIn(cases)
  const whoeverTheyAlsoAre = (refs: readonly string[]) => [...new Set(refs.flatMap((ref) => [...persons.refsOf(ref)]))]
  const known: KnownToSupport = {
    ...age.known,
    alsoHer: [...persons.refsOf(personRef)],
    suspects: whoeverTheyAlsoAre(personsOf([...suspected, ...arrested])),
    accused: whoeverTheyAlsoAre(charged.map(({ data }) => data.accusedRef)),
    recruitersAndExploiters: whoeverTheyAlsoAre(personsOf(suspected.filter(recruitedOrExploited))),
    moreLinked: linked.more,
  }
  const read = [...age.read, ...[...suspected, ...arrested, ...charged, ...links].map(({ stored }) => stored)]
  return {
    known,
    read: [...read, ...persons.read],
    guards: [...guardsOf(history, ['investigation', 'case']), nothingNewIn(linked, ...SUSPECTING)],
  }
}

const herAge = (history: readonly StoredEvent[], personRef: string): Reading => {
  const { known, read } = ageIn(history, personRef)
  return { known: { ...nothing, ...known }, read, guards: guardsOf(history, ['investigation', 'case']) }
}

/** What stands between her and her return: her age, her last risk, the hearings not yet held, the testimony that she agreed to. */
const herReturn = (history: readonly StoredEvent[], personRef: string): Reading => {
  const ofHer = <T extends { readonly data: { readonly personRef: string } }>(facts: readonly T[]) =>
    facts.filter(({ data }) => data.personRef === personRef)
  const age = ageIn(history, personRef)
  const assessed = ofHer(standing(history, contract.RiskAssessed))
  const last = assessed.at(-1)
  const scheduled = standing(history, contract.HearingScheduled)
  const held = standing(history, contract.HearingHeld).map(({ data }) => data.hearingId)
  const agreed = ofHer(standing(history, contract.TestimonyConsentRecorded))
  const heard = ofHer(standing(history, contract.TestimonyGiven))
  const known: KnownToSupport = {
    ...nothing,
    ...age.known,
    lastRisk: last && { eventId: last.id, reviewBy: last.data.reviewBy },
    testimonyPending: heard.length < agreed.length || (heard.length === 0 && scheduled.some(({ data }) => !held.includes(data.hearingId))),
  }
  const read = [...age.read, ...[...assessed, ...scheduled, ...agreed, ...heard].map(({ stored }) => stored)]
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

/** In which languages she was screened: one of them is hers, as far as the police know. */
const herLanguages = (history: readonly StoredEvent[], personRef: string): Reading => {
  const screened = standing(history, contract.ScreeningConducted).filter(({ data }) => data.personRef === personRef)
  return {
    known: { ...nothing, screenedIn: screened.map(({ data }) => data.language) },
    read: screened.map(({ stored }) => stored),
  }
}

const herIncidents = (history: readonly StoredEvent[], personRef: string): Reading => {
  const reported = standing(history, contract.SafetyIncidentReported).filter(({ data }) => data.personRef === personRef)
  return { known: { ...nothing, incidents: reported.map(({ id }) => id) }, read: reported.map(({ stored }) => stored) }
}

/** Whether somebody answers for her, who must be independent. */
const answersForHer = (command: Unread<PersonCommand>): boolean =>
  command.name === 'AppointGuardian' || (command.name === 'GrantConsent' && command.data.grantedBy === 'guardian')

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
    contract.SafetyIncidentAcknowledged,
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
  readsLinkedCases: answersForHer,
  known: (history, command, linked) => {
    const { personRef } = command.data
    switch (command.name) {
      case 'AppointGuardian':
        return suspicions(history, personRef, linked)
      case 'GrantConsent':
        return onHerMajority(
          answersForHer(command) ? suspicions(history, personRef, linked) : herAge(history, personRef),
          history,
          personRef,
        )
      case 'InformOfRights':
        return herLanguages(history, personRef)
      case 'AcknowledgeSafetyIncident':
        return herIncidents(history, personRef)
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
      case 'MakeReferral':
        // Under another reference of hers she may have taken her consent back.
        return { known: nothing, read: [], guards: whoIsWhoStands(history) }
      default:
        return { known: nothing, read: [] }
    }
  },
}
