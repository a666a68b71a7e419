import {
  CommandRefused,
  type CommandType,
  PresumedVictimIdentified,
  type RuleLevel,
  type ServiceName,
  WarningRaised,
} from '@case-timeline/contracts'
import { eventIdsLike, type StoredEvent } from '@case-timeline/event-store'
import { fewIds } from '@case-timeline/decider/fixtures'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import fc from 'fast-check'
import { DESCRIPTIONS } from '../descriptions.ts'
import { AGGREGATES, commandTypesOf, decidedBody } from '../fuzz.fixtures.ts'
import { allJudged, type LogUnderPolicy, logUnderPolicy } from './log-under-policy.fixtures.ts'
import type { Replayed } from './replay-tally.ts'

jest.setTimeout(240_000)

/** Of items that were not collected, the fact keeps nothing: what was sent with them cannot be made from it again. */
const NOT_REPRODUCED = 'investigation.dossier-holds-collected-evidence'

/** Whatever a policy can let pass in a sector is recorded, with a warning: so random commands make long histories. */
const levelsOf = (level: RuleLevel) => {
  const rules = DESCRIPTIONS.flatMap((description) => description.rules).filter(({ id }) => id !== NOT_REPRODUCED)
  const weakened = rules.filter(({ id, integrity, needsSecondPerson }) => !integrity && !needsSecondPerson && !id.startsWith('case.'))
  return Object.fromEntries(weakened.map(({ id }) => [id, level]))
}

const ofAnyCase = fc.constantFrom(...fewIds)
const commandOf = (service: ServiceName, type: CommandType) =>
  fc.record({
    service: fc.constant(service),
    caseId: ofAnyCase,
    name: fc.constant(type.name),
    data: decidedBody(type).map(({ data }) => data),
  })
const ALL_COMMANDS = AGGREGATES.flatMap((aggregate) => commandTypesOf(aggregate).map((type) => commandOf(aggregate.service, type)))
const namedCommands = (...names: readonly string[]) =>
  AGGREGATES.flatMap((aggregate) =>
    commandTypesOf(aggregate)
      .filter(({ name }) => names.includes(name))
      .map((type) => commandOf(aggregate.service, type)),
  )

/** Commands that open a case in each sector, and those by which its rules come to read others. */
const OPENINGS = namedCommands(
  'OpenCase',
  'IdentifyPresumedVictim',
  'OpenSupportCase',
  'ReferCaseToProsecution',
  'ReceiveDossier',
  'LayCharge',
)
const OF_LINKS = namedCommands('LinkCases', 'AppointGuardian', 'GrantConsent', 'FileIndictment', 'AgreeJoinder', 'MergePersonRefs')

/** A correction or retraction of the n-th event of the log, with the content of the m-th of its type. */
const amendment = fc.record({ amends: fc.nat(), by: fc.nat(), isRetraction: fc.boolean() })
const step = fc.oneof(
  { weight: 4, arbitrary: fc.oneof(...OPENINGS) },
  { weight: 4, arbitrary: fc.oneof(...OF_LINKS) },
  { weight: 4, arbitrary: fc.oneof(...ALL_COMMANDS) },
  { weight: 3, arbitrary: amendment },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const [first = '', second = '', third = ''] = fewIds

/** A child with a guardian, in a case that is linked with another one: what follows at random may concern them. */
const supportedChild = [
  { service: 'investigation', caseId: first, name: 'OpenCase', data: { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] } },
  {
    service: 'investigation',
    caseId: first,
    name: 'IdentifyPresumedVictim',
    data: { ...PresumedVictimIdentified.example, personRef: first, ageBand: 'child', ageDisputed: false },
  },
  {
    service: 'victimSupport',
    caseId: first,
    name: 'OpenSupportCase',
    data: { personRef: first, origin: 'identification', language: 'ceb' },
  },
  { service: 'investigation', caseId: first, name: 'LinkCases', data: { otherCaseId: second, ground: 'sameNetwork' } },
  { service: 'victimSupport', caseId: first, name: 'AppointGuardian', data: { personRef: first, guardianRef: third } },
] as const

let log: LogUnderPolicy
beforeAll(async () => {
  log = await logUnderPolicy(levelsOf('warn'))
  for (const one of supportedChild) await log.send(one)
})
afterAll(() => log.close())

const send = async (one: Step): Promise<unknown> => {
  if (!('amends' in one)) return log.send(one)
  const recorded = (await log.events()).filter(({ type, caseId }) => type !== CommandRefused.type && caseId !== undefined)
  const event = recorded[one.amends % Math.max(recorded.length, 1)]
  if (!event?.caseId) return undefined
  const ofType = recorded.filter(({ type, stream }) => type === event.type && stream === event.stream)
  const { data } = ofType[one.by % ofType.length] ?? event
  const amended = one.isRetraction ? { retractsId: event.id } : { correctsId: event.id, data }
  return log.send({
    service: event.stream.slice(0, event.stream.indexOf('.')) as ServiceName,
    caseId: event.caseId,
    name: one.isRetraction ? 'RetractEvent' : 'CorrectEvent',
    data: { ...amended, reasonCode: 'clericalError' },
  })
}

const isFirstOfCommand = (event: StoredEvent): boolean => eventIdsLike(event) !== undefined
const count = (events: readonly StoredEvent[], isCounted: (event: StoredEvent) => boolean): number => events.filter(isCounted).length

/** How often each rule of a sector warned. */
const warningsIn = (events: readonly StoredEvent[]): Readonly<Record<string, number>> => {
  const ruleIds = events.flatMap(({ type, data }) => (type === WarningRaised.type ? [(data as { ruleId: string }).ruleId] : []))
  const ofSectors = [...new Set(ruleIds)].filter((ruleId) => !ruleId.startsWith('case.'))
  return Object.fromEntries(ofSectors.toSorted().map((ruleId) => [ruleId, ruleIds.filter((one) => one === ruleId).length]))
}
const vanishedIn = ({ rules }: Replayed) => Object.fromEntries(rules.map(({ ruleId, vanishes }) => [ruleId, vanishes?.commands ?? 0]))

describe('a replay of any history', () => {
  it('changes nothing under the policy of the log, and reproduces each command that it does not count as not judged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 30 }), async (steps) => {
        for (const one of steps) await send(one)
        const { judged, notJudged, rules } = await log.replayed({})
        const events = await log.events()
        expect(rules).toEqual([])
        expect({ ...notJudged, isApproval: 0, isRefusal: 0, hasNoCase: 0 }).toEqual(allJudged)
        const all = judged + Object.values(notJudged).reduce((sum, one) => sum + one, 0)
        expect(all).toBe(count(events, isFirstOfCommand))
      }),
      { numRuns: 2, seed: 1, endOnFailure: true },
    )
    const events = await log.events()
    for (const type of ['case.EventCorrected', 'case.EventRetracted', 'case.CasesLinked', 'victimSupport.GuardianAppointed'])
      expect([type, count(events, (event) => event.type === type)]).not.toEqual([type, 0])
  })

  it('shows exactly the recorded warnings vanish of the rules of which a policy only records the breach', async () => {
    const warnings = warningsIn(await log.events())
    expect(Object.keys(warnings).length).toBeGreaterThan(5)
    expect(vanishedIn(await log.replayed(levelsOf('record')))).toEqual(warnings)
  })
})
