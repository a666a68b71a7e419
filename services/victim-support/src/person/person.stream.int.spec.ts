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
import { commandContextOn, submissionBy } from '@case-timeline/commands/fixtures'
import { commandFor } from '@case-timeline/decider/fixtures'
import { handle, type Answer } from '@case-timeline/commands'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { noticeStopsAtObjection } from './notice.rules.ts'
import {
  advocate,
  answerReferral,
  appointGuardian,
  assessRisk,
  aunt,
  child,
  girl,
  grantConsent,
  openSupportCase,
  makeReferral,
  unknownId,
  withdrawConsent,
  type PersonCommand,
} from './person.fixtures.ts'
import { guardianIsNeitherRecruiterNorExploiter, guardianIsNotSuspectedInLinkedCase, referralNeedsLiveConsent } from './person.rules.ts'
import { personStream } from './person.stream.ts'

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

/** A case in which police have identified a girl of seventeen as a victim and the aunt as recruiter. */
const girlAndAunt = async () => {
  const caseId = randomUUID()
  await log.record({
    caseId,
    eventTypes: [PresumedVictimIdentified, SuspectIdentified],
    facts: [
      { type: PresumedVictimIdentified.type, data: { personRef: girl, ageBand: 'child', ageDisputed: false, decisionMakingOrg: 'Police' } },
      { type: SuspectIdentified.type, data: { personRef: aunt, kind: 'natural', roleInProcess: ['RecruiterOrIntermediary'] } },
    ],
  })
  return caseId
}

const commandsOf = (caseId: string) => {
  const context = commandContextOn(log.storeOf('victimSupport'))
  return ({ name, data, overrides }: PersonCommand): Promise<Answer> =>
    handle(context, personStream, {
      ...submissionBy({ userId: 'c.villanueva', agencyId: 'ph-social-welfare', role: 'case-worker' }, caseId),
      name,
      body: { data, overrides: overrides && [...overrides] } satisfies CommandBody<unknown>,
    })
}

/** Runs an action after the next read of a case, before the decision is appended. */
const afterNextRead = (action: () => Promise<unknown>, of?: string) => {
  const store = log.storeOf('victimSupport')
  const readCase = store.readCase.bind(store)
  store.readCase = async (...args) => {
    const history = await readCase(...args)
    if (of !== undefined && args[0] !== of) return history
    store.readCase = readCase
    await action()
    return history
  }
}

const outcomeOf = (answer: Answer): unknown =>
  answer.outcome === 'refused' ? answer.rule.id : answer.outcome === 'appended' ? answer.types : answer.outcome

const guardianConsent = grantConsent({ grantedBy: 'guardian', assent: 'given' })

describe('a girl of seventeen, recruited by an aunt,', () => {
  it('gets an independent guardian, and is referred with their consent until it is withdrawn', async () => {
    const caseId = await girlAndAunt()
    const submit = commandsOf(caseId)
    await submit(openSupportCase())
    const outcomes = []
    for (const command of [
      appointGuardian(aunt),
      appointGuardian(advocate),
      guardianConsent,
      makeReferral(),
      answerReferral('accepted'),
      withdrawConsent(),
      makeReferral({ referralId: unknownId }),
    ])
      outcomes.push(outcomeOf(await submit(command)))
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

  it('is referred without consent in immediate danger, and the override is recorded', async () => {
    const submit = commandsOf(await girlAndAunt())
    await submit(openSupportCase())
    const override = { ruleId: referralNeedsLiveConsent.id, basis: 'vitalInterest', reasonCode: 'immediateDanger' } as const
    expect(outcomeOf(await submit(makeReferral({ consentId: undefined }, [override])))).toEqual([ReferralMade.type, RuleOverridden.type])
  })

  it('has the facts read for the guardian’s appointment in its basis, and the referral hidden from other agencies', async () => {
    const caseId = await girlAndAunt()
    const submit = commandsOf(caseId)
    for (const command of [openSupportCase(), appointGuardian(advocate), guardianConsent, makeReferral()]) await submit(command)
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

  it('gets no guardian who comes under suspicion between the read of the case and the append', async () => {
    const caseId = await girlAndAunt()
    const submit = commandsOf(caseId)
    await submit(openSupportCase())
    const suspicion = { type: SuspectIdentified.type, data: { personRef: advocate, kind: 'natural', roleInProcess: ['Exploiter'] } }
    afterNextRead(() => log.record({ caseId, eventTypes: [SuspectIdentified], facts: [suspicion] }))
    expect(outcomeOf(await submit(appointGuardian(advocate)))).toBe(guardianIsNeitherRecruiterNorExploiter.id)
  })

  it('gets no guardian who is named as exploiter in a linked case between the read of that case and the append', async () => {
    const [caseId, otherCaseId] = [await girlAndAunt(), randomUUID()]
    const link = { type: CasesLinked.type, data: { otherCaseId, ground: 'sameNetwork' } }
    await log.record({ caseId, aggregate: `record-${caseId}`, eventTypes: [CasesLinked], facts: [link] })
    const submit = commandsOf(caseId)
    await submit(openSupportCase())
    const suspicion = { type: SuspectIdentified.type, data: { personRef: advocate, kind: 'natural', roleInProcess: ['Exploiter'] } }
    afterNextRead(() => log.record({ caseId: otherCaseId, eventTypes: [SuspectIdentified], facts: [suspicion] }), otherCaseId)
    expect(outcomeOf(await submit(appointGuardian(advocate)))).toBe(guardianIsNotSuspectedInLinkedCase.id)
  })

  it('is protected by an objection that is recorded between the read of the case and the append of a notice to a country', async () => {
    const caseId = await girlAndAunt()
    const submit = commandsOf(caseId)
    await submit(openSupportCase())
    await submit(
      commandFor(
        InformOfRights,
        { ...InformOfRights.example, personRef: girl, topics: ['notificationObjection'] },
        { screeningLanguages: [] },
      ),
    )
    await submit(assessRisk())
    await submit(appointGuardian(advocate))
    await submit(
      grantConsent({
        grantedBy: 'guardian',
        assent: 'given',
        purposes: ['notificationAbroad'],
        parties: ['MM'],
        dataCategories: ['identity'],
      }),
    )
    const notify = commandFor(
      NotifyPartyOfIdentification,
      { personRef: girl, party: 'MM', at: '2026-11-25', reference: 'PH-MM/2026/0042', bestInterestsRef: 'BID-2026-12' },
      child,
    )
    const objection = { type: NotificationObjectionRecorded.type, data: { personRef: girl, party: 'MM' } }
    const personStreamName = { service: 'victimSupport', aggregate: `person-${caseId}~${girl}` } as const
    afterNextRead(() => log.record({ caseId, ...personStreamName, eventTypes: [NotificationObjectionRecorded], facts: [objection] }))
    expect(outcomeOf(await submit(notify))).toBe(noticeStopsAtObjection.id)
  })
})
