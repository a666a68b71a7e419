import {
  RuleOverridden,
  WarningRaised,
  type EventCorrected,
  type Fact,
  type FactOf,
  type Happened,
  type Override,
} from '@case-timeline/contracts'
import { brokenBy, levelsUnder, type Broken, type Command, type Decided, type Forbidden, type Rule } from '@case-timeline/decider'
import { z } from 'zod'
import type { Aggregate, LinkedCases } from './aggregate.ts'
import { canonical } from './canonical.ts'
import type { StoredEvent } from './event-store.ts'
import { evolveAll, factsIn, isCorrection, typesOf } from './state.ts'

/** What is to be judged anew: the facts of a stream, as a correction or retraction would leave them. */
export interface Amending {
  readonly aggregate: Aggregate
  /** The case as this service sees it, or the stream alone where it belongs to no case; in recording order. */
  readonly history: readonly StoredEvent[]
  /** The correction or retraction, as if it were recorded already. */
  readonly amendment: StoredEvent
  /** The command that asks for it: under which policy, and what it sets aside. */
  readonly command: Omit<Command, 'known'>
  readonly linked?: LinkedCases | undefined
  /** The events of the streams that `readElsewhere` names. */
  readonly elsewhere?: readonly StoredEvent[] | undefined
}

/** What follows for the rules under which the facts of the stream were decided. */
export interface JudgedAnew {
  /** The rule that keeps the fact from being as it would be, where one does that it did not break before. */
  readonly refused?: { readonly rule: Rule; readonly facts: readonly string[] } | undefined
  /** Whether the command of the fact would have recorded just this. */
  readonly recordable: boolean
  /** What would have stood beside the fact and does not: what follows from it, what is set aside for it, what warns of it. */
  readonly besides: readonly Fact[]
  /** Later decisions that would not have been allowed. */
  readonly dependants: readonly string[]
}

type Stated = Happened<Fact>
type Asked = { readonly name: string; readonly data: unknown }
type Outcome = Decided | Forbidden

interface Judged {
  readonly name: string
  readonly decided: Outcome
  readonly broken: readonly Broken[]
}

/** A stream with its corrections applied, and what was known besides when each of its facts was decided. */
interface World {
  readonly facts: ReadonlyMap<string, Stated>
  /** By a fact's id: the state in which it was decided. */
  readonly before: ReadonlyMap<string, unknown>
  readonly overrides: (id: string) => readonly Override[]
  readonly known: (stored: StoredEvent) => readonly StoredEvent[]
}

const worldOf = (aggregate: Aggregate, stream: string, history: readonly StoredEvent[]): World => {
  const own = history.filter((event) => event.stream === stream)
  const facts = factsIn(aggregate, own)
  const overrides = facts.filter((fact): fact is Happened<FactOf<typeof RuleOverridden>> => fact.type === RuleOverridden.type)
  const before = new Map<string, unknown>()
  let state = aggregate.decider.initial
  for (const fact of facts) {
    before.set(fact.id, state)
    state = evolveAll(aggregate, state, [fact])
  }
  return {
    facts: new Map(facts.map((fact) => [fact.id, fact])),
    before,
    overrides: (id) => overrides.filter(({ data }) => data.eventId === id).map(({ data }) => data),
    // As it was known then: what another sector corrected since changes no decision that was taken before.
    known: (stored) => {
      const at = history.indexOf(stored)
      return [...history.slice(0, at), ...history.slice(at).filter((one) => one.stream === stream && isCorrection(one.type))]
    },
  }
}

const emits = (decided: Outcome, { type, data }: Fact): boolean =>
  'events' in decided && decided.events.some((one) => one.type === type && canonical(one.data) === canonical(data))

/** The members of a fact that a command takes. */
const taken = (data: unknown, shape: object | undefined): unknown =>
  shape === undefined ? data : Object.fromEntries(Object.entries(data as object).filter(([member]) => member in shape))

