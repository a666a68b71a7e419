import {
  ApprovalGiven,
  comparePositions,
  RuleOverridden,
  WarningRaised,
  type FactOf,
  type RecordedOverride,
} from '@case-timeline/contracts'
import { rememberingSpans } from '@case-timeline/decider'
import { canonical, eventIdOf, historyOf, type ReadCase, type StoredEvent } from '@case-timeline/event-store'
import type { Aggregate } from './aggregate.ts'
import { decide } from './decision.ts'
import type { LoadedPolicy } from './loaded-policy.ts'
import { personsMemory } from './persons.ts'
import { candidateCommands } from './candidate-commands.ts'
import type { DecisionContext } from './prepared-command.ts'
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
  /** The policy by whose hash it was decided; undefined: it was decided without one. */
  readonly policyThen: LoadedPolicy | undefined
  readonly policy: LoadedPolicy
}

/** Why a command is not judged again. */
export type NotJudged =
  /** A correction or retraction is decided by the facts that it changes. */
  | 'isCorrection'
  /** What was linked with a case at that time is not read. */
  | 'readsLinkedCases'
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

/** The second person, where the approval of that person is the cause of the command. */
const approvalOf = ({ envelope }: StoredEvent, earlier: readonly StoredEvent[]): SubmittedCommand['approval'] => {
  const given = earlier.find(({ id, type }) => id === envelope.causationId && type === ApprovalGiven.type)
  if (!given) return undefined
  const { userId, role } = given.envelope.actor
  return { approver: { userId, role } }
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

/** Commands that read linked cases are not judged again: no decision comes here. */
const readsNoLinkedCase = () => Promise.reject(new Error('a command that reads linked cases was judged again'))

type Outcome = Awaited<ReturnType<typeof decide>>

/** Decides a candidate as if it were sent when it was, to a process that knows what was recorded before it. */
const decider = async ({ aggregate, recorded, history, readStream }: RejudgedCommand, first: StoredEvent) => {
  const earlier = history.filter(isBefore(first))
  const before = async (stream: string) => (await readStream(stream)).filter(isBefore(first))
  const folded = fold(aggregate, await before(first.stream))
  const readCase: ReadCase = { events: earlier, history: historyOf(earlier), generation: 0 }
  const { envelope, caseId, commandId, occurredAt, occurredZone } = first
  const now = decidedAt(first)
  const overrides = overridesIn(recorded)
  const memory = {
    readCase: () => Promise.resolve(readCase),
    linkedCases: readsNoLinkedCase,
    persons: personsMemory(),
    spanOf: rememberingSpans(),
  }
  return (candidate: { readonly name: string; readonly data: unknown }, policy: LoadedPolicy | undefined): Promise<Outcome> => {
    const command: SubmittedCommand = {
      caseId,
      name: candidate.name,
      body: { data: candidate.data, occurredAt, occurredZone, overrides: [...overrides] },
      actor: envelope.actor,
      approval: approvalOf(first, earlier),
      commandId,
      retryable: false,
      correlationId: envelope.correlationId,
      causationId: envelope.causationId,
      jurisdiction: envelope.jurisdiction,
      imported: envelope.imported,
      legalBasis: envelope.legalBasis,
    }
    const context: DecisionContext = {
      store: { readStream: before },
      memory,
      policyOf: () => policy,
      deployment: envelope.deployment,
      now: () => now,
      isCompared: true,
    }
    const digest = Buffer.from(envelope.commandDigest, 'hex')
    return decide({ context, aggregate, command, stream: first.stream, digest, now, generation: 0 }, folded, readCase)
  }
}

const warningsOf = (outcome: Outcome): readonly string[] => (outcome.outcome === 'ready' ? outcome.warnings : [])
const without = (some: readonly string[], others: readonly string[]): string[] => some.filter((one) => !others.includes(one))

/**
 * Judges a recorded command under another policy, and writes nothing. It is decided as it was sent, with what had been
 * recorded by then: first under the policy of its time, which must give exactly what is recorded, then under the other.
 */
export const rejudged = async (rejudgedCommand: RejudgedCommand): Promise<Rejudgement | NotJudged> => {
  const { aggregate, recorded, policyThen, policy } = rejudgedCommand
  const [first] = recorded
  if (!first || first.id !== eventIdOf(first.commandId, 0)) return 'notReproduced'
  if (isCorrection(first.type)) return 'isCorrection'
  const [fact] = factsIn(aggregate, [first])
  const candidates = fact ? candidateCommands(aggregate, fact) : []
  const judge = await decider(rejudgedCommand, first)
  for (const candidate of candidates) {
    if (aggregate.commands[candidate.name]?.readsLinkedCases) return 'readsLinkedCases'
    const then = await judge(candidate, policyThen)
    if (then.outcome !== 'ready') continue
    const decided = then.events.map(({ type, dataText }) => ({ type, data: JSON.parse(dataText) as unknown }))
    if (asText(decided) !== asText(recorded)) continue
    const now = await judge(candidate, policy)
    switch (now.outcome) {
      case 'refused':
        return { appears: [], vanishes: [], refusedBy: now.rule.id }
      case 'awaits-approval':
        return { appears: [], vanishes: [], waitsBy: now.rules.map(({ id }) => id) }
      case 'ready':
        return { appears: without(warningsOf(now), warningsOf(then)), vanishes: without(warningsOf(then), warningsOf(now)) }
    }
  }
  return 'notReproduced'
}
