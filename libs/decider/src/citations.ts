import { LEGAL_SOURCES, type LegalSource, type Read } from './legal-sources.ts'

/** A provision of a source, or the source as a whole, and how much of it was read. */
export interface Citation {
  readonly name: string
  readonly source: LegalSource
  readonly provisions: readonly { readonly provision: string; readonly read?: Read }[]
}

/** The source of a rule: what it cites, and remarks that cite nothing. */
export interface CitedSource {
  readonly citations: readonly Citation[]
  readonly remarks: readonly string[]
}

const MARK = / ?\[[VG][^\]]*\]/g
const PROVISION = /^\d+(?:\.\d+)?(?:\(\w+\))*/
const SEPARATOR = /^(?:, | to | and )/

// Of two names of which one begins with the other, the longer is meant.
const NAMES = Object.keys(LEGAL_SOURCES).toSorted((one, other) => other.length - one.length)

const isRead = (provision: string, read: string): boolean => provision === read || provision.startsWith(`${read}(`)

const readOf = ({ read = [] }: LegalSource, provision: string): Read | undefined =>
  read.find(({ provisions }) => provisions.some((one) => isRead(provision, one)))?.as

/** The provisions at the beginning of a text, and what follows them. */
const provisionsIn = (text: string): readonly [provisions: readonly string[], rest: string] => {
  const found = PROVISION.exec(text)?.[0]
  if (found === undefined) return [[], text]
  const rest = text.slice(found.length)
  const separator = SEPARATOR.exec(rest)?.[0]
  const [more, end] = separator === undefined ? [[], rest] : provisionsIn(rest.slice(separator.length))
  return separator !== undefined && more.length === 0 ? [[found], rest] : [[found, ...more], end]
}

const citationIn = (clause: string): Citation | undefined => {
  const name = NAMES.find((one) => clause === one || clause.startsWith(`${one} `) || clause.startsWith(`${one}:`))
  const source = name === undefined ? undefined : LEGAL_SOURCES[name]
  if (name === undefined || source === undefined) return undefined
  const [provisions, rest] = provisionsIn(clause.slice(name.length).trimStart())
  if (rest !== '' && !rest.startsWith(':')) return undefined
  return {
    name,
    source,
    provisions: provisions.map((provision) => {
      const read = readOf(source, provision)
      return { provision, ...(read && { read }) }
    }),
  }
}

/**
 * Reads the source of a rule: clauses that are separated by semicolons. A clause that cites begins with a name of
 * `LEGAL_SOURCES`, then its provisions, and after a colon what they say.
 */
export const citedSource = (text: string): CitedSource => {
  const clauses = text.replaceAll(MARK, '').split('; ')
  const read = clauses.map((clause) => ({ clause, citation: citationIn(clause) }))
  return {
    citations: read.flatMap(({ citation }) => citation ?? []),
    remarks: read.flatMap(({ clause, citation }) => (citation ? [] : [clause])),
  }
}

/** Whether a text names an instrument (not a practice), wherever it stands. */
export const namesInstrument = (text: string): boolean =>
  NAMES.some((name) => ['treaty', 'guideline', 'standard'].includes(LEGAL_SOURCES[name]?.kind ?? '') && text.includes(name))

/**
 * What the source of a rule rests on: `verified` if the text of every provision that it cites was read, `general` if it
 * cites law of which that is not so, else `practice` or `integrity`.
 */
export type SourceStatus = 'verified' | 'general' | 'practice' | 'integrity'

const isVerified = ({ source, provisions }: Citation): boolean =>
  source.kind !== 'national' && provisions.length > 0 && provisions.every(({ read }) => read === 'text')

export const sourceStatus = ({ citations }: CitedSource): SourceStatus => {
  const law = citations.filter(({ source: { kind } }) => kind !== 'practice' && kind !== 'integrity')
  if (law.length > 0) return law.every(isVerified) ? 'verified' : 'general'
  return citations.some(({ source: { kind } }) => kind === 'practice') ? 'practice' : 'integrity'
}
