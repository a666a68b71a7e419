import {
  RuleOverridden,
  type EventCorrected,
  type Fact,
  type FactOf,
  type RecordedFact,
  type RecordedOverride,
} from '@case-timeline/contracts'
import {
  brokenRuleOf,
  factIsNotCenturiesOld,
  ruleLevelsAsReported,
  ruleLevelsUnder,
  spanOf,
  type BrokenRule,
  type Command,
  type Decided,
  type Forbidden,
  type Rule,
} from '@case-timeline/decider'
import { type Aggregate, isReportedIn, recordsOnlyReports } from './aggregate.ts'
import { ruleOverridden, warningRaised } from './alongside.ts'
import { candidateCommands, streamsReadBy, type CandidateCommand } from './candidate-commands.ts'
import { approverIn, NOT_YET_APPROVED } from './corrected-approver.ts'
import { readingFor, type StoredLinkedCases } from './reading.ts'
import { canonical, type StoredEvent } from '@case-timeline/event-store'
import { evolveAll, factsIn, isCorrection } from './state.ts'

/** The input of a redecision: the facts of a stream, as a correction or retraction would leave them. */
export interface RedecisionInput {
  readonly aggregate: Aggregate
  /** The case as this service may see it, or the stream of a command that belongs to no case; in recording order. */
  readonly history: readonly StoredEvent[]
  /** The correction or retraction, as if it were already recorded. */
  readonly amendment: StoredEvent
  /** The command that requests the amendment: its policy and its overrides apply. */
  readonly command: Omit<Command, 'known'>
  readonly linked?: StoredLinkedCases | undefined
  /** The events of the streams that `readElsewhere` names. */
  readonly elsewhere?: readonly StoredEvent[] | undefined
}

/** The result of deciding the facts of the amended stream again. */
export interface RedecisionResult {
  /** The rule that forbids the amended fact, if the original fact did not break it. */
  readonly refused?: { readonly rule: Rule; readonly facts: readonly string[] } | undefined
  /** Whether the command of the fact would have recorded exactly the amended fact. */
  readonly recordable: boolean
  /**
   * Facts that would have been recorded with the amended fact and are missing: consequences, overrides and warnings.
   */
  readonly alongside: readonly Fact[]
  /** Ids of later decisions that would not have been allowed. */
  readonly dependants: readonly string[]
}

type StreamFact = RecordedFact<Fact>
type Outcome = Decided | Forbidden

interface RedecidedFact {
  readonly name: string
  readonly decided: Outcome
  readonly broken: readonly BrokenRule[]
}

/** A stream with its corrections applied, and what was known of other streams when each of its facts was decided. */
interface CorrectedStream {
  readonly facts: ReadonlyMap<string, StreamFact>
  /** By a fact's id: the state in which it was decided. */
  readonly before: ReadonlyMap<string, unknown>
  readonly overrides: (id: string) => readonly RecordedOverride[]
  readonly knownBefore: (stored: StoredEvent) => readonly StoredEvent[]
}

const correctedStreamOf = (aggregate: Aggregate, stream: string, history: readonly StoredEvent[]): CorrectedStream => {
  const facts = factsIn(
    aggregate,
    history.filter((event) => event.stream === stream),
  )
  const overrides = facts.filter((fact): fact is RecordedFact<FactOf<typeof RuleOverridden>> => fact.type === RuleOverridden.type)
  const before = new Map<string, unknown>()
  let state = aggregate.initial
  for (const fact of facts) {
    before.set(fact.id, state)
    state = evolveAll(aggregate, state, [fact])
  }
  return {
    facts: new Map(facts.map((fact) => [fact.id, fact])),
    before,
    overrides: (id) => overrides.filter(({ data }) => data.eventId === id).map(({ data }) => data),
    // As known at that time: of later corrections, only those of this stream affect a decision taken before them.
    knownBefore: (stored) => {
      const index = history.indexOf(stored)
      const later = history.slice(index)
      return [...history.slice(0, index), ...later.filter((event) => event.stream === stream && isCorrection(event.type))]
    },
  }
}

const emits = (decided: Outcome, { type, data }: Fact): boolean =>
  'events' in decided && decided.events.some((event) => event.type === type && canonical(event.data) === canonical(data))

const isBlocking = (rule: BrokenRule): boolean => rule.level === 'block' && (rule.override === undefined || rule.lacksApproval)

/** What a correction adds to the command of the fact that it amends. */
type AmendingCommand = Pick<Command, 'overrides' | 'approver'>

/** Decides a fact again in an amended stream; the overrides of the fact and those of its correction apply. */
type FactRedecider = (
  correctedStream: CorrectedStream,
  fact: StreamFact,
  candidate: CandidateCommand,
  amending?: AmendingCommand,
) => RedecidedFact

