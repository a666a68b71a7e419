import {
  type AgencyId,
  ApprovalGiven,
  comparePositions,
  EventCorrected,
  RuleOverridden,
  WarningRaised,
  type FactOf,
  type RecordedOverride,
} from '@case-timeline/contracts'
import { addressedOfficeIsRegistered, rememberingSpans } from '@case-timeline/decider'
import { canonical, eventIdsLike, historyOf, type ReadCase, type StoredEvent } from '@case-timeline/event-store'
import type { Aggregate } from './aggregate.ts'
import { decide } from './decision.ts'
import type { LoadedPolicy } from './loaded-policy.ts'
import { personsMemory } from './persons.ts'
import { candidateCommands, type CandidateCommand } from './candidate-commands.ts'
import { correctableAggregateOf } from './correct.ts'
import { concernedEventId } from './correction-target.ts'
import type { DecisionContext } from './prepared-command.ts'
import type { StoredLinkedCases } from './reading.ts'
import { factsIn, fold, isCorrection } from './state.ts'
import type { SubmittedCommand } from './submitted-command.ts'

/** A recorded command that is judged again, and the policies by which. */
export interface RejudgedCommand {
  readonly aggregate: Aggregate
  /** What the command recorded, in order. */
  readonly recorded: readonly StoredEvent[]
  /** The case as the service sees it now, in recording order; only what came before is used. */
  readonly history: readonly StoredEvent[]
  /** A stream as it is now; only what came before is used. */
  readonly readStream: (stream: string) => Promise<readonly StoredEvent[]>
  /** The cases that were linked with a case before a position, as they were there; undefined: that is not known. */
  readonly linkedCases: (caseId: string, position: string) => Promise<StoredLinkedCases | undefined>
  /** The policy by whose hash it was decided; undefined: it was decided without one. */
  readonly policyThen: LoadedPolicy | undefined
  readonly policy: LoadedPolicy
}

/** Why a command is not judged again. */
export type NotJudged =
  /** It reads linked cases, and which cases were linked at that time is not known. */
  | 'tooManyLinks'
  /** Its decision, made again under the policy of its time, is not what is recorded: so no other one would be right. */
  | 'notReproduced'

/** What a policy changes in a command that was recorded: the ids of rules. */
export interface Rejudgement {
  readonly appears: readonly string[]
  readonly vanishes: readonly string[]
  /** The rule that would refuse the command; then no warning of it is compared. */
  readonly refusedBy?: string
  /** It would wait for a second person, by these rules; then no warning of it is compared. */
  readonly waitsBy?: readonly string[]
}

/** Of two times of a record, the later: the clock of a service may be a moment ahead of that of the store. */
const decidedAt = ({ recordedAt, occurredAt }: StoredEvent): string =>
  occurredAt !== undefined && occurredAt.endsWith('Z') && occurredAt > recordedAt ? occurredAt : recordedAt

const overridesIn = (recorded: readonly StoredEvent[]): readonly RecordedOverride[] =>
  recorded.flatMap(({ type, data }) => {
    if (type !== RuleOverridden.type) return []
    const { eventId: _, ...override } = data as FactOf<typeof RuleOverridden>['data']
    return [override]
  })

/** What the register said then: it is kept outside the case. */
const unregisteredOfficeIn = (recorded: readonly StoredEvent[]): AgencyId | undefined =>
  recorded
    .filter(({ type }) => type === WarningRaised.type)
    .map(({ data }) => data as FactOf<typeof WarningRaised>['data'])
    .find(({ ruleId }) => ruleId === addressedOfficeIsRegistered.id)?.facts[0]

/** The approval of a second person, where it is the cause of the command. */
const approvalOf = ({ envelope }: StoredEvent, earlier: readonly StoredEvent[]): SubmittedCommand['approval'] => {
  const given = earlier.find(({ id, type }) => id === envelope.causationId && type === ApprovalGiven.type)
  if (!given) return undefined
  const { userId, role } = given.envelope.actor
  const { requestId } = given.data as FactOf<typeof ApprovalGiven>['data']
  const request = earlier.find(({ id }) => id === requestId)
  return { approver: { userId, role }, readAtRequest: request?.envelope.basis?.events.map(({ id }) => id) ?? [] }
}

/** A warning without what was unknown then: earlier releases recorded the same warning without it. */
const unmarked = (warning: FactOf<typeof WarningRaised>['data']) => {
  const { unknownThen: _, facts, ...others } = warning
  return { ...others, facts: facts.filter((one) => !one.startsWith('unknownThen:')) }
}

const asText = (events: readonly { readonly type: string; readonly data: unknown }[]): string =>
  canonical(
    events.map(({ type, data }) => ({
      type,
      data: type === WarningRaised.type ? unmarked(data as FactOf<typeof WarningRaised>['data']) : data,
    })),
  )

const isBefore =
  ({ position }: StoredEvent) =>
  (event: StoredEvent): boolean =>
    comparePositions(event.position, position) < 0

type Outcome = Awaited<ReturnType<typeof decide>>

/** A decision reads linked cases that are not known. */
class LinksUnknown extends Error {
  override readonly name = 'LinksUnknown'
}

/** What was sent, with what was recorded before it. */
interface SentThen {
  readonly first: StoredEvent
  readonly earlier: readonly StoredEvent[]
  readonly command: SubmittedCommand
}

