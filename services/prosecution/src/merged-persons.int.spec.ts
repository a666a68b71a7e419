import { commandContextOn, submissionBy } from '@case-timeline/commands/fixtures'
import {
  CaseReferredToProsecution,
  ChargeLaid,
  EventCorrected,
  NonPunishmentAssessed,
  PersonRefsMerged,
  PersonRefsUnmerged,
  PresumedVictimIdentified,
  SuspectIdentified,
  type EventType,
} from '@case-timeline/contracts'
import { correct, handle, type Answer, type CommandOfAggregate } from '@case-timeline/commands'
import { TEST_LOGS, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { assess, charged, girl, mai, policy, receive, recruiter } from './prosecution/prosecution.fixtures.ts'
import { victimIsNotChargedBeforeNonPunishmentIsAssessed } from './prosecution/prosecution.rules.ts'
import { prosecutionStream } from './prosecution/prosecution.stream.ts'

type ProsecutionCommand = CommandOfAggregate<typeof prosecutionStream>

let log: TestLog

const context = () =>
  commandContextOn(log.storeOf('prosecution'), {
    policyOf: () => ({ policy: { ...policy, traffickingOffences: [ChargeLaid.example.offenceCode] }, hash: 'a'.repeat(64) }),
  })
const submissionFor = (caseId: string) => submissionBy({ userId: 'm.lim', agencyId: 'ph-prosecution', role: 'prosecutor' }, caseId)

/** A case in which Mai is a presumed victim and the recruiter a suspect, not yet known to be the same person. */
const aCase = async () => {
  const caseId = randomUUID()
  const record = (type: EventType, data: object, aggregate = `case-${caseId}`) =>
    log.record({ caseId, eventTypes: [type], facts: [{ type: type.type, data: { ...(type.example as object), ...data } }], aggregate })
  const submit = ({ name, data, approver }: ProsecutionCommand): Promise<Answer> =>
    handle(context(), prosecutionStream, { ...submissionFor(caseId), name, body: { data }, approval: approver && { approver } })
  const last = async ({ type }: EventType) => {
    const found = (await log.storeOf('prosecution').readCase(caseId)).findLast((event) => event.type === type)
    if (!found) throw new Error(`no ${type} was recorded`)
    return found
  }
  const recordIdentityEvent = (type: EventType) => (keptRef: string, mergedRef: string) =>
    record(type, { keptRef, mergedRef }, `record-${caseId}`)
  const { dossierId, manifestHash } = receive().data
  for (const personRef of [mai, girl]) await record(PresumedVictimIdentified, { personRef, ageBand: 'adult', ageDisputed: false })
  await record(SuspectIdentified, { personRef: recruiter })
  await record(CaseReferredToProsecution, { dossierId, manifestHash })
  expect(await submit(receive())).toMatchObject({ outcome: 'appended' })
  return { caseId, submit, last, merged: recordIdentityEvent(PersonRefsMerged), unmerged: recordIdentityEvent(PersonRefsUnmerged) }
}

/** A charge against the recruiter with the girl as victim. */
const aCharge = charged({ perVictim: charged().data.perVictim.map((one) => ({ ...one, personRef: girl })) })
const { id: ruleId } = victimIsNotChargedBeforeNonPunishmentIsAssessed
const refused = { outcome: 'refused', rule: { id: ruleId } }
const appended = { outcome: 'appended' }

describe.each(TEST_LOGS)('merged person references, recorded in %s', (_store, openLog) => {
  beforeAll(async () => {
    log = await openLog()
  })
  afterAll(() => log.close())

  describe.each([
    ['the presumed victim’s', mai, recruiter],
    ['the suspect’s', recruiter, mai],
  ])('a suspect who turns out to be a presumed victim, when %s reference is kept', (_, kept, merged) => {
    it(`is protected as a presumed victim: ${victimIsNotChargedBeforeNonPunishmentIsAssessed.sentence}`, async () => {
      const it = await aCase()
      await it.merged(kept, merged)
      expect(await it.submit(aCharge)).toMatchObject(refused)
      expect(await it.submit(assess({ personRef: mai, directlyRelated: false, decision: 'notDirectlyRelated' }))).toMatchObject(appended)
      expect(await it.submit(aCharge)).toMatchObject(appended)
      const { data, envelope } = await it.last(ChargeLaid)
      expect(data).toEqual(aCharge.data)
      expect(envelope.basis?.events).toContainEqual(expect.objectContaining({ stream: `investigation.record-${it.caseId}` }))
    })

    it('is charged like any other suspect after the references are unmerged', async () => {
      const it = await aCase()
      await it.merged(kept, merged)
      await it.unmerged(kept, merged)
      expect(await it.submit(aCharge)).toMatchObject(appended)
    })

    it('does not become the accused of a charge by a correction', async () => {
      const it = await aCase()
      const stranger = randomUUID()
      expect(await it.submit(charged({ ...aCharge.data, accusedRef: stranger }))).toMatchObject(appended)
      await it.merged(kept, merged)
      const { id: correctsId, data } = await it.last(ChargeLaid)
      const correcting = (accusedRef: string) => {
        const approval = { approver: { userId: 'p.reyes', role: 'records-supervisor' } }
        const correction = { correctsId, data: { ...(data as object), accusedRef }, reasonCode: 'clericalError' }
        return correct(context(), [prosecutionStream], {
          ...submissionFor(it.caseId),
          name: 'CorrectEvent',
          body: { data: correction },
          approval,
        })
      }
      expect(await correcting(recruiter)).toMatchObject(refused)
      const another = randomUUID()
      expect(await correcting(another)).toMatchObject(appended)
      expect((await it.last(EventCorrected)).data).toMatchObject({ data: { accusedRef: another } })
    })

    it('is not charged when the merge is recorded while the charge is being decided', async () => {
      const it = await aCase()
      const store = log.storeOf('prosecution')
      const append = store.append.bind(store)
      store.append = async (command) => {
        store.append = append
        await it.merged(kept, merged)
        return append(command)
      }
      expect(await it.submit(aCharge)).toMatchObject(refused)
    })
  })

  it('an assessment of one reference counts for another reference only after the two are merged', async () => {
    const it = await aCase()
    expect(await it.submit(assess({ personRef: mai, directlyRelated: false, decision: 'notDirectlyRelated' }))).toMatchObject(appended)
    expect(await it.submit(charged({ ...aCharge.data, accusedRef: girl }))).toMatchObject(refused)
    await it.merged(girl, mai)
    expect(await it.submit(charged({ ...aCharge.data, accusedRef: girl }))).toMatchObject(appended)
    expect((await it.last(NonPunishmentAssessed)).data).toMatchObject({ personRef: mai })
  })
})
