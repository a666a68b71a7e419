import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { Client } from './client.ts'
import { Failure, EXIT } from './failure.ts'
import { print, type Screen } from './screen.ts'
import { detailsOf, when, withheldBy } from './timeline.ts'

const Recorded = z.looseObject({
  envelope: z.looseObject({
    id: z.string(),
    type: z.string(),
    stream: z.string(),
    caseId: z.string().optional(),
    occurredAt: z.string().optional(),
    actor: z.looseObject({ agencyId: z.string() }),
  }),
  data: z.unknown(),
  revision: z.number(),
  position: z.string(),
  recordedAt: z.string(),
})
type Recorded = z.infer<typeof Recorded>
/** An order of the court withholds the event: it was recorded, and that is all that is told of it. */
const Withheld = z.looseObject({ position: z.string(), recordedAt: z.string(), withheldBy: z.array(z.string()) })
type Withheld = z.infer<typeof Withheld>
const Carried = z.looseObject({ data: z.union([Recorded, Withheld]) })
type Told = Recorded | Withheld
const isTold = (told: Told): told is Recorded => 'envelope' in told
const Start = z.object({ after: z.string() })

export interface Tail {
  readonly after?: string | undefined
  /** How many events of the past are shown. */
  readonly limit: number
  readonly follow: boolean
}

const EVERY_MS = 500
const MOST_PER_PAGE = 1_000
const MOST_LOOKED_FOR = 10_000

/** Prints events in the order of the log; with `ending`, goes on until that resolves. */
export const tail = async (screen: Screen, client: Client, asked: Tail, ending?: Promise<string>): Promise<void> => {
  if (asked.after !== undefined && !/^\d{1,18}$/.test(asked.after))
    throw new Failure(
      `--after ${asked.after} is no position: a position is a whole number.`,
      ['casectl events tail shows some'],
      EXIT.usage,
    )
  const shown = (events: readonly Told[]) => {
    for (const event of events) print(screen, screen.json ? JSON.stringify(event) : inLine(event))
  }
  const past = asked.after === undefined ? await last(client, asked.limit) : await first(client, asked.after, asked.limit)
  shown(past.events)
  if (!asked.follow) return
  let ended = false
  void ending?.then(() => (ended = true))
  for (let after = past.position; !ended;) {
    const page = await pageAfter(client, after, MOST_PER_PAGE)
    shown(page.events)
    after = page.position
    if (page.caughtUp) await Promise.race([pause(EVERY_MS), ending])
  }
}

const pageAfter = async (client: Client, after: string, limit: number) => {
  const page = await client.events('auditTrail', { after, limit: Math.min(limit, MOST_PER_PAGE) }, Carried)
  return { ...page, events: page.events.map(({ data }) => data) }
}

/** So many events after a position. */
const first = async (client: Client, after: string, limit: number) => {
  const events: Told[] = []
  for (let position = after; ;) {
    if (events.length >= limit) return { events, position }
    const page = await pageAfter(client, position, limit - events.length)
    events.push(...page.events)
    position = page.position
    if (page.caughtUp) return { events, position }
  }
}

/** The last so many events of the log. Where they begin is asked of audit-trail: positions cannot be counted back. */
const last = async (client: Client, limit: number) => {
  const { after } = await client.get('auditTrail', `/events/tail?events=${Math.min(Math.max(limit, 1), MOST_LOOKED_FOR)}`, Start)
  let events: Told[] = []
  for (let position = after; ;) {
    const page = await pageAfter(client, position, MOST_PER_PAGE)
    events = limit === 0 ? [] : [...events, ...page.events].slice(-limit)
    position = page.position
    if (page.caughtUp) return { events, position }
  }
}

const inLine = (told: Told): string =>
  [told.position.padStart(8), told.recordedAt.slice(0, 19).replace('T', ' '), ...(isTold(told) ? saysOf(told) : [withheldBy(told)])].join(
    '  ',
  )

const saysOf = ({ envelope, data }: Recorded): readonly string[] => [
  (envelope.caseId ?? '-').slice(0, 8),
  envelope.type.padEnd(40),
  when(envelope).padEnd(10),
  envelope.actor.agencyId,
  detailsOf(data),
]
