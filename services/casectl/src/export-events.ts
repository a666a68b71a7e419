import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { access, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { canonical } from '@case-timeline/event-store'
import { z } from 'zod'
import type { Client } from './client.ts'
import { EXIT, Failure } from './failure.ts'
import { isHashOf } from './hashed-data.ts'
import { writtenParts } from './raw-json.ts'
import { type Screen, show } from './screen.ts'

/** The form of an export. It is stored: a change gets another number. */
const FORMAT = 'case-timeline/events/1'

/** What accompanies the file of an export, and states what the file has. */
export const Manifest = z.strictObject({
  format: z.literal(FORMAT),
  /** The name of the file, one event per line, in the order of the log. */
  file: z.string(),
  /** Of the whole file, in hexadecimal, as `sha256sum` prints it. */
  sha256: z.string(),
  bytes: z.int(),
  events: z.int(),
  /** How many of the events are withheld from the reader by a court order: only their hashes are in the file. */
  withheld: z.int(),
  lastPosition: z.string(),
  exportedAt: z.string(),
})
export type Manifest = z.infer<typeof Manifest>

export const manifestFile = (file: string): string => `${file}.manifest.json`

const Event = z.looseObject({ position: z.string(), eventHash: z.string(), chainHash: z.string() })
/** Not a copy: the members keep their order. */
const Exported = z.object({ data: z.custom<z.infer<typeof Event>>((event) => Event.safeParse(event).success) })
const MAX_PER_PAGE = 1_000

/**
 * Of an event that was recorded in another form than RFC 8785, the text that was hashed goes into the file: the form of
 * its data is lost there.
 * @param page the answer as it was written
 */
const withDataTexts = (events: readonly z.infer<typeof Event>[], page: string): readonly z.infer<typeof Event>[] => {
  const others = events.map((event) => event.withheldBy === undefined && !isHashOf(event, () => canonical(event['data'])))
  if (!others.includes(true)) return events
  const records = [...writtenParts(page).values()].map((event) => writtenParts(event).get('data') ?? '')
  return events.map((event, index) => {
    const dataText = others[index] ? writtenParts(records[index] ?? '').get('data') : undefined
    return dataText !== undefined && isHashOf(event, () => dataText) ? { ...event, dataText } : event
  })
}

/** A new file in a folder is named by the time, so that a repeated Job needs no name for each run. */
const fileAt = async (out: string): Promise<string> => {
  const isFolder = await stat(out).then(
    (found) => found.isDirectory(),
    () => false,
  )
  return isFolder ? join(out, `events-${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}.ndjson`) : out
}

const refuseToReplace = async (file: string): Promise<void> => {
  for (const path of [file, manifestFile(file)]) {
    const exists = await access(path).then(
      () => true,
      () => false,
    )
    if (exists) throw new Failure(`${path} exists, and an export replaces nothing.`, ['name another file with --out'], EXIT.usage)
  }
}

/** Pages of the whole log, from its first event to its end. */
const pages = async function* (client: Client, limit: number) {
  for (let after = '0'; ;) {
    const { events, text, cursor, caughtUp } = await client.events('auditTrail', { after, limit }, Exported)
    yield withDataTexts(
      events.map(({ data }) => data),
      text,
    )
    if (caughtUp) return
    after = cursor
  }
}

/** Writes to a file that gets its name when it is complete and on the disk. */
const written = async <T>(file: string, write: (put: (text: string) => Promise<void>) => Promise<T>): Promise<T> => {
  const partial = `${file}.${randomUUID()}.partial`
  // What it holds is for those who may read the cases.
  const handle = await open(partial, 'wx', 0o600).catch((failure: Error) => {
    throw new Failure(`${dirname(resolve(file))} cannot be written: ${failure.message}`, ['name another file with --out'], EXIT.usage)
  })
  try {
    const stream = handle.createWriteStream({ flush: true })
    const result = await write(async (text) => {
      if (!stream.write(text)) await once(stream, 'drain')
    })
    stream.end()
    await once(stream, 'close')
    await rename(partial, file)
    return result
  } catch (failure) {
    await handle.close().catch(() => undefined)
    await rm(partial, { force: true })
    throw failure
  }
}

/**
 * Writes all events that the caller may read to a file, one per line, with their positions and hashes, and a manifest
 * with the checksum of the file. Holds one page of events in memory. The manifest is written last: a file without it is
 * not complete.
 * @param out the file, or a folder for a file that is named by the time
 * @param perPage the number of events of a page, at most 1,000
 * @throws Failure when the file or its manifest exists, or cannot be written
 */
export const exportEvents = async (screen: Screen, client: Client, out: string, perPage = MAX_PER_PAGE): Promise<void> => {
  const file = await fileAt(out)
  await refuseToReplace(file)
  const hash = createHash('sha256')
  const counts = { bytes: 0, events: 0, withheld: 0, lastPosition: '0' }
  await written(file, async (put) => {
    for await (const events of pages(client, perPage)) {
      const text = events.map((event) => `${JSON.stringify(event)}\n`).join('')
      hash.update(text)
      counts.bytes += Buffer.byteLength(text)
      counts.events += events.length
      counts.withheld += events.filter(({ withheldBy }) => withheldBy !== undefined).length
      counts.lastPosition = events.at(-1)?.position ?? counts.lastPosition
      await put(text)
    }
  })
  const manifest: Manifest = {
    format: FORMAT,
    file: basename(file),
    sha256: hash.digest('hex'),
    ...counts,
    exportedAt: new Date().toISOString(),
  }
  await written(manifestFile(file), (put) => put(`${JSON.stringify(manifest, undefined, 2)}\n`))
  show(screen, manifest, ({ events, withheld, sha256 }) => {
    const without = withheld === 0 ? '' : `, of which ${withheld} are withheld by court orders`
    return `${events} events written to ${file}${without}.\nSHA-256 ${sha256}, in ${manifestFile(file)}`
  })
}
