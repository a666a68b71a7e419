import { readdirSync, readFileSync } from 'node:fs'
import { SECTORS, type ServiceName } from '@case-timeline/contracts'
import { parse } from 'yaml'
import { z } from 'zod'

/** The folder of the pages, as docs/lives/README.md describes them. */
const PAGES = new URL('../../../../docs/lives/', import.meta.url)

const Seen = z.record(z.string(), z.unknown())
const Lines = z.array(z.string()).default([])

/** What the system does instead of what the page says, under "Not yet". */
const Deviation = z.strictObject({
  answers: z.record(z.string(), z.string()).default({}),
  sees: z.record(z.string(), Seen.nullable()).default({}),
  alarms: z.strictObject({ missing: Lines, raised: Lines }).prefault({}),
  held: z.strictObject({ missing: Lines, raised: Lines }).prefault({}),
})
export type Deviation = z.infer<typeof Deviation>

const Facts = z.strictObject({
  Country: z.string().length(2),
  'Time zone': z.string(),
  'Alarms as of': z.string(),
})

export interface Agency {
  readonly agencyId: string
  readonly sector: ServiceName
  readonly country: string
  /** The name of its case, if the life goes through several and it has a part in another than the first. */
  readonly inCase?: string | undefined
  /** The authority under whose own power it holds persons. */
  readonly authority?: string | undefined
}

/**
 * A user of an agency in a case. Its name is the one of the agency, and of the case if that is not the one of the agency:
 * `x in $case`; `colleague at x` is another user than who sends the commands of the agency.
 */
export interface Onlooker {
  readonly name: string
  readonly agency: Agency
  readonly userId: 'first' | 'second'
}

/** A row of the table of steps. */
export interface Step {
  readonly number: string
  readonly date: string
  readonly agencyId: string
  /** The name of the case, if that is not the one of the agency. */
  readonly inCase?: string | undefined
  /** A command; or, with a point in it, an event that another service records by itself. */
  readonly command: string
  readonly data: unknown
  /** Empty: recorded without a warning. */
  readonly answer: string
}

/** A life as its page says it. */
export interface Life {
  readonly title: string
  readonly zone: string
  readonly asOf: string
  readonly agencies: readonly Agency[]
  readonly steps: readonly Step[]
  readonly onlookers: readonly Onlooker[]
  /** What each onlooker sees; `null`: nothing. */
  readonly sees: Readonly<Record<string, z.infer<typeof Seen> | null>>
  readonly alarms: readonly string[]
  readonly held: readonly string[]
  readonly deviation: Deviation
}

type Rows = readonly (readonly string[])[]

/** The rows of the tables of a section whose first column has a heading, without the heading. */
const table = (section: string, heading: string): Rows => {
  const tables = section.split(/\n\n+/).map((block) =>
    block
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) => line.split('|').slice(1, -1))
      .map((cells) => cells.map((cell) => cell.trim().replaceAll('`', ''))),
  )
  return tables.find(([head]) => head?.[0] === heading)?.slice(2) ?? []
}

const yamlIn = (section: string): unknown => parse(/```yaml\n([\s\S]*?)```/.exec(section)?.[1] ?? '{}')

