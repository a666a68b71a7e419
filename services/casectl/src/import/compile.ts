import { type AgencyId, Code, type CommandType, RecordImportedCase, type ServiceName } from '@case-timeline/contracts'
import type { Aggregate } from '@case-timeline/commands'
import { z } from 'zod'
import { attributeName } from './cells.ts'
import { InputRefused } from './input-refused.ts'
import type { Mapping, Template } from './mapping.ts'
import { columnsOf, isConstant } from './template.ts'

/** How a row becomes a command: the command, its aggregate, its data, and the agency that acts. */
export interface RowRule {
  readonly aggregate: Aggregate
  readonly command: CommandType
  readonly data: Readonly<Record<string, Template>>
  readonly agencyId: AgencyId
  /** The document by which the agency lets the import record in its name. */
  readonly mandate?: string | undefined
  readonly asReported: boolean
}

/** An activity of the log; `named`: the mapping names it, so that it is a fact by which a case is opened. */
export interface Activity {
  readonly code: string
  readonly named: boolean
}

/** A mapping that was checked against the header of the log and the existing commands. */
export interface Compiled {
  readonly mapping: Mapping
  /** The number of columns of the log. */
  readonly width: number
  /** Index of each column that the mapping names. */
  readonly columns: ReadonlyMap<string, number>
  readonly ruleFor: (activity: string, agency: string) => RowRule | undefined
  /** The code of an activity by its name in the log; `undefined` where the mapping does not allow the name. */
  readonly activityOf: (name: string) => Activity | undefined
  readonly openings: readonly RowRule[]
  /** How the id of a case in its source is recorded; absent: the mapping withholds it. */
  readonly caseId?: RowRule | undefined
}

export interface Header {
  readonly file: string
  readonly names: readonly string[]
}

type CommandPart = Mapping['commands'][number] | Mapping['openings'][number]

/**
 * The index of each wanted column.
 * @throws InputRefused; its message has names from the mapping only, because the header may contain personal data
 */
export const columnPositions = ({ file, names }: Header, wanted: readonly string[], delimiter: string): Map<string, number> => {
  const missing = wanted.filter((name) => !names.includes(name))
  const otherDelimiter = [';', ',', '\t', '|'].find((one) => one !== delimiter && names[0]?.includes(one))
  if (missing.length > 0 && names.length === 1 && otherDelimiter !== undefined)
    throw new InputRefused(
      'wrong-delimiter',
      file,
      `with the delimiter ${JSON.stringify(delimiter)} the header is a single column; the delimiter is probably ${JSON.stringify(otherDelimiter)}: set "delimiter" in the mapping`,
      { line: 1 },
    )
  if (missing.length > 0)
    throw new InputRefused(
      'missing-column',
      file,
      `the header has ${names.length} columns, but not ${missing.join(', ')}: use the column names of this header in the mapping`,
      { line: 1 },
    )
  const repeated = wanted.find((name) => names.indexOf(name) !== names.lastIndexOf(name))
  if (repeated !== undefined)
    throw new InputRefused('repeated-column', file, `the header has the column ${repeated} twice: rename one of them`, {
      line: 1,
    })
  return new Map(wanted.map((name) => [name, names.indexOf(name)]))
}

/**
 * Checks a template without a row: finds members that the command does not have, missing members, and invalid
 * constants.
 */
const problemsOf = (command: CommandType, data: Readonly<Record<string, Template>>): string[] => {
  if (!(command.data instanceof z.ZodObject)) return []
  const shape: Readonly<Record<string, z.ZodType>> = command.data.shape
  const unknown = Object.keys(data)
    .filter((name) => !(name in shape))
    .map((name) => `${command.name} has no member ${name}`)
  const missingMembers = Object.entries(shape)
    .filter(([name, member]) => !(name in data) && !member.safeParse(undefined).success)
    .map(([name]) => `${command.name} needs ${name}`)
  const invalidMembers = Object.entries(data).flatMap(([name, template]) => {
    const constant = isConstant(template) ? shape[name]?.safeParse(template) : undefined
    return constant?.error ? [`${name}: ${constant.error.issues.map(({ message }) => message).join('; ')}`] : []
  })
  return [...unknown, ...missingMembers, ...invalidMembers]
}

const commandOf = (aggregates: readonly Aggregate[], service: ServiceName, name: string) => {
  for (const aggregate of aggregates) {
    const entry = aggregate.service === service && Object.hasOwn(aggregate.commands, name) ? aggregate.commands[name] : undefined
    if (entry) return { aggregate, command: entry.type }
  }
  return undefined
}

/** The columns of the case file that a mapping reads. */
export const caseFileColumnsOf = ({ commands, openings, caseColumns }: Mapping): string[] => [
  ...new Set([...commands, ...openings].flatMap(({ data }) => columnsOf(data).case).filter((column) => !caseColumns.includes(column))),
]

