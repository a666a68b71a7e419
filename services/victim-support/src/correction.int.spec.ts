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
import { commandContextOn, submissionBy } from '@case-timeline/commands/fixtures'
import { correct, correctionRules, handle, type Answer } from '@case-timeline/commands'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import {
  advocate,
  appointGuardian,
  girl,
  grantConsent,
  openSupportCase,
  makeReferral,
  type PersonCommand,
} from './person/person.fixtures.ts'
import { childConsentsThroughGuardian, guardianIsAnotherPerson, referralNeedsLiveConsent } from './person/person.rules.ts'
import { personStream } from './person/person.stream.ts'

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

const commandContext = () => commandContextOn(log.storeOf('victimSupport'))
const commandOn = (caseId: string) => submissionBy({ userId: 'c.villanueva', agencyId: 'ph-social-welfare', role: 'case-worker' }, caseId)
const vitalInterestOverride: Override = { ruleId: referralNeedsLiveConsent.id, basis: 'vitalInterest', reasonCode: 'immediateDanger' }

/** A support case recorded by caseworkers, and corrected with the approval of a records supervisor. */
const supportedCase = async (ageBand: 'adult' | 'child', ...commands: readonly PersonCommand[]) => {
  const caseId = randomUUID()
  const data = { personRef: girl, ageBand, ageDisputed: false, decisionMakingOrg: 'Police' }
  await log.record({ caseId, eventTypes: [PresumedVictimIdentified], facts: [{ type: PresumedVictimIdentified.type, data }] })
  for (const command of [openSupportCase(), ...commands]) {
    const { name, overrides } = command
    const body: CommandBody<unknown> = { data: command.data, overrides: overrides && [...overrides] }
    expect(await handle(commandContext(), personStream, { ...commandOn(caseId), name, body })).toMatchObject({ outcome: 'appended' })
  }
  const events = async () =>
    (await log.storeOf('victimSupport').readCase(caseId)).filter(({ type }) => type !== PresumedVictimIdentified.type)
  const last = async ({ type }: { readonly type: string }) => {
    const found = (await events()).findLast((event) => event.type === type)
    if (!found) throw new Error(`no ${type} was recorded`)
    return found
  }
  const submitCorrection = (name: string, data: object, overrides: Override[] = []): Promise<Answer> =>
    correct(commandContext(), [personStream], {
      ...commandOn(caseId),
      name,
      body: { data: { reasonCode: 'clericalError', ...data }, overrides },
      approval: { approver: { userId: 'p.reyes', role: 'records-supervisor' } },
    })
  return {
    last,
    move: async (type: { readonly type: string }, occurredAt: string) => {
      const { id, data } = await last(type)
      return submitCorrection('CorrectEvent', { correctsId: id, data, occurredAt })
    },
    correct: async (type: { readonly type: string }, changes: object, overrides: Override[] = []) => {
      const { id, data } = await last(type)
      return submitCorrection('CorrectEvent', { correctsId: id, data: { ...(data as object), ...changes } }, overrides)
    },
    retract: async (type: { readonly type: string }) => submitCorrection('RetractEvent', { retractsId: (await last(type)).id }),
  }
}
const refusedBy = ({ id }: { readonly id: string }, ...facts: string[]) => ({
  outcome: 'refused',
  rule: { id },
  ...(facts.length === 0 ? {} : { facts }),
})

