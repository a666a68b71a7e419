import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Day, Id, Jurisdiction, nonEmptyListOf } from '../fields.ts'
import { DataCategory } from '../victim-support/sharing.ts'
import { CooperationChannel } from './cooperation.ts'

export const CooperationMechanismEstablished = eventType({
  type: 'investigation.CooperationMechanismEstablished',
  version: 1,
  kind: 'decision',
  meaning:
    'Police of two or more countries established a cooperation mechanism, and agreed on the categories of data that may be transferred through it.',
  visibility: ['prosecution'],
  chapter: 'acrossBorders',
  data: z.strictObject({
    mechanismId: Id,
    parties: nonEmptyListOf(Jurisdiction, 20),
    channel: CooperationChannel,
    focalPointRoles: nonEmptyListOf(Code, 50),
    dataCategories: nonEmptyListOf(DataCategory, 20),
    reviewBy: Day,
    renews: Id.optional().meta({ description: 'the reviewed mechanism that this one continues' }),
  }),
  introduces: ({ mechanismId }) => [mechanismId],
  example: {
    mechanismId: '3c5d7e9f-1a2b-4c3d-8e4f-6a7b8c9d0e1f',
    parties: ['PH', 'MY'],
    channel: 'focalPoint',
    focalPointRoles: ['womenAndChildrenProtection', 'antiTraffickingUnit'],
    dataCategories: ['caseFacts', 'identity', 'location'],
    reviewBy: '2027-11-30',
  },
})
