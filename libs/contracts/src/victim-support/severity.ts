import { z } from 'zod'

/** The severity of a danger or harm. */
export const Severity = z.enum(['low', 'medium', 'high', 'extreme'])
export type Severity = z.infer<typeof Severity>
