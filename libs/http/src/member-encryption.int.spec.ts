import { randomUUID } from 'node:crypto'
import { CaseNoteAdded, OnlineTraceRecorded } from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { openVault, type Vault } from '@case-timeline/vault'
import { vaultDatabase, type VaultDatabase } from '@case-timeline/vault/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { memberEncryption, type MemberEncryption } from './member-encryption.ts'

let log: TestLog
let database: VaultDatabase
let vault: Vault
let encryption: MemberEncryption
beforeAll(async () => {
  log = await testLog()
  database = await vaultDatabase()
  vault = openVault({ url: database.urls.investigation, service: 'investigation', keys: [Buffer.alloc(32, 1)] })
  encryption = memberEncryption(vault, Buffer.alloc(32, 2))
})
afterAll(async () => {
  await vault.close()
  await database.drop()
  await log.close()
})

const PLAINTEXT = 'what nobody else may read'

/** A recorded note, and the history of its case. */
const recordedNote = async (): Promise<{ note: StoredEvent; history: readonly StoredEvent[] }> => {
  const caseId = randomUUID()
  const { data } = await encryption.encrypt(CaseNoteAdded, caseId, { text: PLAINTEXT }, 'request')
  await log.record({ caseId, eventTypes: [CaseNoteAdded], facts: [{ type: CaseNoteAdded.type, data }] })
  const history = await log.storeOf('investigation').readCase(caseId)
  return { note: history[0]!, history }
}
const refusedAt = (path: string) => ({
  name: 'Problem',
  kind: 'malformed-request',
  members: { errors: [expect.objectContaining({ path })] },
})

describe('a command that came through a topic, which keeps its messages', () => {
  it('is refused with a member to encrypt in plaintext, and encrypted without one', async () => {
    await expect(encryption.encrypt(CaseNoteAdded, randomUUID(), { text: PLAINTEXT }, 'topic')).rejects.toMatchObject(
      refusedAt('$.data.text'),
    )
    const withoutValue = { traceId: randomUUID(), kind: 'wallet', platform: 'tron' }
    expect(await encryption.encrypt(OnlineTraceRecorded, randomUUID(), withoutValue, 'topic')).toMatchObject({ data: withoutValue })
  })

  it('is refused as a correction with plaintext, which over HTTP is encrypted', async () => {
    const { note, history } = await recordedNote()
    const corrected = { text: 'other words' }
    await expect(encryption.correctionEncryption('topic')(CaseNoteAdded, corrected, note, history)).rejects.toMatchObject(
      refusedAt('$.data.data.text'),
    )
    const { data } = await encryption.correctionEncryption('request')(CaseNoteAdded, corrected, note, history)
    expect(JSON.stringify(data)).not.toContain('other words')
  })

  it('is accepted as a correction that keeps the ciphertext of the corrected event', async () => {
    const { note, history } = await recordedNote()
    const { data } = await encryption.correctionEncryption('topic')(CaseNoteAdded, note.data, note, history)
    expect(data).toEqual(note.data)
  })
})
