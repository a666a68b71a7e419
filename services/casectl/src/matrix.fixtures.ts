import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import {
  CaseTransferred,
  type CommandType,
  IndictmentFiled,
  isReportedType,
  JudgeRecused,
  JurisdictionPolicy,
  OfficeRegistered,
} from '@case-timeline/contracts'
import { type Command, type Decided, ruleLevelsUnder, type Rule } from '@case-timeline/decider'
import { keptSpans, NOW, officer } from '@case-timeline/decider/fixtures'
import type { Aggregate } from '@case-timeline/commands'
import { type StoredEvent } from '@case-timeline/event-store'
import fc from 'fast-check'
import {
  commandTypesOf,
  decidedBody,
  decidedOn,
  eventfulCase,
  ofUnwillingChild,
  type OnCase,
  settled,
  type TextVariation,
  withRetracted,
} from './fuzz.fixtures.ts'

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

const otherContent = '0'.repeat(64)

/** Variations of the facts of a case. */
const CASE_VARIATIONS: readonly TextVariation[] = [
  (text) => text,
  (text) =>
    text
      .replace('"ageBand":"adult"', '"ageBand":"child"')
      .replace('"verdict":"guilty"', '"verdict":"notGuilty"')
      // After a death, nobody is held after an acquittal.
      .replaceAll('"at":"2026-03-29"', '"at":"2099-12-31"')
      .replace('"agreedBy":"self"', '"agreedBy":"nobody"')
      .replace(/("seal":"[^"]*","sha256":)"\w{64}"/, `$1"${otherContent}"`),
  (text) =>
    text
      .replace('"means":["deception"]', '"means":[]')
      .replace('"ageDisputed":false', '"ageDisputed":true')
      .replace(/"userId":"[^"]*"(,"role":"case-worker","begin")/, '"agencyId":"zz-lender","userId":"k.santoso"$1'),
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
      .replace(/"nationalOf":\[[^\]]*\]/, '"nationalOf":["QQ"]'),
  (text) =>
    ofOnePerson(text)
      .replaceAll(/"userId":"[^"]*"/g, '"userId":"j.dizon"')
      .replace(/"(to|office)":"[^"]*"/, `"$1":"${officer.agencyId}"`)
      .replace(/"parties":\[[^\]]*\]/, '"parties":["MM"]')
      .replace(/"offenceCode":"[^"]*"/, '"offenceCode":"traffickingInPersons"')
      .replace(/"from":"[^"]*"/, '"from":"2026-11-22"')
      .replace(/"at":"[^"]*"/, '"at":"2099-01-01"'),
]

/** Events that end a state that some rules require. */
const ENDING_EVENT_TYPES = [
  'adjudication.AppealDecided',
  'adjudication.ChargesEnded',
  'adjudication.JoinderEnded',
  'adjudication.NonPunishmentApplied',
  'adjudication.PartsJoined',
  'adjudication.ProtectionMeasureLifted',
  'case.TransferReceived',
  'prosecution.ChargeAmended',
  'prosecution.ChargeWithdrawn',
  'prosecution.LeadJurisdictionAgreed',
  'victimSupport.ComplaintResolved',
  'victimSupport.NotificationObjectionWithdrawn',
  'victimSupport.VictimTreatmentConcernRaised',
  'victimSupport.VictimTreatmentConcernAnswered',
]

/** The events of a case that has a verdict and no sentence, and supported persons who were identified, one as a child. */
const EARLY_EVENT_TYPES = [
  'investigation.PresumedVictimIdentified',
  'adjudication.CourtCaseRegistered',
  'adjudication.VerdictDelivered',
  'victimSupport.SupportCaseOpened',
  'victimSupport.ReturnWishStated',
]

/** In the example of a recusal all ids are one: the judge is recused from the part of that id. */
const recusal = /"judgeRef":"([^"]*)","ground":/
const recusalFromPart = '"judgeRef":"$1","partId":"$1","ground":'

/** A judge can be recused from a part only once it is made. */
const withRecusalLast = (events: readonly StoredEvent[]): StoredEvent[] => [
  ...events.filter(({ type }) => type !== JudgeRecused.type),
  ...events.filter(({ type }) => type === JudgeRecused.type),
]

