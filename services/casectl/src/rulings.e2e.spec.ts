import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  ConsentGranted,
  DeliverVerdict,
  FileCompensationClaim,
  IdentifyPresumedVictim,
  IdentifySuspect,
  OpenCase,
} from '@case-timeline/contracts'
import { apiClient, caseWorker, leadInvestigator, newId, prosecutor, registrar, type Persona } from './api-client.fixtures.ts'
import { type FiveServices, sharedServices } from './five-services.fixtures.ts'
import { retrying } from './lives/retrying.fixtures.ts'

const judge: Persona = { userId: 'j.ilagan', agencyId: 'zz-court', sector: 'adjudication', roles: ['judge', 'registrar'] }

let five: FiveServices
beforeAll(async () => {
  five = await sharedServices()
}, 120_000)
afterAll(() => five.stop())

const [caseId, courtCaseId, victim, accused, chargeId] = [newId(), newId(), newId(), newId(), newId()]

/** Of the last command that was recorded. */
let position = '0'

/** The warnings of a command that was recorded, or its refusal. */
const warningsOf = async (who: Persona, command: string, data: object): Promise<unknown> => {
  const { status, body } = await apiClient(five).post(who, `/cases/${who.sector === 'adjudication' ? courtCaseId : caseId}/${command}`, {
    data,
  })
  if (status !== 201) return { status, rule: body['rule'] }
  position = String(body['position'])
  return body['warnings']
}

/** Waits for the other services to receive an event: the command is accepted then. */
const untilRecorded = (who: Persona, command: string, data: object): Promise<unknown> =>
  retrying(40_000, () => warningsOf(who, command, data), Array.isArray)

const docket = async () => {
  const { body } = await apiClient(five).get(registrar, `/docket?min-position=${position}`)
  return (body['rows'] as { caseId: string; state: string; charges: object[] }[]).find((row) => row.caseId === courtCaseId)
}

describe('what a court, a person or another country decided, over HTTP', () => {
  const verdict = (found: 'guilty' | 'notGuilty') => ({ ...DeliverVerdict.example, chargeId, accusedRef: accused, verdict: found })

  it('is recorded with a warning when the court decides a charge without indictment, judge or hearing', async () => {
    expect(await warningsOf(registrar, 'register-court-case', { origin: 'migrated' })).toEqual([])
    expect(await warningsOf(judge, 'impose-sentence', { chargeId, components: [{ kind: 'lifeImprisonment' }] })).toEqual([
      'adjudication.sentence-follows-guilt',
    ])
    expect(await warningsOf(judge, 'deliver-verdict', verdict('guilty'))).toEqual([
      'adjudication.charge-is-indicted',
      'adjudication.verdict-comes-from-assigned-judge',
      'adjudication.verdict-follows-hearing',
    ])
    await expect(docket()).resolves.toMatchObject({ state: 'decided', charges: [{ chargeId, state: 'decided', verdict: 'guilty' }] })
  })

  it('is recorded when a final conviction is reopened, and the docket shows the charge as not final any more', async () => {
    await warningsOf(judge, 'make-judgment-final', { chargeId })
    await expect(docket()).resolves.toMatchObject({ state: 'final' })
    const reopening = { appealId: newId(), outcome: 'allowed', effects: [{ chargeId, effect: 'acquitted' }] }
    expect(await warningsOf(judge, 'decide-appeal', reopening)).toEqual([
      'adjudication.decided-appeal-was-lodged',
      'adjudication.appeal-changes-only-non-final-verdict',
    ])
    await expect(docket()).resolves.toMatchObject({ state: 'decided', charges: [{ state: 'decided', verdict: 'notGuilty' }] })
  })

  it('is recorded when a victim withdraws what is not on record, complains before any support, or claims without having been informed', async () => {
    await warningsOf(leadInvestigator, 'open-case', { ...OpenCase.example, leadAgency: leadInvestigator.agencyId })
    await warningsOf(leadInvestigator, 'identify-suspect', { ...IdentifySuspect.example, personRef: victim })
    await warningsOf(leadInvestigator, 'identify-presumed-victim', {
      ...IdentifyPresumedVictim.example,
      personRef: victim,
      ageBand: 'adult',
      ageDisputed: false,
    })
    const { consentId } = ConsentGranted.example
    expect(await untilRecorded(caseWorker, 'withdraw-consent', { consentId, personRef: victim, scope: 'all' })).toEqual([
      'victimSupport.withdrawn-consent-was-granted',
    ])
    expect(
      await warningsOf(caseWorker, 'lodge-complaint', { complaintId: newId(), personRef: accused, about: 'zz-police', kind: 'blaming' }),
    ).toEqual(['victimSupport.complaint-concerns-supported-person'])
    expect(
      await untilRecorded(prosecutor, 'file-compensation-claim', { ...FileCompensationClaim.example, claimId: newId(), personRef: victim }),
    ).toEqual(['prosecution.claimant-was-informed-of-right'])
  })

  it('is recorded when the defence appeals against a decision of a court that is not on record', async () =>
    expect(await warningsOf(prosecutor, 'lodge-appeal', { appealId: newId(), against: newId(), byRole: 'defence' })).toEqual([
      'prosecution.appeal-is-against-court-decision',
    ]))
})
