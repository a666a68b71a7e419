import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Id, Jurisdiction, PersonRef, listOf, nonEmptyListOf } from '../fields.ts'
import { DataCategory } from '../victim-support/sharing.ts'
import { CooperationChannel, CooperationPurpose, Urgency, UseLimitation } from './cooperation.ts'

export const PoliceCooperationRequested = eventType({
  type: 'investigation.PoliceCooperationRequested',
  version: 1,
  kind: 'decision',
  meaning: 'Police sent a request to the police of another country, with the data needed to answer it.',
  visibility: ['prosecution', 'victimSupport'],
  classification: 'RESTRICTED',
  chapter: 'acrossBorders',
  data: z.strictObject({
    requestId: Id,
    mechanismId: Id.optional().meta({ description: 'the cooperation mechanism under which the request is made' }),
    toParty: Jurisdiction,
    toAgency: AgencyId.meta({ description: 'the receiving agency, which a consent has to name' }),
    channel: CooperationChannel,
    purpose: CooperationPurpose,
    urgency: Urgency,
    concerns: listOf(PersonRef, 200).meta({ description: 'the persons whose data is sent with the request' }),
    dataCategories: nonEmptyListOf(DataCategory, 20),
    useLimitation: UseLimitation,
  }),
  introduces: ({ requestId }) => [requestId],
  example: {
    requestId: '8b9c0d1e-2f3a-4b5c-8d6e-7f8091a2b3c4',
    mechanismId: '3c5d7e9f-1a2b-4c3d-8e4f-6a7b8c9d0e1f',
    toParty: 'MY',
    toAgency: 'my-police',
    channel: 'focalPoint',
    purpose: 'identifySuspect',
    urgency: 'urgent',
    concerns: [],
    dataCategories: ['caseFacts'],
    useLimitation: 'intelligenceOnly',
  },
})
