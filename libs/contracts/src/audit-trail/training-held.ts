import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Code, Id, SECTORS } from '../fields.ts'

// The topics, and the kinds and units of the other events under a challenge, are named as in the monitoring of work plans
// against trafficking, by general knowledge [G]: no toolkit was read for them.
const Persons = z.int().min(0).max(100_000)

export const TrainingHeld = eventType({
  type: 'auditTrail.TrainingHeld',
  version: 1,
  kind: 'report',
  meaning: 'An agency had staff trained to answer a challenge.',
  visibility: SECTORS,
  data: z.strictObject({
    initiativeId: Id,
    trainingId: Id,
    agency: AgencyId.meta({ description: 'whose staff were trained' }),
    sector: z.enum([...SECTORS, 'auditTrail']),
    topic: Code.meta({ description: 'such as victimIdentification, nonPunishment, traumaInformedInterviewing, digitalEvidence' }),
    trained: z
      .strictObject({ female: Persons, male: Persons, notStated: Persons })
      .meta({ description: 'how many persons were trained, by sex; never who' }),
    hours: z.int().min(1).max(2_000),
  }),
  introduces: ({ trainingId }) => [trainingId],
  example: {
    initiativeId: '5c6d7e8f-90a1-4526-b748-b3c4d5e6f708',
    trainingId: '6d7e8f90-a1b2-4637-8859-c4d5e6f70819',
    agency: 'ph-police',
    sector: 'investigation',
    topic: 'interviewingWithInterpreter',
    trained: { female: 14, male: 23, notStated: 0 },
    hours: 16,
  },
})
