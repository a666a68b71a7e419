import { access, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  AgencyId,
  Authority,
  Code,
  HOLDING_SERVICES,
  Id,
  Instant,
  Jurisdiction,
  PersonRef,
  type ServiceName,
} from '@case-timeline/contracts'
import { spanOf } from '@case-timeline/decider'
import { InvalidNote, noteSigner, noteVerifier, type NoteSigner } from '@case-timeline/event-store'
import { z } from 'zod'
import type { Client } from './client.ts'
import { EXIT, Failure } from './failure.ts'
import { print, type Screen, show, table } from './screen.ts'
import { parseSector } from './token.ts'

/** The form of the document. It is stored and signed: a change gets another number. */
const FORMAT = 'case-timeline/held-beyond-law/2'

/** Of a document that was read from views at a position of the log: it has `schema`. */
const FORMAT_AT_POSITION = 'case-timeline/held-beyond-law/3'

/** Of the documents of earlier releases, which are verified as they were. It has no `contradicted`. */
const FIRST_FORMAT = 'case-timeline/held-beyond-law/1'

/** A person on the list, as the service lists the person. Members of a later release are kept. */
const Person = z.looseObject({
  caseId: Id,
  personRef: PersonRef,
  concern: z.enum(['limitPassed', 'orderEnded', 'sentenceServed', 'rightEnded', 'limitUnknown', 'contradicted']),
  since: z.string(),
  authority: Code,
  agency: AgencyId,
  owedBy: AgencyId,
  jurisdiction: Jurisdiction,
})
type Person = z.infer<typeof Person>

const Counts = z.strictObject({
  /** Rows with `limitPassed`, `orderEnded`, `sentenceServed` or `rightEnded`. */
  heldBeyondLaw: z.int(),
  limitUnknown: z.int(),
  /** Absent: the document has the first format. */
  contradicted: z.int().optional(),
})

/** Whom an agency holds beyond the law, or under no known limit, at a moment, by the authority that holds them. */
export const HeldDocument = z.strictObject({
  format: z.enum([FORMAT_AT_POSITION, FORMAT, FIRST_FORMAT]),
  agency: AgencyId,
  service: z.enum(HOLDING_SERVICES),
  /** The states are those at this moment. */
  asOf: z.string(),
  /** By what was recorded until then. The same query answers the same later, unless facts are withheld. */
  knownAt: Instant,
  /** The schema of views at a position of the log from which it was read; absent: the live views. */
  schema: z.string().optional(),
  total: Counts,
  authorities: z.array(z.strictObject({ authority: Code, ...Counts.shape, persons: z.array(Person) })),
  /** The listed cases of which a court order withholds data from the reader. */
  withheld: z.array(z.looseObject({ caseId: Id })),
})
export type HeldDocument = z.infer<typeof HeldDocument>

const Page = z.looseObject({
  rows: z.array(Person),
  next: z.string().optional(),
  withheld: z.array(z.looseObject({ caseId: Id })).optional(),
})

export interface HeldRequest {
  readonly agency: string
  readonly sector: string
  readonly date?: string
  readonly zone?: string
  readonly schema?: string
  readonly out?: string
  readonly sign?: string
}

/** The service of a request. @throws Failure for one that holds nobody */
export const holdingServiceOf = (sector: string): HeldDocument['service'] => {
  const service = parseSector(sector)
  const found = HOLDING_SERVICES.find((one) => one === service)
  if (found) return found
  throw new Failure(`${service} holds nobody under the law of custody.`, [`the sectors are ${HOLDING_SERVICES.join(', ')}`], EXIT.usage)
}

/** The last moment of a day, or now. */
const momentOf = (date: string | undefined, zone: string | undefined, now: Date): string => {
  if (date === undefined) return now.toISOString()
  if (!z.iso.date().safeParse(date).success)
    throw new Failure(`${JSON.stringify(date)} is not a day.`, ['write a day such as 2026-11-29'], EXIT.usage)
  return new Date(spanOf(date, zone).until - 1).toISOString()
}

