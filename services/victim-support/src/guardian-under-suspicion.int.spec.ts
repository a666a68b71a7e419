import { commandContextOn, submissionBy } from '@case-timeline/commands/fixtures'
import {
  CasesLinked,
  CasesUnlinked,
  ChargeLaid,
  comparePositions,
  EventRetracted,
  GuardianAppointed,
  PersonRefsMerged,
  PresumedVictimIdentified,
  RuleOverridden,
  SuspectIdentified,
  type CommandBody,
  type EventType,
} from '@case-timeline/contracts'
import { handle, MAX_LINKED_CASES, type Answer } from '@case-timeline/commands'
import { historyOf } from '@case-timeline/event-store'
import { eventStoreDbEventStore } from '@case-timeline/event-store/drivers'
import { testLog, type TestLog, type TestCommand } from '@case-timeline/feed/fixtures'
import { startEventStoreDb, type EventStoreDb } from '@case-timeline/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import {
  advocate,
  appointGuardian,
  aunt,
  child,
  girl,
  grantConsent,
  openSupportCase,
  type PersonCommand,
} from './person/person.fixtures.ts'
import {
  consentingGuardianIsIndependent,
  everyLinkedCaseIsChecked,
  guardianIsNeitherRecruiterNorExploiter,
  guardianIsNotSuspectedInLinkedCase,
} from './person/person.rules.ts'
import { personStream } from './person/person.stream.ts'

let log: TestLog
let server: EventStoreDb
beforeAll(async () => {
  server = await startEventStoreDb()
})
afterAll(() => server.close())

const LOGS: readonly (readonly [string, () => Promise<TestLog>])[] = [
  ['PostgreSQL', testLog],
  ['EventStoreDB', () => testLog((service) => eventStoreDbEventStore({ url: server.url(), service }))],
]

const fact = (type: EventType, data: object) => ({ type: type.type, data: { ...(type.example as object), ...data } })
const record = (caseId: string, type: EventType, data: object, more: Partial<TestCommand> = {}) =>
  log.record({ caseId, eventTypes: [type], facts: [fact(type, data)], ...more })
const inCaseRecord = (caseId: string) => ({ aggregate: `record-${caseId}` })
const suspected = (caseId: string, personRef = advocate) =>
  record(caseId, SuspectIdentified, { personRef, kind: 'natural', roleInProcess: ['Exploiter'] })
const charged = (caseId: string) => record(caseId, ChargeLaid, { accusedRef: advocate }, { service: 'prosecution' })
const linked = (caseId: string, otherCaseId: string, agreedBy = 'bothSides') =>
  record(caseId, CasesLinked, { otherCaseId, agreedBy }, inCaseRecord(caseId))
const unlinked = (caseId: string, otherCaseId: string) => record(caseId, CasesUnlinked, { otherCaseId }, inCaseRecord(caseId))
const merged = (caseId: string, keptRef: string, mergedRef: string) =>
  record(caseId, PersonRefsMerged, { keptRef, mergedRef }, inCaseRecord(caseId))
const retracted = (caseId: string, retractsId = '') => record(caseId, EventRetracted, { retractsId }, inCaseRecord(caseId))

const submit = (caseId: string, { name, data, overrides, approver }: PersonCommand): Promise<Answer> =>
  handle(commandContextOn(log.storeOf('victimSupport')), personStream, {
    ...submissionBy({ userId: 'c.villanueva', agencyId: 'ph-social-welfare', role: 'case-worker' }, caseId),
    name,
    body: { data, overrides: overrides && [...overrides] } satisfies CommandBody<unknown>,
    approval: approver && { approver },
  })
const outcomeOf = (answer: Answer): unknown =>
  answer.outcome === 'refused' ? answer.rule.id : answer.outcome === 'appended' ? answer.types : answer.outcome

/** A case in which police have identified a girl as a victim, with a support case. */
const supportedGirl = async () => {
  const caseId = randomUUID()
  await record(caseId, PresumedVictimIdentified, { personRef: girl, ageBand: 'child', ageDisputed: false })
  await submit(caseId, openSupportCase())
  return caseId
}

/** The victim’s case, a linked case (in which the link is recorded), an indirectly linked and an unlinked case. */
const linkedCases = async () => {
  const victimCase = await supportedGirl()
  const [linkedCase, indirectlyLinkedCase, unlinkedCase] = [randomUUID(), randomUUID(), randomUUID()]
  await linked(linkedCase, victimCase)
  await linked(linkedCase, indirectlyLinkedCase)
  return { victimCase, linkedCase, indirectlyLinkedCase, unlinkedCase }
}
type LinkedCases = Awaited<ReturnType<typeof linkedCases>>

const recruiterRuleId = guardianIsNeitherRecruiterNorExploiter.id
const linkedRuleId = guardianIsNotSuspectedInLinkedCase.id

