// The sources in docs/rules.md: what each rule cites with how much of it was read, and the table of all sources.
import { citedSource, LEGAL_SOURCES, sourceStatus } from '@case-timeline/decider'

const MARKS = { text: '[V]', part: '[V in part]', heading: '[V heading]' }

/** Sources that cite law, of which something can be read. */
const isLaw = ({ kind }) => !['practice', 'integrity', 'national'].includes(kind)

/** The anchor of a source in the table. */
const anchorOf = (name) => `source-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`

const withMark = ({ provision, read }) => `${provision} ${MARKS[read] ?? '[G]'}`

/** A clause as the rule has it, with a mark for each provision. */
const clauseText = (clause) => {
  const [citation] = citedSource(clause).citations
  if (citation === undefined) return clause
  const { name, source, provisions } = citation
  const colon = clause.indexOf(': ')
  const note = colon < 0 ? '' : clause.slice(colon)
  const marked = provisions.length > 0 ? ` ${provisions.map(withMark).join(', ')}` : isLaw(source) ? ' [G]' : ''
  return isLaw(source) ? `[${name}](#${anchorOf(name)})${marked}${note}` : `${name}${note}`
}

/** The source of a rule, each citation with a link to the table and its mark. */
export const sourceText = ({ source }) => source.split('; ').map(clauseText).join('; ')

export const statusText = ({ source }) => sourceStatus(citedSource(source))

const sentenceOfBound = ({ bound, notBound }) =>
  [
    ...(bound?.read
      ? [
          `${statesText(
            bound.read
              .flatMap(({ states }) => states.split(' '))
              .toSorted()
              .join(' '),
          )} [V]`,
        ]
      : []),
    ...(bound?.general ? [`${statesText(bound.general)} [G]`] : []),
    ...(notBound ? [`not ${statesText(notBound)} [G]`] : []),
  ].join('; ')

/** Which states of ASEAN each treaty that a rule cites binds; empty if it cites none. A state that is not named is unknown. */
export const boundStatesText = ({ source }) =>
  [...new Map(citedSource(source).citations.map((citation) => [citation.name, citation.source]))]
    .filter(([, { kind }]) => kind === 'treaty')
    .map(([name, treaty]) => `${name}: ${sentenceOfBound(treaty) || 'unknown'}`)
    .join('<br>')

const statesText = (states) => states.split(' ').join(', ')

const linked = (at) => (at.startsWith('http') ? `<${at}>` : at)

const readText = ({ read = [] }) =>
  read.map(({ provisions, as, at }) => `${provisions.join(', ')} ${MARKS[as]}: ${linked(at)}`).join('<br>') || 'nothing [G]'

const sinceText = (states, since = {}) =>
  states
    .split(' ')
    .map((state) => (since[state] ? `${state} (${since[state]})` : state))
    .join(', ')

const boundText = ({ kind, bound, notBound }) => {
  if (kind !== 'treaty') return 'nobody: it is no treaty'
  return [
    ...(bound?.read ?? []).map(({ states, since, at }) => `${sinceText(states, since)} [V]: ${linked(at)}`),
    ...(bound?.general ? [`${statesText(bound.general)} [G]`] : []),
    ...(notBound ? [`not ${statesText(notBound)} [G]`] : []),
  ].join('<br>')
}

/** The table of all sources that cite law, and what the other names mean. */
export const sourcesTable = () => {
  const sources = Object.entries(LEGAL_SOURCES)
  const rows = sources
    .filter(([, source]) => isLaw(source))
    .map(([name, source]) => `| <a id="${anchorOf(name)}"></a>${name} | ${source.citation} | ${readText(source)} | ${boundText(source)} |`)
  const others = sources.filter(([, source]) => !isLaw(source)).map(([name, { citation }]) => `- **${name}**: ${citation}`)
  return ['| source | citation | read | binds |', '|---|---|---|---|', ...rows, '', 'Not law that was cited:', '', ...others]
}

/** Each source for the catalogue: its citation, what of it was read and where, and which states it binds. */
export const sourceEntries = () =>
  Object.entries(LEGAL_SOURCES).map(([id, source]) => ({
    id,
    citation: source.citation,
    read: source.read?.map(({ provisions, as, at }) => ({ what: `${provisions.join(', ')} ${MARKS[as]}`, at })),
    binds: source.kind === 'treaty' ? sentenceOfBound(source) || 'unknown' : isLaw(source) ? 'nobody: it is no treaty' : undefined,
  }))

/** The names of the sources that a rule cites. */
export const citedNames = ({ source }) => [...new Set(citedSource(source).citations.map(({ name }) => name))]
