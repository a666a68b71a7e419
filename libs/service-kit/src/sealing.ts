import { createHmac, hkdfSync } from 'node:crypto'
import { sealLabel, type SealedMembers, SealedText } from '@case-timeline/contracts'
import type { SealAnew } from '@case-timeline/event-store'
import type { Vault } from '@case-timeline/vault'
import { malformed } from './problem-of.ts'

/** An event type, as far as it says what of its data is sealed. */
interface Sealable {
  readonly type: string
  readonly sealed?: SealedMembers
}

type Data = Readonly<Record<string, unknown>>

/** Data as it is stored, and as a retry of the same command is told by: ciphertext differs each time, a fingerprint does not. */
export interface SealedData {
  readonly data: unknown
  readonly compared: unknown
}

/** Seals what a sender sent in the clear, before anything is decided or stored. */
export interface SealingDesk {
  /** The data of a command. @throws SubjectErased, VaultUnavailable */
  seal(type: Sealable, caseId: string, data: unknown): Promise<SealedData>
  /**
   * The right data of a fact that is corrected: a member may be sent in the clear, or as the ciphertext that is in the case already.
   * @throws as `seal`; Problem for a member that is neither
   */
  sealAnew: SealAnew
}

/** @param digestKey the key of the deployment from which the one for equal values is derived */
export const sealingDesk = (vault: Vault, digestKey: Uint8Array): SealingDesk => {
  const equalityKey = Buffer.from(hkdfSync('sha256', digestKey, '', 'case-timeline: equal sealed values', 32))

  const seal: SealingDesk['seal'] = async ({ type, sealed = {} }, caseId, sent) => {
    const data = sent as Data
    const members = Object.entries(sealed).filter(([member]) => data[member] !== undefined)
    if (members.length === 0) return { data, compared: data }
    const done = await vault.seal(
      members.map(([member, { subject }]) => ({
        subject: subject(data as never, caseId),
        label: sealLabel(type, member),
        value: data[member],
      })),
    )
    const hashes = members.flatMap(([member, { hashedAs, hashed }]) => {
      if (hashedAs === undefined || !hashed) return []
      const spelled = hashed(data[member] as never, data as never)
      return [[hashedAs, createHmac('sha256', equalityKey).update(spelled).digest('hex')] as const]
    })
    const withMembers = (kept: 'sealed' | 'fingerprint') => ({
      ...data,
      ...Object.fromEntries(hashes),
      ...Object.fromEntries(members.map(([member], at) => [member, done[at]![kept]])),
    })
    return { data: withMembers('sealed'), compared: withMembers('fingerprint') }
  }

  return {
    seal,
    sealAnew: async ({ type, sealed = {} }, right, history) => {
      // What is no object breaks the rule that corrected data fits its type.
      if (typeof right !== 'object' || right === null || Array.isArray(right)) return { data: right, compared: right }
      const data = right as Data
      const stands = (value: unknown): boolean =>
        SealedText.safeParse(value).success && history.some((event) => JSON.stringify(event.data).includes(`"${String(value)}"`))
      const inTheClear = Object.entries(sealed).filter(([member]) => data[member] !== undefined && !stands(data[member]))
      const issues = inTheClear.flatMap(([member, { clear }]) =>
        (clear.safeParse(data[member]).error?.issues ?? []).map(({ message, path }) => ({
          message,
          path: ['data', 'data', member, ...path],
        })),
      )
      if (issues.length > 0) throw malformed(issues)
      return seal({ type, sealed: Object.fromEntries(inTheClear) }, history[0]?.caseId ?? '', data)
    },
  }
}
