import { z } from 'zod'

/** How grave a danger or a harm is. */
export const Severity = z.enum(['low', 'medium', 'high', 'extreme'])
export type Severity = z.infer<typeof Severity>
