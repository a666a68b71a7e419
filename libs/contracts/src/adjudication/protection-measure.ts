import { z } from 'zod'

/** What a court can order to protect a person while she is heard. */
export const ProtectionMeasure = z.enum(['screen', 'videoLink', 'preRecorded', 'pseudonym', 'supportPerson', 'intermediary', 'noContact'])
export type ProtectionMeasure = z.infer<typeof ProtectionMeasure>
