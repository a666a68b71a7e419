import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { timeOfDeed, type TimeOfDeed } from '@case-timeline/casework'
import {
  CommandRefused,
  DeadlineMissed,
  EVENT_TYPES,
  RuleOverridden,
  WarningRaised,
  type ServiceName,
  type UnknownThen,
} from '@case-timeline/contracts'
import {
  type Accepted,
  type AwaitsApproval,
  type Command,
  type Decided,
  type Forbidden,
  type Refusal,
  type Rule,
  generalRules,
  type Warning,
} from '@case-timeline/decider'
import { historyOf, toNewestShape, type StoredEvent } from '@case-timeline/event-store'
import type { MarkedAccepted, MarkedRefusal } from './alongside.ts'
import { prepareCommand, type DecisionContext, type PreparedCommand, type UndecidedCommand } from './prepared-command.ts'
import { fold, type Folded } from './state.ts'

/** The events of one append. */
type Recording = readonly [StoredEvent, ...StoredEvent[]]

/** A search looks at no more appends, the last ones: each costs a fold of the case. */
const MAX_RECORDINGS = 50

/** Events that a search folds, all its folds together: with 50 folds, a case of 10,000 would take seconds of the processor. */
const MAX_FOLDED = 50_000

/** Of more events since an act, only those that name a person or thing of the command are looked at. */
const MANY_EVENTS = 200

/** Types that no rule judges by. */
const REMARKS: readonly string[] = [WarningRaised, RuleOverridden, DeadlineMissed, CommandRefused].map(({ type }) => type)

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

/** Rules about the record itself do not judge what was known: an id is used once, whenever it was used. */
const judgesRecord = ({ id, integrity }: Rule): boolean => integrity === true || Object.values(generalRules).some((rule) => rule.id === id)

/** Whether an event, or a thing that it introduced, is named by a command: who names it knew it. */
const isNamedBy =
  (ids: ReadonlySet<string>) =>
  ({ id, type, schemaVersion, data }: StoredEvent): boolean =>
    ids.has(id) || (EVENT_TYPES.get(type)?.introduces?.(toNewestShape(type, schemaVersion, data)) ?? []).some((one) => ids.has(one))

/**
 * Whether an event was recorded only after an act. Of an imported one that is not known: its source may have had it then,
 * unless it had not happened.
 */
const isRecordedAfter =
  ({ latest, spanOf }: TimeOfDeed) =>
  ({ recordedAt, occurredAt, occurredZone, envelope }: StoredEvent): boolean => {
    if (spanOf(recordedAt).from <= latest) return false
    return envelope.imported === undefined || (occurredAt !== undefined && spanOf(occurredAt, occurredZone).from > latest)
  }

/** What was recorded after an act and may have made known that it breaks a rule, by append, the last one first. */
const recordingsAfter = (deed: TimeOfDeed, events: readonly StoredEvent[], data: unknown): readonly Recording[] => {
  const ids = new Set(JSON.stringify(data).match(UUID))
  const names = [...ids]
  const lastMoment = new Date(deed.latest).toISOString().slice(0, -1)
  const later = events.filter(({ type, recordedAt }) => recordedAt > lastMoment && !REMARKS.includes(type))
  // In a large case, only what is about the same persons and things.
  const isLarge = later.length > MANY_EVENTS
  const related = isLarge ? later.filter(({ dataText }) => names.some((id) => dataText.includes(id))) : later
  const isLater = isRecordedAfter(deed)
  const isNamed = isNamedBy(ids)
  const recordings = new Map<string, [StoredEvent, ...StoredEvent[]]>()
  for (const event of related.filter(isLater)) {
    const known = recordings.get(event.commandId)
    if (known) known.push(event)
    else recordings.set(event.commandId, [event])
  }
  const unnamed = [...recordings.values()].filter((recording) => !recording.some(isNamed))
  return unnamed.reverse().slice(0, Math.max(1, Math.min(MAX_RECORDINGS, Math.floor(MAX_FOLDED / events.length))))
}

/** A command as it is decided on a part of the record. */
interface DecidedOnPart {
  readonly command: Command
  readonly state: unknown
  readonly decided: Decided | Forbidden
}

type Judgement = 'broken' | 'kept' | 'notJudged'

/** How a rule, which the command breaks, judges it on a part of the record. */
const judgementBy = ({ id }: Rule, { command, state, decided }: DecidedOnPart): Judgement => {
  if ('forbiddenBy' in decided) return decided.forbiddenBy.id === id ? 'broken' : 'notJudged'
  const rule = decided.under.find((one) => one.id === id)
  if (!rule) return 'notJudged'
  return rule.holds(state, command) ? 'kept' : 'broken'
}

