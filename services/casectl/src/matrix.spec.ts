import { adjudication } from '@case-timeline/adjudication'
import { auditTrail } from '@case-timeline/audit-trail'
import { CASE_RECORD_SERVICES, EVENT_TYPES } from '@case-timeline/contracts'
import { deadlineRulesOf } from '@case-timeline/deadlines'
import { type Rule, rulesIn } from '@case-timeline/decider'
import { investigation } from '@case-timeline/investigation'
import { prosecution } from '@case-timeline/prosecution'
import { victimSupport } from '@case-timeline/victim-support'
import { describe, expect, it } from '@jest/globals'
import { AGGREGATES } from './fuzz.fixtures.ts'
import { answered, type Broken, brokenRules } from './matrix.fixtures.ts'

const services = [investigation, prosecution, adjudication, victimSupport, auditTrail]
/** Rules of clocks judge no command: what they say was not done in time becomes a `DeadlineMissed`. */
const ofClocks = new Set(CASE_RECORD_SERVICES.flatMap((sector) => rulesIn(deadlineRulesOf(sector))).map(({ id }) => id))
const rules = services.flatMap((service) => service.rules).filter(({ id }) => !ofClocks.has(id))
const broken = brokenRules(AGGREGATES)

const OUTCOMES = { block: 'refused', warn: 'warned', record: 'passed' } as const
const wanted = ({ level, integrity }: Rule, { reports }: Broken): Broken['outcome'] =>
  reports && level === 'block' && !integrity ? 'warned' : OUTCOMES[level]

describe('where a rule is broken, a decision is refused and a report is recorded with its warning', () => {
  it.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
    const table = broken.filter((one) => one.rule.id === id)
    // A rule that no drawn command breaks would be left out of this matrix: tell a case or a command in which it is broken.
    expect(table).not.toEqual([])
    expect(table.map(({ command, outcome }) => [command, outcome])).toEqual(table.map((one) => [one.command, wanted(rule, one)]))
  })

  it('no report is ever refused by what is not integrity', () =>
    expect(broken.filter(({ reports, outcome, rule }) => reports && outcome === 'refused' && !rule.integrity)).toEqual([]))
})

const reports = [...EVENT_TYPES.values()].filter(
  ({ kind, type }) => kind === 'report' && AGGREGATES.some(({ events }) => events.some((one) => one.type === type)),
)
const answers = answered(AGGREGATES, rules)
const reportsOnly = (events: readonly string[]) => events.length > 0 && events.every((type) => EVENT_TYPES.get(type)?.kind === 'report')

describe('what happened is recorded, whatever is wrong with it and however strict the law', () => {
  it.each(reports.map(({ type }) => [type] as const))('%s', (type) => {
    const own = answers.filter(({ events }) => events.includes(type) && reportsOnly(events))
    const commands = new Set(own.map(({ command }) => command))
    const refusals = answers.filter(({ command, refusedBy }) => commands.has(command) && refusedBy !== undefined)
    expect(own.some(({ refusedBy }) => refusedBy === undefined)).toBe(true)
    expect(refusals.flatMap(({ refusedBy }) => (refusedBy?.integrity ? [] : [refusedBy?.id]))).toEqual([])
  })
})