/** The commands by which a fact may have been recorded. */
const candidates = (aggregate: Aggregate, fact: Fact): readonly Asked[] => {
  const asked = aggregate.asked?.(fact)
  if (asked) return [asked]
  return aggregate.commands.flatMap(({ name, data: schema }) => {
    const data = taken(fact.data, 'shape' in schema ? (schema.shape as object) : undefined)
    return z.safeParse(schema, data).success ? [{ name, data }] : []
  })
}

/** The streams elsewhere that the commands of some facts read: of a stream, and what is to be put right in it. */
export const readElsewhere = (aggregate: Aggregate, facts: readonly Fact[], command: Omit<Command, 'known'>): readonly string[] => [
  ...new Set(
    facts.flatMap((fact) => candidates(aggregate, fact).flatMap((asked) => aggregate.readsElsewhere?.({ ...command, ...asked }) ?? [])),
  ),
]

const isBlocked = ({ level, override }: Broken): boolean => level === 'block' && override === undefined

/** Decides a fact once more in a world; what was set aside for it counts, and what is set aside with its correction. */
type Judge = (world: World, fact: Stated, asked: Asked, setAside?: readonly Override[]) => Judged

const isEarlier =
  ({ recordedAt }: StoredEvent) =>
  (event: StoredEvent): boolean =>
    event.recordedAt < recordedAt

const judgeOf =
  ({ aggregate, command: { policy }, linked, elsewhere = [] }: Amending, stored: ReadonlyMap<string, StoredEvent>): Judge =>
  (world, fact, { name, data }, setAside = []) => {
    const event = stored.get(fact.id)
    if (!event) throw new RangeError(`${fact.id} was never recorded in this stream`)
    const { actor, jurisdiction } = event.envelope
    const { occurredAt, occurredZone } = fact
    const overrides = [...world.overrides(fact.id), ...setAside]
    const unread = { name, data, occurredAt, occurredZone, overrides, now: event.recordedAt, actor, jurisdiction, policy }
    const then = linked && { ...linked, cases: linked.cases.map((one) => ({ ...one, history: one.history.filter(isEarlier(event)) })) }
    const streams = aggregate.readsElsewhere?.(unread) ?? []
    const there = elsewhere.filter((one) => streams.includes(one.stream)).filter(isEarlier(event))
    const command: Command = { ...unread, known: aggregate.known?.(world.known(event), unread, then, there).known ?? {} }
    const state = world.before.get(fact.id)
    const decided = aggregate.decider.decide(command, state)
    if ('forbiddenBy' in decided) {
      const rule = decided.forbiddenBy
      return { name, decided, broken: [{ rule, level: 'block', facts: rule.facts?.(state, command) ?? [], override: undefined }] }
    }
    const types = typesOf(aggregate)
    const levels = levelsUnder(
      policy,
      decided.events.every(({ type }) => types.get(type)?.kind === 'report'),
    )
    return { name, decided, broken: decided.under.flatMap((rule) => brokenBy(rule, state, command, levels) ?? []) }
  }

const same = (one: Stated | undefined, other: Stated | undefined): boolean =>
  one?.occurredAt === other?.occurredAt &&
  one?.occurredZone === other?.occurredZone &&
  canonical(one?.data ?? null) === canonical(other?.data ?? null)

/** Facts of the aggregate that say something else after an amendment, come back, or go; and one that is corrected to what it says already. */
const changedBy = (
  { aggregate, amendment }: Amending,
  present: World,
  right: World,
  stored: Iterable<StoredEvent>,
): ReadonlySet<string> => {
  const { correctsId } = amendment.data as Partial<FactOf<typeof EventCorrected>['data']>
  const own = [...stored].filter(({ type }) => aggregate.events.some((one) => one.type === type))
  return new Set(own.map(({ id }) => id).filter((id) => id === correctsId || !same(present.facts.get(id), right.facts.get(id))))
}

/**
 * Judges a stream as a correction or retraction would leave it: the fact that it speaks of by the rules of the command that recorded it,
 * and each later decision by its own. Each is decided in the state and on the knowledge of its own time. A rule that is broken
 * already keeps nothing from being corrected: only what the amendment would break counts. Later reports stand whatever comes out.
 */
