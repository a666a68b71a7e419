import {
  ConsentGranted,
  ConsentWithdrawn,
  IdentificationNotifiedToParty,
  InformOfRights,
  NotifyPartyOfIdentification,
  PersonRefsMerged,
  PersonRefsUnmerged,
  PresumedVictimIdentified,
  RecordNotificationObjection,
  ReferralMade,
  type EventType,
} from '@case-timeline/contracts'
import { commandContextOn, submissionBy } from '@case-timeline/commands/fixtures'
import { commandFor } from '@case-timeline/decider/fixtures'
import { correct, correctionRules, handle, type Answer } from '@case-timeline/commands'
import { TEST_LOGS, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { noticeStopsAtObjection } from './person/notice.rules.ts'
import {
  adult,
  assessRisk,
  consentId,
  girl,
  grantConsent,
  openSupportCase,
  makeReferral,
  withdrawConsent,
  type PersonCommand,
} from './person/person.fixtures.ts'
import { childConsentsThroughGuardian, referralNeedsLiveConsent } from './person/person.rules.ts'
import { personStream } from './person/person.stream.ts'

let log: TestLog

/** Another reference of the same person, recorded elsewhere. */
const otherRef = '99999999-9999-4999-8999-999999999999'
const withPersonRef = <C extends PersonCommand>(personRef: string, command: C): C => ({ ...command, data: { ...command.data, personRef } })

const commandContext = () => commandContextOn(log.storeOf('victimSupport'))
const commandOn = (caseId: string) => submissionBy({ userId: 'c.villanueva', agencyId: 'ph-social-welfare', role: 'case-worker' }, caseId)

/** A case in which the person was identified and is supported under both references, with an age band for each. */
const supportedCase = async (ages: { readonly [girl]: string; readonly [otherRef]: string }) => {
  const caseId = randomUUID()
  const record = (type: EventType, data: object, aggregate = `case-${caseId}`) =>
    log.record({ caseId, eventTypes: [type], facts: [{ type: type.type, data: { ...(type.example as object), ...data } }], aggregate })
  const submit = ({ name, data }: PersonCommand): Promise<Answer> =>
    handle(commandContext(), personStream, { ...commandOn(caseId), name, body: { data } })
  for (const [personRef, ageBand] of Object.entries(ages)) {
    await record(PresumedVictimIdentified, { personRef, ageBand, ageDisputed: false })
    expect(await submit(withPersonRef(personRef, openSupportCase()))).toMatchObject({ outcome: 'appended' })
  }
  const last = async ({ type }: EventType) => (await log.storeOf('victimSupport').readCase(caseId)).findLast((event) => event.type === type)
  return {
    submit,
    submitAll: async (...commands: readonly PersonCommand[]) => {
      for (const command of commands) expect(await submit(command)).toMatchObject({ outcome: 'appended' })
    },
    mergeRefs: () => record(PersonRefsMerged, { keptRef: girl, mergedRef: otherRef }, `record-${caseId}`),
    unmergeRefs: () => record(PersonRefsUnmerged, { keptRef: girl, mergedRef: otherRef }, `record-${caseId}`),
    last,
    retract: async (type: EventType): Promise<Answer> => {
      const retractsId = (await last(type))?.id
      const data = { retractsId, reasonCode: 'clericalError' }
      return correct(commandContext(), [personStream], {
        ...commandOn(caseId),
        name: 'RetractEvent',
        body: { data },
        approval: { approver: { userId: 'p.reyes', role: 'records-supervisor' } },
      })
    },
  }
}
const adults = { [girl]: 'adult', [otherRef]: 'adult' } as const
const refusedBy = ({ id }: { readonly id: string }) => ({ outcome: 'refused', rule: { id } })

const notifyParty = commandFor(
  NotifyPartyOfIdentification,
  { personRef: girl, party: 'MM', at: '2026-11-25', reference: 'PH-MM/2026/0042' },
  adult,
)
const noticeConsent = grantConsent({
  purposes: ['notificationAbroad'],
  parties: ['MM'],
  recipients: ['mm-social-welfare'],
  dataCategories: ['identity'],
})
const informed = commandFor(
  InformOfRights,
  { ...InformOfRights.example, personRef: girl, topics: ['notificationObjection'] },
  { screeningLanguages: [] },
)
const objection = commandFor(RecordNotificationObjection, { personRef: girl, party: 'MM' }, {})

describe.each(TEST_LOGS)('a person supported under two references, recorded in %s', (_store, openLog) => {
  beforeAll(async () => {
    log = await openLog()
  })
  afterAll(() => log.close())

  it('is protected as a child under both references if identified as a child under one, until they are unmerged', async () => {
    const testCase = await supportedCase({ [girl]: 'adult', [otherRef]: 'child' })
    await testCase.mergeRefs()
    expect(await testCase.submit(grantConsent())).toMatchObject(refusedBy(childConsentsThroughGuardian))
    await testCase.unmergeRefs()
    expect(await testCase.submit(grantConsent())).toMatchObject({ outcome: 'appended' })
  })

  it.each([
    [girl, otherRef],
    [otherRef, girl],
  ])('objects under %s, which stops a notice under %s', async (objecting, notified) => {
    const testCase = await supportedCase(adults)
    await testCase.submitAll(
      ...[informed, assessRisk(), noticeConsent].map((command) => withPersonRef(notified, command)),
      withPersonRef(objecting, objection),
    )
    await testCase.mergeRefs()
    expect(await testCase.submit(withPersonRef(notified, notifyParty))).toMatchObject(refusedBy(noticeStopsAtObjection))
    await testCase.unmergeRefs()
    expect(await testCase.submit(withPersonRef(notified, notifyParty))).toMatchObject({ outcome: 'appended' })
    expect((await testCase.last(IdentificationNotifiedToParty))?.data).toMatchObject({ personRef: notified })
  })

  it.each([
    [girl, otherRef],
    [otherRef, girl],
  ])('is not referred under %s on a consent that was withdrawn under %s', async (referred, withdrawing) => {
    const testCase = await supportedCase(adults)
    await testCase.submitAll(withPersonRef(referred, grantConsent()))
    await testCase.mergeRefs()
    await testCase.submitAll(withPersonRef(withdrawing, withdrawConsent()))
    expect(await testCase.submit(withPersonRef(referred, makeReferral()))).toMatchObject(refusedBy(referralNeedsLiveConsent))
    expect(await testCase.last(ConsentWithdrawn)).toMatchObject({
      data: { personRef: withdrawing, consentId },
      stream: expect.stringContaining(`~${withdrawing}`) as unknown,
    })
  })

  it('is referred under one reference on a consent given under the other, which is not retracted before the referral', async () => {
    const testCase = await supportedCase(adults)
    await testCase.submitAll(withPersonRef(otherRef, grantConsent()))
    expect(await testCase.submit(makeReferral())).toMatchObject(refusedBy(referralNeedsLiveConsent))
    await testCase.mergeRefs()
    await testCase.submitAll(makeReferral())
    const referral = await testCase.last(ReferralMade)
    expect(await testCase.retract(ConsentGranted)).toMatchObject({
      ...refusedBy(correctionRules.noFactDependsOnRetractedFact),
      facts: [referral?.id],
    })
  })

  it.each([
    ['a withdrawal under the other reference', 'withdrawn'],
    ['the merge with a reference under which the consent was withdrawn', 'merged'],
  ] as const)('is not referred when %s is recorded between the decision and the append', async (_title, happens) => {
    const testCase = await supportedCase(adults)
    await testCase.submitAll(grantConsent())
    if (happens === 'withdrawn') await testCase.mergeRefs()
    else await testCase.submitAll(withPersonRef(otherRef, grantConsent()), withPersonRef(otherRef, withdrawConsent()))
    const store = log.storeOf('victimSupport')
    const append = store.append.bind(store)
    store.append = async (command) => {
      store.append = append
      if (happens === 'withdrawn') await testCase.submitAll(withPersonRef(otherRef, withdrawConsent()))
      else await testCase.mergeRefs()
      return append(command)
    }
    expect(await testCase.submit(makeReferral())).toMatchObject(refusedBy(referralNeedsLiveConsent))
  })
})
