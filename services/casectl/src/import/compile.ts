import { type AgencyId, Code, type CommandType, type ServiceName } from '@case-timeline/contracts'
import type { Aggregate } from '@case-timeline/event-store'
import { z } from 'zod'
import { attributeName } from './cells.ts'
import { InputRefused } from './input-refused.ts'
import type { Mapping, Template } from './mapping.ts'
import { columnsOf, isConstant } from './template.ts'

/** Which command of which aggregate a row becomes, and as whose fact. */
export interface Rule {
  readonly aggregate: Aggregate
  readonly command: CommandType
  readonly data: Readonly<Record<string, Template>>
  readonly agencyId: AgencyId
}

/** A mapping held against the log's header, the case file's header and the commands that exist. */
export interface Compiled {
  readonly mapping: Mapping
  readonly width: number
  /** Place of each column that the mapping names. */
  readonly columns: ReadonlyMap<string, number>
  readonly ruleFor: (activity: string, agency: string) => Rule | undefined
  readonly openings: readonly Rule[]
}

export interface Header {
  readonly file: string
  readonly names: readonly string[]
}

type Part = Mapping['commands'][number] | Mapping['openings'][number]

/** Where each wanted column stands. @throws InputRefused; names of the mapping are shown, never what the file holds in their place */
export const placesOf = ({ file, names }: Header, wanted: readonly string[], delimiter: string): Map<string, number> => {
  const missing = wanted.filter((name) => !names.includes(name))
  const other = [';', ',', '\t', '|'].find((one) => one !== delimiter && names[0]?.includes(one))
  if (missing.length > 0 && names.length === 1 && other !== undefined)
    throw new InputRefused(
      'wrong-delimiter',
      file,
      `the header is one column when it is cut at ${JSON.stringify(delimiter)}; it looks as if the delimiter were ${JSON.stringify(other)}: set "delimiter" in the mapping`,
      { line: 1 },
    )
  if (missing.length > 0)
    throw new InputRefused(
      'missing-column',
      file,
      `the header has ${names.length} columns, but not ${missing.join(', ')}, which the mapping names: name the columns as this header does`,
      { line: 1 },
    )
  const repeated = wanted.find((name) => names.indexOf(name) !== names.lastIndexOf(name))
  if (repeated !== undefined)
    throw new InputRefused('repeated-column', file, `the header has ${repeated} twice: rename one, so that it is clear which is meant`, {
      line: 1,
    })
  return new Map(wanted.map((name) => [name, names.indexOf(name)]))
}

/** What is wrong with a template before any row fills it: members that the command does not take, lacks, or takes otherwise. */
const problemsOf = (command: CommandType, data: Readonly<Record<string, Template>>): string[] => {
  if (!(command.data instanceof z.ZodObject)) return []
  const shape: Readonly<Record<string, z.ZodType>> = command.data.shape
  const unknown = Object.keys(data)
    .filter((name) => !(name in shape))
    .map((name) => `${command.name} takes no ${name}`)
  const lacking = Object.entries(shape)
    .filter(([name, member]) => !(name in data) && !member.safeParse(undefined).success)
    .map(([name]) => `${command.name} needs ${name}`)
  const wrong = Object.entries(data).flatMap(([name, template]) => {
    const constant = isConstant(template) ? shape[name]?.safeParse(template) : undefined
    return constant?.error ? [`${name}: ${constant.error.issues.map(({ message }) => message).join('; ')}`] : []
  })
  return [...unknown, ...lacking, ...wrong]
}

const commandOf = (aggregates: readonly Aggregate[], service: ServiceName, name: string) => {
  for (const aggregate of aggregates) {
    const command = aggregate.service === service ? aggregate.commands.find((one) => one.name === name) : undefined
    if (command) return { aggregate, command }
  }
  return undefined
}

/** The columns of the case file that a mapping reads. */
export const caseColumnsOf = ({ commands, openings }: Mapping): string[] => [
  ...new Set([...commands, ...openings].flatMap(({ data }) => columnsOf(data).case)),
]

/**
 * Holds a mapping against everything that it names, before anything is recorded.
 * @param mapFile where the mapping stands, for messages
 * @throws InputRefused 'bad-mapping', 'missing-column', 'wrong-delimiter' or 'repeated-column'
 */
export const compile = (mapFile: string, mapping: Mapping, header: Header, aggregates: readonly Aggregate[]): Compiled => {
  const problems: string[] = []
  const rule = (part: Part, agency: string, where: string): Rule[] => {
    const known = mapping.agencies[agency]
    if (!known) {
      problems.push(`${where}: ${agency} is not among the agencies of the mapping`)
      return []
    }
    const found = commandOf(aggregates, known.service, part.command)
    if (!found) {
      problems.push(`${where}: ${known.service} has no command ${part.command}`)
      return []
    }
    problems.push(...problemsOf(found.command, part.data).map((problem) => `${where}: ${problem}`))
    return [{ ...found, data: part.data, agencyId: known.agencyId }]
  }

  const openings = mapping.openings.flatMap((opening, index) => rule(opening, opening.agency, `openings.${index}`))
  const rules = new Map<string, Map<string, Rule>>()
  mapping.commands.forEach((part, index) => {
    const byAgency = rules.get(part.activity) ?? new Map<string, Rule>()
    rules.set(part.activity, byAgency)
    for (const agency of part.by) {
      if (byAgency.has(agency)) problems.push(`commands.${index}: ${part.activity} of ${agency} is mapped twice`)
      for (const one of rule(part, agency, `commands.${index}`)) byAgency.set(agency, one)
    }
  })
  mapping.openings.forEach(({ data }, index) => {
    if (columnsOf(data).row.length > 0) problems.push(`openings.${index}: an opening stands before every row, so it can read no $column`)
  })
  if (!mapping.cases && caseColumnsOf(mapping).length > 0)
    problems.push('cases: a template reads $case, but the mapping names no case file')
  const kept = Object.keys(mapping.keep)
  const names = kept.map(attributeName)
  names.forEach((name, index) => {
    if (!Code.safeParse(name).success || names.indexOf(name) !== index)
      problems.push(`keep: ${kept[index]} gives no attribute name of its own (letters, digits, _ . -)`)
  })
  if (problems.length > 0)
    throw new InputRefused('bad-mapping', mapFile, [...new Set(problems)].map((problem) => `\n  ${problem}`).join(''))

  const { case: caseColumn, order, activity, agency, time } = mapping.columns
  const named = [caseColumn, order, activity, agency, time].filter((name) => name !== undefined)
  const read = mapping.commands.flatMap(({ data }) => columnsOf(data).row)
  const columns = placesOf(header, [...new Set([...named, ...read, ...Object.keys(mapping.keep)])], mapping.delimiter)
  return { mapping, width: header.names.length, columns, ruleFor: (a, by) => rules.get(a)?.get(by), openings }
}
