import { z } from 'zod'

/** What a court can order so that a person may testify safely. */
export const ProtectionMeasure = z.enum(['screen', 'videoLink', 'preRecorded', 'pseudonym', 'supportPerson', 'intermediary', 'noContact'])
export type ProtectionMeasure = z.infer<typeof ProtectionMeasure>