const sectionsOf = (text: string): ReadonlyMap<string, string> =>
  new Map(text.split(/\n## /).map((section) => [section.split('\n')[0]?.trim() ?? '', section] as const))

const required = (sections: ReadonlyMap<string, string>, title: string, page: string): string => {
  const section = sections.get(title)
  if (section === undefined) throw new Error(`${page} has no section "${title}"`)
  return section
}

/** A row as one line, as "Not yet" names it. */
export const lineOf = (cells: readonly string[]): string => cells.join(' | ')

const sectorOf = (text: string, page: string): ServiceName => {
  const sector = SECTORS.find((one) => one === text)
  if (sector === undefined) throw new Error(`${page}: "${text}" is no sector: ${SECTORS.join(', ')}`)
  return sector
}

/** Lines of the end of a page, without what is missing and with what is raised instead. */
export const deviating = (lines: readonly string[], { missing, raised }: Deviation['alarms'], page: string): readonly string[] => {
  const unknown = missing.filter((line) => !lines.includes(line))
  const known = raised.filter((line) => lines.includes(line))
  if (unknown.length + known.length > 0) throw new Error(`${page}: "Not yet" contradicts the page: ${[...unknown, ...known].join('; ')}`)
  return [...lines.filter((line) => !missing.includes(line)), ...raised].toSorted()
}

/** A member that is `null` for one agency is not seen by it, whatever everyone else sees. */
export const withoutNulls = (seen: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(seen).filter(([, value]) => value !== null))

/** Members under a name that the page does not have, such as an answer to a step that was removed. */
const unknownNames = (said: object, known: readonly string[]): readonly string[] =>
  Object.keys(said).filter((name) => !known.includes(name))

const COLLEAGUE = 'colleague at '

/** Each agency in its case, and those of which the page says what they see in another one, or what a colleague sees. */
const onlookersOf = (agencies: readonly Agency[], names: readonly string[]): readonly Onlooker[] => [
  ...agencies.map((agency) => ({ name: agency.agencyId, agency, userId: 'first' as const })),
  ...names.flatMap((name): readonly Onlooker[] => {
    const [agencyId, inCase] = name.replace(COLLEAGUE, '').split(' in $')
    const agency = agencies.find((one) => one.agencyId === agencyId)
    if (agency === undefined || name === agencyId) return []
    return [
      { name, agency: inCase === undefined ? agency : { ...agency, inCase }, userId: name.startsWith(COLLEAGUE) ? 'second' : 'first' },
    ]
  }),
]

/** @throws for a deviation from what the page does not say: it would never be noticed */
const deviatesFromPage = (page: string, { answers, sees }: Deviation, steps: readonly Step[], onlookers: readonly Onlooker[]): void => {
  const numbers = steps.map(({ number }) => number)
  const noSteps = unknownNames(answers, numbers)
  if (noSteps.length > 0) throw new Error(`${page}: "Not yet" has answers to steps that the page does not have: ${noSteps.join(', ')}`)
  const asOnPage = steps.filter(({ number, answer }) => answers[number] === answer).map(({ number }) => number)
  if (asOnPage.length > 0) throw new Error(`${page}: "Not yet" has the same answers as the steps ${asOnPage.join(', ')}`)
  const noAgencies = unknownNames(
    sees,
    onlookers.map(({ name }) => name),
  )
  if (noAgencies.length > 0) throw new Error(`${page}: "Not yet" has agencies that the page does not have: ${noAgencies.join(', ')}`)
}

/**
 * Reads a page.
 * @param page name of its file, for messages
 * @throws for a page of another form
 */
export const lifeOf = (page: string, text: string): Life => {
  const sections = sectionsOf(text)
  const lead = text.split('\n## ')[0] ?? ''
  const facts = Facts.parse(Object.fromEntries([...lead.matchAll(/^- ([^:\n]+): (.+)$/gm)].map(([, name, value]) => [name, value])))
  const agencies = table(required(sections, 'Who', page), 'agency').map(
    ([agencyId = '', sector = '', country, inCase = '', authority = '']) => ({
      agencyId,
      sector: sectorOf(sector, page),
      country: country === undefined || country === '' ? facts.Country : country,
      inCase: inCase === '' ? undefined : inCase,
      authority: authority === '' ? undefined : authority,
    }),
  )
  const steps = table(required(sections, 'Steps', page), 'n').map(
    ([number = '', date = '', agency = '', command = '', data = '', answer = '']) => ({
      number,
      date,
      agencyId: agency.split(' in $')[0] ?? '',
      inCase: agency.split(' in $')[1],
      command,
      data: data === '' ? {} : parse(data),
      answer,
    }),
  )
  const deviation = Deviation.parse(yamlIn(sections.get('Not yet') ?? ''))
  const { everyone = {}, ...own } = z.record(z.string(), Seen.nullable()).parse(yamlIn(required(sections, 'What each agency sees', page)))
  const onlookers = onlookersOf(agencies, Object.keys(own))
  deviatesFromPage(page, deviation, steps, onlookers)
  const strangers = unknownNames(
    own,
    onlookers.map(({ name }) => name),
  )
  if (strangers.length > 0) throw new Error(`${page} says what agencies see that it does not have: ${strangers.join(', ')}`)
  const alarms = required(sections, 'Which alarms stand', page)
  return {
    title: lead.split('\n')[0]?.replace(/^# /, '') ?? page,
    zone: facts['Time zone'],
    asOf: facts['Alarms as of'],
    agencies,
    steps,
    onlookers,
    sees: Object.fromEntries(
      onlookers.map(({ name }) => {
        const seen = own[name]
        if (seen === undefined) throw new Error(`${page} does not say what ${name} sees`)
        return [name, seen && withoutNulls({ ...everyone, ...seen })]
      }),
    ),
    alarms: table(alarms, 'agency').map(lineOf),
    held: table(alarms, 'held by').map(lineOf),
    deviation,
  }
}

/** All pages, by the names of their files. */
export const lives = (): readonly Life[] =>
  readdirSync(PAGES)
    .filter((name) => /^\d\d-.*\.md$/.test(name))
    .toSorted()
    .map((page) => lifeOf(page, readFileSync(new URL(page, PAGES), 'utf8')))
