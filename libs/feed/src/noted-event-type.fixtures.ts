import { eventType, Id, type Visibility } from '@case-timeline/contracts'
import { z } from 'zod'

/** An event type that no release has, for tests of what holds for all types. */
export const notedEventType = <const N extends string>(name: N, version = 1, visibility: Visibility = ['prosecution']) =>
  eventType({
    type: `investigation.${name}`,
    version,
    kind: 'report',
    meaning: 'Something was noted.',
    visibility,
    data: z.strictObject({ number: z.int(), about: Id.optional() }),
    example: { number: 1 },
  })
