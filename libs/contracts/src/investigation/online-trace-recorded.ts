import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Id, Sha256 } from '../fields.ts'

export const OnlineTraceRecorded = eventType({
  type: 'investigation.OnlineTraceRecorded',
  version: 1,
  kind: 'report',
  meaning: 'A trace of what was done online; cases that hold the same trace can be linked, and neither shows it.',
  visibility: ['prosecution'],
  classification: 'RESTRICTED',
  data: z.strictObject({
    traceId: Id,
    kind: z.enum(['account', 'wallet', 'advert', 'domain', 'device', 'number']),
    platform: Code,
    traceHash: Sha256.meta({
      description: 'HMAC-SHA-256 of the value under the deployment’s key for traces; the value itself is never here',
    }),
  }),
  introduces: ({ traceId }) => [traceId],
  example: {
    traceId: '7e1f0c9a-3d2b-4a5c-8e6f-0f1e2d3c4b5a',
    kind: 'wallet',
    platform: 'tron',
    traceHash: '60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752',
  },
})
