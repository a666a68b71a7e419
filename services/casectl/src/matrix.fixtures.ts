import { readFileSync } from 'node:fs'
import { type CommandType, EVENT_TYPES, JurisdictionPolicy } from '@case-timeline/contracts'
import { type Command, type Decided, levelsUnder, type Rule, settle } from '@case-timeline/decider'
import { eventIdOf, NOW, officer } from '@case-timeline/decider/fixtures'
import { type Aggregate, type StoredEvent, streamName } from '@case-timeline/event-store'
import fc from 'fast-check'
import { asDecided, caseId, eventfulCase, type Retelling, stateOf, takenBack } from './fuzz.fixtures.ts'

/** A rule that is broken by a command in a state, and what came of it when nothing else was asked. */
export interface Broken {
  readonly rule: Rule
  readonly command: string
  /** Whether all that the command would record reports what happened. */
  readonly reports: boolean
  readonly outcome: 'refused' | 'warned' | 'passed'
}

const isReport = ({ type }: { readonly type: string }): boolean => EVENT_TYPES.get(type)?.kind === 'report'

const outcomeUnder = (rule: Rule, decided: Decided, state: unknown, command: Command): Broken['outcome'] => {
  const settled = settle({ ...decided, under: [rule] }, state, command, eventIdOf)
  if (settled.outcome === 'refused') return 'refused'
  return settled.events.some(({ type, data }) => type === 'case.WarningRaised' && (data as { ruleId: string }).ruleId === rule.id)
    ? 'warned'
    : 'passed'
}

const strict = JurisdictionPolicy.parse(JSON.parse(readFileSync(new URL('../../../deploy/policy/ZZ.json', import.meta.url), 'utf8')))

/** The actor of the events of a drawn case: what he did before, a rule may keep him from doing again. */
const before = { userId: 'k.santoso', agencyId: 'zz-police', role: 'investigator' } as const

/** Who asks, when, and under which law: some rules speak of nothing else. */
const CIRCUMSTANCES: readonly Pick<Command, 'actor' | 'now' | 'occurredAt' | 'policy'>[] = [
  { actor: officer, now: NOW },
  { actor: before, now: '2031-01-01T00:00:00Z', policy: strict },
  { actor: before, now: NOW, occurredAt: '2026-11-24', policy: strict },
]

const otherContent = '0'.repeat(64)

/** Other tellings of the facts of a case. */
const OF_THE_CASE: readonly Retelling[] = [
  (text) => text,
  (text) =>
    text
      .replace('"ageBand":"adult"', '"ageBand":"child"')
      .replace('"verdict":"guilty"', '"verdict":"notGuilty"')
      .replace('"agreedBy":"self"', '"agreedBy":"nobody"')
      .replace(/("seal":"[^"]*","sha256":)"\w{64}"/, `$1"${otherContent}"`),
  (text) => text.replace('"means":["deception"]', '"means":[]').replace('"ageDisputed":false', '"ageDisputed":true'),
]

/** Other tellings of a command: words that a draw from all words would not hit. */
const OF_THE_COMMAND: readonly Retelling[] = [
  (text) => text,
  (text) =>
    text
      .replaceAll(/"userId":"[^"]*"/g, '"userId":"k.santoso"')
      .replace(/"amount":"[^"]*"/, '"amount":"99999999"')
      .replace(/"currency":"[^"]*"/, '"currency":"PHP"')
      .replace(/"nationalOf":\[[^\]]*\]/, '"nationalOf":["QQ"]'),
  (text) =>
    text
      .replaceAll(/"userId":"[^"]*"/g, '"userId":"j.dizon"')
      .replace(/"parties":\[[^\]]*\]/, '"parties":["MM"]')
      .replace(/"offenceCode":"[^"]*"/, '"offenceCode":"traffickingInPersons"')
      .replace(/"from":"[^"]*"/, '"from":"2026-11-22"'),
]

/** What changes, answers or takes back something that some rules only know as it was before. */
const WHAT_ENDS_IT = [
  'prosecution.ChargeAmended',
  'prosecution.ChargeWithdrawn',
  'prosecution.LeadJurisdictionAgreed',
  'victimSupport.ComplaintResolved',
  'victimSupport.NotificationObjectionWithdrawn',
  'victimSupport.VictimTreatmentConcernRaised',
  'victimSupport.VictimTreatmentConcernAnswered',
]

/** Cases that a draw would hardly come to: a live charge that lacks an element beside an open complaint, and a decision that was taken back. */
const toldCases = (aggregates: readonly Aggregate[]): StoredEvent[][] => [
  eventfulCase(aggregates, (text) => text.replaceAll('"means":["deception"]', '"means":[]')).filter(
    ({ type }) => !WHAT_ENDS_IT.includes(type),
  ),
  takenBack(eventfulCase(aggregates), 'prosecution.NoProsecutionDecided'),
]

