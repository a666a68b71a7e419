import { randomBytes, randomUUID } from 'node:crypto'
import { keptViews, type KeptViews } from '@case-timeline/case-file/fixtures'
import {
  AppointGuardian,
  ConsentGranted,
  GrantConsent,
  MajorityReached,
  OpenSupportCase,
  PresumedVictimIdentified,
  sealLabel,
  WithdrawConsent,
} from '@case-timeline/contracts'
import { openVault, type Vault } from '@case-timeline/vault'
import { vaultDatabase, type VaultDatabase } from '@case-timeline/vault/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { watchesComingOfAge } from './coming-of-age.ts'
import { victimSupport } from './index.ts'

const support = 'ph-social-welfare'
const consent = { grantedBy: 'guardian', assent: 'given', expiresAt: '2030-05-31T16:00:00Z' } as const

let kept: KeptViews
let vaults: VaultDatabase
let vault: Vault
beforeAll(async () => {
  kept = await keptViews(victimSupport)
  vaults = await vaultDatabase()
  vault = openVault({ url: vaults.urls.victimSupport, service: 'victimSupport', keys: [randomBytes(32)] })
}, 60_000)
afterAll(async () => {
  await vault.close()
  await vaults.drop()
  await kept.close()
})

/** A girl whose guardian consented, and said on which day she comes of age. */
const aGirl = async (comesOfAgeOn: string | undefined, but: object = {}) => {
  const [caseId, personRef, consentId] = [randomUUID(), randomUUID(), randomUUID()]
  const identified = { ...PresumedVictimIdentified.example, personRef, ageBand: 'child' }
  await kept.hear(caseId, 'investigation', 'ph-police', { type: PresumedVictimIdentified.type, data: identified })
  await kept.ask(caseId, support, OpenSupportCase, { personRef })
  await kept.ask(caseId, support, AppointGuardian, { personRef, guardianRef: randomUUID() })
  const label = sealLabel(ConsentGranted.type, 'comesOfAgeOn')
  const [sealed] = comesOfAgeOn === undefined ? [] : await vault.seal([{ subject: personRef, label, value: comesOfAgeOn }])
  await kept.ask(caseId, support, GrantConsent, { ...consent, consentId, personRef, comesOfAgeOn: sealed?.sealed, ...but })
  return { caseId, personRef, consentId }
}

const look = (now: string) =>
  watchesComingOfAge.run({
    desk: { store: kept.log.storeOf('victimSupport'), deployment: 'test', digestKey: Buffer.alloc(32, 7), now: () => now },
    db: kept.db,
    vault,
    aggregates: victimSupport.aggregates,
    jurisdiction: 'PH',
    receivingAgency: support,
    signal: new AbortController().signal,
  })

const reached = async (caseId: string) =>
  (await kept.log.storeOf('victimSupport').readCase(caseId)).filter(({ type }) => type === MajorityReached.type)

describe('that a girl has come of age is recorded by itself', () => {
  it('on the day that was sealed with her guardian’s consent, once, and the day is nowhere to be read', async () => {
    const { caseId, personRef, consentId } = await aGirl('2027-04-02')
    await look('2027-04-01T23:59:59.999Z')
    expect(await reached(caseId)).toEqual([])
    await Promise.all([look('2027-04-02T00:00:00.000Z'), look('2027-04-02T00:00:00.001Z')])
    await look('2027-04-02T01:00:00.000Z')
    const [event, ...more] = await reached(caseId)
    expect(more).toEqual([])
    const history = await kept.log.storeOf('victimSupport').readCase(caseId)
    const granted = history.find(({ data }) => (data as { consentId?: string }).consentId === consentId)
    expect(event).toMatchObject({
      data: { personRef },
      occurredAt: undefined,
      envelope: { actor: { userId: 'system.victimSupport.coming-of-age', agencyId: support }, causationId: granted?.id },
    })
    for (const { dataText, envelopeText } of history) expect(dataText + envelopeText).not.toContain('2027-04-02')
  })

  it('not where her guardian said no day, took his consent back, or where her key was destroyed', async () => {
    const withoutADay = await aGirl(undefined)
    const takenBack = await aGirl('2027-04-02')
    await kept.ask(takenBack.caseId, support, WithdrawConsent, {
      consentId: takenBack.consentId,
      personRef: takenBack.personRef,
      scope: 'all',
    })
    const erased = await aGirl('2027-04-02')
    expect(await vault.destroy(erased.personRef)).toBe('destroyed')
    await look('2027-05-01T00:00:00.000Z')
    for (const { caseId } of [withoutADay, takenBack, erased]) expect(await reached(caseId)).toEqual([])
  })

  it('and is done by the service itself', () => expect(victimSupport.chores?.map(({ name }) => name)).toContain(watchesComingOfAge.name))
})
