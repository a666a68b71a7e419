import { randomBytes, randomUUID } from 'node:crypto'
import { officesIn } from '@case-timeline/access'
import { serviceViews, type ServiceViews } from '@case-timeline/case-file/fixtures'
import {
  AppointGuardian,
  ConsentGranted,
  GrantConsent,
  MajorityReached,
  OpenSupportCase,
  PresumedVictimIdentified,
  encryptionLabel,
  WithdrawConsent,
} from '@case-timeline/contracts'
import { commandContextOn } from '@case-timeline/commands/fixtures'
import { openVault, type Vault } from '@case-timeline/vault'
import { vaultDatabase, type VaultDatabase } from '@case-timeline/vault/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { recordMajorityJob } from './record-majority.ts'
import { victimSupport } from './index.ts'

const support = 'ph-social-welfare'
const consent = { grantedBy: 'guardian', assent: 'given', expiresAt: '2030-05-31T16:00:00Z' } as const

let views: ServiceViews
let vaults: VaultDatabase
let vault: Vault
beforeAll(async () => {
  views = await serviceViews(victimSupport)
  vaults = await vaultDatabase()
  vault = openVault({ url: vaults.urls.victimSupport, service: 'victimSupport', keys: [randomBytes(32)] })
}, 60_000)
afterAll(async () => {
  await vault.close()
  await vaults.drop()
  await views.close()
})

/** A child whose guardian consented, with the day of majority encrypted in the consent, if given. */
const childWithGuardianConsent = async (comesOfAgeOn: string | undefined, overrides: object = {}) => {
  const [caseId, personRef, consentId] = [randomUUID(), randomUUID(), randomUUID()]
  const identified = { ...PresumedVictimIdentified.example, personRef, ageBand: 'child' }
  await views.receive(caseId, 'investigation', 'ph-police', { type: PresumedVictimIdentified.type, data: identified })
  await views.submit(caseId, support, OpenSupportCase, { personRef })
  await views.submit(caseId, support, AppointGuardian, { personRef, guardianRef: randomUUID() })
  const label = encryptionLabel(ConsentGranted.type, 'comesOfAgeOn')
  const [encrypted] = comesOfAgeOn === undefined ? [] : await vault.encrypt([{ subject: personRef, label, value: comesOfAgeOn }])
  await views.submit(caseId, support, GrantConsent, { ...consent, consentId, personRef, comesOfAgeOn: encrypted?.encrypted, ...overrides })
  return { caseId, personRef, consentId }
}

const runJob = (now: string, serviceClock = now) =>
  recordMajorityJob.run({
    context: commandContextOn(views.log.storeOf('victimSupport'), { now: () => serviceClock }),
    storeTime: () => Promise.resolve(now),
    db: views.db,
    vault,
    aggregates: victimSupport.aggregates,
    receiving: { agencyId: support, participationEvents: [] },
    offices: officesIn(views.log.storeOf('victimSupport')),
    signal: new AbortController().signal,
  })

const majorityEvents = async (caseId: string) =>
  (await views.log.storeOf('victimSupport').readCase(caseId)).filter(({ type }) => type === MajorityReached.type)

describe('the scheduled job that records majority', () => {
  it('records it once, on the day encrypted in the guardian’s consent, and the day appears in no event', async () => {
    const { caseId, personRef, consentId } = await childWithGuardianConsent('2027-04-02')
    await runJob('2027-04-01T23:59:59.999Z')
    expect(await majorityEvents(caseId)).toEqual([])
    await Promise.all([runJob('2027-04-02T00:00:00.000Z'), runJob('2027-04-02T00:00:00.001Z')])
    await runJob('2027-04-02T01:00:00.000Z')
    const [event, ...more] = await majorityEvents(caseId)
    expect(more).toEqual([])
    const history = await views.log.storeOf('victimSupport').readCase(caseId)
    const granted = history.find(({ data }) => (data as { consentId?: string }).consentId === consentId)
    expect(event).toMatchObject({
      data: { personRef },
      occurredAt: undefined,
      envelope: { actor: { userId: 'system.victimSupport.record-majority', agencyId: support }, causationId: granted?.id },
    })
    for (const { dataText, envelopeText } of history) expect(dataText + envelopeText).not.toContain('2027-04-02')
  })

  it('judges by the clock of the event store, not by that of a replica that is ahead', async () => {
    const { caseId } = await childWithGuardianConsent('2027-04-02')
    await runJob('2027-04-01T10:00:00.000Z', '2027-04-02T10:00:00.000Z')
    expect(await majorityEvents(caseId)).toEqual([])
  })

  it('records nothing where the consent has no day or was withdrawn, or where the key of the person was destroyed', async () => {
    const withoutDate = await childWithGuardianConsent(undefined)
    const withdrawn = await childWithGuardianConsent('2027-04-02')
    await views.submit(withdrawn.caseId, support, WithdrawConsent, {
      consentId: withdrawn.consentId,
      personRef: withdrawn.personRef,
      scope: 'all',
    })
    const erased = await childWithGuardianConsent('2027-04-02')
    expect(await vault.destroy(erased.personRef)).toBe('destroyed')
    await runJob('2027-05-01T00:00:00.000Z')
    for (const { caseId } of [withoutDate, withdrawn, erased]) expect(await majorityEvents(caseId)).toEqual([])
  })

  it('is one of the jobs of the service', () => expect(victimSupport.jobs?.map(({ name }) => name)).toContain(recordMajorityJob.name))
})
