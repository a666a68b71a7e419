import {
  CaseReferredToProsecution,
  ChargeLaid,
  IndictmentFiled,
  NonPunishmentAssessed,
  PresumedVictimIdentified,
} from '@case-timeline/contracts'
import { correct, correctionRules, handle, type Answer, type Desk } from '@case-timeline/event-store'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { ProsecutionCommand } from './domain/prosecution.commands.ts'
import { assess, charged, indict, mai, policy, receive, withoutMeans } from './domain/prosecution.fixtures.ts'
import {
  anotherPersonApprovesNonPunishment,
  aVictimIsNotChargedBeforeNonPunishmentIsAssessed,
  chargeNeedsActMeansAndPurpose,
  theDecisionFollowsTheFinding,
} from './domain/prosecution.rules.ts'
import { prosecutionStream } from './prosecution.stream.ts'

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

const desk = (): Desk => ({
  store: log.storeOf('prosecution'),
  deployment: 'test',
  digestKey: Buffer.alloc(32, 7),
  lawOf: () => ({ policy: { ...policy, traffickingOffences: [ChargeLaid.example.offenceCode] }, hash: 'a'.repeat(64) }),
  now: () => '2026-11-25T10:00:00.000000Z',
})
const author = 'm.lim'
const about = (caseId: string) => ({
  caseId,
  actor: { userId: author, agencyId: 'ph-prosecution', role: 'prosecutor' },
  commandId: randomUUID(),
  keyed: false,
  correlationId: 'test',
  jurisdiction: 'PH',
})

/** A prosecutor’s file about what was done to Mai, and what its supervisor puts right in it. */
const aFileAbout = async (ageBand: 'adult' | 'child', ...commands: readonly ProsecutionCommand[]) => {
  const caseId = randomUUID()
  const identified = { personRef: mai, ageBand, ageDisputed: false, decisionMakingOrg: 'Police' }
  await log.record({ caseId, as: [PresumedVictimIdentified], facts: [{ type: PresumedVictimIdentified.type, data: identified }] })
  const { dossierId, manifestHash } = receive().data
  const referral = { ...CaseReferredToProsecution.example, dossierId, manifestHash }
  await log.record({ caseId, as: [CaseReferredToProsecution], facts: [{ type: CaseReferredToProsecution.type, data: referral }] })
  for (const { name, data } of commands)
    expect(await handle(desk(), prosecutionStream, { ...about(caseId), name, body: { data } })).toMatchObject({ outcome: 'appended' })
  const last = async ({ type }: { readonly type: string }) => {
    const found = (await log.storeOf('prosecution').readCase(caseId)).findLast((event) => event.type === type)
    if (!found) throw new Error(`no ${type} was recorded`)
    return found
  }
  return {
    last,
    corrected: async (type: { readonly type: string }, but: object): Promise<Answer> => {
      const { id, data } = await last(type)
      return correct(desk(), [prosecutionStream], {
        ...about(caseId),
        actor: { userId: 'r.santos', agencyId: 'ph-prosecution', role: 'records-supervisor' },
        name: 'CorrectEvent',
        body: {
          data: {
            correctsId: id,
            data: { ...(data as object), ...but },
            reasonCode: 'clericalError',
            approver: { userId: 'p.reyes', role: 'records-supervisor' },
          },
        },
      })
    },
  }
}
const refusedBy = ({ id }: { readonly id: string }, ...facts: string[]) => ({
  outcome: 'refused',
  rule: { id },
  ...(facts.length === 0 ? {} : { facts }),
})
const taken = { outcome: 'appended' }

describe('the correction of a charge', () => {
  it(aVictimIsNotChargedBeforeNonPunishmentIsAssessed.sentence, async () => {
    const file = await aFileAbout('adult', receive(), charged())
    expect(await file.corrected(ChargeLaid, { accusedRef: mai })).toMatchObject(refusedBy(aVictimIsNotChargedBeforeNonPunishmentIsAssessed))
  })

  it(chargeNeedsActMeansAndPurpose.sentence, async () => {
    const file = await aFileAbout('adult', receive(), charged())
    expect(await file.corrected(ChargeLaid, { perVictim: withoutMeans(mai) })).toMatchObject(refusedBy(chargeNeedsActMeansAndPurpose))
    expect(await file.corrected(ChargeLaid, { aggravating: ['closeRelative'] })).toMatchObject(taken)
  })

  it('is judged on the age that was known when it was laid, as the charge was', async () => {
    const file = await aFileAbout('child', receive(), charged())
    expect(await file.corrected(ChargeLaid, { perVictim: withoutMeans(mai) })).toMatchObject(taken)
  })

  it('is refused where an indictment rests on what the charge said', async () => {
    const file = await aFileAbout('adult', receive(), charged(), indict())
    const indictment = await file.last(IndictmentFiled)
    expect(await file.corrected(ChargeLaid, { chargeId: randomUUID() })).toMatchObject(
      refusedBy(correctionRules.nothingRestsOnWhatIsTakenBack, indictment.id),
    )
  })
})

describe('the correction of an assessment of non-punishment', () => {
  it(theDecisionFollowsTheFinding.sentence, async () => {
    const file = await aFileAbout('adult', assess())
    expect(await file.corrected(NonPunishmentAssessed, { directlyRelated: true, decision: 'notDirectlyRelated' })).toMatchObject(
      refusedBy(theDecisionFollowsTheFinding),
    )
  })

  it(`${anotherPersonApprovesNonPunishment.sentence}: other than the one who assessed it, whoever asks for the correction`, async () => {
    const file = await aFileAbout('adult', assess())
    const approver = { userId: author, role: 'supervising-prosecutor' }
    expect(await file.corrected(NonPunishmentAssessed, { approver })).toMatchObject(refusedBy(anotherPersonApprovesNonPunishment))
  })
})
