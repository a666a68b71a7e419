import { randomUUID } from 'node:crypto'
import { SuspectArrested, type FactOf } from '@case-timeline/contracts'
import type { RecordingContext } from '@case-timeline/event-store'

export const caseId = '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e'

/** The fact that every peer appends: about 1 KB with its envelope, about a new person in each call. */
export const fact = (): FactOf<typeof SuspectArrested> => ({
  type: SuspectArrested.type,
  data: {
    personRef: randomUUID(),
    warrantRef: 'PH-NCR-2026/WAR-000417',
    flagrante: true,
    ground: 'scamOperation',
    rightsRead: true,
    consular: { informedAt: '2026-11-25T08:00:00+08:00', wish: 'requested', notifiedAt: '2026-11-25T09:30:00+08:00' },
  },
})

export const recordingContextOf = (commandId: string, stream: string): Omit<RecordingContext, 'commandDigest'> => ({
  service: 'investigation',
  deployment: 'bench',
  stream: `investigation.case-${stream}`,
  caseId,
  commandId,
  jurisdiction: 'PH',
  occurredAt: '2026-11-25',
  occurredZone: 'Asia/Manila',
  legalBasis: 'RA-9208/s16',
  actor: { userId: 'j.dela-cruz', agencyId: 'ph-police', role: 'lead-investigator' },
  correlationId: randomUUID(),
  now: '2026-11-25T10:00:00.000Z',
})

/** The record for peers that store any JSON. Its hashes are constant, so that these peers spend no time on hashing. */
export const plainRecord = (id: string, stream: string) => {
  const { service: _, now: __, ...shared } = recordingContextOf(randomUUID(), stream)
  const { data, type } = fact()
  return {
    type,
    data,
    envelope: {
      ...shared,
      id,
      type,
      schemaVersion: 1,
      classification: 'PRIVATE',
      subjects: [{ personRef: data.personRef, capacity: 'suspect' }],
      commandDigest: HASH,
      dataHash: HASH,
    },
  }
}

export const HASH = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'
