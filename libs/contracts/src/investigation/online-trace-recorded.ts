import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Id, Sha256 } from '../fields.ts'
import { ENCRYPTED_EXAMPLE, EncryptedText, plaintextOf } from '../encrypted-members.ts'

const TraceKind = z.enum(['account', 'wallet', 'advert', 'domain', 'device', 'number'])
type TraceKind = z.infer<typeof TraceKind>

/** Kinds whose values are unique only within a platform: the same name on two platforms is two accounts. */
const PLATFORM_SPECIFIC_KINDS: readonly TraceKind[] = ['account', 'advert']

/** Kinds whose values are case-insensitive. The address of a wallet is case-sensitive. */
const CASE_INSENSITIVE_KINDS: readonly TraceKind[] = ['account', 'domain', 'device', 'number']

/**
 * The normalised form of a trace, so that different spellings get the same hash. The hash is stored: a change here
 * unlinks recorded traces.
 */
const normalisedTrace = (value: string, { kind, platform }: { readonly kind: TraceKind; readonly platform: string }): string => {
  // A number is written with or without separators; in other traces they are part of the value.
  const compact = value.normalize('NFKC').replaceAll(kind === 'number' ? /[\s().-]/gu : /\s/gu, '')
  const normalised = CASE_INSENSITIVE_KINDS.includes(kind) ? compact.toLowerCase() : compact
  return [kind, ...(PLATFORM_SPECIFIC_KINDS.includes(kind) ? [platform.toLowerCase()] : []), normalised].join(' ')
}

export const OnlineTraceRecorded = eventType({
  type: 'investigation.OnlineTraceRecorded',
  version: 1,
  kind: 'report',
  meaning:
    'A trace of online activity was recorded. The trace itself is encrypted; cases with the same trace can be linked by its hash, which does not reveal it.',
  visibility: ['prosecution'],
  classification: 'RESTRICTED',
  chapter: 'inquiry',
  data: z.strictObject({
    traceId: Id,
    kind: TraceKind,
    platform: Code,
    traceHash: Sha256.meta({
      description: 'HMAC-SHA-256 of the value under the deployment’s key for traces, used to find equal traces',
    }),
    value: EncryptedText.optional(),
  }),
  introduces: ({ traceId }) => [traceId],
  encrypted: {
    value: {
      plaintext: plaintextOf(500).meta({ description: 'the account, address, number or other trace' }),
      example: 'TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE',
      subject: ({ traceId }) => traceId,
      decryptableBy: ['investigator', 'lead-investigator'],
      hashedAs: 'traceHash',
      hashInputOf: normalisedTrace,
    },
  },
  example: {
    traceId: '7e1f0c9a-3d2b-4a5c-8e6f-0f1e2d3c4b5a',
    kind: 'wallet',
    platform: 'tron',
    traceHash: '60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752',
    value: ENCRYPTED_EXAMPLE,
  },
})
