import * as contract from '@case-timeline/contracts'
import { clockOf, daysAfter } from '@case-timeline/decider'
import {
  standing,
  streamName,
  unchanged,
  type Aggregate,
  type Reading,
  type Standing,
  type StoredEvent,
  type Unread,
} from '@case-timeline/event-store'
import { courtCase } from './domain/court-case.decide.ts'
import type { CourtCase, CourtCaseCommand, CourtCaseEvent, KnownToTheCourt } from './domain/court-case.ts'

const nothing: KnownToTheCourt = {
  indictments: [],
  accusedByCharge: {},
  chargesGone: [],
  excludedJudges: [],
  excludedAccounts: [],
  unnamedAccounts: [],
  protectedAsChildren: [],
  accommodationsRequired: [],
  certifiedItems: [],
  itemsFromAbroad: [],
  tracedAssets: [],
  appealsLodged: [],
  chargesUnderAppeal: [],
  appealableUntil: {},
}

interface Read {
  readonly known: Partial<KnownToTheCourt>
  readonly read: readonly { readonly stored: StoredEvent }[]
  readonly guards?: Reading['guards']
}

const charges = (history: readonly StoredEvent[]): Read => {
  const filed = standing(history, contract.IndictmentFiled)
  const laid = [...standing(history, contract.ChargeLaid), ...standing(history, contract.ChargeAmended)]
  const withdrawn = standing(history, contract.ChargeWithdrawn)
  const handedOver = standing(history, contract.LeadJurisdictionAgreed)
  return {
    known: {
      indictments: filed.map(({ data }) => data),
      accusedByCharge: Object.fromEntries(laid.map(({ data }) => [data.chargeId, data.accusedRef])),
      chargesGone: [...withdrawn.map(({ data }) => data.chargeId), ...handedOver.flatMap(({ data }) => data.chargesTransferred)],
    },
    read: [...filed, ...laid, ...withdrawn, ...handedOver],
  }
}

/** A judge who is excluded while she is assigned must not slip through. */
const exclusions = (history: readonly StoredEvent[]): Read => {
  const excluded = standing(history, contract.AccessExcluded)
  const [first] = history
  const guards = first?.caseId === undefined ? [] : [unchanged(history, streamName('adjudication', 'record', first.caseId))]
  return {
    known: {
      excludedJudges: excluded.flatMap(({ data }) => data.personRef ?? []),
      excludedAccounts: excluded.map(({ data }) => data.userId),
      unnamedAccounts: excluded.filter(({ data }) => data.personRef === undefined).map(({ data }) => data.userId),
    },
    read: excluded,
    guards,
  }
}

const children = (history: readonly StoredEvent[]): Read => {
  const identified = standing(history, contract.PresumedVictimIdentified)
  const protectedAsChildren = identified
    .filter(({ data }) => data.ageBand !== 'adult' || data.ageDisputed)
    .map(({ data }) => data.personRef)
  return { known: { protectedAsChildren }, read: identified }
}

const accommodations = (history: readonly StoredEvent[]): Read => {
  const required = standing(history, contract.AccommodationRequired)
  return { known: { accommodationsRequired: required.map(({ data: { personRef, kind } }) => ({ personRef, kind })) }, read: required }
}

/** Where an item comes from is the record's to say. A request of another country that was executed here certifies nothing for this court. */
const certifications = (history: readonly StoredEvent[]): Read => {
  const executed = standing(history, contract.MlaRequestExecuted).filter(({ data }) => data.direction !== 'received')
  const fromAbroad = standing(history, contract.EvidenceCollected).filter(({ data }) => data.cooperationRequestId !== undefined)
  return {
    known: {
      certifiedItems: executed.flatMap(({ data }) => data.items.map(({ id }) => id)),
      itemsFromAbroad: fromAbroad.map(({ data }) => data.evidenceId),
    },
    read: [...executed, ...fromAbroad],
  }
}

/** What was given free is held no more, until it is frozen or sought anew. */
const assets = (history: readonly StoredEvent[]): Read => {
  const read = standing(history, contract.AssetsFrozen, contract.ConfiscationSought, contract.AssetsReleased)
  const traced = new Set<string>()
  for (const { type, data } of read)
    for (const assetId of data.assetIds) {
      if (type === contract.AssetsReleased.type) traced.delete(assetId)
      else traced.add(assetId)
    }
  return { known: { tracedAssets: [...traced] }, read }
}

type Appealable = Standing<typeof contract.VerdictDelivered | typeof contract.SentenceImposed | typeof contract.AppealDecided>

