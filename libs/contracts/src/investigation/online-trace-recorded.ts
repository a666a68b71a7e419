import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Id, Sha256 } from '../fields.ts'
import { SEALED_EXAMPLE, SealedText, wordsOf } from '../sealed.ts'

const TraceKind = z.enum(['account', 'wallet', 'advert', 'domain', 'device', 'number'])
type TraceKind = z.infer<typeof TraceKind>

/** Kinds that mean something on their platform only: one name on two of them is two accounts. */
const OF_A_PLATFORM: readonly TraceKind[] = ['account', 'advert']

/** Kinds whose value means the same in whatever case it is written. An address of a wallet does not. */
const WITHOUT_CASE: readonly TraceKind[] = ['account', 'domain', 'device', 'number']

/** One spelling for one trace, so that two who write it differently record the same. The hash of it is stored: a change here unlinks what is recorded. */
const spelled = (value: string, { kind, platform }: { readonly kind: TraceKind; readonly platform: string }): string => {
  const compact = value.normalize('NFKC').replaceAll(kind === 'number' ? /[\s().-]/gu : /\s/gu, '')
  const written = WITHOUT_CASE.includes(kind) ? compact.toLowerCase() : compact
  return [kind, ...(OF_A_PLATFORM.includes(kind) ? [platform.toLowerCase()] : []), written].join(' ')
}

export const OnlineTraceRecorded = eventType({
  type: 'investigation.OnlineTraceRecorded',
  version: 1,
  kind: 'report',
  meaning:
    'A trace of what was done online; cases that hold the same trace can be linked, and neither shows it. The trace itself is sealed.',
  visibility: ['prosecution'],
  classification: 'RESTRICTED',
  data: z.strictObject({
    traceId: Id,
    kind: TraceKind,
    platform: Code,
    traceHash: Sha256.meta({
      description: 'HMAC-SHA-256 of the value under the deployment’s key for traces, by which equal traces are found',
    }),
    value: SealedText.optional(),
  }),
  introduces: ({ traceId }) => [traceId],
  sealed: {
    value: {
      clear: wordsOf(500).meta({ description: 'the account, address, number… itself' }),
      example: 'TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE',
      subject: ({ traceId }) => traceId,
      openedBy: ['investigator', 'lead-investigator'],
      hashedAs: 'traceHash',
      hashed: spelled,
    },
  },
  example: {
    traceId: '7e1f0c9a-3d2b-4a5c-8e6f-0f1e2d3c4b5a',
    kind: 'wallet',
    platform: 'tron',
    traceHash: '60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752',
    value: SEALED_EXAMPLE,
  },
})
