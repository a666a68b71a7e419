import {
  agreedJoinders,
  appealsOf,
  heldAssets,
  identifiedAsChildren,
  idsOfAct,
  instancesIn,
  joinedIndictments,
  kindReading,
  liesAgainstFinalJudgment,
  storedOf,
  streamsUnchanged,
  victimStatuses,
  victimStatusFacts,
  type CaseFact,
  type CaseHistory,
  type Instance,
  type KnownKind,
  type Reading,
  clockOf,
  type DatedCommand,
} from '@case-timeline/casework'
import type { JurisdictionPolicy } from '@case-timeline/contracts'
import { daysAfter } from '@case-timeline/decider'
import { factsBefore } from '@case-timeline/shared-aggregates'
import type {
  EndJoinder,
  KnownAccommodations,
  KnownAppealability,
  KnownAppeals,
  KnownAssets,
  KnownCase,
  KnownCharges,
  KnownChildren,
  KnownExclusions,
  KnownItems,
  KnownJoinder,
  KnownPleaAgreements,
  KnownVictims,
} from './court-case.commands.ts'

/** Whether the case exists. */
export const caseExistence = (history: CaseHistory): Reading<KnownCase> => ({ known: { caseExists: history.events.length > 0 }, read: [] })

/** Whether the accused of a charge is a legal person. */
export const sentenced = (
  history: CaseHistory,
  { data: { chargeId } }: { readonly data: { readonly chargeId: string } },
): Reading<KnownKind> => {
  const verdict = history.facts('adjudication.VerdictDelivered').findLast(({ data }) => data.chargeId === chargeId)
  return kindReading(history, verdict?.data.accusedRef)
}

/** The charges of the case: whom they accuse, which were indicted, and which are no longer pending. */
export const charges = (history: CaseHistory): Reading<KnownCharges> => {
  const filed = history.facts('prosecution.IndictmentFiled')
  const laid = history.facts('prosecution.ChargeLaid')
  const amended = history.facts('prosecution.ChargeAmended')
  const withdrawn = history.facts('prosecution.ChargeWithdrawn')
  const handedOver = history.facts('prosecution.LeadJurisdictionAgreed')
  const complaints = history.facts('adjudication.PrivateComplaintRegistered')
  const complained = complaints.flatMap(({ data }) => data.charges)
  return {
    known: {
      indictments: [
        ...filed.map(({ data }) => data),
        ...complaints.map(({ data }) => ({ indictmentId: data.complaintId, chargeIds: data.charges.map(({ chargeId }) => chargeId) })),
      ],
      // Amendments come last: an amendment replaces the accused of its charge.
      accusedByCharge: Object.fromEntries(
        [...complained, ...[...laid, ...amended].map(({ data }) => data)].map(({ chargeId, accusedRef }) => [chargeId, accusedRef]),
      ),
      chargesNoLongerPending: [...withdrawn.map(({ data }) => data.chargeId), ...handedOver.flatMap(({ data }) => data.chargesTransferred)],
    },
    read: storedOf(filed, complaints, laid, amended, withdrawn, handedOver),
  }
}

/** The presumed and determined victims of the case. */
export const victims = (history: CaseHistory): Reading<KnownVictims> => {
  const statuses = victimStatusFacts(history)
  const found = [...victimStatuses(statuses)].filter(([, isVictim]) => isVictim)
  return { known: { victims: found.map(([personRef]) => personRef) }, read: storedOf(statuses) }
}

/** Whether this case is tried together with another, whichever of them leads. */
export const joinder = (history: CaseHistory, { data }: { readonly data: EndJoinder['data'] }): Reading<KnownJoinder> => {
  const { otherCaseId } = data
  const agreed = history.facts('prosecution.JoinderAgreed').filter((fact) => fact.data.otherCaseId === otherCaseId)
  const filed = history.facts('prosecution.IndictmentFiled').filter((fact) => fact.data.joinedTo?.caseId === otherCaseId)
  return {
    known: { isTriedTogether: agreedJoinders(history, otherCaseId).length > 0 || joinedIndictments(history, otherCaseId).length > 0 },
    read: storedOf(agreed, filed),
  }
}