describe('the correction of a referral', () => {
  it('is refused where the consent does not cover the corrected referral', async () => {
    const supportCase = await supportedCase('adult', grantConsent(), makeReferral())
    expect(await supportCase.correct(ReferralMade, { toOrg: 'zz-newspaper', dataCategories: ['identity', 'health'] })).toMatchObject(
      refusedBy(referralNeedsLiveConsent),
    )
    const { consentId: _, ...withoutConsent } = (await supportCase.last(ReferralMade)).data as { consentId: string }
    expect(await supportCase.correct(ReferralMade, { ...withoutConsent, consentId: undefined })).toMatchObject(
      refusedBy(referralNeedsLiveConsent),
    )
    expect(await supportCase.correct(ReferralMade, { toOrg: 'ph-clinic-cebu' })).toMatchObject({ types: [EventCorrected.type] })
  })

  it('is judged at the corrected time: a referral cannot be moved to a day before its consent', async () => {
    const supportCase = await supportedCase('adult', grantConsent(), makeReferral())
    expect(await supportCase.move(ReferralMade, '2016-03-01')).toMatchObject(refusedBy(referralNeedsLiveConsent))
    expect(await supportCase.move(ConsentGranted, '2016-03-01')).toMatchObject({ types: [EventCorrected.type] })
    expect(await supportCase.move(ReferralMade, '2016-03-02')).toMatchObject({ types: [EventCorrected.type] })
  })

  it('needs an override where it goes beyond the consent, and the override is recorded', async () => {
    const supportCase = await supportedCase('adult', grantConsent(), makeReferral())
    expect(await supportCase.correct(ReferralMade, { toOrg: 'ph-police' }, [vitalInterestOverride])).toMatchObject({
      types: [EventCorrected.type, RuleOverridden.type],
    })
    const { id } = await supportCase.last(ReferralMade)
    expect((await supportCase.last(RuleOverridden)).data).toMatchObject({ ruleId: referralNeedsLiveConsent.id, eventId: id })
    expect(await supportCase.correct(ReferralMade, { toOrg: 'ph-immigration' })).toMatchObject({ types: [EventCorrected.type] })
  })
})

describe('the correction of a consent', () => {
  it(childConsentsThroughGuardian.sentence, async () => {
    const supportCase = await supportedCase('child', appointGuardian(advocate), grantConsent({ grantedBy: 'guardian', assent: 'given' }))
    expect(await supportCase.correct(ConsentGranted, { grantedBy: 'self' })).toMatchObject(refusedBy(childConsentsThroughGuardian))
  })

  it('is refused where a referral depends on what the consent would no longer cover', async () => {
    const supportCase = await supportedCase('adult', grantConsent(), makeReferral())
    const referral = await supportCase.last(ReferralMade)
    expect(await supportCase.correct(ConsentGranted, { recipients: ['ph-clinic-cebu'] })).toMatchObject(
      refusedBy(correctionRules.noFactDependsOnRetractedFact, referral.id),
    )
    expect(await supportCase.correct(ConsentGranted, { recipients: ['ph-shelter-cebu'] })).toMatchObject({ types: [EventCorrected.type] })
  })

  it('is accepted when it changes nothing', async () => {
    const supportCase = await supportedCase('adult', grantConsent(), makeReferral())
    expect(await supportCase.correct(ConsentGranted, {})).toMatchObject({ types: [EventCorrected.type] })
  })
})

describe('the appointment of a guardian', () => {
  it('is not retracted before the consent that the guardian gave is retracted', async () => {
    const supportCase = await supportedCase('child', appointGuardian(advocate), grantConsent({ grantedBy: 'guardian', assent: 'given' }))
    const consent = await supportCase.last(ConsentGranted)
    expect(await supportCase.retract(GuardianAppointed)).toMatchObject(refusedBy(correctionRules.noFactDependsOnRetractedFact, consent.id))
    expect(await supportCase.retract(ConsentGranted)).toMatchObject({ outcome: 'appended' })
    expect(await supportCase.retract(GuardianAppointed)).toMatchObject({ outcome: 'appended' })
  })

  it(guardianIsAnotherPerson.sentence, async () => {
    const supportCase = await supportedCase('child', appointGuardian(advocate))
    expect(await supportCase.correct(GuardianAppointed, { guardianRef: girl })).toMatchObject(refusedBy(guardianIsAnotherPerson))
  })
})

describe('the override for a referral', () => {
  it('is not retracted before the referral that was made without consent is retracted', async () => {
    const supportCase = await supportedCase('adult', makeReferral({ consentId: undefined } as object, [vitalInterestOverride]))
    const referral = await supportCase.last(ReferralMade)
    expect(await supportCase.retract(RuleOverridden)).toMatchObject(refusedBy(correctionRules.noFactDependsOnRetractedFact, referral.id))
    expect(await supportCase.correct(ReferralMade, { dataCategories: ['contact'] })).toMatchObject({ types: [EventCorrected.type] })
    expect(await supportCase.retract(ReferralMade)).toMatchObject({ outcome: 'appended' })
    expect(await supportCase.retract(RuleOverridden)).toMatchObject({ outcome: 'appended' })
  })
})