const countsOf = (persons: readonly Person[]): z.infer<typeof Counts> => {
  const limitUnknown = persons.filter(({ concern }) => concern === 'limitUnknown').length
  const contradicted = persons.filter(({ concern }) => concern === 'contradicted').length
  return { heldBeyondLaw: persons.length - limitUnknown - contradicted, limitUnknown, contradicted }
}

const isCountOf = (persons: readonly Person[], stated: z.infer<typeof Counts>): boolean => {
  const { heldBeyondLaw, limitUnknown, contradicted } = countsOf(persons)
  return stated.heldBeyondLaw === heldBeyondLaw && stated.limitUnknown === limitUnknown && (stated.contradicted ?? 0) === contradicted
}

const compareTexts = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
const sortText = ({ since, caseId, personRef, concern }: Person): string => [since, caseId, personRef, concern].join(' ')

/** Reads all pages of the list as one agency, at one moment. */
export const heldBeyondLaw = async (
  client: Pick<Client, 'get' | 'agencyOfToken'>,
  { agency, service, schema }: Pick<HeldDocument, 'agency' | 'service' | 'schema'>,
  at: Pick<HeldDocument, 'asOf' | 'knownAt'>,
): Promise<HeldDocument> => {
  const notOf = (other: string): Failure =>
    new Failure(`The list is that of ${other}, and not that of ${agency}.`, ['use a token of the agency that --agency names'])
  // A list of nobody names no agency: with the token of another one it would say that nobody is held.
  if (client.agencyOfToken !== undefined && client.agencyOfToken !== agency) throw notOf(client.agencyOfToken)
  const persons: Person[] = []
  const withheld = new Map<string, HeldDocument['withheld'][number]>()
  const query = `as-of=${encodeURIComponent(at.asOf)}&known-at=${at.knownAt}${schema === undefined ? '' : `&schema=${encodeURIComponent(schema)}`}&limit=200`
  for (let cursor = ''; ;) {
    const page = await client.get(service satisfies ServiceName, `/held-beyond-law?${query}${cursor}`, Page)
    persons.push(...page.rows)
    for (const one of page.withheld ?? []) withheld.set(one.caseId, one)
    if (page.next === undefined) break
    cursor = `&cursor=${encodeURIComponent(page.next)}`
  }
  const stranger = persons.find((one) => one.owedBy !== agency && one.agency !== agency)
  if (stranger) throw notOf(stranger.owedBy)
  const sorted = persons.toSorted((one, other) => compareTexts(sortText(one), sortText(other)))
  const authorities = [...new Set([...Authority.options, ...sorted.map(({ authority }) => authority).toSorted(compareTexts)])].flatMap(
    (authority) => {
      const own = sorted.filter((one) => one.authority === authority)
      return own.length === 0 ? [] : [{ authority, ...countsOf(own), persons: own }]
    },
  )
  const format = schema === undefined ? FORMAT : FORMAT_AT_POSITION
  const of = { format, agency, service, ...at, ...(schema === undefined ? {} : { schema }) } as const
  return { ...of, total: countsOf(sorted), authorities, withheld: [...withheld.values()] }
}

/** The text that is signed: one JSON document. */
const textOf = (document: HeldDocument): string => `${JSON.stringify(document, undefined, 2)}\n`

/** A document as a signed note, which keeps its text readable. */
export const signedHeld = (document: HeldDocument, signer: NoteSigner): string => signer.sign(textOf(document))

