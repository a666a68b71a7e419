import {
  agesOfVictims,
  heldAssets,
  storedOf,
  streamName,
  streamsUnchanged,
  streamUnchanged,
  victimStatuses,
  victimStatusFacts,
  type CaseHistory,
  type Reading,
  type StreamGuard,
} from '@case-timeline/casework'
import {
  adjudicationDetention,
  BailDecided,
  EVENT_TYPES,
  HearingAdjourned,
  HearingDateOrdered,
  HearingScheduled,
  investigationDetention,
  prosecutionDetention,
  type EventTypeName,
} from '@case-timeline/contracts'
import type { KnownAssets, KnownConditions, KnownDeciders, KnownDecision, KnownPersons, KnownReferrals } from './prosecution.commands.ts'

/** The manifest hash that police stated with each referred dossier. */
export const referrals = (history: CaseHistory): Reading<KnownReferrals> => {
  const referred = history.facts('investigation.CaseReferredToProsecution')
  return {
    known: { manifestHashOf: Object.fromEntries(referred.map(({ data }) => [data.dossierId, data.manifestHash])) },
    read: storedOf(referred),
  }
}

/** The streams of victim support about the persons against whom a command is directed. */
const supportUnchanged = (history: CaseHistory, data: object): readonly StreamGuard[] => {
  const { caseId } = history
  const { accusedRef, suspects = [] } = data as { readonly accusedRef?: string; readonly suspects?: readonly string[] }
  const named = accusedRef === undefined ? suspects : [accusedRef, ...suspects]
  return caseId === undefined ? [] : named.map((ref) => streamUnchanged(history, streamName('victimSupport', 'person', `${caseId}~${ref}`)))
}

/** The victims and presumed victims with their ages, and the persons flagged as both victim and suspect. */
export const persons = (history: CaseHistory, { data }: { readonly data: object }): Reading<KnownPersons> => {
  const statuses = victimStatusFacts(history)
  const isVictim = victimStatuses(statuses)
  const flags = history.facts('investigation.VictimSuspectConflictFlagged')
  return {
    known: {
      victims: agesOfVictims(statuses),
      conflicts: flags.map(({ data }) => data.personRef).filter((personRef) => isVictim.get(personRef) !== false),
    },
    read: storedOf(statuses, flags),
    // A charge that is based on outdated victim statuses does harm, so the append fails if the investigation changed, or
    // the record of victim support of the person: support may identify, too.
    guards: [...streamsUnchanged(history, ['investigation', 'case']), ...supportUnchanged(history, data)],
  }
}

/**
 * The conditions that another country set for each item that it sent. `direction` is that of the request: a request
 * that this country received brought no items here, so it is left out. Events recorded before that member existed
 * have no direction.
 */
export const conditions = (history: CaseHistory): Reading<KnownConditions> => {
  const executed = history.facts('prosecution.MlaRequestExecuted').filter(({ data }) => data.direction !== 'received')
  const conditionsOf: Record<string, string[]> = {}
  for (const { data } of executed) for (const { id } of data.items) conditionsOf[id] = [...(conditionsOf[id] ?? []), ...data.conditions]
  return { known: { conditionsOf }, read: storedOf(executed) }
}

/** The assets that are frozen now, and the traces that police recorded. */
export const assets = (history: CaseHistory): Reading<KnownAssets> => {
  const holds = history.facts('investigation.AssetsFrozen', 'investigation.AssetsReleased')
  const traced = history.facts('investigation.OnlineTraceRecorded')
  return {
    known: { frozenOrTraced: [...heldAssets(holds), ...traced.map(({ data }) => data.traceId)] },
    read: storedOf(holds, traced),
  }
}

/** Event types of kind `report` that record a decision, of which the victim is also notified. */
const DECISIONS_RECORDED_AS_REPORTS: readonly string[] = [
  BailDecided.type,
  HearingDateOrdered.type,
  HearingScheduled.type,
  HearingAdjourned.type,
  ...[investigationDetention, prosecutionDetention, adjudicationDetention].flatMap((detention) => [
    detention.DetentionOrdered.type,
    detention.DetentionExtended.type,
    detention.DetentionEnded.type,
  ]),
]

const isDecision = (type: string): type is EventTypeName =>
  EVENT_TYPES.get(type)?.kind === 'decision' || DECISIONS_RECORDED_AS_REPORTS.includes(type)

/** Whether the decision of which a victim is notified is on record, and still in force. */
export const decision = (
  history: CaseHistory,
  { data: { decisionEventId } }: { readonly data: { readonly decisionEventId: string } },
): Reading<KnownDecision> => {
  const recorded = history.events.find(({ id }) => id === decisionEventId)
  if (!recorded || !isDecision(recorded.type)) return { known: { exists: false, inForce: false }, read: [] }
  const inForce = history.facts(recorded.type).some(({ id }) => id === decisionEventId)
  return { known: { exists: true, inForce }, read: [recorded] }
}

/** The users who decided not to prosecute or to withdraw a charge. */
export const deciders = (history: CaseHistory): Reading<KnownDeciders> => {
  const decisions = history.facts('prosecution.NoProsecutionDecided', 'prosecution.ChargeWithdrawn')
  return {
    known: { decidedBy: Object.fromEntries(decisions.map(({ id, stored }) => [id, stored.envelope.actor.userId])) },
    read: storedOf(decisions),
  }
}
