import { eventType, Id } from '@case-timeline/contracts'
import { z } from 'zod'

/** An event type that no release has, for what must hold for all of them. */
export const noted = <const N extends string>(name: N, version = 1) =>
  eventType({
    type: `investigation.${name}`,
    version,
    kind: 'report',
    meaning: 'Something was noted.',
    visibility: ['prosecution'],
    data: z.strictObject({ number: z.int(), about: Id.optional() }),
    example: { number: 1 },
  })