/** Decides a command on the record without some appends. */
const decidingWithout = (
  inProgress: UndecidedCommand,
  { revision }: Folded,
  unreadCommand: Omit<Command, 'known'>,
  { recorded, own }: { readonly recorded: readonly StoredEvent[]; readonly own: readonly StoredEvent[] },
) => {
  const { context, aggregate, command, stream, generation } = inProgress
  const { store, memory } = context
  let linked: ReturnType<DecisionContext['memory']['linkedCases']> | undefined
  const linkedCases = (caseId: string) => (linked ??= memory.linkedCases(caseId))
  const known = new Map<string, Promise<DecidedOnPart>>()
  const decide = async (without: ReadonlySet<string>): Promise<DecidedOnPart> => {
    const remaining = (events: readonly StoredEvent[]) => events.filter(({ commandId }) => !without.has(commandId))
    const events = remaining(recorded)
    const readCase = { events, history: historyOf(events), generation }
    const partOf = async (name: string) => remaining(name === stream ? own : await store.readStream(name))
    const part = { store: { readStream: partOf }, memory: { ...memory, linkedCases, readCase: () => Promise.resolve(readCase) } }
    const onPart = { ...inProgress, context: { ...context, ...part } }
    const folded = { ...fold(aggregate, remaining(own)), revision }
    const { command: prepared, state } = await prepareCommand(
      onPart,
      folded,
      unreadCommand,
      command.caseId === undefined ? undefined : readCase,
    )
    return { command: prepared, state, decided: aggregate.decide(prepared, state) }
  }
  return (without: ReadonlySet<string>): Promise<DecidedOnPart> => {
    const key = [...without].join()
    const decided = known.get(key) ?? decide(without)
    known.set(key, decided)
    return decided
  }
}

/** A time of recording, RFC 3339 in UTC with microseconds, to the second. */
const toSecond = (recordedAt: string): string => `${recordedAt.slice(0, 'YYYY-MM-DDTHH:MM:SS'.length)}Z`

/** Whether every service that receives the warning receives an event too: otherwise the mark would show it when that was recorded. */
const isForAllWhoAreWarned = (settled: Settled): ((event: StoredEvent) => boolean) => {
  const [warnedOf] = settled.outcome === 'accepted' ? settled.events : []
  const shared = warnedOf && EVENT_TYPES.get(warnedOf.type)?.visibility
  const receivers = Array.isArray(shared) ? (shared as readonly ServiceName[]) : []
  return ({ visibility }) => receivers.every((receiver) => visibility.includes(receiver))
}

/**
 * Leaves out appends, the last first, until the rule is kept. One without which the rule would not be asked at all, such as
 * that of the opening of the case, stays.
 */
const search = async (
  rule: Rule,
  recordings: readonly Recording[],
  decideWithout: ReturnType<typeof decidingWithout>,
  isForAll: (event: StoredEvent) => boolean,
): Promise<UnknownThen | undefined> => {
  let without: ReadonlySet<string> = new Set()
  for (const [named] of recordings) {
    const { id: eventId, commandId, recordedAt } = named
    const more = new Set([...without, commandId])
    // Nothing that a decision reads lets other requests go on.
    await yieldToOthers()
    const judgement = judgementBy(rule, await decideWithout(more))
    if (judgement === 'kept') return isForAll(named) ? { eventId, recordedAt: toSecond(recordedAt) } : undefined
    if (judgement === 'broken') without = more
  }
  return undefined
}

type Settled = Accepted | AwaitsApproval | Refusal
type MarkedSettled = MarkedAccepted | AwaitsApproval | MarkedRefusal

const brokenIn = (settled: Settled): readonly Warning[] => {
  switch (settled.outcome) {
    case 'accepted':
      return settled.warnings
    case 'refused':
      return [settled]
    case 'awaits-approval':
      return []
  }
}

/** The record on which a command was decided: its case, and its stream; undefined where the stream is behind its state. */
const recordOf = async ({ context, stream }: UndecidedCommand, { revision }: Folded, { recorded }: PreparedCommand) => {
  const upTo = (events: readonly StoredEvent[]) => events.filter((event) => event.stream === stream && event.revision <= revision)
  const isWhole = (events: readonly StoredEvent[]) => events.length === revision + 1
  const inCase = upTo(recorded ?? [])
  const own = isWhole(inCase) ? inCase : upTo(await context.store.readStream(stream))
  return isWhole(own) ? { recorded: recorded ?? own, own } : undefined
}

/**
 * Marks each warning, and a refusal, of an act of the past that broke no such rule by what was on record when it was done:
 * with the event by whose recording that became known. It decides the command again without what was recorded since, the
 * last first, until the rule is kept. What the command itself names was known to who acted; a rule about the record is not
 * marked, nor is a breach whose cause is in another case, or in an event that not all receive who receive the warning.
 */
export const markingUnknownThen =
  (inProgress: UndecidedCommand, folded: Folded, unreadCommand: Omit<Command, 'known'>, prepared: PreparedCommand) =>
  async (settled: Settled): Promise<MarkedSettled> => {
    const judged = brokenIn(settled).filter(({ rule }) => !judgesRecord(rule))
    if (settled.outcome === 'awaits-approval' || judged.length === 0) return settled
    const deed = timeOfDeed(unreadCommand)
    const record = deed.isNow || inProgress.context.isCompared ? undefined : await recordOf(inProgress, folded, prepared)
    if (!record) return settled
    const ofCase = record.recorded.filter(({ caseId }) => caseId === inProgress.command.caseId)
    const recordings = recordingsAfter(deed, ofCase, unreadCommand.data)
    const decideWithout = decidingWithout(inProgress, folded, unreadCommand, record)
    const marks = new Map<Rule, UnknownThen | undefined>()
    for (const { rule } of judged) marks.set(rule, await search(rule, recordings, decideWithout, isForAllWhoAreWarned(settled)))
    const markOf = ({ rule }: Warning) => ({ unknownThen: marks.get(rule) })
    if (settled.outcome === 'refused') return { ...settled, ...markOf(settled) }
    return { ...settled, warnings: settled.warnings.map((warning) => ({ ...warning, ...markOf(warning) })) }
  }
