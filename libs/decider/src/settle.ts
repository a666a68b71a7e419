import type { Fact, FactOf, Override, RuleOverridden, WarningRaised } from '@case-timeline/contracts'
import type { Command, Decided, Forbidden, Level, Rule } from './decider.ts'
import { isAfter } from './occurred.ts'

type Warning = FactOf<typeof WarningRaised>
type Overriding = FactOf<typeof RuleOverridden>

/** A command was refused: the rule, and references to what broke it. Expected, so a value and not an exception. */
export interface Refusal {
  readonly outcome: 'refused'
  readonly rule: Rule
  readonly facts: readonly string[]
}

/** A command was accepted: its events, then the overrides and warnings that go into the same append. */
export interface Accepted<E extends Fact = Fact> {
  readonly outcome: 'accepted'
  readonly events: readonly (E | Warning | Overriding)[]
}

export const nothingHappensInTheFuture: Rule<unknown, Command> = {
  id: 'case.nothing-happens-in-the-future',
  sentence: 'a fact cannot have happened after it is recorded',
  source: 'integrity of the record',
  level: 'block',
  integrity: true,
  holds: (_, { occurredAt, occurredZone, now }) => occurredAt === undefined || !isAfter(occurredAt, occurredZone, now),
  facts: (_, { occurredAt }) => (occurredAt === undefined ? [] : [occurredAt]),
}

/** The level that a deployment's policy gives a rule; the first form: the rule's own. */
export type Policy = (rule: Rule) => Level
export const ownLevel: Policy = (rule) => rule.level

const appliesTo = ({ jurisdictions }: Rule, { jurisdiction }: Command): boolean =>
  jurisdictions === undefined || (jurisdiction !== undefined && jurisdictions.includes(jurisdiction))

const allows = (rule: Rule, command: Command, override: Override): boolean =>
  override.ruleId === rule.id &&
  (rule.overridableFor ?? []).includes(override.basis) &&
  (!rule.overrideNeedsApprover || (override.approver !== undefined && override.approver.userId !== command.actor.userId))

/** A rule that does not hold: whether it refuses or warns, references to what broke it, and on what ground it is set aside, if it is. */
export interface Broken {
  readonly rule: Rule
  readonly level: Exclude<Level, 'record'>
  readonly facts: readonly string[]
  readonly override: Override | undefined
}

/** Holds a command against one rule: nothing where the rule holds, is not asked in this jurisdiction, or is only noted. */
export const brokenBy = (rule: Rule, state: unknown, command: Command, policy: Policy = ownLevel): Broken | undefined => {
  if (!appliesTo(rule, command) || rule.holds(state, command)) return undefined
  const level = policy(rule)
  if (level === 'record') return undefined
  const override = level === 'block' ? command.overrides?.find((one) => allows(rule, command, one)) : undefined
  return { rule, level, facts: rule.facts?.(state, command) ?? [], override }
}

/**
 * Holds a decision against its rules.
 * @param eventId id of the command's event by its index in the append; a warning names the first event by it
 * @returns the events to append in order, or the refusal by the first broken blocking rule
 */
export const settle = <E extends Fact>(
  decided: Decided<E> | Forbidden,
  state: unknown,
  command: Command,
  eventId: (index: number) => string,
  policy: Policy = ownLevel,
): Accepted<E> | Refusal => {
  if ('forbiddenBy' in decided) {
    const rule = decided.forbiddenBy
    return { outcome: 'refused', rule, facts: rule.facts?.(state, command) ?? [] }
  }
  const warnings: Warning[] = []
  const overrides: Overriding[] = []
  for (const rule of [nothingHappensInTheFuture as Rule, ...decided.under]) {
    const broken = brokenBy(rule, state, command, policy)
    if (!broken) continue
    const { level, facts, override } = broken
    if (level === 'warn') warnings.push({ type: 'case.WarningRaised', data: { ruleId: rule.id, eventId: eventId(0), facts: [...facts] } })
    else if (override) overrides.push({ type: 'case.RuleOverridden', data: { ...override, eventId: eventId(0) } })
    else return { outcome: 'refused', rule, facts }
  }
  return { outcome: 'accepted', events: [...decided.events, ...overrides, ...warnings] }
}
