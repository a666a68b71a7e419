import type { Fact, RecordedOverride } from '@case-timeline/contracts'
import type { Command, Decided, Forbidden, Level, Rule } from './decider.ts'
import { isAfter } from './occurred.ts'

/**
 * A refused command: the rule, and references to the cause. A refusal is expected, so it is a value and not an
 * exception.
 */
export interface Refusal {
  readonly outcome: 'refused'
  readonly rule: Rule
  readonly facts: readonly string[]
}

/** A broken rule that does not refuse, with references to the cause. */
export interface Warning {
  readonly rule: Rule
  readonly facts: readonly string[]
}

/** A command that would be accepted, if a second person approved it: the rules that require this. */
export interface AwaitsApproval {
  readonly outcome: 'awaits-approval'
  readonly rules: readonly Rule[]
}

/** An accepted command: its events, the rules that were overridden for it and the rules that warn. */
export interface Accepted<E extends Fact = Fact> {
  readonly outcome: 'accepted'
  readonly events: readonly E[]
  readonly overrides: readonly RecordedOverride[]
  readonly warnings: readonly Warning[]
}

/** Applies to every command of every aggregate: `settle` adds it. */
export const factIsNotInFuture: Rule<unknown, Command> = {
  id: 'case.fact-is-not-in-future',
  sentence: 'a fact cannot have happened after it is recorded',
  source: 'integrity of the record',
  level: 'block',
  integrity: true,
  holds: (_, { occurredAt, occurredZone, now }) => occurredAt === undefined || !isAfter(occurredAt, occurredZone, now),
  facts: (_, { occurredAt }) => (occurredAt === undefined ? [] : [occurredAt]),
}

const EARLIEST_YEAR = '1900'

export const factIsNotCenturiesOld: Rule<unknown, Command> = {
  id: 'case.fact-is-not-centuries-old',
  sentence: 'a fact of a case is not dated before 1900',
  source: 'quality of the record: it is kept as it stands until it is corrected',
  level: 'warn',
  levelReason: 'the date is doubtful and not impossible, and the fact is kept until it is corrected',
  holds: (_, { occurredAt }) => occurredAt === undefined || occurredAt >= EARLIEST_YEAR,
  facts: (_, { occurredAt }) => (occurredAt === undefined ? [] : [occurredAt]),
}

/**
 * Applies to what a court or a party addressed to an office, and to a correction of what anybody addressed. What an agency of
 * the State chooses to address to such an office is refused before.
 */
export const addressedOfficeIsRegistered: Rule<unknown, Command> = {
  id: 'case.addressed-office-is-registered',
  sentence: 'an office to which something was addressed is in the register, and no other has succeeded it',
  source: 'practice: nobody gets what is addressed to an office that does not exist, until a correction names another',
  level: 'warn',
  ofReport: true,
  holds: (_, { unregisteredOffice }) => unregisteredOffice === undefined,
  facts: (_, { unregisteredOffice }) => (unregisteredOffice === undefined ? [] : [unregisteredOffice]),
}

/** The rules that apply to every command. */
export const generalRules = { factIsNotInFuture, factIsNotCenturiesOld, addressedOfficeIsRegistered }

/** The level that the policy of a jurisdiction gives a rule. */
export type RuleLevels = (rule: Rule) => Level
/** The default levels of the rules, without a policy. */
export const ownLevels: RuleLevels = (rule) => rule.level

const appliesTo = ({ jurisdictions }: Rule, { jurisdiction }: Command): boolean =>
  jurisdictions === undefined || (jurisdiction !== undefined && jurisdictions.includes(jurisdiction))

const permitsOverride = (rule: Rule, override: RecordedOverride): boolean =>
  override.ruleId === rule.id && (rule.overridableFor ?? []).includes(override.basis)

/** An override with the second person who approved it; without one for a rule that requires none. */
const withApprover = ({ overrideNeedsApprover }: Rule, command: Command, override: RecordedOverride): RecordedOverride => {
  const { approver } = command
  return overrideNeedsApprover && override.approver === undefined && approver ? { ...override, approver } : override
}

const isApprovedBySender = ({ overrideNeedsApprover }: Rule, { actor }: Command, override: RecordedOverride | undefined): boolean =>
  // Users are compared without case (ADR 104).
  overrideNeedsApprover === true && override?.approver?.userId.toLowerCase() === actor.userId.toLowerCase()

/** Whether only the approval of a second person is missing. */
const lacksApproval = (rule: Rule, command: Command, override: RecordedOverride | undefined): boolean =>
  override === undefined
    ? rule.needsSecondPerson === true && command.approver === undefined
    : rule.overrideNeedsApprover === true && override.approver === undefined

/**
 * A rule that does not hold: whether it blocks or warns, references to the cause, and the override that permits it, if
 * any.
 */
export interface BrokenRule {
  readonly rule: Rule
  readonly level: Exclude<Level, 'record'>
  readonly facts: readonly string[]
  readonly override: RecordedOverride | undefined
  /** Whether the rule, or its override, only lacks the approval of a second person. */
  readonly lacksApproval: boolean
}

/**
 * Applies one rule to a command: undefined if the rule holds, does not apply in this jurisdiction, or is only recorded.
 */
export const brokenRuleOf = (rule: Rule, state: unknown, command: Command, levels: RuleLevels = ownLevels): BrokenRule | undefined => {
  if (!appliesTo(rule, command) || rule.holds(state, command)) return undefined
  const level = levels(rule)
  if (level === 'record') return undefined
  const named = level === 'block' ? command.overrides?.find((one) => permitsOverride(rule, one)) : undefined
  const override = named && withApprover(rule, command, named)
  const approvedBySender = isApprovedBySender(rule, command, override)
  return {
    rule,
    level,
    facts: rule.facts?.(state, command) ?? [],
    override: approvedBySender ? undefined : override,
    lacksApproval: level === 'block' && !approvedBySender && lacksApproval(rule, command, override),
  }
}

/**
 * Applies the rules to a decision.
 * @returns the events to append in order, with the overrides and warnings to record with them; or the refusal by the
 *   first broken blocking rule; a command that lacks only the approval of a second person waits for it
 */
export const settle = <E extends Fact>(
  decided: Decided<E> | Forbidden,
  state: unknown,
  command: Command,
  levels: RuleLevels = ownLevels,
): Accepted<E> | AwaitsApproval | Refusal => {
  if ('forbiddenBy' in decided) {
    const rule = decided.forbiddenBy
    return { outcome: 'refused', rule, facts: rule.facts?.(state, command) ?? [] }
  }
  const warnings: Warning[] = []
  const overrides: RecordedOverride[] = []
  const unapproved: Rule[] = []
  for (const rule of [...(Object.values(generalRules) as Rule[]), ...decided.under]) {
    const broken = brokenRuleOf(rule, state, command, levels)
    if (!broken) continue
    const { level, facts, override } = broken
    if (broken.lacksApproval) unapproved.push(rule)
    else if (level === 'warn') warnings.push({ rule, facts })
    else if (override) overrides.push(override)
    else return { outcome: 'refused', rule, facts }
  }
  if (unapproved.length > 0) return { outcome: 'awaits-approval', rules: unapproved }
  return { outcome: 'accepted', events: decided.events, overrides, warnings }
}
