import {
  adjudicationDetention,
  AppealDecided,
  AssetsFrozen,
  AssetsReleased,
  BailDecided,
  CaseReferredToProsecution,
  ChargeWithdrawn,
  CompensationOrdered,
  ConfiscationOrdered,
  EVENT_TYPES,
  ForeignIdentificationRecognised,
  HearingAdjourned,
  HearingDateOrdered,
  HearingScheduled,
  investigationDetention,
  MlaRequestExecuted,
  NoProsecutionDecided,
  OnlineTraceRecorded,
  PresumedVictimIdentified,
  prosecutionDetention,
  RightsInformed,
  SentenceImposed,
  VerdictDelivered,
  VictimStatusDetermined,
  VictimSuspectConflictFlagged,
  type EventType,
} from '@case-timeline/contracts'
import { standing, streamName, unchanged, type Guard, type Reading, type Standing, type StoredEvent } from '@case-timeline/event-store'
import type {
  KnownAge,
  KnownAssets,
  KnownConditions,
  KnownDeciders,
  KnownDecision,
  KnownJudgments,
  KnownPersons,
  KnownReferrals,
  KnownRights,
} from './domain/prosecution.commands.ts'

export const referralsIn = (history: readonly StoredEvent[]): Reading => {
  const referrals = standing(history, CaseReferredToProsecution)
  const known: KnownReferrals = {
    manifestHashOf: Object.fromEntries(referrals.map(({ data }) => [data.dossierId, data.manifestHash])),
  }
  return { known, read: referrals.map(({ stored }) => stored) }
}

// A charge laid on a stale picture of who is a victim does harm: the investigation's stream must be where it was read.
const guardsOf = (history: readonly StoredEvent[]): Guard[] => {
  const caseId = history[0]?.caseId
  return caseId === undefined ? [] : [unchanged(history, streamName('investigation', 'case', caseId))]
}

type StatusFact = Standing<typeof PresumedVictimIdentified | typeof VictimStatusDetermined | typeof ForeignIdentificationRecognised>

const UNKNOWN: KnownAge = { ageBand: 'unknown', ageDisputed: false }

/** Whether police found her none with a second person's approval, or never held her for one: doubt protects her. */
const isFoundNone = ({ data }: StatusFact, before: boolean): boolean =>
  'status' in data && data.status === 'NotAVictimOfTrafficking' && (data.approver !== undefined || !before)

/** The age that police last found of each person who is or may be a victim: whom they found to be none is left out. */
const agesIn = (statuses: readonly StatusFact[]): Readonly<Record<string, KnownAge>> => {
  const ages = new Map<string, KnownAge>()
  const cleared = new Set<string>()
  for (const status of statuses) {
    const { data } = status
    if (isFoundNone(status, ages.has(data.personRef) && !cleared.has(data.personRef))) cleared.add(data.personRef)
    else cleared.delete(data.personRef)
    ages.set(data.personRef, 'ageBand' in data ? data : (ages.get(data.personRef) ?? UNKNOWN))
  }
  return Object.fromEntries([...ages].filter(([personRef]) => !cleared.has(personRef)))
}

export const personsIn = (history: readonly StoredEvent[]): Reading => {
  const statuses = standing(history, PresumedVictimIdentified, VictimStatusDetermined, ForeignIdentificationRecognised)
  const flags = standing(history, VictimSuspectConflictFlagged)
  const victims = agesIn(statuses)
  const isCleared = (personRef: string) => victims[personRef] === undefined && statuses.some(({ data }) => data.personRef === personRef)
  const known: KnownPersons = {
    victims,
    conflicts: flags.map(({ data }) => data.personRef).filter((personRef) => !isCleared(personRef)),
  }
  return { known, read: [...statuses.map(({ stored }) => stored), ...flags.map(({ stored }) => stored)], guards: guardsOf(history) }
}

/** What another country sent comes under its conditions; what this one sent abroad stays its own to use. */
export const conditionsIn = (history: readonly StoredEvent[]): Reading => {
  const executed = standing(history, MlaRequestExecuted).filter(({ data }) => data.direction !== 'received')
  const conditionsOf: Record<string, string[]> = {}
  for (const { data } of executed) for (const { id } of data.items) conditionsOf[id] = [...(conditionsOf[id] ?? []), ...data.conditions]
  const known: KnownConditions = { conditionsOf }
  return { known, read: executed.map(({ stored }) => stored) }
}

/** Assets that are frozen now, not those that were given free since, and what was traced. */
export const assetsIn = (history: readonly StoredEvent[]): Reading => {
  const holds = standing(history, AssetsFrozen, AssetsReleased)
  const frozen = new Set<string>()
  for (const { type, data } of holds)
    for (const assetId of data.assetIds) {
      if (type === AssetsFrozen.type) frozen.add(assetId)
      else frozen.delete(assetId)
    }
  const traced = standing(history, OnlineTraceRecorded)
  const known: KnownAssets = { frozenOrTraced: [...frozen, ...traced.map(({ data }) => data.traceId)] }
  return { known, read: [...holds.map(({ stored }) => stored), ...traced.map(({ stored }) => stored)] }
}

export const judgmentsIn = (history: readonly StoredEvent[]): Reading => {
  const judgments = standing(history, VerdictDelivered, SentenceImposed, CompensationOrdered, ConfiscationOrdered, AppealDecided)
  const known: KnownJudgments = { decidedOn: Object.fromEntries(judgments.map(({ id, occurredAt = '' }) => [id, occurredAt])) }
  return { known, read: judgments.map(({ stored }) => stored) }
}

export const rightsOf = (history: readonly StoredEvent[], personRef: string): Reading => {
  const informed = standing(history, RightsInformed).filter(
    ({ data }) => data.personRef === personRef && data.topics.includes('compensation'),
  )
  const known: KnownRights = { informedOfCompensation: informed.length > 0 }
  return { known, read: informed.map(({ stored }) => stored) }
}

/** What is recorded as a report, though somebody decided it and she is owed word of it. */
const DECIDED_IN_REPORTS: readonly EventType[] = [
  BailDecided,
  HearingDateOrdered,
  HearingScheduled,
  HearingAdjourned,
  ...[investigationDetention, prosecutionDetention, adjudicationDetention].flatMap((its) => [
    its.DetentionOrdered,
    its.DetentionExtended,
    its.DetentionEnded,
  ]),
]

const isADecision = (type: string): boolean =>
  EVENT_TYPES.get(type)?.kind === 'decision' || DECIDED_IN_REPORTS.some((one) => one.type === type)

export const decisionIn = (history: readonly StoredEvent[], eventId: string): Reading => {
  const read = history.filter(({ id, type }) => id === eventId && isADecision(type))
  const type = EVENT_TYPES.get(read[0]?.type ?? '')
  const stands = type !== undefined && standing(history, type).some(({ id }) => id === eventId)
  const known: KnownDecision = { exists: read.length > 0, stands }
  return { known, read }
}

export const decidersIn = (history: readonly StoredEvent[]): Reading => {
  const decisions = standing(history, NoProsecutionDecided, ChargeWithdrawn)
  const known: KnownDeciders = { decidedBy: Object.fromEntries(decisions.map(({ id, stored }) => [id, stored.envelope.actor.userId])) }
  return { known, read: decisions.map(({ stored }) => stored) }
}