const isEarlierThan =
  ({ recordedAt }: StoredEvent) =>
  (event: StoredEvent): boolean =>
    event.recordedAt < recordedAt

const factRedeciderOf =
  ({ aggregate, command: { policy }, linked, elsewhere = [] }: RedecisionInput, stored: ReadonlyMap<string, StoredEvent>): FactRedecider =>
  (correctedStream, fact, { name, data }, amending = {}) => {
    const event = stored.get(fact.id)
    if (!event) throw new RangeError(`${fact.id} was never recorded in this stream`)
    const { actor, imported, jurisdiction } = event.envelope
    const overrides = [...correctedStream.overrides(fact.id), ...(amending.overrides ?? [])]
    const approver = amending.approver ?? approverIn(fact.data)
    const at = { occurredAt: fact.occurredAt, occurredZone: fact.occurredZone, now: event.recordedAt, spanOf }
    const unreadCommand = { name, data, ...at, overrides, approver, actor, jurisdiction, policy }
    const linkedAtThatTime = linked && {
      ...linked,
      cases: linked.cases.map(({ caseId, events }) => ({ caseId, events: events.filter(isEarlierThan(event)) })),
    }
    const streams = streamsReadBy(aggregate, unreadCommand)
    const elsewhereAtThatTime = elsewhere.filter(({ stream }) => streams.includes(stream)).filter(isEarlierThan(event))
    const command: Command = {
      ...unreadCommand,
      known: readingFor(aggregate, correctedStream.knownBefore(event), unreadCommand, linkedAtThatTime, elsewhereAtThatTime).known,
    }
    const state = correctedStream.before.get(fact.id)
    const decided = aggregate.decide(command, state)
    if ('forbiddenBy' in decided) {
      const rule = decided.forbiddenBy
      return {
        name,
        decided,
        broken: [{ rule, level: 'block', facts: rule.facts?.(state, command) ?? [], override: undefined, lacksApproval: false }],
      }
    }
    const levels = imported?.asReported ? ruleLevelsAsReported(policy) : ruleLevelsUnder(policy, recordsOnlyReports(aggregate, decided))
    return {
      name,
      decided,
      broken: [factIsNotCenturiesOld, ...decided.under].flatMap((rule) => brokenRuleOf(rule, state, command, levels) ?? []),
    }
  }

const isSameFact = (one: StreamFact | undefined, other: StreamFact | undefined): boolean =>
  one?.occurredAt === other?.occurredAt &&
  one?.occurredZone === other?.occurredZone &&
  canonical(one?.data ?? null) === canonical(other?.data ?? null)

/**
 * The ids of the aggregate's facts that an amendment changes, restores or removes, and the id of a fact that is
 * corrected to the data that it already has.
 */
const factsChangedBy = (
  { aggregate, amendment }: RedecisionInput,
  currentStream: CorrectedStream,
  amendedStream: CorrectedStream,
  stored: Iterable<StoredEvent>,
): ReadonlySet<string> => {
  const { correctsId } = amendment.data as Partial<FactOf<typeof EventCorrected>['data']>
  const ownFacts = [...stored].filter(({ type }) => aggregate.events.some((eventType) => eventType.type === type))
  return new Set(
    ownFacts.map(({ id }) => id).filter((id) => id === correctsId || !isSameFact(currentStream.facts.get(id), amendedStream.facts.get(id))),
  )
}

/**
 * Judges a stream as a correction or retraction would leave it: the amended fact by the rules of the command that
 * recorded it, and each later decision by its own rules. Each is decided in the state and with the knowledge of its
 * own time. Only rules that the amendment newly breaks count: a rule that is broken already does not prevent a
 * correction. Later reports stay in force in any case.
 */
