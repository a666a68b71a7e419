import type { ReceivableEvent } from '@case-timeline/access'
import {
  CaseEventRecord,
  CaseOpened,
  type CloudEvent,
  cloudEventOf,
  EVENT_WITHHELD,
  Id,
  type WithheldEvent,
  WithheldRecord,
  withheldEventOf,
} from '@case-timeline/contracts'
import { recordText, type StoredEvent } from '@case-timeline/event-store'
import { z } from 'zod'

const { position, recordedAt } = CaseEventRecord.shape
const ATTRIBUTES = {
  specversion: z.literal('1.0'),
  id: Id,
  source: z.string(),
  time: recordedAt,
  datacontenttype: z.literal('application/json'),
  partitionkey: z.string(),
  position,
}
const Traceparent = z
  .string()
  .optional()
  .meta({ description: 'W3C Trace Context of the command that recorded the event, if the service traces' })
const PublishedEvent: z.ZodType<CloudEvent> = z.strictObject({
  ...ATTRIBUTES,
  type: CaseEventRecord.shape.envelope.shape.type,
  subject: z.string(),
  dataschema: z.string(),
  traceparent: Traceparent,
  data: CaseEventRecord,
})
const Withheld: z.ZodType<WithheldEvent> = z.strictObject({
  ...ATTRIBUTES,
  type: z.literal(EVENT_WITHHELD),
  dataschema: z.string(),
  data: WithheldRecord,
})
/** A page of events: each as recorded, or as a placeholder if a court order withholds it from the reader. */
export const EventsBatch = z.array(z.union([PublishedEvent, Withheld]).meta({ title: 'CloudEvent' }))

const CASE_ID = '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b'
const EXAMPLE_RECORD: CaseEventRecord = {
  envelope: {
    id: 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e',
    type: CaseOpened.type,
    schemaVersion: CaseOpened.version,
    deployment: 'ph',
    caseId: CASE_ID,
    stream: `investigation.case-${CASE_ID}`,
    commandId: '7a8c9d0e-3b1e-8d5a-9c11-c2a3f6f02f6b',
    commandDigest: '4f8b42c22dd3729b519ba6f68d2da7cc5b2d606d05daed5ad5128cc03e6c6358',
    occurredAt: '2026-03-02',
    occurredZone: 'Asia/Manila',
    jurisdiction: 'PH',
    actor: { userId: 'm.santos', agencyId: CaseOpened.example.leadAgency, role: 'lead-investigator' },
    classification: 'PRIVATE',
    correlationId: 'opening-0001',
    dataHash: 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb',
    visibility: ['investigation', 'prosecution', 'victimSupport', 'auditTrail'],
  },
  data: CaseOpened.example,
  salt: '00112233445566778899aabbccddeeff',
  revision: 0,
  position: '40172',
  recordedAt: '2026-03-02T01:20:00.000000Z',
  eventHash: '3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d',
  chainHash: '2e7d2c03a9507ae265ecf5b5356885a53393a2029d241394997265a1a25aefc6',
}
/** Example: a page with the event of a case that was just opened; its hashes are invented. */
export const BATCH_EXAMPLE: z.infer<typeof EventsBatch> = [{ ...cloudEventOf(EXAMPLE_RECORD), data: EXAMPLE_RECORD }]

/** What is published of an event in addition to its record. */
export interface Publication {
  readonly schemasUrl: string | undefined
  /** Its W3C Trace Context; absent: the service does not trace. */
  readonly traceparentOf?: ((event: StoredEvent) => string | undefined) | undefined
}

/**
 * An event in the structured mode of CloudEvents (JSON format 1.0.2) with its record as data. One line: JSON text
 * contains no line breaks.
 */
export const cloudEventText = ({ event, withheldBy }: ReceivableEvent, { schemasUrl, traceparentOf }: Publication): string => {
  if (withheldBy.length > 0) return JSON.stringify(withheldEventOf(event, withheldBy, { schemasUrl }))
  const attributes = { ...cloudEventOf(event, { schemasUrl }), traceparent: traceparentOf?.(event) }
  return `${JSON.stringify(attributes).slice(0, -1)},"data":${recordText(event)}}`
}
