import { SERVICES } from '@case-timeline/contracts'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const part = z.object({
  feedUrl: z.string(),
  /** The login decides what is seen. */
  storeUrl: z.string(),
  service: z.enum(SERVICES),
  databaseUrl: z.string(),
  /** How likely it is that the process ends itself, as kill -9 would, at each of its most delicate moments. */
  killsItself: z.number().min(0).max(1),
  seed: z.int(),
})

/** One process of the system under test. Its delicate moment: sent and not yet checkpointed; written and not yet committed. */
export const Part = z.discriminatedUnion('role', [
  part.extend({ role: z.literal('relay') }),
  part.extend({ role: z.literal('consumer'), consumer: z.string() }),
])
export type Part = z.infer<typeof Part>

/** The compiled program that plays a part, given as JSON in its only argument, until it is told to stop. */
export const partProcess = (): string => fileURLToPath(new URL('../dist/part-process.js', import.meta.url))
