import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Instant, Reference, RuleId, Sha256, nonEmptyListOf, SERVICES } from '../fields.ts'
import { EventRetracted } from './event-retracted.ts'

const { approver: _, ...retraction } = EventRetracted.example

export const ApprovalRequested = eventType({
  type: 'case.ApprovalRequested',
  version: 1,
  kind: 'decision',
  meaning: 'A command waits for the approval of a second person. The event’s id is the id of the request.',
  visibility: [],
  recordedBy: SERVICES,
  classification: 'RESTRICTED',
  data: z.strictObject({
    command: Code,
    stream: Reference.meta({ description: 'the stream that the command concerns' }),
    rules: nonEmptyListOf(RuleId).meta({ description: 'the rules that require a second person' }),
    approvedBy: nonEmptyListOf(Code).meta({ description: 'the second person has one of these roles, in the agency of the requester' }),
    body: z.unknown().meta({ description: 'the body of the command as it will be decided; encrypted members are ciphertext' }),
    digest: Sha256.meta({ description: 'SHA-256 of the RFC 8785 text of {body, command, stream}; an approval names it' }),
    lapsesAt: Instant.meta({ description: 'after this time the request cannot be approved' }),
  }),
  example: {
    command: 'RetractEvent',
    stream: 'investigation.case-0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
    rules: ['case.second-person-approves-correction'],
    approvedBy: ['records-supervisor', 'lead-investigator'],
    body: { data: retraction },
    digest: 'c3ab8ff13720e8ad9047dd39466b3c8974e592c2fa383d4a3960714caef0c4f2',
    lapsesAt: '2026-03-21T02:15:00Z',
  },
})