export const judgedAnew = (amending: Amending): JudgedAnew => {
  const { aggregate, history, amendment, command } = amending
  const { stream } = amendment
  const stored = new Map(history.filter((event) => event.stream === stream).map((event) => [event.id, event]))
  const present = worldOf(aggregate, stream, history)
  const right = worldOf(aggregate, stream, [...history, amendment])
  const judge = judgeOf(amending, stored)
  const setAside = (command.overrides ?? []).filter(({ approver }) => approver?.userId !== command.actor.userId)
  const changed = changedBy(amending, present, right, stored.values())

  /** How a fact was decided; nothing for one that only followed from another. */
  const asItWas = (world: World, fact: Stated): Judged | undefined =>
    candidates(aggregate, fact)
      .map((asked) => judge(world, fact, asked))
      .find(({ decided }) => emits(decided, fact))
  const asItWouldBe = (fact: Stated, { name }: Judged): Judged | undefined => {
    const asked = candidates(aggregate, fact).find((one) => one.name === name)
    return asked && judge(right, fact, asked, changed.has(fact.id) ? setAside : [])
  }
  /** Where no command would record a fact that comes back, the state into which it comes forbids it. */
  const broughtBack = (fact: Stated): Judged | undefined =>
    asItWas(right, fact) ??
    candidates(aggregate, fact)
      .map((asked) => judge(right, fact, asked))
      .find(({ decided }) => 'forbiddenBy' in decided)

  const amended = (fact: Stated): Amended => {
    const before = present.facts.get(fact.id)
    const was = before && asItWas(present, before)
    const is = was ? asItWouldBe(fact, was) : before ? undefined : broughtBack(fact)
    const isBrokenAlready = ({ rule }: Broken) => was?.broken.some((one) => isBlocked(one) && one.rule.id === rule.id) ?? false
    const newly = is?.broken.find((one) => isBlocked(one) && !isBrokenAlready(one))
    const recordable = was === undefined || (is !== undefined && emits(is.decided, fact))
    const besides = was && is ? [...followingFrom(is.decided, was.decided, fact), ...remarksOn(fact.id, is.broken, setAside)] : []
    return { id: fact.id, newly, recordable, besides }
  }

  const order = [...stored.keys()]
  const from = order.findIndex((id) => changed.has(id))
  const isLaterDecision = ({ id, type }: Stated): boolean =>
    from >= 0 && order.indexOf(id) > from && aggregate.events.some((one) => one.type === type && one.kind === 'decision')
  const losesAnOverride = ({ id }: Stated): boolean => right.overrides(id).length < present.overrides(id).length
  const facts = [...right.facts.values()]
  const itself = facts.filter(({ id }) => changed.has(id)).map(amended)
  const others = facts.filter((fact) => !changed.has(fact.id) && (isLaterDecision(fact) || losesAnOverride(fact))).map(amended)
  return {
    refused: itself.find(({ newly }) => newly)?.newly,
    recordable: itself.every(({ recordable }) => recordable),
    besides: itself.flatMap(({ besides }) => besides),
    dependants: others.filter(({ newly }) => newly).map(({ id }) => id),
  }
}

/** What an amendment makes of one fact. */
interface Amended extends Pick<JudgedAnew, 'recordable' | 'besides'> {
  readonly id: string
  readonly newly: Broken | undefined
}

/** What a command records beside a fact, and did not record beside it as it was. */
const followingFrom = (decided: Outcome, before: Outcome, { type }: Fact): readonly Fact[] =>
  'events' in decided ? decided.events.filter((one) => one.type !== type && !emits(before, one)) : []

const remarksOn = (eventId: string, broken: readonly Broken[], setAside: readonly Override[]): readonly Fact[] =>
  broken.flatMap(({ rule, level, facts, override }): Fact[] => {
    if (level === 'warn') return [{ type: WarningRaised.type, data: { ruleId: rule.id, eventId, facts: [...facts] } }]
    return override && setAside.includes(override) ? [{ type: RuleOverridden.type, data: { ...override, eventId } }] : []
  })