/** The persons and accounts excluded from the case. */
export const exclusions = (history: CaseHistory): Reading<KnownExclusions> => {
  const excluded = history.facts('case.AccessExcluded')
  return {
    known: {
      excludedJudges: excluded.flatMap(({ data }) => data.personRef ?? []),
      excludedAccounts: excluded.map(({ data }) => data.userId),
      unnamedAccounts: excluded.filter(({ data }) => data.personRef === undefined).map(({ data }) => data.userId),
    },
    read: storedOf(excluded),
    // A concurrent exclusion must make the append fail: otherwise an excluded judge could be assigned.
    guards: streamsUnchanged(history, ['adjudication', 'record']),
  }
}

/** The accommodations that persons of the case need at a hearing. */
export const accommodations = (history: CaseHistory): Reading<KnownAccommodations> => {
  const required = history.facts('victimSupport.AccommodationRequired')
  return {
    known: { accommodationsRequired: required.map(({ data: { personRef, kind } }) => ({ personRef, kind })) },
    read: storedOf(required),
  }
}

/** The persons of the case who are protected as children. */
export const children = (history: CaseHistory): Reading<KnownChildren> => {
  const { known: personsProtectedAsChildren, read } = identifiedAsChildren(history)
  return { known: { personsProtectedAsChildren }, read }
}

/**
 * The origin of the items. A request from another country that was executed here certifies nothing for this court, nor
 * does one from here certify an item whose hash is another than the one recorded when it was collected.
 */
export const items = (history: CaseHistory): Reading<KnownItems> => {
  const executed = history.facts('prosecution.MlaRequestExecuted').filter(({ data }) => data.direction !== 'received')
  const certified = executed.flatMap(({ data }) => data.items)
  const certifiedIds = new Set(certified.map(({ id }) => id))
  const collected = history
    .facts('investigation.EvidenceCollected')
    .filter(({ data }) => data.cooperationRequestId !== undefined || certifiedIds.has(data.evidenceId))
  const hashOf = new Map(collected.map(({ data }) => [data.evidenceId, data.sha256]))
  return {
    known: {
      certifiedItems: certified.filter(({ id, sha256 }) => (hashOf.get(id) ?? sha256) === sha256).map(({ id }) => id),
      itemsFromAbroad: collected.filter(({ data }) => data.cooperationRequestId !== undefined).map(({ data }) => data.evidenceId),
    },
    read: storedOf(executed, collected),
  }
}

/** The agreements about pleas that were reached. */
export const pleaAgreements = (history: CaseHistory): Reading<KnownPleaAgreements> => {
  const reached = history.facts('prosecution.PleaAgreementReached')
  return { known: { agreementsReached: reached.map(({ data }) => data.agreementId) }, read: storedOf(reached) }
}

/** The assets that are frozen or whose confiscation is sought, without those released since. */
export const assets = (history: CaseHistory): Reading<KnownAssets> => {
  const facts = history.facts('investigation.AssetsFrozen', 'prosecution.ConfiscationSought', 'investigation.AssetsReleased')
  return { known: { tracedAssets: heldAssets(facts) }, read: storedOf(facts) }
}

type AppealableDecision = CaseFact<
  'adjudication.VerdictDelivered' | 'adjudication.SentenceImposed' | 'adjudication.AppealDecided' | 'adjudication.ChargesEnded'
>

interface Appealable {
  readonly decisions: readonly AppealableDecision[]
  readonly lodged: readonly CaseFact<'prosecution.AppealLodged'>[]
  readonly read: Reading<unknown>['read']
}

/** A judgment consists of verdict, sentence and decisions of higher courts: each of them can be appealed. */
const appealable = (history: CaseHistory): Appealable => {
  const decisions = history.facts(
    'adjudication.VerdictDelivered',
    'adjudication.SentenceImposed',
    'adjudication.AppealDecided',
    'adjudication.ChargesEnded',
  )
  const lodged = history.facts('prosecution.AppealLodged')
  return { decisions, lodged, read: storedOf(decisions, lodged) }
}

