import {
  ConsentGranted,
  EventCorrected,
  GuardianAppointed,
  PresumedVictimIdentified,
  ReferralMade,
  RuleOverridden,
  type CommandBody,
  type Override,
} from '@case-timeline/contracts'
import { correct, correctionRules, handle, type Answer, type Desk } from '@case-timeline/event-store'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { advocate, appoint, girl, grant, open, refer } from './domain/person.fixtures.ts'
import { childConsentsThroughHerGuardian, guardianIsSomebodyElse, referralNeedsLiveConsent } from './domain/person.rules.ts'
import type { PersonCommand } from './domain/person.ts'
import { personStream } from './person.stream.ts'

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

const desk = (): Desk => ({
  store: log.storeOf('victimSupport'),
  deployment: 'test',
  digestKey: Buffer.alloc(32, 7),
  now: () => '2026-11-25T10:00:00.000000Z',
})
const about = (caseId: string) => ({
  caseId,
  actor: { userId: 'c.villanueva', agencyId: 'ph-social-welfare', role: 'case-worker' },
  commandId: randomUUID(),
  keyed: false,
  correlationId: 'test',
  jurisdiction: 'PH',
})
const inDanger: Override = { ruleId: referralNeedsLiveConsent.id, basis: 'vitalInterest', reasonCode: 'immediateDanger' }

/** The record of one girl’s support, as its case workers make it and its supervisor puts it right. */
const support = async (ageBand: 'adult' | 'child', ...commands: readonly PersonCommand[]) => {
  const caseId = randomUUID()
  const data = { personRef: girl, ageBand, ageDisputed: false, decisionMakingOrg: 'Police' }
  await log.record({ caseId, as: [PresumedVictimIdentified], facts: [{ type: PresumedVictimIdentified.type, data }] })
  for (const command of [open(), ...commands]) {
    const { name, overrides } = command
    const body: CommandBody<unknown> = { data: command.data, overrides: overrides && [...overrides] }
    expect(await handle(desk(), personStream, { ...about(caseId), name, body })).toMatchObject({ outcome: 'appended' })
  }
  const events = async () =>
    (await log.storeOf('victimSupport').readCase(caseId)).filter(({ type }) => type !== PresumedVictimIdentified.type)
  const last = async ({ type }: { readonly type: string }) => {
    const found = (await events()).findLast((event) => event.type === type)
    if (!found) throw new Error(`no ${type} was recorded`)
    return found
  }
  const put = (name: string, data: object, overrides: Override[] = []): Promise<Answer> =>
    correct(desk(), [personStream], {
      ...about(caseId),
      name,
      body: { data: { reasonCode: 'clericalError', approver: { userId: 'p.reyes', role: 'records-supervisor' }, ...data }, overrides },
    })
  return {
    last,
    corrected: async (type: { readonly type: string }, but: object, overrides: Override[] = []) => {
      const { id, data } = await last(type)
      return put('CorrectEvent', { correctsId: id, data: { ...(data as object), ...but } }, overrides)
    },
    retracted: async (type: { readonly type: string }) => put('RetractEvent', { retractsId: (await last(type)).id }),
  }
}
const refusedBy = ({ id }: { readonly id: string }, ...facts: string[]) => ({
  outcome: 'refused',
  rule: { id },
  ...(facts.length === 0 ? {} : { facts }),
})

describe('the correction of a referral', () => {
  it('does not send it where her consent never reached', async () => {
    const her = await support('adult', grant(), refer())
    expect(await her.corrected(ReferralMade, { toOrg: 'zz-newspaper', dataCategories: ['identity', 'health'] })).toMatchObject(
      refusedBy(referralNeedsLiveConsent),
    )
    const { consentId: _, ...withoutConsent } = (await her.last(ReferralMade)).data as { consentId: string }
    expect(await her.corrected(ReferralMade, { ...withoutConsent, consentId: undefined })).toMatchObject(
      refusedBy(referralNeedsLiveConsent),
    )
    expect(await her.corrected(ReferralMade, { toOrg: 'ph-clinic-cebu' })).toMatchObject({ types: [EventCorrected.type] })
  })

  it('needs a ground of its own where it goes beyond her consent, and says it', async () => {
    const her = await support('adult', grant(), refer())
    expect(await her.corrected(ReferralMade, { toOrg: 'ph-police' }, [inDanger])).toMatchObject({
      types: [EventCorrected.type, RuleOverridden.type],
    })
    const { id } = await her.last(ReferralMade)
    expect((await her.last(RuleOverridden)).data).toMatchObject({ ruleId: referralNeedsLiveConsent.id, eventId: id })
    expect(await her.corrected(ReferralMade, { toOrg: 'ph-immigration' })).toMatchObject({ types: [EventCorrected.type] })
  })
})

describe('the correction of a consent', () => {
  it(childConsentsThroughHerGuardian.sentence, async () => {
    const her = await support('child', appoint(advocate), grant({ grantedBy: 'guardian', assent: 'given' }))
    expect(await her.corrected(ConsentGranted, { grantedBy: 'self' })).toMatchObject(refusedBy(childConsentsThroughHerGuardian))
  })

  it('is refused where a referral reaches what it would no longer cover', async () => {
    const her = await support('adult', grant(), refer())
    const referral = await her.last(ReferralMade)
    expect(await her.corrected(ConsentGranted, { recipients: ['ph-clinic-cebu'] })).toMatchObject(
      refusedBy(correctionRules.nothingRestsOnWhatIsTakenBack, referral.id),
    )
    expect(await her.corrected(ConsentGranted, { recipients: ['ph-shelter-cebu'] })).toMatchObject({ types: [EventCorrected.type] })
  })

  it('that says what stands already changes nothing, and is taken', async () => {
    const her = await support('adult', grant(), refer())
    expect(await her.corrected(ConsentGranted, {})).toMatchObject({ types: [EventCorrected.type] })
  })
})

describe('a guardian', () => {
  it('is not taken back while a consent stands that the guardian gave', async () => {
    const her = await support('child', appoint(advocate), grant({ grantedBy: 'guardian', assent: 'given' }))
    const consent = await her.last(ConsentGranted)
    expect(await her.retracted(GuardianAppointed)).toMatchObject(refusedBy(correctionRules.nothingRestsOnWhatIsTakenBack, consent.id))
    expect(await her.retracted(ConsentGranted)).toMatchObject({ outcome: 'appended' })
    expect(await her.retracted(GuardianAppointed)).toMatchObject({ outcome: 'appended' })
  })

  it(guardianIsSomebodyElse.sentence, async () => {
    const her = await support('child', appoint(advocate))
    expect(await her.corrected(GuardianAppointed, { guardianRef: girl })).toMatchObject(refusedBy(guardianIsSomebodyElse))
  })
})

describe('what was set aside for a referral', () => {
  it('is not taken back alone, while the referral stands that was made without her consent', async () => {
    const her = await support('adult', refer({ consentId: undefined } as object, [inDanger]))
    const referral = await her.last(ReferralMade)
    expect(await her.retracted(RuleOverridden)).toMatchObject(refusedBy(correctionRules.nothingRestsOnWhatIsTakenBack, referral.id))
    expect(await her.corrected(ReferralMade, { dataCategories: ['contact'] })).toMatchObject({ types: [EventCorrected.type] })
    expect(await her.retracted(ReferralMade)).toMatchObject({ outcome: 'appended' })
    expect(await her.retracted(RuleOverridden)).toMatchObject({ outcome: 'appended' })
  })
})
