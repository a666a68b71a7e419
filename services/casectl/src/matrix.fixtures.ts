import { readFileSync } from 'node:fs'
import { type CommandType, isReportedType, JurisdictionPolicy, OfficeRegistered } from '@case-timeline/contracts'
import { type Command, type Decided, ruleLevelsUnder, type Rule } from '@case-timeline/decider'
import { keptSpans, NOW, officer } from '@case-timeline/decider/fixtures'
import type { Aggregate } from '@case-timeline/commands'
import { type StoredEvent } from '@case-timeline/event-store'
import fc from 'fast-check'
import { commandTypesOf, decidedBody, decidedOn, type OnCase, settled, type TextVariation } from './fuzz.fixtures.ts'
import { elementInCycle, sampleCases } from './sample-cases.fixtures.ts'

/** A rule that a command breaks in some state, and the outcome when only this rule is checked. */
export interface BrokenRule {
  readonly rule: Rule
  readonly command: string
  /** Whether all events of the command are reports. */
  readonly reports: boolean
  readonly outcome: 'refused' | 'warned' | 'passed'
}

const isReport = ({ type }: { readonly type: string }): boolean => isReportedType(type)

const outcomeOfRule = (rule: Rule, onCase: OnCase, decided: Decided): BrokenRule['outcome'] => {
  const outcome = settled({ ...onCase, decided: { ...decided, under: [rule] } })
  if ('refusedBy' in outcome) return 'refused'
  return outcome.warnedBy.includes(rule.id) ? 'warned' : 'passed'
}

const testPolicy = JurisdictionPolicy.parse(JSON.parse(readFileSync(new URL('../../../deploy/policy/ZZ.json', import.meta.url), 'utf8')))

/** With an offence that is no longer law when it is charged. */
const strictPolicy: JurisdictionPolicy = {
  ...testPolicy,
  offences: [
    ...(testPolicy.offences ?? []),
    { code: 'computerFraud', acts: ['recruitment'], citation: 'invented for tests', verified: 'no', validUntil: '1999-12-31' },
  ],
}

/**
 * The actor of the events of a generated case: rules may refuse a command because of what the same actor did before.
 */
const previousActor = { userId: 'k.santoso', agencyId: 'zz-police', role: 'investigator' } as const

/** Actors, times and policies of commands: some rules depend only on these. */
const DECISION_SETTINGS: readonly Pick<Command, 'actor' | 'now' | 'occurredAt' | 'policy'>[] = [
  { actor: officer, now: NOW },
  { actor: previousActor, now: '2031-01-01T00:00:00Z', policy: strictPolicy },
  { actor: previousActor, now: NOW, occurredAt: '2026-11-24', policy: strictPolicy },
  { actor: { ...officer, onBehalfOf: previousActor.agencyId }, now: NOW },
]

/** The victims of a charge are the person whom it accuses, as in the cases: their facts share one id. */
const ofOnePerson: TextVariation = (text) => {
  const accused = text.includes('"perVictim"') ? /"accusedRef":"([^"]*)"/.exec(text)?.[1] : undefined
  return accused === undefined ? text : text.replaceAll(/"personRef":"[^"]*"/g, `"personRef":"${accused}"`)
}

/** Variations of a command, with values that random generation would hardly produce. */
const COMMAND_VARIATIONS: readonly TextVariation[] = [
  (text) => text,
  (text) =>
    text
      .replaceAll(/"userId":"[^"]*"/g, '"userId":"k.santoso"')
      .replace(/("begin":.*"agencyId":)"[^"]*"/, '$1"zz-lender"')
      .replace(/"amount":"[^"]*"/, '"amount":"99999999"')
      .replace(/"currency":"[^"]*"/, '"currency":"PHP"')
      .replace(/"intoPartId":"[^"]*",?|,"intoPartId":"[^"]*"/, '')
      .replace(/"otherAuthority":"[^"]*",?|,"otherAuthority":"[^"]*"/, '')
      .replace(/"officeId":"[^"]*"/, `"officeId":"${OfficeRegistered.example.officeId}"`)
      .replace(/"outcome":"[^"]*","toOrg":"[^"]*"/, '"outcome":"referred"')
      .replace(/"offenceCode":"[^"]*"/, '"offenceCode":"computerFraud"')
      .replace(/"directlyRelated":true|"directlyRelated":false/, '"directlyRelated":false')
      .replace(/("directlyRelated":.*"reasonCodes":)\[[^\]]*\]/, '$1["didNotFlee"]')
      .replace(/("applicationId":.*"outcome":)"[^"]*"(.*"reasonCodes":)\[[^\]]*\]/, '$1"refused"$2["noPoliceReport"]')
      .replace(/"nationalOf":\[[^\]]*\]/, '"nationalOf":["QQ"]'),
  (text) =>
    ofOnePerson(text)
      .replaceAll(/"userId":"[^"]*"/g, '"userId":"j.dizon"')
      .replace(/"(to|office)":"[^"]*"/, `"$1":"${officer.agencyId}"`)
      .replace(/"parties":\[[^\]]*\]/, '"parties":["MM"]')
      .replace(/"offenceCode":"[^"]*"/, '"offenceCode":"traffickingInPersons"')
      .replace(/"warrantRef":"[^"]*",?/, '')
      .replace(/("flagrante":\w+,"ground":)"[^"]*"/, '$1"scamOperation"')
      .replace(/"from":"[^"]*"/, '"from":"2026-11-22"')
      .replace(/"at":"[^"]*"/, '"at":"2099-01-01"'),
]