/** The appeals that were lodged, and the other ids of the one that is decided. */
export const appeals = (history: CaseHistory, { data }: { readonly data: { readonly appealId: string } }): Reading<KnownAppeals> => {
  const { lodged, read } = appealable(history)
  const also = idsOfAct(appealsOf(history), data.appealId).filter((id) => id !== data.appealId)
  return {
    known: { appealsLodged: lodged.map((fact) => fact.data.appealId), alsoLodgedAs: also.length === 0 ? undefined : also },
    read,
  }
}

const chargesOf = ({ data }: AppealableDecision): readonly string[] => {
  if ('effects' in data) return data.effects.map(({ chargeId }) => chargeId)
  return 'chargeIds' in data ? data.chargeIds : [data.chargeId]
}

/**
 * The charges that a decision concerns: a decision on an appeal that names none leaves the appealed decision as it was,
 * and concerns its charges.
 */
const chargesConcernedBy = (
  decision: AppealableDecision,
  { decisions, lodged }: Pick<Appealable, 'decisions' | 'lodged'>,
): readonly string[] => {
  const named = chargesOf(decision)
  if (named.length > 0 || !('appealId' in decision.data)) return named
  const { appealId } = decision.data
  const appealed = lodged.filter(({ data }) => data.appealId === appealId).map(({ data }) => data.against)
  const earlier = decisions.slice(0, decisions.indexOf(decision))
  return earlier.filter(({ id }) => appealed.includes(id)).flatMap((one) => chargesConcernedBy(one, { decisions: earlier, lodged }))
}

/** The end of the time for an appeal against a decision; undefined when the policy sets none. */
const appealDeadlineOf = (
  { occurredAt, occurredZone, stored }: AppealableDecision,
  policy: JurisdictionPolicy | undefined,
  authority: Instance | undefined,
): string | undefined => {
  const since = occurredAt ?? stored.recordedAt
  const clock = clockOf(policy, 'appeal', since, { authority })
  return clock && daysAfter(clock.maxDays, since, occurredZone)
}

interface Finality extends DatedCommand {
  readonly data: { readonly chargeId: string }
  readonly policy?: JurisdictionPolicy | undefined
}

/** The judgments under appeal, and the end of the time for an appeal against each judgment. */
export const appealability = (history: CaseHistory, command: Finality): Reading<KnownAppealability> => {
  const { data, policy } = command
  const { chargeId: finalChargeId } = data
  const before = factsBefore(command)
  const facts = appealable(history)
  const { decisions, lodged, read } = facts
  const acts = appealsOf(history)
  // What two sectors recorded of one appeal under two ids is decided under either.
  const decided = before(history.facts('adjudication.AppealDecided')).flatMap(({ data }) => idsOfAct(acts, data.appealId))
  // A request to reopen a final judgment does not keep it from being final.
  const openAppeals = before(lodged)
    .filter(({ data }) => !decided.includes(data.appealId) && !liesAgainstFinalJudgment(data.remedy))
    .map(({ data }) => data.against)
  const underAppeal = decisions.filter(({ id }) => openAppeals.includes(id))
  // An appeal against a decision that is not on record, or that names no charge, may concern any charge.
  const mayConcernAny =
    underAppeal.some((decision) => chargesConcernedBy(decision, facts).length === 0) ||
    openAppeals.some((against) => !history.events.some(({ id }) => id === against))
  const instanceOf = instancesIn(history)
  const deadlineByCharge = new Map<string, string>()
  for (const decision of before(decisions))
    for (const chargeId of chargesOf(decision)) {
      const deadline = appealDeadlineOf(decision, policy, instanceOf(decision))
      // The latest of the deadlines counts.
      if (deadline !== undefined && deadline > (deadlineByCharge.get(chargeId) ?? '')) deadlineByCharge.set(chargeId, deadline)
    }
  return {
    known: {
      chargesUnderAppeal: [
        ...new Set([...underAppeal.flatMap((decision) => chargesConcernedBy(decision, facts)), ...(mayConcernAny ? [finalChargeId] : [])]),
      ],
      appealableUntil: Object.fromEntries(deadlineByCharge),
    },
    read,
  }
}
