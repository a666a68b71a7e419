import {
  CasesLinked,
  ConsentGranted,
  ConsentWithdrawn,
  GuardianAppointed,
  InformOfRights,
  NotificationObjectionRecorded,
  NotifyPartyOfIdentification,
  PresumedVictimIdentified,
  ReferralAnswered,
  ReferralMade,
  RuleOverridden,
  SuspectIdentified,
  type CommandBody,
} from '@case-timeline/contracts'
import { commanded } from '@case-timeline/decider/fixtures'
import { handle, type Answer, type Desk } from '@case-timeline/event-store'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { noticeStopsAtHerObjection } from './domain/notice.rules.ts'
import { advocate, answer, appoint, assess, aunt, child, girl, grant, open, refer, unknownId, withdraw } from './domain/person.fixtures.ts'
import { guardianIsNeitherRecruiterNorExploiter, referralNeedsLiveConsent } from './domain/person.rules.ts'
import type { PersonCommand } from './domain/person.ts'
import { personStream } from './person.stream.ts'

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

/** A case in which police have identified a girl of seventeen, and the aunt who recruited her. */
const aGirlAndHerAunt = async () => {
  const caseId = randomUUID()
  await log.record({
    caseId,
    as: [PresumedVictimIdentified, SuspectIdentified],
    facts: [
      { type: PresumedVictimIdentified.type, data: { personRef: girl, ageBand: 'child', ageDisputed: false, decisionMakingOrg: 'Police' } },
      { type: SuspectIdentified.type, data: { personRef: aunt, kind: 'natural', roleInProcess: ['RecruiterOrIntermediary'] } },
    ],
  })
  return caseId
}

const support = (caseId: string) => {
  const desk: Desk = {
    store: log.storeOf('victimSupport'),
    deployment: 'test',
    digestKey: Buffer.alloc(32, 7),
    now: () => '2026-11-25T10:00:00.000000Z',
  }
  return ({ name, data, overrides }: PersonCommand): Promise<Answer> =>
    handle(desk, personStream, {
      caseId,
      name,
      body: { data, overrides: overrides && [...overrides] } satisfies CommandBody<unknown>,
      actor: { userId: 'c.villanueva', agencyId: 'ph-social-welfare', role: 'case-worker' },
      commandId: randomUUID(),
      keyed: false,
      correlationId: 'test',
      jurisdiction: 'PH',
    })
}

/** Lets something happen when victim support has read a case and not yet appended what it decides. */
const afterTheNextReading = (happens: () => Promise<unknown>, of?: string) => {
  const store = log.storeOf('victimSupport')
  const readCase = store.readCase.bind(store)
  store.readCase = async (...args) => {
    const history = await readCase(...args)
    if (of !== undefined && args[0] !== of) return history
    store.readCase = readCase
    await happens()
    return history
  }
}

const outcomeOf = (answer: Answer): unknown =>
  answer.outcome === 'refused' ? answer.rule.id : answer.outcome === 'appended' ? answer.types : answer.outcome

const consentForHer = grant({ grantedBy: 'guardian', assent: 'given' })

