import { randomUUID } from 'node:crypto'
import type { ServiceName } from '@case-timeline/contracts'
import type { Opened, Opening, Sealing, ToOpen, Vault } from '../vault.ts'
import type { VaultDatabase } from './database.fixtures.ts'
import { openVault } from './postgres-vault.ts'

export const LABEL = 'victimSupport.NeedsAssessed#gesi'

/** A key-encryption key of specs, by a number. */
export const keyEncryptionKey = (seed: number): Buffer => Buffer.alloc(32, seed)

export interface Vaults {
  /** Opened on the database, closed by `close`. */
  of(service: ServiceName, ...keys: readonly Buffer[]): Vault
  close(): Promise<void>
}

/** Vaults of services on one database, under the key-encryption key 1 unless others are given. */
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

export const sealing = (value: unknown, subject: string = randomUUID(), label = LABEL): Sealing => ({ subject, label, value })

/** One value sealed, as it is to be opened. */
export const sealed = async (vault: Vault, ...of: Parameters<typeof sealing>): Promise<ToOpen> => {
  const { label, ...what } = sealing(...of)
  const [member] = await vault.seal([{ label, ...what }])
  return { label, sealed: member?.sealed ?? '' }
}

/** One text opened. */
export const opened = async (vault: Vault, text: ToOpen): Promise<Opened | undefined> => (await vault.open([text]))[0]

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
