import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { CaseEventRecord, comparePositions, WithheldRecord } from '@case-timeline/contracts'
import { canonical, CHAIN_START, chainHash, eventHash, NotStorable, type OtherForm } from '@case-timeline/event-store'
import { z } from 'zod'
import { Manifest, manifestFile } from './export-events.ts'
import { EXIT, Failure } from './failure.ts'
import { isHashOf } from './hashed-data.ts'
import { otherFormSentences } from './other-forms.ts'
import { type Screen, show } from './screen.ts'

/** With the text that was hashed where it is not the canonical text of the data. */
const ExportedRecord = CaseEventRecord.extend({ dataText: z.string().optional() })
type ExportedRecord = z.infer<typeof ExportedRecord>
const Line = z.union([ExportedRecord, WithheldRecord])
type Line = z.infer<typeof Line>
const isWithheld = (line: Line): line is WithheldRecord => 'withheldBy' in line

interface Head {
  readonly revision: number
  readonly chain: Buffer
}
const START: Head = { revision: -1, chain: CHAIN_START }

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')

/** Whether an event with these hashes is the one after a head. */
const follows = (head: Head, event: { readonly eventHash: string; readonly chainHash: string }): boolean =>
  chainHash(head.chain, head.revision + 1, bytes(event.eventHash)).equals(bytes(event.chainHash))

const MAX_LISTED = 100

/** In which form the data were hashed, or what is wrong with them. The text that was hashed must be that of the data. */
const formOf = (record: ExportedRecord): 'canonical' | 'other' | 'dataHash' | 'malformed' => {
  const { data, dataText } = record
  if (dataText !== undefined)
    return JSON.stringify(parsed(dataText)) === JSON.stringify(data) && isHashOf(record, () => dataText) ? 'other' : 'dataHash'
  try {
    const text = canonical(data)
    return isHashOf(record, () => text) ? 'canonical' : 'dataHash'
  } catch {
    return 'malformed'
  }
}

/** Verifies lines in the order of the log. It keeps the head of each stream, and how each stream began. */
const verifier = () => {
  const named = new Map<string, Head>()
  /** A withheld event does not name its stream: the next event that is shown names it. */
  const unnamed = new Set<Head>()
  /** The chain hashes of the first events: no stream begins twice. */
  const begun = new Set<string>()
  const otherForms: OtherForm[] = []
  let otherFormCount = 0
  let last = '0'
  let withheld = 0

  const found = (one: OtherForm): void => {
    otherFormCount += 1
    if (otherForms.length < MAX_LISTED) otherForms.push(one)
  }

  const headOf = (line: Line): { readonly head: Head; readonly stream?: string } | undefined => {
    for (const head of [START, ...unnamed]) if (follows(head, line)) return { head }
    for (const [stream, head] of named) if (follows(head, line)) return { head, stream }
    return undefined
  }

  const withheldDiffers = (line: WithheldRecord): string | undefined => {
    withheld++
    const found = headOf(line)
    if (!found) return 'chainHash'
    const { head, stream } = found
    if (head === START && begun.has(line.chainHash)) return 'the first event of a stream occurs again'
    if (head === START) begun.add(line.chainHash)
    unnamed.delete(head)
    const next = { revision: head.revision + 1, chain: bytes(line.chainHash) }
    // The stream keeps its name, and with it the revisions that were shown.
    if (stream === undefined) unnamed.add(next)
    else named.set(stream, next)
    return undefined
  }

  const recordDiffers = (record: ExportedRecord): string | undefined => {
    const { envelope, revision, position } = record
    const { stream } = envelope
    const known = named.get(stream)
    if (known && revision <= known.revision) return `revision ${revision} of ${stream} occurs again`
    const form = formOf(record)
    if (form !== 'canonical' && form !== 'other') return form
    if (eventHash(canonical(envelope)).toString('hex') !== record.eventHash) return 'eventHash'
    const candidates = known ? [known] : [START, ...unnamed]
    const head = candidates.find((one) => one.revision === revision - 1 && follows(one, record))
    if (!head)
      return revision === (known ?? START).revision + 1 ? 'chainHash' : `revision ${(known ?? START).revision + 1} of ${stream} is missing`
    if (head === START && begun.has(record.chainHash)) return 'the first event of a stream occurs again'
    if (head === START) begun.add(record.chainHash)
    unnamed.delete(head)
    named.set(stream, { revision, chain: bytes(record.chainHash) })
    if (form === 'other') found({ position, eventId: envelope.id, stream, revision, recordedBy: stream.slice(0, stream.indexOf('.')) })
    return undefined
  }

  /** What is wrong with the next line, or `undefined`. */
  const differs = (text: string): string | undefined => {
    const { data: line } = Line.safeParse(parsed(text))
    if (line === undefined) return 'it is not an event'
    if (comparePositions(line.position, last) <= 0) return `position ${line.position} is not after ${last}`
    last = line.position
    if (isWithheld(line)) return withheldDiffers(line)
    try {
      return recordDiffers(line)
    } catch (failure) {
      if (failure instanceof NotStorable) return 'malformed'
      throw failure
    }
  }
  return { differs, streams: () => named.size + unnamed.size, withheld: () => withheld, others: () => ({ otherForms, otherFormCount }) }
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
  const { differs, streams, withheld, others } = verifier()
  const source = createReadStream(file).on('data', (chunk) => hash.update(chunk))
  let events = 0
  for await (const line of createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY })) {
    events++
    const difference = differs(line)
    if (difference !== undefined) wasChanged(`line ${events}: ${difference}`)
  }
  if (events !== manifest.events) wasChanged(`it has ${events} events, and its manifest states ${manifest.events}`)
  if (withheld() !== manifest.withheld) wasChanged(`${withheld()} of its events are withheld, and its manifest states ${manifest.withheld}`)
  if (hash.digest('hex') !== manifest.sha256) wasChanged('its SHA-256 is not that of the manifest')
  show(screen, { outcome: 'intact', events, streams: streams(), withheld: manifest.withheld, ...others() }, (result) => {
    const without = result.withheld === 0 ? '' : ` (${result.withheld} withheld: only their hashes were verified)`
    const intact = `Intact: ${events} events in ${result.streams} streams, every hash and chain recomputed${without}.`
    return [intact, ...otherFormSentences(result.otherForms, result.otherFormCount)].join('\n')
  })
}