const transferredTo = `"to":"${CaseTransferred.example.to}"`
const toOfficer = `"to":"${officer.agencyId}"`

const AGREEMENT = 'victimSupport.PoliceReportDecided'

/** Support has not ended. */
const withSupport = (events: readonly StoredEvent[]): StoredEvent[] =>
  events.filter(({ type }) => type !== 'victimSupport.SupportCaseClosed')

/** What blocks a return. */
const OBSTACLES = ['victimSupport.SafetyIncidentReported', 'victimSupport.ProtectionClaimRecorded', 'victimSupport.ReflectionPeriodStarted']

/** The consents and agreements of persons end after the acts of yesterday, and what blocks a return begins. */
const withLaterWithdrawals = (events: readonly StoredEvent[]): StoredEvent[] => {
  const occurredAt = '2026-11-25T09:00:00Z'
  return withSupport(events).flatMap((event) => {
    if (event.type === 'victimSupport.ConsentWithdrawn' || OBSTACLES.includes(event.type)) return [{ ...event, occurredAt }]
    if (event.type !== AGREEMENT) return [event]
    return [event, { ...event, data: { ...(event.data as object), decision: 'withdrawn' }, occurredAt }]
  })
}

/** Of what persons agreed to, and of which they were informed, only the month is known. */
const withCoarseAgreements = (events: readonly StoredEvent[]): StoredEvent[] =>
  withSupport(events).map((event) =>
    [AGREEMENT, 'victimSupport.RightsInformed'].includes(event.type) ? { ...event, occurredAt: '2026-11' } : event,
  )

/** The indictments are tried with one of another case. */
const withJoinedIndictments = (events: readonly StoredEvent[]): StoredEvent[] =>
  events.map((event) => {
    if (event.type !== IndictmentFiled.type) return event
    const { indictmentId } = event.data as typeof IndictmentFiled.example
    return { ...event, data: { ...(event.data as object), joinedTo: { caseId: indictmentId, indictmentId } } }
  })

/**
 * Cases that random generation would hardly produce: a charge in force that lacks an element, with an open complaint, a
 * transfer that is not yet received, a judge who is recused from a part, and consents that end later;
 * a decision that was retracted, agreements of which only the month is known, and an indictment that is joined to another
 * case; and a case at an early stage.
 */
const specialCases = (aggregates: readonly Aggregate[]): StoredEvent[][] => [
  withLaterWithdrawals(
    withRecusalLast(
      eventfulCase(aggregates, (text) =>
        text.replaceAll('"means":["deception"]', '"means":[]').replace(transferredTo, toOfficer).replace(recusal, recusalFromPart),
      ).filter(({ type }) => !ENDING_EVENT_TYPES.includes(type)),
    ),
  ),
  withJoinedIndictments(withCoarseAgreements(withRetracted(eventfulCase(aggregates), 'prosecution.NoProsecutionDecided'))),
  eventfulCase(aggregates, ofUnwillingChild).filter(({ type }) => EARLY_EVENT_TYPES.includes(type)),
]

/** A case that began with a call to a hotline. */
const foundedBySupport = (aggregates: readonly Aggregate[]): StoredEvent[] =>
  eventfulCase(aggregates).filter(({ type }) => type === 'victimSupport.IntakeRecorded')

const elementInCycle = <T>(all: readonly T[], n: number): T => all[n % all.length] as T

/** A number below 100 that depends on the draw and on the type alone: a new event type changes no other type's. */
const percentileOf = (draw: number, type: string): number => createHash('sha256').update(`${draw} ${type}`).digest().readUInt32BE() % 100

/**
 * Cases with a part of all events, so that in some of them the facts that rules require are missing: every second
 * partial case lacks about a quarter of the events, the others about half of them.
 */
const sampleCases = (aggregates: readonly Aggregate[], count: number): StoredEvent[][] => {
  const completeCases = CASE_VARIATIONS.map((variation) => eventfulCase(aggregates, variation))
  const partialCases = Array.from({ length: count }, (_, n) =>
    elementInCycle(completeCases, n).filter(({ type }) => percentileOf(n, type) >= (n % 2 === 0 ? 25 : 55)),
  )
  return [[], ...completeCases, ...specialCases(aggregates), ...partialCases, foundedBySupport(aggregates)]
}

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