/** Cases with some of what can happen left out, so that what rules ask for is missing in some of them. */
const casesOf = (aggregates: readonly Aggregate[], count: number): StoredEvent[][] => {
  const whole = OF_THE_CASE.map((retold) => eventfulCase(aggregates, retold))
  const some = fc.sample(fc.infiniteStream(fc.nat({ max: 99 })), { numRuns: count, seed: 7 })
  const left = some.map((keep, n) => (whole[n % whole.length] ?? []).filter(() => keep.next().value >= (n % 2 === 0 ? 25 : 55)))
  return [[], ...whole, ...toldCases(aggregates), ...left]
}

const cycled = <T>(all: readonly T[], n: number): T => all[n % all.length] as T

/** What came of a command that reports, under a policy that sets levels: recorded, or refused by a rule. */
export interface Answered {
  readonly command: string
  /** What it reports; of a command that the state itself forbids that is not known. */
  readonly events: readonly string[]
  readonly warnings: readonly string[]
  readonly refusedBy?: Rule
}

const blockingEverything = (rules: readonly Rule[]): JurisdictionPolicy => ({
  ...strict,
  rules: Object.fromEntries(rules.map(({ id }) => [id, 'block' as const])),
})

/**
 * What is answered to every command on a case without a past, on one where everything has happened and on some between them,
 * under a law that would rather refuse whatever breaks a rule.
 */
export const answered = (aggregates: readonly Aggregate[], rules: readonly Rule[], bodies = 8, cases = 12): Answered[] => {
  const policy = blockingEverything(rules)
  const histories = casesOf(aggregates, cases)
  const answer = (aggregate: Aggregate, name: string, data: unknown, history: readonly StoredEvent[]): Answered => {
    const asked = { name, data, jurisdiction: 'ZZ', actor: officer, now: NOW, policy }
    const command: Command = { ...asked, known: aggregate.known?.(history, asked).known ?? {} }
    const state = stateOf(aggregate, history, streamName(aggregate.service, aggregate.name, aggregate.streamId(caseId, data)))
    const decided = aggregate.decider.decide(command, state)
    const events = 'forbiddenBy' in decided ? [] : decided.events.map(({ type }) => type)
    const onlyReports = !('forbiddenBy' in decided) && decided.events.every(isReport)
    const settled = settle(decided, state, command, eventIdOf, levelsUnder(policy, onlyReports))
    if (settled.outcome === 'refused') return { command: name, events, warnings: [], refusedBy: settled.rule }
    const warnings = settled.events.filter(({ type }) => type === 'case.WarningRaised')
    return { command: name, events, warnings: warnings.map(({ data: raised }) => (raised as { ruleId: string }).ruleId) }
  }
  return aggregates.flatMap((aggregate) =>
    aggregate.commands.flatMap((type) =>
      fc
        .sample(asDecided(type), { numRuns: bodies, seed: 13 })
        .flatMap(({ data }) => histories.map((history) => answer(aggregate, type.name, data, history))),
    ),
  )
}

/** What each rule does where it is broken: searched for with bodies and cases that are drawn, the same on every run. */
export const brokenRules = (aggregates: readonly Aggregate[], bodies = 60, cases = 23): Broken[] => {
  const histories = casesOf(aggregates, cases)
  const found = new Map<string, Broken>()
  const reporting = new Set<string>()
  const note = (broken: Broken) => void found.set(`${broken.rule.id} ${broken.command}`, broken)
  const look = (aggregate: Aggregate, type: CommandType, data: unknown, n: number) => {
    const history = cycled(histories, n)
    const asked = { name: type.name, data, jurisdiction: 'ZZ', ...cycled(CIRCUMSTANCES, Math.trunc(n / 2)) }
    const command: Command = { ...asked, known: aggregate.known?.(history, asked).known ?? {} }
    const state = stateOf(aggregate, history, streamName(aggregate.service, aggregate.name, aggregate.streamId(caseId, data)))
    const decided = aggregate.decider.decide(command, state)
    if ('forbiddenBy' in decided) return note({ rule: decided.forbiddenBy, command: type.name, reports: false, outcome: 'refused' })
    const reports = decided.events.every(isReport)
    if (reports) reporting.add(type.name)
    for (const rule of decided.under)
      if (!found.has(`${rule.id} ${type.name}`) && !rule.holds(state, command))
        note({ rule, command: type.name, reports, outcome: outcomeUnder(rule, decided, state, command) })
  }
  for (const aggregate of aggregates)
    for (const type of aggregate.commands)
      for (const [n, { data }] of fc.sample(asDecided(type), { numRuns: bodies, seed: 11 }).entries())
        for (const [k, retold] of OF_THE_COMMAND.entries()) look(aggregate, type, JSON.parse(retold(JSON.stringify(data))), n * 7 + k * 5)
  return [...found.values()].map((one) => ({ ...one, reports: reporting.has(one.command) }))
}
