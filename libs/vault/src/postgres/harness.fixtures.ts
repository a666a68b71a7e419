import { randomUUID } from 'node:crypto'
import type { ServiceName } from '@case-timeline/contracts'
import type { Opened, Opening, ValueToEncrypt, TextToOpen, Vault } from '../vault.ts'
import type { VaultDatabase } from './database.fixtures.ts'
import { openVault } from './postgres-vault.ts'

export const LABEL = 'victimSupport.NeedsAssessed#gesi'

/** A key-encryption key for specifications, by a number. */
export const keyEncryptionKey = (seed: number): Buffer => Buffer.alloc(32, seed)

export interface Vaults {
  /** Opens a vault on the database; `close` closes it. */
  of(service: ServiceName, ...keys: readonly Buffer[]): Vault
  close(): Promise<void>
}

/** Vaults of services on one database, with key-encryption key 1 unless others are given. */
export const vaultsOn = (urls: VaultDatabase['urls']): Vaults => {
  const opened: Vault[] = []
  return {
    of(service, ...keys) {
      const vault = openVault({ url: urls[service], service, keys: keys.length === 0 ? [keyEncryptionKey(1)] : keys })
      opened.push(vault)
      return vault
    },
    close: async () => void (await Promise.all(opened.map((vault) => vault.close()))),
  }
}

/** A value to encrypt, by default for a new subject. */
export const valueToEncrypt = (value: unknown, subject: string = randomUUID(), label = LABEL): ValueToEncrypt => ({ subject, label, value })

/** Encrypts one value, and returns the arguments to decrypt it. */
export const encryptedText = async (vault: Vault, ...of: Parameters<typeof valueToEncrypt>): Promise<TextToOpen> => {
  const value = valueToEncrypt(...of)
  const [member] = await vault.encrypt([value])
  return { label: value.label, encrypted: member?.encrypted ?? '' }
}

/** Decrypts one text. */
export const opened = async (vault: Vault, text: TextToOpen): Promise<Opened | undefined> => (await vault.open([text]))[0]

/** An opening of one event in a case, in which some members can be changed. */
export const openingOf = (caseId: string, more: Partial<Opening> = {}): Opening => ({
  caseId,
  eventIds: [randomUUID()],
  subjects: [randomUUID()],
  agencyId: 'dsdw',
  userId: 'sokha',
  role: 'case-worker',
  purpose: 'riskAssessment',
  ...more,
})