describe('a girl of seventeen whose aunt recruited her', () => {
  it('gets an independent guardian, and shares what they both agree to until she withdraws it', async () => {
    const caseId = await aGirlAndHerAunt()
    const ask = support(caseId)
    await ask(open())
    const outcomes = []
    for (const command of [
      appoint(aunt),
      appoint(advocate),
      consentForHer,
      refer(),
      answer('accepted'),
      withdraw(),
      refer({ referralId: unknownId }),
    ])
      outcomes.push(outcomeOf(await ask(command)))
    expect(outcomes).toEqual([
      guardianIsNeitherRecruiterNorExploiter.id,
      [GuardianAppointed.type],
      [ConsentGranted.type],
      [ReferralMade.type],
      [ReferralAnswered.type],
      [ConsentWithdrawn.type],
      referralNeedsLiveConsent.id,
    ])
  })

  it('is referred without consent where her life is in danger, and the ground is recorded', async () => {
    const ask = support(await aGirlAndHerAunt())
    await ask(open())
    const override = { ruleId: referralNeedsLiveConsent.id, basis: 'vitalInterest', reasonCode: 'immediateDanger' } as const
    expect(outcomeOf(await ask(refer({ consentId: undefined }, [override])))).toEqual([ReferralMade.type, RuleOverridden.type])
  })

  it('has the facts that her guardian’s appointment rests on in its basis, and keeps her referral from other agencies', async () => {
    const caseId = await aGirlAndHerAunt()
    const ask = support(caseId)
    for (const command of [open(), appoint(advocate), consentForHer, refer()]) await ask(command)
    const seenBySupport = await log.storeOf('victimSupport').readCase(caseId)
    const seenByPolice = await log.storeOf('investigation').readCase(caseId)
    const appointed = seenBySupport.find(({ type }) => type === GuardianAppointed.type)
    expect(appointed?.envelope.basis?.events.map(({ stream, revision }) => [stream, revision])).toEqual([
      [`investigation.case-${caseId}`, 0],
      [`investigation.case-${caseId}`, 1],
    ])
    expect(seenBySupport.map(({ type }) => type)).toContain(ReferralMade.type)
    expect(seenByPolice.map(({ type }) => type)).not.toContain(ReferralMade.type)
    expect(seenByPolice.map(({ type }) => type)).toContain(ConsentGranted.type)
  })

  it('gets no guardian who comes under suspicion between the reading and the appointment', async () => {
    const caseId = await aGirlAndHerAunt()
    const ask = support(caseId)
    await ask(open())
    const suspicion = { type: SuspectIdentified.type, data: { personRef: advocate, kind: 'natural', roleInProcess: ['Exploiter'] } }
    afterTheNextReading(() => log.record({ caseId, as: [SuspectIdentified], facts: [suspicion] }))
    expect(outcomeOf(await ask(appoint(advocate)))).toBe(guardianIsNeitherRecruiterNorExploiter.id)
  })

  it('gets no guardian who recruited or exploited in a case that is linked with hers, also when that is found while she is appointed', async () => {
    const [caseId, otherCaseId] = [await aGirlAndHerAunt(), randomUUID()]
    const link = { type: CasesLinked.type, data: { otherCaseId, ground: 'sameNetwork' } }
    await log.record({ caseId, aggregate: `record-${caseId}`, as: [CasesLinked], facts: [link] })
    const ask = support(caseId)
    await ask(open())
    const suspicion = { type: SuspectIdentified.type, data: { personRef: advocate, kind: 'natural', roleInProcess: ['Exploiter'] } }
    afterTheNextReading(() => log.record({ caseId: otherCaseId, as: [SuspectIdentified], facts: [suspicion] }), otherCaseId)
    expect(outcomeOf(await ask(appoint(advocate)))).toBe(guardianIsNeitherRecruiterNorExploiter.id)
  })

  it('is told of to no country when she objects between the reading and the notice', async () => {
    const caseId = await aGirlAndHerAunt()
    const ask = support(caseId)
    await ask(open())
    await ask(commanded(InformOfRights, { ...InformOfRights.example, personRef: girl, topics: ['notificationObjection'] }, child))
    await ask(assess())
    await ask(appoint(advocate))
    await ask(
      grant({ grantedBy: 'guardian', assent: 'given', purposes: ['notificationAbroad'], parties: ['MM'], dataCategories: ['identity'] }),
    )
    const notify = commanded(
      NotifyPartyOfIdentification,
      { personRef: girl, party: 'MM', at: '2026-11-25', reference: 'PH-MM/2026/0042', bestInterestsRef: 'BID-2026-12' },
      child,
    )
    const objection = { type: NotificationObjectionRecorded.type, data: { personRef: girl, party: 'MM' } }
    const herStream = { service: 'victimSupport', aggregate: `person-${caseId}~${girl}` } as const
    afterTheNextReading(() => log.record({ caseId, ...herStream, as: [NotificationObjectionRecorded], facts: [objection] }))
    expect(outcomeOf(await ask(notify))).toBe(noticeStopsAtHerObjection.id)
  })
})