export const redecided = (input: RedecisionInput): RedecisionResult => {
  const { aggregate, history, amendment, command } = input
  const { stream } = amendment
  const stored = new Map(history.filter((event) => event.stream === stream).map((event) => [event.id, event]))
  const currentStream = correctedStreamOf(aggregate, stream, history)
  const amendedStream = correctedStreamOf(aggregate, stream, [...history, amendment])
  const redecideFact = factRedeciderOf(input, stored)
  const approver = command.approver ?? NOT_YET_APPROVED
  const overrides = (command.overrides ?? []).map((override) => ({ ...override, approver }))
  const { correctsId } = amendment.data as Partial<FactOf<typeof EventCorrected>['data']>
  const approverOf = (id: string) => (id === correctsId ? (approverIn(currentStream.facts.get(id)?.data) ?? approver) : undefined)
  const amendingCommandOf = ({ id }: StreamFact): AmendingCommand => (changed.has(id) ? { overrides, approver: approverOf(id) } : {})
  const changed = factsChangedBy(input, currentStream, amendedStream, stored.values())

  /** How a fact was decided; undefined for a fact that no command records by itself, only as a consequence. */
  const decisionBefore = (correctedStream: CorrectedStream, fact: StreamFact): RedecidedFact | undefined =>
    candidateCommands(aggregate, fact)
      .map((candidate) => redecideFact(correctedStream, fact, candidate))
      .find(({ decided }) => emits(decided, fact))
  const decisionAfter = (fact: StreamFact, { name }: RedecidedFact): RedecidedFact | undefined => {
    const candidate = candidateCommands(aggregate, fact).find((command) => command.name === name)
    return candidate && redecideFact(amendedStream, fact, candidate, amendingCommandOf(fact))
  }
  /** How a restored fact is decided; if no command would record it, a decision that forbids it. */
  const decisionOfRestored = (fact: StreamFact): RedecidedFact | undefined =>
    decisionBefore(amendedStream, fact) ??
    candidateCommands(aggregate, fact)
      .map((candidate) => redecideFact(amendedStream, fact, candidate))
      .find(({ decided }) => 'forbiddenBy' in decided)

  const amendedFact = (fact: StreamFact, counts = isBlocking): AmendedFact => {
    const before = currentStream.facts.get(fact.id)
    const originalDecision = before && decisionBefore(currentStream, before)
    const newDecision = originalDecision ? decisionAfter(fact, originalDecision) : before ? undefined : decisionOfRestored(fact)
    const wasBrokenBefore = ({ rule }: BrokenRule) =>
      originalDecision?.broken.some((broken) => counts(broken) && broken.rule.id === rule.id) ?? false
    const newlyBroken = newDecision?.broken.find((broken) => counts(broken) && !wasBrokenBefore(broken))
    const recordable = originalDecision === undefined || (newDecision !== undefined && emits(newDecision.decided, fact))
    const alongside =
      originalDecision && newDecision
        ? [
            ...consequencesOf(newDecision.decided, originalDecision.decided, fact),
            ...warningsAndOverridesOn(fact.id, newDecision.broken, overrides),
          ]
        : []
    return { id: fact.id, newlyBroken, recordable, alongside }
  }

  const order = [...stored.keys()]
  const firstChanged = order.findIndex((id) => changed.has(id))
  const isLaterDecision = ({ id, type }: StreamFact): boolean =>
    firstChanged >= 0 &&
    order.indexOf(id) > firstChanged &&
    aggregate.events.some((eventType) => eventType.type === type && eventType.kind === 'decision')
  const losesOverride = ({ id }: StreamFact): boolean => amendedStream.overrides(id).length < currentStream.overrides(id).length
  const facts = [...amendedStream.facts.values()]
  const changedFacts = facts.filter(({ id }) => changed.has(id)).map((fact) => amendedFact(fact))
  // No rule blocks what a court or a person decided: there a new warning makes the decision depend on the amended fact.
  const later = facts.filter((fact) => !changed.has(fact.id) && (isLaterDecision(fact) || losesOverride(fact)))
  const laterFacts = later.map((fact) => amendedFact(fact, isReportedIn(aggregate, fact.type) ? () => true : isBlocking))
  return {
    refused: changedFacts.find(({ newlyBroken }) => newlyBroken)?.newlyBroken,
    recordable: changedFacts.every(({ recordable }) => recordable),
    alongside: changedFacts.flatMap(({ alongside }) => alongside),
    dependants: laterFacts.filter(({ newlyBroken }) => newlyBroken).map(({ id }) => id),
  }
}

/** The effect of an amendment on one fact. */
interface AmendedFact extends Pick<RedecisionResult, 'recordable' | 'alongside'> {
  readonly id: string
  readonly newlyBroken: BrokenRule | undefined
}

/** The events that a command records together with an amended fact, and did not record with the original fact. */
const consequencesOf = (decided: Outcome, before: Outcome, { type }: Fact): readonly Fact[] =>
  'events' in decided ? decided.events.filter((event) => event.type !== type && !emits(before, event)) : []

const warningsAndOverridesOn = (
  eventId: string,
  broken: readonly BrokenRule[],
  amendmentOverrides: readonly RecordedOverride[],
): readonly Fact[] =>
  broken.flatMap(({ rule, level, facts, override }): Fact[] => {
    if (level === 'warn') return [warningRaised(eventId, { rule, facts })]
    return override && amendmentOverrides.includes(override) ? [ruleOverridden(eventId, override)] : []
  })