/** The outcome of a command under a policy that sets levels: recorded, or refused by a rule. */
export interface CommandOutcome {
  readonly command: string
  /** The event types of the command; empty where the state itself forbids the command. */
  readonly events: readonly string[]
  readonly warnings: readonly string[]
  readonly refusedBy?: Rule
}

const blockingEverything = (rules: readonly Rule[]): JurisdictionPolicy => ({
  ...strictPolicy,
  rules: Object.fromEntries(rules.map(({ id }) => [id, 'block' as const])),
})

/**
 * The outcomes of every command in an empty case, in cases with all events and in cases with a part of them, under a
 * policy that sets every rule to `block`.
 */
export const answersOf = (aggregates: readonly Aggregate[], rules: readonly Rule[], bodies = 8, cases = 12): CommandOutcome[] => {
  const policy = blockingEverything(rules)
  const histories = sampleCases(aggregates, cases)
  const answer = (aggregate: Aggregate, name: string, data: unknown, history: readonly StoredEvent[]): CommandOutcome => {
    // An analyst raises challenges of any agency.
    const actor = aggregate.service === 'auditTrail' ? { ...officer, role: 'analyst' } : officer
    const onCase = decidedOn(aggregate, history, { name, data, jurisdiction: 'ZZ', actor, now: NOW, spanOf: keptSpans, policy })
    const { decided } = onCase
    const events = 'forbiddenBy' in decided ? [] : decided.events.map(({ type }) => type)
    const onlyReports = !('forbiddenBy' in decided) && decided.events.every(isReport)
    const outcome = settled(onCase, ruleLevelsUnder(policy, onlyReports))
    if ('refusedBy' in outcome) return { command: name, events, warnings: [], refusedBy: outcome.refusedBy }
    return { command: name, events, warnings: outcome.warnedBy }
  }
  return aggregates.flatMap((aggregate) =>
    commandTypesOf(aggregate).flatMap((type) =>
      fc
        .sample(decidedBody(type), { numRuns: bodies, seed: 13 })
        .flatMap(({ data }) => histories.map((history) => answer(aggregate, type.name, data, history))),
    ),
  )
}

/**
 * The outcome of each rule where it is broken, found with generated bodies and cases; the seeds make every run the
 * same.
 */
export const brokenRules = (aggregates: readonly Aggregate[], bodies = 60, cases = 22): BrokenRule[] => {
  const histories = sampleCases(aggregates, cases)
  const found = new Map<string, BrokenRule>()
  const keyOf = ({ id, about = '' }: Rule, command: string) => `${id} ${about} ${command}`
  const reportingCommands = new Set<string>()
  const remember = (broken: BrokenRule) => void found.set(keyOf(broken.rule, broken.command), broken)
  const inspect = (aggregate: Aggregate, type: CommandType, data: unknown, number: number) => {
    const history = elementInCycle(histories, number)
    const settings = elementInCycle(DECISION_SETTINGS, Math.trunc(number / 2))
    const onCase = decidedOn(aggregate, history, { name: type.name, data, jurisdiction: 'ZZ', spanOf: keptSpans, ...settings })
    const { decided, state, command } = onCase
    if ('forbiddenBy' in decided) return remember({ rule: decided.forbiddenBy, command: type.name, reports: false, outcome: 'refused' })
    const reports = decided.events.every(isReport)
    if (reports) reportingCommands.add(type.name)
    for (const rule of decided.under)
      if (!found.has(keyOf(rule, type.name)) && !rule.holds(state, command))
        remember({ rule, command: type.name, reports, outcome: outcomeOfRule(rule, onCase, decided) })
  }
  for (const aggregate of aggregates)
    for (const type of commandTypesOf(aggregate))
      for (const [bodyIndex, { data }] of fc.sample(decidedBody(type), { numRuns: bodies, seed: 11 }).entries())
        for (const [variationIndex, variation] of COMMAND_VARIATIONS.entries())
          // Steps of 7 and 5, so that each body and variation meets another case.
          inspect(aggregate, type, JSON.parse(variation(JSON.stringify(data))), bodyIndex * 7 + variationIndex * 5)
  return [...found.values()].map((broken) => ({ ...broken, reports: reportingCommands.has(broken.command) }))
}