const chargesOf = ({ data }: Appealable): readonly string[] =>
  'effects' in data ? data.effects.map(({ chargeId }) => chargeId) : [data.chargeId]

/** When the time for an appeal against a decision is over, where policy sets one. */
const appealableUntil = (
  { occurredAt, occurredZone, stored }: Appealable,
  policy: contract.JurisdictionPolicy | undefined,
): string | undefined => {
  const since = occurredAt ?? stored.recordedAt
  const clock = clockOf(policy, 'appeal', since)
  return clock && daysAfter(clock.maxDays, since, occurredZone)
}

/** A judgment on a charge is its verdict, its sentence and what a higher court made of them: each of them can be appealed. */
const appeals = (history: readonly StoredEvent[], { policy }: Unread<CourtCaseCommand>): Read => {
  const decisions = standing(history, contract.VerdictDelivered, contract.SentenceImposed, contract.AppealDecided)
  const lodged = standing(history, contract.AppealLodged)
  const decided = standing(history, contract.AppealDecided).map(({ data }) => data.appealId)
  const open = lodged.filter(({ data }) => !decided.includes(data.appealId)).map(({ data }) => data.against)
  const until = new Map<string, string>()
  for (const decision of decisions)
    for (const chargeId of chargesOf(decision)) {
      const [before = '', end = ''] = [until.get(chargeId), appealableUntil(decision, policy)]
      if (end > before) until.set(chargeId, end)
    }
  return {
    known: {
      appealsLodged: lodged.map(({ data }) => data.appealId),
      chargesUnderAppeal: [...new Set(decisions.filter(({ id }) => open.includes(id)).flatMap(chargesOf))],
      appealableUntil: Object.fromEntries(until),
    },
    read: [...decisions, ...lodged],
  }
}

const readsOf = (history: readonly StoredEvent[], command: Unread<CourtCaseCommand>): Read => {
  switch (command.name) {
    case 'RegisterCourtCase':
    case 'EnterPlea':
    case 'DeliverVerdict':
    case 'ApplyNonPunishment':
      return charges(history)
    case 'AssignJudge':
      return exclusions(history)
    case 'ScheduleHearing':
      return accommodations(history)
    case 'GiveTestimony':
      return children(history)
    case 'RuleOnEvidence':
      return certifications(history)
    case 'OrderConfiscation':
      return assets(history)
    case 'DecideAppeal':
    case 'MakeJudgmentFinal':
      return appeals(history, command)
    case 'RecuseJudge':
    case 'OrderConfidentiality':
    case 'OrderProtectionMeasure':
    case 'LiftProtectionMeasure':
    case 'DecideBail':
    case 'OrderHearingDate':
    case 'AdjournHearing':
    case 'HoldHearing':
    case 'ReceiveVictimImpact':
    case 'ImposeSentence':
      return { known: {}, read: [] }
  }
}

/** The stream `adjudication.courtCase-<caseId>`: one court case from its registration to its final judgment. */
export const courtCaseStream: Aggregate<CourtCase, CourtCaseCommand, CourtCaseEvent> = {
  service: 'adjudication',
  name: 'courtCase',
  events: [
    contract.CourtCaseRegistered,
    contract.JudgeAssigned,
    contract.JudgeRecused,
    contract.ConfidentialityOrdered,
    contract.ProtectionMeasureOrdered,
    contract.ProtectionMeasureLifted,
    contract.BailDecided,
    contract.ConfiscationOrdered,
    contract.HearingDateOrdered,
    contract.HearingScheduled,
    contract.HearingAdjourned,
    contract.HearingHeld,
    contract.PleaEntered,
    contract.TestimonyGiven,
    contract.EvidenceRuledOn,
    contract.VictimImpactReceived,
    contract.VerdictDelivered,
    contract.SentenceImposed,
    contract.AppealDecided,
    contract.JudgmentBecameFinal,
    contract.NonPunishmentApplied,
  ],
  commands: [
    contract.RegisterCourtCase,
    contract.AssignJudge,
    contract.ScheduleHearing,
    contract.HoldHearing,
    contract.DeliverVerdict,
    contract.ImposeSentence,
    ...contract.orderCommands,
    ...contract.hearingCommands,
    ...contract.judgmentCommands,
  ],
  decider: courtCase,
  streamId: (caseId) => caseId,
  known: (history, command) => {
    const { known, read, guards } = readsOf(history, command)
    return { known: { ...nothing, ...known }, read: read.map(({ stored }) => stored), ...(guards ? { guards } : {}) }
  },
}
