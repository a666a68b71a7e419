import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { CaseEventRecord, comparePositions } from '@case-timeline/contracts'
import { canonical, CHAIN_START, chainHash, dataHash, eventHash, NotStorable } from '@case-timeline/event-store'
import { z } from 'zod'
import { Manifest, manifestFile } from './export-events.ts'
import { EXIT, Failure } from './failure.ts'
import { type Screen, show } from './screen.ts'

const { position, eventHash: Hash } = CaseEventRecord.shape
/** An event that a court order withholds: its hashes remain, by which the chain of its stream can be followed. */
const Withheld = z.looseObject({ position, eventHash: Hash, chainHash: Hash, withheldBy: z.array(z.string()) })
type Withheld = z.infer<typeof Withheld>
const Line = z.union([CaseEventRecord, Withheld])
type Line = z.infer<typeof Line>
const isWithheld = (line: Line): line is Withheld => 'withheldBy' in line

interface Head {
  readonly revision: number
  readonly chain: Buffer
}

/** A head, and by which withheld event it was reached from another. */
interface Reached extends Head {
  readonly by?: Withheld
  readonly before?: Reached
}

const pathOf = (end: Reached): readonly Withheld[] => {
  const path: Withheld[] = []
  for (let one: Reached | undefined = end; one?.by; one = one.before) path.push(one.by)
  return path
}

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')

/** Verifies lines in the order of the log. It keeps the head of each stream, and what is withheld. */
const verifier = () => {
  const heads = new Map<string, Head>()
  const withheld = new Set<Withheld>()
  let last = '0'

  /**
   * The withheld events between a head and a record, found by their hashes; `undefined` if these do not lead to it. The
   * first events of two streams look the same, so that one that leads nowhere is left for its own stream.
   */
  const pathTo = (head: Head, record: CaseEventRecord, event: Buffer): readonly Withheld[] | undefined => {
    const open: Reached[] = [head]
    for (let reached = open.pop(); reached; reached = open.pop()) {
      const { revision, chain } = reached
      if (revision === record.revision - 1) {
        if (chainHash(chain, record.revision, event).equals(bytes(record.chainHash))) return pathOf(reached)
        continue
      }
      for (const by of withheld) {
        const next = bytes(by.chainHash)
        if (chainHash(chain, revision + 1, bytes(by.eventHash)).equals(next))
          open.push({ revision: revision + 1, chain: next, by, before: reached })
      }
    }
    return undefined
  }

  const recordDiffers = (record: CaseEventRecord): string | undefined => {
    const { envelope, data, salt, revision } = record
    const head = heads.get(envelope.stream) ?? { revision: -1, chain: CHAIN_START }
    if (revision <= head.revision) return `revision ${revision} of ${envelope.stream} occurs again`
    const hasData = data !== undefined || salt !== undefined
    const ofData = () => dataHash(salt === undefined ? undefined : bytes(salt), canonical(data)).toString('hex')
    if (hasData && ofData() !== envelope.dataHash) return 'dataHash'
    const event = eventHash(canonical(envelope))
    if (event.toString('hex') !== record.eventHash) return 'eventHash'
    const path = pathTo(head, record, event)
    if (!path) return revision === head.revision + 1 ? 'chainHash' : `revision ${head.revision + 1} of ${envelope.stream} is missing`
    for (const one of path) withheld.delete(one)
    heads.set(envelope.stream, { revision, chain: bytes(record.chainHash) })
    return undefined
  }

  /** What is wrong with the next line, or `undefined`. */
  const differs = (text: string): string | undefined => {
    const { data: line } = Line.safeParse(parsed(text))
    if (line === undefined) return 'it is not an event'
    if (comparePositions(line.position, last) <= 0) return `position ${line.position} is not after ${last}`
    last = line.position
    if (isWithheld(line)) return void withheld.add(line)
    try {
      return recordDiffers(line)
    } catch (failure) {
      if (failure instanceof NotStorable) return 'malformed'
      throw failure
    }
  }
  return { differs, streams: () => heads.size }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const readManifest = async (file: string): Promise<Manifest> => {
  const text = await readFile(manifestFile(file), 'utf8').catch(() => '')
  const { data } = Manifest.safeParse(parsed(text))
  if (data) return data
  throw new Failure(
    `${manifestFile(file)} is missing, or is not the manifest of an export.`,
    ['export again: casectl events export'],
    EXIT.usage,
  )
}

const wasChanged = (what: string): never => {
  throw new Failure(`The export was changed after it was written: ${what}.`, ['compare it with its copies, or export again'])
}

/**
 * Verifies an export without the system: the checksum, and every hash and chain.
 * @throws Failure when the file differs from its manifest, or an event from its hashes
 */
export const verifyExport = async (screen: Screen, file: string): Promise<void> => {
  const manifest = await readManifest(file)
  const hash = createHash('sha256')
  const { differs, streams } = verifier()
  const source = createReadStream(file).on('data', (chunk) => hash.update(chunk))
  let events = 0
  for await (const line of createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY })) {
    events++
    const difference = differs(line)
    if (difference !== undefined) wasChanged(`line ${events}: ${difference}`)
  }
  if (events !== manifest.events) wasChanged(`it has ${events} events, and its manifest states ${manifest.events}`)
  if (hash.digest('hex') !== manifest.sha256) wasChanged('its SHA-256 is not that of the manifest')
  show(screen, { outcome: 'intact', events, streams: streams(), withheld: manifest.withheld }, (result) => {
    const without = result.withheld === 0 ? '' : ` (${result.withheld} withheld: only their hashes were verified)`
    return `Intact: ${events} events in ${result.streams} streams, every hash and chain recomputed${without}.`
  })
}
