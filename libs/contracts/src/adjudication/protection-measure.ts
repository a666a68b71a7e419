import { z } from 'zod'

/** The measures that a court can order to protect a person who testifies. */
export const ProtectionMeasure = z.enum(['screen', 'videoLink', 'preRecorded', 'pseudonym', 'supportPerson', 'intermediary', 'noContact'])
export type ProtectionMeasure = z.infer<typeof ProtectionMeasure>
