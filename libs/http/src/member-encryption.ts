import { createHmac, hkdfSync } from 'node:crypto'
import { encryptionLabel, type EncryptedMembers, EncryptedText, EventCorrected, type FactOf } from '@case-timeline/contracts'
import type { PrepareCorrection } from '@case-timeline/commands'
import type { StoredEvent } from '@case-timeline/event-store'
import type { Vault } from '@case-timeline/vault'
import { malformed, type ShapeIssue } from './problem-of.ts'

/** An event type, with its encrypted members. */
interface EncryptableType {
  readonly type: string
  readonly encrypted?: EncryptedMembers
}

type Data = Readonly<Record<string, unknown>>

/**
 * Data as it is stored, and data by which a retry of the same command is recognised: ciphertext differs each time, so
 * the compared data has fingerprints instead.
 */
export interface EncryptedData {
  readonly data: unknown
  readonly comparedData: unknown
}

/** How a command reached the service: a topic keeps its messages, and would keep plaintext. */
export type Channel = 'request' | 'topic'

/** Encrypts members that a caller sent as plaintext, before the command is decided or stored. */
export interface MemberEncryption {
  /** The data of a command. @throws Problem if it came through a topic; SubjectErased, VaultUnavailable */
  encrypt(type: EncryptableType, caseId: string, data: unknown, channel: Channel): Promise<EncryptedData>
  /**
   * The corrected data of a fact: a member may be sent as plaintext, or as the ciphertext that the fact or an earlier
   * correction of it has there. Ciphertext of any other event is refused: corrected, it would open as the caller's own.
   * @throws like `encrypt`; Problem for a member that is neither
   */
  correctionEncryption(channel: Channel): PrepareCorrection
}

/** The data of a fact, as recorded and as each correction of it replaced it. */
const versionsOf = ({ id, stream, data }: StoredEvent, history: readonly StoredEvent[]): readonly Data[] => [
  data as Data,
  ...history
    .filter((event) => event.type === EventCorrected.type && event.stream === stream)
    .map((event) => event.data as FactOf<typeof EventCorrected>['data'])
    .filter(({ correctsId }) => correctsId === id)
    .map((correction) => correction.data as Data),
]

const refusePlaintextOnTopic = (channel: Channel, path: readonly string[], members: readonly string[]): void => {
  if (channel !== 'topic' || members.length === 0) return
  const message = 'is an encrypted member, which a topic would keep as plaintext: send this command over HTTP'
  throw malformed(members.map((member) => ({ path: [...path, member], message })))
}

/**
 * Encrypts with the keys of a vault.
 * @param digestKey the deployment's key, from which the key of equality hashes is derived
 */
export const memberEncryption = (vault: Vault, digestKey: Uint8Array): MemberEncryption => {
  // The context is part of stored hashes: never change it.
  const equalityKey = Buffer.from(hkdfSync('sha256', digestKey, '', 'case-timeline: equal sealed values', 32))

  const encrypted = async (
    type: string,
    members: readonly (readonly [string, EncryptedMembers[string]])[],
    caseId: string,
    data: Data,
  ): Promise<EncryptedData> => {
    if (members.length === 0) return { data, comparedData: data }
    const encryptedMembers = await vault.encrypt(
      members.map(([member, { subject }]) => ({
        subject: subject(data as never, caseId),
        label: encryptionLabel(type, member),
        value: data[member],
      })),
    )
    const hashes = members.flatMap(([member, { hashedAs, hashInputOf }]) => {
      if (hashedAs === undefined || !hashInputOf) return []
      const hashInput = hashInputOf(data[member] as never, data as never)
      return [[hashedAs, createHmac('sha256', equalityKey).update(hashInput).digest('hex')] as const]
    })
    const withMembers = (form: 'encrypted' | 'fingerprint') => ({
      ...data,
      ...Object.fromEntries(hashes),
      ...Object.fromEntries(members.map(([member], index) => [member, encryptedMembers[index]![form]])),
    })
    return { data: withMembers('encrypted'), comparedData: withMembers('fingerprint') }
  }

  return {
    encrypt: async ({ type, encrypted: definitions = {} }, caseId, sent, channel) => {
      const data = sent as Data
      const members = Object.entries(definitions).filter(([member]) => data[member] !== undefined)
      refusePlaintextOnTopic(
        channel,
        ['data'],
        members.map(([member]) => member),
      )
      return encrypted(type, members, caseId, data)
    },
    correctionEncryption:
      (channel) =>
      async ({ type, encrypted: definitions = {} }, corrected, fact, history) => {
        // A value that is not an object is refused later: corrected data must fit the event type.
        if (typeof corrected !== 'object' || corrected === null || Array.isArray(corrected))
          return { data: corrected, comparedData: corrected }
        const data = corrected as Data
        const caseId = fact.caseId ?? ''
        const versions = versionsOf(fact, history)
        const members = Object.entries(definitions).filter(([member]) => data[member] !== undefined)
        // Of another subject it would stay readable after that subject's erasure.
        const keptFrom = ([member, { subject }]: (typeof members)[number]): Data | undefined =>
          versions.find(
            (version) => version[member] === data[member] && subject(version as never, caseId) === subject(data as never, caseId),
          )
        const sent = members.filter((one) => keptFrom(one) === undefined)
        const issues = sent.flatMap(([member, { plaintext }]): readonly ShapeIssue[] => {
          const path = ['data', 'data', member]
          if (EncryptedText.safeParse(data[member]).success)
            return [{ path, message: 'is ciphertext that this event does not have for this person or thing: send the plaintext' }]
          const { error } = plaintext.safeParse(data[member])
          return (error?.issues ?? []).map(({ message, path: inner }) => ({ message, path: [...path, ...inner] }))
        })
        if (issues.length > 0) throw malformed(issues)
        refusePlaintextOnTopic(
          channel,
          ['data', 'data'],
          sent.map(([member]) => member),
        )
        // A hash is derived from the value, never taken from the caller: a kept ciphertext keeps its hash.
        const keptHashes = members.flatMap((one) => {
          const [, { hashedAs }] = one
          const version = keptFrom(one)
          return version && hashedAs !== undefined ? [[hashedAs, version[hashedAs]] as const] : []
        })
        return encrypted(type, sent, caseId, { ...data, ...Object.fromEntries(keptHashes) })
      },
  }
}