/** The events that appointed guardians, without retracted ones. */
const guardiansOf = async (caseId: string) => {
  const events = await log.storeOf('victimSupport').readCase(caseId)
  const ids = historyOf(events)
    .facts(GuardianAppointed.type)
    .map(({ id }) => id)
  return events.filter(({ id }) => ids.includes(id))
}

describe.each(LOGS)('a guardian under suspicion, recorded in %s', (store, openLog) => {
  beforeAll(async () => {
    log = await openLog()
  })
  afterAll(() => log.close())
  afterEach(() => {
    server.interventions.received = undefined
  })

  it.each<readonly [string, (network: LinkedCases) => Promise<unknown>, string]>([
    ['in a case whose record links it with the case of the victim', ({ linkedCase }) => suspected(linkedCase), linkedRuleId],
    ['in an indirectly linked case', ({ indirectlyLinkedCase }) => charged(indirectlyLinkedCase), linkedRuleId],
    [
      'in the case of the victim, under a reference merged with the guardian’s',
      async ({ victimCase }) => [await suspected(victimCase, aunt), await merged(victimCase, aunt, advocate)],
      recruiterRuleId,
    ],
    [
      'in a linked case, under a reference merged with the guardian’s in another case',
      async ({ linkedCase, indirectlyLinkedCase }) => [
        await suspected(linkedCase, aunt),
        await merged(indirectlyLinkedCase, advocate, aunt),
      ],
      linkedRuleId,
    ],
    [
      'in a case that is linked again because its unlinking was retracted',
      async ({ victimCase, unlinkedCase }) => {
        await suspected(unlinkedCase)
        await linked(unlinkedCase, victimCase)
        await retracted(unlinkedCase, (await unlinked(unlinkedCase, victimCase)).ids[0])
      },
      linkedRuleId,
    ],
  ])('is not appointed when suspected or charged %s', async (_, recordSuspicion, ruleId) => {
    const network = await linkedCases()
    await recordSuspicion(network)
    expect(outcomeOf(await submit(network.victimCase, appointGuardian(advocate)))).toBe(ruleId)
  })

  it('is appointed when suspected only in cases that are not linked, and the basis names no event of another case', async () => {
    const { victimCase, linkedCase, indirectlyLinkedCase, unlinkedCase } = await linkedCases()
    await suspected(indirectlyLinkedCase)
    await suspected(unlinkedCase)
    await unlinked(linkedCase, indirectlyLinkedCase)
    expect(outcomeOf(await submit(victimCase, appointGuardian(advocate)))).toEqual([GuardianAppointed.type])
    const [appointed] = await guardiansOf(victimCase)
    expect(appointed?.envelope.basis?.events.map(({ stream }) => stream)).toEqual([`investigation.case-${victimCase}`])
  })

  it('is appointed when suspected in a case that only one side has linked, and no more once the other side agrees', async () => {
    const { victimCase, unlinkedCase } = await linkedCases()
    await suspected(unlinkedCase)
    await linked(victimCase, unlinkedCase, 'thisSide')
    expect(outcomeOf(await submit(victimCase, appointGuardian(advocate)))).toEqual([GuardianAppointed.type])
    await linked(unlinkedCase, victimCase, 'thisSide')
    expect(outcomeOf(await submit(victimCase, appointGuardian(advocate)))).toBe(linkedRuleId)
  })

  it('cannot consent once a case is linked in which the guardian is suspected under another reference', async () => {
    const { victimCase, indirectlyLinkedCase, unlinkedCase } = await linkedCases()
    await submit(victimCase, appointGuardian(advocate))
    await suspected(unlinkedCase, aunt)
    await merged(unlinkedCase, aunt, advocate)
    await linked(unlinkedCase, indirectlyLinkedCase)
    const consent = grantConsent({ grantedBy: 'guardian', assent: 'given' })
    expect(outcomeOf(await submit(victimCase, consent))).toBe(consentingGuardianIsIndependent.id)
  })

  it('is not appointed without a second person’s approval when more cases are linked than can be read', async () => {
    const { victimCase, indirectlyLinkedCase } = await linkedCases()
    const others = Array.from({ length: MAX_LINKED_CASES }, () => fact(CasesLinked, { otherCaseId: randomUUID() }))
    await log.record({ caseId: indirectlyLinkedCase, eventTypes: [CasesLinked], facts: others, ...inCaseRecord(indirectlyLinkedCase) })
    const approver = { userId: 'l.santos', role: 'support-lead' }
    const override = { ruleId: everyLinkedCaseIsChecked.id, basis: 'bestInterests', reasonCode: 'noOtherGuardian' } as const
    expect(outcomeOf(await submit(victimCase, appointGuardian(advocate)))).toBe(everyLinkedCaseIsChecked.id)
    expect(outcomeOf(await submit(victimCase, appointGuardian(advocate, child, [override])))).toBe('awaits-approval')
    expect(outcomeOf(await submit(victimCase, { ...appointGuardian(advocate, child, [override]), approver }))).toEqual([
      GuardianAppointed.type,
      RuleOverridden.type,
    ])
  })

  describe('when the suspicion is recorded during the appointment', () => {
    /** For each suspicion: its title, what is recorded before, and what causes it. */
    const SUSPICIONS: readonly (readonly [
      string,
      (network: LinkedCases) => Promise<unknown>,
      (network: LinkedCases) => Promise<unknown>,
    ])[] = [
      [
        'the guardian is suspected in an indirectly linked case',
        async () => undefined,
        ({ indirectlyLinkedCase }) => suspected(indirectlyLinkedCase),
      ],
      ['the guardian is charged in a linked case', async () => undefined, ({ linkedCase }) => charged(linkedCase)],
      [
        'a case in which the guardian is suspected is linked in its own record',
        ({ unlinkedCase }) => suspected(unlinkedCase),
        ({ unlinkedCase, indirectlyLinkedCase }) => linked(unlinkedCase, indirectlyLinkedCase),
      ],
      [
        'the case of the victim is linked with one in which the guardian is suspected',
        ({ unlinkedCase }) => suspected(unlinkedCase),
        ({ victimCase, unlinkedCase }) => linked(victimCase, unlinkedCase),
      ],
      [
        'the guardian is merged with the suspect of a linked case',
        ({ indirectlyLinkedCase }) => suspected(indirectlyLinkedCase, aunt),
        ({ linkedCase }) => merged(linkedCase, aunt, advocate),
      ],
    ]
    /** For each moment of the appointment: its title, and how to run an action at that moment. */
    const MOMENTS: readonly (readonly [string, (victimCase: string, action: () => Promise<unknown>) => void])[] = [
      [
        'between the read of the victim’s case and the decision',
        (victimCase, action) => {
          const store = log.storeOf('victimSupport')
          const readCase = store.readCase.bind(store)
          store.readCase = async (...args) => {
            const history = await readCase(...args)
            if (args[0] !== victimCase) return history
            store.readCase = readCase
            await action()
            return history
          }
        },
      ],
      [
        'between the decision and the append',
        (_, action) => {
          const store = log.storeOf('victimSupport')
          const append = store.append.bind(store)
          store.append = async (command) => {
            store.append = append
            await action()
            return append(command)
          }
        },
      ],
      // EventStoreDB only: PostgreSQL checks guards under the lock that orders the log, so nothing can follow the check.
      [
        'while the store appends',
        (victimCase, action) => {
          server.interventions.received = async (stream) => {
            if (stream !== `victimSupport.person-${victimCase}~${girl}`) return
            server.interventions.received = undefined
            await action()
          }
        },
      ],
    ]

    describe.each(MOMENTS.slice(0, store === 'EventStoreDB' ? 3 : 2))('%s', (_moment, at) => {
      it.each(SUSPICIONS)('%s, so the appointment is refused', async (_, before, causeSuspicion) => {
        const network = await linkedCases()
        await before(network)
        let runs = 0
        at(network.victimCase, () => {
          runs += 1
          return causeSuspicion(network)
        })
        expect(outcomeOf(await submit(network.victimCase, appointGuardian(advocate)))).toBe(linkedRuleId)
        expect([runs, await guardiansOf(network.victimCase)]).toEqual([1, []])
      })

      it('the end of a link is retracted, so the appointment is refused', async () => {
        const { victimCase, indirectlyLinkedCase, unlinkedCase } = await linkedCases()
        await suspected(unlinkedCase)
        await linked(unlinkedCase, indirectlyLinkedCase)
        const end = await unlinked(unlinkedCase, indirectlyLinkedCase)
        at(victimCase, () => retracted(unlinkedCase, end.ids[0]))
        expect(outcomeOf(await submit(victimCase, appointGuardian(advocate)))).toBe(linkedRuleId)
        expect(await guardiansOf(victimCase)).toEqual([])
      })
    })

    it('a guardian is never appointed after the link to a case in which the guardian is suspected, in any concurrent order', async () => {
      for (let round = 0; round < 10; round += 1) {
        const { victimCase, indirectlyLinkedCase, unlinkedCase } = await linkedCases()
        await suspected(unlinkedCase)
        const [answer, link] = await Promise.all([
          submit(victimCase, appointGuardian(advocate)),
          linked(unlinkedCase, indirectlyLinkedCase),
        ])
        const guardians = await guardiansOf(victimCase)
        expect(guardians).toHaveLength(answer.outcome === 'refused' ? 0 : 1)
        for (const { position } of guardians) expect(comparePositions(position, link.firstPosition)).toBeLessThan(0)
      }
    })
  })
})