const sentThen = ({ recorded, history }: RejudgedCommand, first: StoredEvent, { name, data }: CandidateCommand): SentThen => {
  const earlier = history.filter(isBefore(first))
  const { envelope, caseId, commandId, occurredAt, occurredZone } = first
  const command: SubmittedCommand = {
    caseId,
    name,
    body: { data, occurredAt, occurredZone, overrides: [...overridesIn(recorded)] },
    actor: envelope.actor,
    approval: approvalOf(first, earlier),
    commandId,
    retryable: false,
    correlationId: envelope.correlationId,
    causationId: envelope.causationId,
    jurisdiction: envelope.jurisdiction,
    imported: envelope.imported,
    legalBasis: envelope.legalBasis,
    unregisteredOffice: unregisteredOfficeIn(recorded),
  }
  return { first, earlier, command }
}

/** The correction or retraction that was sent. */
const amendmentIn = ({ type, data }: StoredEvent): CandidateCommand => {
  const { approver: _, schemaVersion: __, ...sent } = data as Record<string, unknown>
  return { name: type === EventCorrected.type ? 'CorrectEvent' : 'RetractEvent', data: sent }
}

/** The commands that may have recorded an event, each with the aggregate that decides it. */
const candidatesFor = (rejudgedCommand: RejudgedCommand, first: StoredEvent): readonly (SentThen & { readonly aggregate: Aggregate })[] => {
  const { aggregate } = rejudgedCommand
  if (!isCorrection(first.type)) {
    const [fact] = factsIn(aggregate, [first])
    return (fact ? candidateCommands(aggregate, fact) : []).map((one) => ({ ...sentThen(rejudgedCommand, first, one), aggregate }))
  }
  const sent = sentThen(rejudgedCommand, first, amendmentIn(first))
  const target = sent.earlier.find(({ id }) => id === concernedEventId(first.data))
  return target ? [{ ...sent, aggregate: correctableAggregateOf(aggregate, target, sent.earlier, sent.command) }] : []
}

/** Reads each stream once for all decisions on a command. */
const readingOnce = (readStream: RejudgedCommand['readStream']): RejudgedCommand['readStream'] => {
  const read = new Map<string, ReturnType<RejudgedCommand['readStream']>>()
  return (stream) => {
    const known = read.get(stream) ?? readStream(stream)
    read.set(stream, known)
    return known
  }
}

/** Decides a command as if it were sent when it was, to a process that knows what was recorded before it. */
const decider = async (
  { readStream, linkedCases }: RejudgedCommand,
  { aggregate, first, earlier, command }: SentThen & { readonly aggregate: Aggregate },
  idOf: (index: number) => string,
) => {
  const { envelope, stream, position } = first
  const before = async (name: string) => (await readStream(name)).filter(isBefore(first))
  const folded = fold(aggregate, await before(stream))
  const readCase: ReadCase = { events: earlier, history: historyOf(earlier), generation: 0 }
  const now = decidedAt(first)
  const linkedThen = async (caseId: string): Promise<StoredLinkedCases> => {
    const linked = await linkedCases(caseId, position)
    if (!linked) throw new LinksUnknown(`the links of ${caseId} before ${position} are not known`)
    return linked
  }
  let linked: Promise<StoredLinkedCases> | undefined
  const memory = {
    readCase: () => Promise.resolve(readCase),
    // Both policies judge by the same cases: they are read once.
    linkedCases: (caseId: string) => (linked ??= linkedThen(caseId)),
    persons: personsMemory(),
    spanOf: rememberingSpans(),
  }
  return (policy: LoadedPolicy | undefined): Promise<Outcome> => {
    const context: DecisionContext = {
      store: { readStream: before },
      memory,
      policyOf: () => policy,
      deployment: envelope.deployment,
      now: () => now,
      isCompared: true,
    }
    const digest = Buffer.from(envelope.commandDigest, 'hex')
    return decide({ context, aggregate, command, stream, digest, now, generation: 0, idOf }, folded, readCase)
  }
}

const warningsOf = (outcome: Outcome): readonly string[] => (outcome.outcome === 'ready' ? outcome.warnings : [])
const without = (some: readonly string[], others: readonly string[]): string[] => some.filter((one) => !others.includes(one))

const isAsRecorded = (outcome: Outcome, recorded: readonly StoredEvent[]): boolean =>
  outcome.outcome === 'ready' &&
  asText(outcome.events.map(({ type, dataText }) => ({ type, data: JSON.parse(dataText) as unknown }))) === asText(recorded)

const differenceOf = (then: Outcome, now: Outcome): Rejudgement => {
  switch (now.outcome) {
    case 'refused':
      return { appears: [], vanishes: [], refusedBy: now.rule.id }
    case 'awaits-approval':
      return { appears: [], vanishes: [], waitsBy: now.rules.map(({ id }) => id) }
    case 'ready':
      return { appears: without(warningsOf(now), warningsOf(then)), vanishes: without(warningsOf(then), warningsOf(now)) }
  }
}

/**
 * Judges a recorded command under another policy, and writes nothing. It is decided as it was sent, with what had been
 * recorded by then, in its case and in the cases that were linked with it: first under the policy of its time, which must
 * give exactly what is recorded, then under the other. A correction or retraction is decided with the fact that it changes,
 * and the decisions that depend on the fact.
 */
export const rejudged = async (rejudgedCommand: RejudgedCommand): Promise<Rejudgement | NotJudged> => {
  const { recorded, policyThen, policy } = rejudgedCommand
  const readStream = readingOnce(rejudgedCommand.readStream)
  const [first] = recorded
  const idOf = first && eventIdsLike(first)
  if (!idOf) return 'notReproduced'
  try {
    for (const candidate of candidatesFor(rejudgedCommand, first)) {
      const judge = await decider({ ...rejudgedCommand, readStream }, candidate, idOf)
      const then = await judge(policyThen)
      if (isAsRecorded(then, recorded)) return differenceOf(then, await judge(policy))
    }
  } catch (error) {
    if (error instanceof LinksUnknown) return 'tooManyLinks'
    throw error
  }
  return 'notReproduced'
}
