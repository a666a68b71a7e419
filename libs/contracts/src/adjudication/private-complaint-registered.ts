import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Code, Id, listOf, nonEmptyListOf, PersonRef, Reference } from '../fields.ts'

export const PrivateComplaintRegistered = eventType({
  type: 'adjudication.PrivateComplaintRegistered',
  version: 1,
  kind: 'decision',
  actOf: 'court',
  meaning:
    'A court registered charges that a complainant, and no prosecutor, brought before it. It is the court case, or a part of its own in one that the court has already.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  chapter: 'proceedings',
  data: z.strictObject({
    complaintId: Id,
    manner: z.enum(['private', 'direct']).meta({
      description: 'private: the complainant prosecutes; direct: the complaint was made to the court, and a prosecutor may take it over',
    }),
    complainant: z.enum(['victim', 'guardian', 'relative', 'organisation', 'other']),
    complainantRef: PersonRef.optional(),
    charges: nonEmptyListOf(
      z.strictObject({ chargeId: Id, accusedRef: PersonRef, offenceCode: Code, victims: listOf(PersonRef, 20) }),
      50,
    ).meta({ description: 'as the complainant brings them: their elements are for the court to find' }),
    courtCaseNo: Reference.optional(),
    prosecutor: AgencyId.optional().meta({ description: 'the office of the prosecutor that the court informs: it takes part in the case' }),
  }),
  // Who complains is among them: an order that suppresses the names of a case suppresses this one, too.
  subjects: ({ complainant, complainantRef, charges }) => {
    const victims = new Set(charges.flatMap((charge) => charge.victims))
    if (complainantRef !== undefined && complainant === 'victim') victims.add(complainantRef)
    return [
      ...[...new Set(charges.map(({ accusedRef }) => accusedRef))].map((personRef) => ({ personRef, capacity: 'accused' as const })),
      ...[...victims].map((personRef) => ({ personRef, capacity: 'presumedVictim' as const })),
      ...(complainantRef === undefined || complainant === 'victim'
        ? []
        : [{ personRef: complainantRef, capacity: complainant === 'guardian' ? ('guardian' as const) : ('witness' as const) }]),
    ]
  },
  introduces: ({ complaintId, charges }) => [complaintId, ...charges.map(({ chargeId }) => chargeId)],
  foundationOf: 'stream',
  addressee: { sector: 'prosecution', role: 'takesPart', officeOf: ({ prosecutor }) => prosecutor },
  example: {
    complaintId: '8e4f60a1-3c5d-4e7f-8a91-b2c3d4e5f607',
    manner: 'private',
    complainant: 'victim',
    complainantRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e',
    charges: [
      {
        chargeId: '9f5071b2-4d6e-4f80-9ba2-c3d4e5f60718',
        accusedRef: '3f1d9a52-8a77-4d1e-9c30-7b6a5c4d3e2f',
        offenceCode: 'traffickingInPersons',
        victims: ['5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e'],
      },
    ],
    courtCaseNo: 'AO-214/2569',
  },
})
