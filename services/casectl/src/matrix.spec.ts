import { EVENT_TYPES, isReportedType } from '@case-timeline/contracts'
import type { Rule } from '@case-timeline/decider'
import { describe, expect, it } from '@jest/globals'
import { DESCRIPTIONS } from './descriptions.ts'
import { AGGREGATES } from './fuzz.fixtures.ts'
import { answersOf, type BrokenRule, brokenRules } from './matrix.fixtures.ts'

/** Deadline rules check no command: what was not done in time becomes a `DeadlineMissed` event. */
const rules = DESCRIPTIONS.flatMap((service) => service.rules).filter((rule) => !('judges' in rule))
const nameOf = ({ id, about }: Rule) => (about === undefined ? id : `${id} (${about})`)
const rulesByName = [...new Map(rules.map((rule) => [nameOf(rule), rule] as const))]
const broken = brokenRules(AGGREGATES)

const OUTCOMES = { block: 'refused', warn: 'warned', record: 'passed' } as const
const expectedOutcome = ({ level, integrity }: Rule, { reports }: BrokenRule): BrokenRule['outcome'] =>
  reports && level === 'block' && !integrity ? 'warned' : OUTCOMES[level]

describe('a command that breaks a rule', () => {
  it.each(rulesByName)('has the outcome of the level of %s, and a report is only warned about', (name, rule) => {
    const table = broken.filter((one) => nameOf(one.rule) === name)
    // Empty: no generated command breaks the rule. Add a variation of a case or a command that breaks it to
    // matrix.fixtures.ts.
    expect(table).not.toEqual([])
    expect(table.map(({ command, outcome }) => [command, outcome])).toEqual(table.map((one) => [one.command, expectedOutcome(rule, one)]))
  })

  it('is never refused as a report, or as the report of what a court, a person or another country decided, except by an integrity rule', () =>
    expect(broken.filter(({ reports, outcome, rule }) => reports && outcome === 'refused' && !rule.integrity)).toEqual([]))
})

const reports = [...EVENT_TYPES.values()].filter(
  ({ type }) => isReportedType(type) && AGGREGATES.some(({ events }) => events.some((one) => one.type === type)),
)
const answers = answersOf(AGGREGATES, rules)
const reportsOnly = (events: readonly string[]) => events.length > 0 && events.every(isReportedType)

describe('a report of what happened or of what others decided, under a policy that sets every rule to block', () => {
  it.each(reports.map(({ type }) => [type] as const))('is recorded, or refused only by an integrity rule: %s', (type) => {
    const own = answers.filter(({ events }) => events.includes(type) && reportsOnly(events))
    const commands = new Set(own.map(({ command }) => command))
    const refusals = answers.filter(({ command, refusedBy }) => commands.has(command) && refusedBy !== undefined)
    expect(own.some(({ refusedBy }) => refusedBy === undefined)).toBe(true)
    expect(refusals.flatMap(({ refusedBy }) => (refusedBy?.integrity ? [] : [refusedBy?.id]))).toEqual([])
  })
})

it.each(DESCRIPTIONS.map(({ name, rules: own }) => [name, own] as const))(
  'each rule of %s is listed once, under the name of its service or as a rule of every service',
  (name, own) => {
    const ids = own.filter(({ about }) => about === undefined).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(own.filter(({ id }) => !id.startsWith(`${name}.`) && !id.startsWith('case.'))).toEqual([])
  },
)