/** The document of a signed note. @throws Failure unless the key signed it, and its counts are those of its persons */
export const verifiedHeld = (note: string, verifierKey: string): HeldDocument => {
  const changed = (what: string): never => {
    throw new Failure(`The list is not what was signed: ${what}.`, ['compare it with its copies, and with the key of the agency'])
  }
  let text = ''
  try {
    text = noteVerifier(verifierKey).open(note)
  } catch (error) {
    if (!(error instanceof InvalidNote)) throw error
    return changed(error.message)
  }
  const { data: document } = HeldDocument.safeParse(parsed(text))
  if (document === undefined) return changed('it has another form')
  for (const { authority, persons, ...stated } of document.authorities) {
    const isOwn = persons.every((person) => person.authority === authority)
    if (!isOwn || !isCountOf(persons, stated)) return changed(`its counts for ${authority} are not those of its persons`)
  }
  const all = document.authorities.flatMap(({ persons }) => persons)
  if (!isCountOf(all, document.total)) return changed('its total is not that of its persons')
  return document
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const summaryOf = ({ agency, service, asOf, knownAt, schema, total, authorities, withheld }: HeldDocument): string => {
  const head = `${agency} (${service}), as of ${asOf}, by what was recorded until ${knownAt}${schema === undefined ? '' : `, in the schema ${schema}`}`
  const rowOf = (name: string, { heldBeyondLaw, limitUnknown, contradicted = 0 }: z.infer<typeof Counts>) =>
    [name, heldBeyondLaw, limitUnknown, contradicted] as const
  const rows = [...authorities.map((one) => rowOf(one.authority, one)), rowOf('all', total)]
  const counts = table(['authority', 'beyond law', 'limit unknown', 'contradicted'], rows)
  return [
    head,
    counts,
    ...(withheld.length === 0 ? [] : [`Cases of which court orders withhold data from this reader: ${withheld.length}.`]),
  ].join('\n')
}

const readKey = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((): never => {
    throw new Failure(`The signing key ${file} cannot be read.`, ['create one: casectl audit create-key FILE --name NAME'], EXIT.usage)
  })

const fileIn = async (out: string, { agency, service, asOf }: HeldDocument): Promise<string> => {
  const isFolder = await stat(out).then(
    (found) => found.isDirectory(),
    () => false,
  )
  return isFolder ? join(out, `held-${agency}-${service}-${asOf.replace(/[-:]|\.\d+/g, '')}.note`) : out
}

/** Writes the list of an agency, signed if a key is given; without a file it is printed. It replaces no file. */
export const listHeld = async (screen: Screen, client: Client, request: HeldRequest, now = new Date()): Promise<void> => {
  const service = holdingServiceOf(request.sector)
  const signer = request.sign === undefined ? undefined : noteSigner(await readKey(request.sign))
  const at = { asOf: momentOf(request.date, request.zone, now), knownAt: `${now.toISOString().slice(0, 19)}Z` }
  const document = await heldBeyondLaw(
    client,
    { agency: request.agency, service, ...(request.schema === undefined ? {} : { schema: request.schema }) },
    at,
  )
  const text = signer ? signedHeld(document, signer) : textOf(document)
  if (request.out === undefined) {
    if (signer) print(screen, text.trimEnd())
    else show(screen, document, summaryOf)
    return
  }
  const file = await fileIn(request.out, document)
  const isThere = await access(file).then(
    () => true,
    () => false,
  )
  if (isThere) throw new Failure(`${file} exists, and a list replaces nothing.`, ['name another file with --out'], EXIT.usage)
  await writeFile(file, text, { mode: 0o600, flag: 'wx' })
  show(screen, { file, ...document }, () => `${summaryOf(document)}\nWritten to ${file}.`)
}

/** Verifies a signed list. It needs no system. */
export const verifyHeld = async (screen: Screen, file: string, verifierKey: string): Promise<void> => {
  const note = await readFile(file, 'utf8').catch((): never => {
    throw new Failure(`${file} cannot be read.`, [], EXIT.usage)
  })
  const document = verifiedHeld(note, verifierKey)
  show(screen, document, (one) => `Signed by ${noteVerifier(verifierKey).name}: ${summaryOf(one)}`)
}
