import { commandContextOn, submissionBy } from '@case-timeline/commands/fixtures'
import {
  CaseReferredToProsecution,
  ChargeLaid,
  EventCorrected,
  IndictmentFiled,
  NonPunishmentAssessed,
  PresumedVictimIdentified,
  type Approver,
} from '@case-timeline/contracts'
import { correct, correctionRules, handle, type Answer, type CommandOfAggregate } from '@case-timeline/commands'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { assess, charged, indict, mai, policy, receive, supervisor, withoutMeans } from './prosecution/prosecution.fixtures.ts'
import {
  victimIsNotChargedBeforeNonPunishmentIsAssessed,
  chargeNeedsActMeansAndPurpose,
  decisionFollowsFinding,
} from './prosecution/prosecution.rules.ts'
import { prosecutionStream } from './prosecution/prosecution.stream.ts'

type ProsecutionCommand = CommandOfAggregate<typeof prosecutionStream>

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

const context = () =>
  commandContextOn(log.storeOf('prosecution'), {
    policyOf: () => ({ policy: { ...policy, traffickingOffences: [ChargeLaid.example.offenceCode] }, hash: 'a'.repeat(64) }),
  })
const author = 'm.lim'
const recordsSupervisor: Approver = { userId: 'p.reyes', role: 'records-supervisor' }
const submissionFor = (caseId: string) => submissionBy({ userId: author, agencyId: 'ph-prosecution', role: 'prosecutor' }, caseId)

/** A prosecutor’s file of a case with Mai as presumed victim; `correctEvent` corrects it as a records supervisor. */
const prosecutionFile = async (ageBand: 'adult' | 'child', ...commands: readonly ProsecutionCommand[]) => {
  const caseId = randomUUID()
  const identified = { personRef: mai, ageBand, ageDisputed: false, decisionMakingOrg: 'Police' }
  await log.record({ caseId, eventTypes: [PresumedVictimIdentified], facts: [{ type: PresumedVictimIdentified.type, data: identified }] })
  const { dossierId, manifestHash } = receive().data
  const referral = { ...CaseReferredToProsecution.example, dossierId, manifestHash }
  await log.record({ caseId, eventTypes: [CaseReferredToProsecution], facts: [{ type: CaseReferredToProsecution.type, data: referral }] })
  for (const { name, data, approver } of commands)
    expect(
      await handle(context(), prosecutionStream, { ...submissionFor(caseId), name, body: { data }, approval: approver && { approver } }),
    ).toMatchObject({
      outcome: 'appended',
    })
  const last = async ({ type }: { readonly type: string }) => {
    const found = (await log.storeOf('prosecution').readCase(caseId)).findLast((event) => event.type === type)
    if (!found) throw new Error(`no ${type} was recorded`)
    return found
  }
  return {
    last,
    correctEvent: async (type: { readonly type: string }, changes: object, approver: Approver = recordsSupervisor): Promise<Answer> => {
      const { id, data } = await last(type)
      return correct(context(), [prosecutionStream], {
        ...submissionFor(caseId),
        actor: { userId: 'r.santos', agencyId: 'ph-prosecution', role: 'records-supervisor' },
        name: 'CorrectEvent',
        body: {
          data: {
            correctsId: id,
            data: { ...(data as object), ...changes },
            reasonCode: 'clericalError',
          },
        },
        approval: { approver },
      })
    },
  }
}
const refusedBy = ({ id }: { readonly id: string }, ...facts: string[]) => ({
  outcome: 'refused',
  rule: { id },
  ...(facts.length === 0 ? {} : { facts }),
})
const appended = { outcome: 'appended' }

describe('the correction of a charge', () => {
  it(victimIsNotChargedBeforeNonPunishmentIsAssessed.sentence, async () => {
    const file = await prosecutionFile('adult', receive(), charged())
    expect(await file.correctEvent(ChargeLaid, { accusedRef: mai })).toMatchObject(
      refusedBy(victimIsNotChargedBeforeNonPunishmentIsAssessed),
    )
  })

  it(chargeNeedsActMeansAndPurpose.sentence, async () => {
    const file = await prosecutionFile('adult', receive(), charged())
    expect(await file.correctEvent(ChargeLaid, { perVictim: withoutMeans(mai) })).toMatchObject(refusedBy(chargeNeedsActMeansAndPurpose))
    expect(await file.correctEvent(ChargeLaid, { aggravating: ['closeRelative'] })).toMatchObject(appended)
  })

  it('is decided on the age that was known when the charge was laid', async () => {
    const file = await prosecutionFile('child', receive(), charged())
    expect(await file.correctEvent(ChargeLaid, { perVictim: withoutMeans(mai) })).toMatchObject(appended)
  })

  it('is refused when an indictment depends on the charge', async () => {
    const file = await prosecutionFile('adult', receive(), charged(), indict())
    const indictment = await file.last(IndictmentFiled)
    expect(await file.correctEvent(ChargeLaid, { chargeId: randomUUID() })).toMatchObject(
      refusedBy(correctionRules.noFactDependsOnRetractedFact, indictment.id),
    )
  })
})

describe('the correction of an assessment of non-punishment', () => {
  it(decisionFollowsFinding.sentence, async () => {
    const file = await prosecutionFile('adult', assess())
    expect(await file.correctEvent(NonPunishmentAssessed, { directlyRelated: true, decision: 'notDirectlyRelated' })).toMatchObject(
      refusedBy(decisionFollowsFinding),
    )
  })

  it('keeps the second person of the assessment, and names no other', async () => {
    const file = await prosecutionFile('adult', assess())
    const nobody = { userId: 'nobody.at.all', role: 'supervising-prosecutor' }
    expect(await file.correctEvent(NonPunishmentAssessed, { approver: nobody })).toMatchObject(
      refusedBy(correctionRules.correctedFactIsRecordable),
    )
    expect(await file.correctEvent(NonPunishmentAssessed, { approver: undefined, acts: ['fraud'] })).toMatchObject({ outcome: 'appended' })
    expect((await file.last(EventCorrected)).data).toMatchObject({
      approver: recordsSupervisor,
      data: { acts: ['fraud'], approver: supervisor },
    })
  })
})
