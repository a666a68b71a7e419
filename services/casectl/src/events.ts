import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { Client } from './client.ts'
import { Failure, EXIT } from './failure.ts'
import { print, type Screen } from './screen.ts'
import { detailsOf, occurredText, withheldBy } from './timeline.ts'

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
/** An event withheld by court order: only that it was recorded is shown. */
const Withheld = z.looseObject({ position: z.string(), recordedAt: z.string(), withheldBy: z.array(z.string()) })
type Withheld = z.infer<typeof Withheld>
const CarriedEvent = z.looseObject({ data: z.union([Recorded, Withheld]) })
type ShownEvent = Recorded | Withheld
const isReadable = (event: ShownEvent): event is Recorded => 'envelope' in event
const Start = z.object({ after: z.string() })

export interface Tail {
  readonly after?: string | undefined
  /** The number of past events to show. */
  readonly limit: number
  readonly follow: boolean
}

const POLL_INTERVAL_MS = 500
const MAX_PER_PAGE = 1_000
/** The limit of audit-trail's endpoint `/events/tail`. */
const MAX_TAIL_EVENTS = 10_000

/** Prints events in the order of the log; with `options.follow`, until `shutdownRequested` resolves. */
export const tail = async (screen: Screen, client: Client, options: Tail, shutdownRequested?: Promise<string>): Promise<void> => {
  // The same format as the services require of a position.
  if (options.after !== undefined && !/^\d{1,18}$/.test(options.after))
    throw new Failure(
      `--after ${options.after} is not a position: a position is a whole number.`,
      ['casectl events tail shows positions'],
      EXIT.usage,
    )
  const showEvents = (events: readonly ShownEvent[]) => {
    for (const event of events) print(screen, screen.json ? JSON.stringify(event) : eventLine(event))
  }
  const showLast = async (): Promise<string> => {
    const { events, cursor } = await lastEvents(client, options.limit)
    showEvents(events)
    return cursor
  }
  const end = options.after === undefined ? await showLast() : await showFirst(client, options.after, options.limit, showEvents)
  if (!options.follow) return
  let ended = false
  void shutdownRequested?.then(() => (ended = true))
  for (let after = end; !ended;) {
    const page = await pageAfter(client, after, MAX_PER_PAGE)
    showEvents(page.events)
    after = page.cursor
    if (page.caughtUp) await Promise.race([pause(POLL_INTERVAL_MS), shutdownRequested])
  }
}

const pageAfter = async (client: Client, after: string, limit: number) => {
  const page = await client.events('auditTrail', { after, limit: Math.min(limit, MAX_PER_PAGE) }, CarriedEvent)
  return { ...page, events: page.events.map(({ data }) => data) }
}

/** Shows the first `limit` events after a position, of which one page is in memory. @returns where they end */
const showFirst = async (
  client: Client,
  after: string,
  limit: number,
  showEvents: (events: readonly ShownEvent[]) => void,
): Promise<string> => {
  let cursor = after
  for (let left = limit; left > 0;) {
    const page = await pageAfter(client, cursor, left)
    showEvents(page.events)
    left -= page.events.length
    cursor = page.cursor
    if (page.caughtUp) break
  }
  return cursor
}

/** The last `limit` events. Audit-trail finds the first of them: positions have gaps and cannot be counted back. */
const lastEvents = async (client: Client, limit: number) => {
  const { after } = await client.get('auditTrail', `/events/tail?events=${Math.min(Math.max(limit, 1), MAX_TAIL_EVENTS)}`, Start)
  let events: ShownEvent[] = []
  for (let cursor = after; ;) {
    const page = await pageAfter(client, cursor, MAX_PER_PAGE)
    events = limit === 0 ? [] : [...events, ...page.events].slice(-limit)
    cursor = page.cursor
    if (page.caughtUp) return { events, cursor }
  }
}

const eventLine = (event: ShownEvent): string =>
  [
    event.position.padStart(8),
    event.recordedAt.slice(0, 19).replace('T', ' '),
    ...(isReadable(event) ? eventColumns(event) : [withheldBy(event)]),
  ].join('  ')

const eventColumns = ({ envelope, data }: Recorded): readonly string[] => [
  (envelope.caseId ?? '-').slice(0, 8),
  envelope.type.padEnd(40),
  occurredText(envelope).padEnd(10),
  envelope.actor.agencyId,
  detailsOf(data),
]
