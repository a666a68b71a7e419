import { SERVICES } from '@case-timeline/contracts'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const testProcessOptions = z.object({
  feedUrl: z.string(),
  /** The login determines which events are visible. */
  storeUrl: z.string(),
  service: z.enum(SERVICES),
  databaseUrl: z.string(),
  /** The probability that the process kills itself like kill -9, at each of its critical moments. */
  selfKillProbability: z.number().min(0).max(1),
  seed: z.int(),
})

/**
 * One process of the system under test. Its critical moment is when a relay has sent messages and not yet saved its
 * checkpoint, or when a consumer has written effects and not yet committed them.
 */
export const TestProcess = z.discriminatedUnion('role', [
  testProcessOptions.extend({ role: z.literal('relay') }),
  testProcessOptions.extend({ role: z.literal('consumer'), consumer: z.string() }),
])
export type TestProcess = z.infer<typeof TestProcess>

/** The compiled program that runs a role, given as JSON in its only argument, until it is stopped. */
export const testProcessProgram = (): string => fileURLToPath(new URL('../dist/test-process-main.js', import.meta.url))