const activitiesOf = ({ activities, commands }: Mapping) => {
  const table = new Map(Object.entries(activities ?? {}))
  const codes = new Set(table.values())
  /** A command names an activity by its code, or by its name in the log. */
  const codeOf = (activity: string) => (codes.has(activity) ? activity : (table.get(activity) ?? activity))
  const ofCommands = new Set(commands.map(({ activity }) => codeOf(activity)))
  const activityOf = (name: string): Activity | undefined => {
    const code = table.get(name) ?? (ofCommands.has(name) ? name : undefined)
    if (code !== undefined) return { code, named: true }
    return activities === undefined && Code.safeParse(name).success ? { code: name, named: false } : undefined
  }
  return { codeOf, activityOf }
}

/** A header names columns; with more of them it is another file, or an attack. */
const MAX_COLUMNS = 2_000

/**
 * Checks a mapping against the header and the commands that it names, before anything is recorded.
 * @param mapFile the path of the mapping, for messages
 * @throws InputRefused 'bad-mapping', 'missing-column', 'wrong-delimiter' or 'repeated-column'
 */
export const compile = (mapFile: string, mapping: Mapping, header: Header, aggregates: readonly Aggregate[]): Compiled => {
  const problems: string[] = []
  const rulesOfPart = (part: CommandPart, agency: string, where: string): RowRule[] => {
    const known = Object.hasOwn(mapping.agencies, agency) ? mapping.agencies[agency] : undefined
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
    const { agencyId, mandate } = known
    return [{ ...found, data: part.data, agencyId, mandate, asReported: part.asReported ?? mapping.asReported }]
  }

  if (header.names.length > MAX_COLUMNS)
    throw new InputRefused(
      'too-many-columns',
      header.file,
      `the header has ${header.names.length} columns, and may have ${MAX_COLUMNS}: is this the right file?`,
      { line: 1 },
    )
  const { codeOf, activityOf } = activitiesOf(mapping)
  const openings = mapping.openings.flatMap((opening, index) => rulesOfPart(opening, opening.agency, `openings.${index}`))
  const rules = new Map<string, Map<string, RowRule>>()
  mapping.commands.forEach((part, index) => {
    const code = codeOf(part.activity)
    if (!Code.safeParse(code).success)
      problems.push(`commands.${index}: ${JSON.stringify(code)} is not a code: give this activity a code in "activities"`)
    const byAgency = rules.get(code) ?? new Map<string, RowRule>()
    rules.set(code, byAgency)
    for (const agency of part.actorAgencies) {
      if (byAgency.has(agency)) problems.push(`commands.${index}: ${part.activity} of ${agency} is mapped twice`)
      for (const one of rulesOfPart(part, agency, `commands.${index}`)) byAgency.set(agency, one)
    }
  })
  mapping.openings.forEach(({ data }, index) => {
    const { row, keyed } = columnsOf(data)
    if (row.length > 0 || keyed.some((column) => !mapping.caseColumns.includes(column)))
      problems.push(
        `openings.${index}: an opening is sent before the first row: it cannot read a $column. Where the column holds for the whole case, list it in "caseColumns" and read it by $case`,
      )
  })
  if (!mapping.cases && caseFileColumnsOf(mapping).length > 0)
    problems.push(
      `cases: $case reads ${caseFileColumnsOf(mapping).join(', ')}: list each column of the log in "caseColumns", or name a case file in "cases"`,
    )
  const kept = Object.keys(mapping.keepColumns)
  const names = kept.map(attributeName)
  names.forEach((name, index) => {
    if (!Code.safeParse(name).success || names.indexOf(name) !== index)
      problems.push(`keepColumns: ${kept[index]} gives no valid, unique attribute name (letters, digits, _ . -): rename the column`)
  })
  if (problems.length > 0)
    throw new InputRefused('bad-mapping', mapFile, [...new Set(problems)].map((problem) => `\n  ${problem}`).join(''))

  const caseIdCommand = mapping.caseIds === 'reference' ? commandOf(aggregates, 'auditTrail', RecordImportedCase.name) : undefined
  const { case: caseColumn, order, activity, agency, time } = mapping.columns
  const named = [caseColumn, order, activity, agency, time].filter((name) => name !== undefined)
  const read = [...mapping.commands, ...mapping.openings].flatMap(({ data }) => [...columnsOf(data).row, ...columnsOf(data).keyed])
  const wanted = new Set([...named, ...read, ...mapping.caseColumns, ...Object.keys(mapping.keepColumns)])
  const columns = columnPositions(header, [...wanted], mapping.delimiter)
  return {
    mapping,
    width: header.names.length,
    columns,
    activityOf,
    ruleFor: (activityName, agencyName) => rules.get(activityName)?.get(agencyName),
    openings,
    ...(caseIdCommand ? { caseId: { ...caseIdCommand, data: {}, agencyId: mapping.importer.agencyId, asReported: false } } : {}),
  }
}
