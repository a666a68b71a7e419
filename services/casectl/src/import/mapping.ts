import { readFile } from 'node:fs/promises'
import { AgencyId, Code, Jurisdiction, Reference, SERVICES, UserId, Zone } from '@case-timeline/contracts'
import { spanOf } from '@case-timeline/decider'
import { z } from 'zod'
import { InputRefused } from './input-refused.ts'

const Column = z.string().min(1).max(200).meta({ description: 'name of a column, as the header writes it' })

/** What a cell must be to be taken over. No type takes free text. */
export const KeptType = z.enum(['code', 'number', 'date', 'reference'])
export type KeptType = z.infer<typeof KeptType>

const CellType = z.enum([...KeptType.options, 'flag']).meta({
  description: 'a flag is true for 1, true, yes, y, and left out otherwise; an empty cell is left out whatever its type',
})
export type CellType = z.infer<typeof CellType>

export const FromColumn = z.strictObject({ $column: Column, as: CellType }).meta({ description: 'the cell of this row' })
export const FromCase = z.strictObject({ $case: Column, as: CellType }).meta({ description: 'the cell of this case in the case file' })
export const MadeUp = z
  .strictObject({ $ref: Code })
  .meta({ description: 'an id made from source, case and this word: the same word of a case gives the same id in every run' })
export const Directive = z.union([FromColumn, FromCase, MadeUp])
export type Directive = z.infer<typeof Directive>

/** Data of a command: constants, and where a cell stands in their place. */
export type Template = string | number | boolean | Directive | Template[] | { [member: string]: Template }
export const Template: z.ZodType<Template> = z.lazy(() =>
  z.union([z.string().max(200), z.int(), z.boolean(), Directive, z.array(Template).max(100), z.record(Code, Template)]),
)

const commandPart = {
  command: Code.meta({ description: 'name of a command of the service, such as ArrestSuspect' }),
  data: z.record(Code, Template),
}

export const Mapping = z.strictObject({
  $schema: z.string().max(500).optional(),
  about: z.string().max(2_000).optional().meta({ description: 'for the reader of the mapping; the import passes it over' }),
  source: Reference.meta({ description: 'names the source for ever: case, order and this make the identity of a row' }),
  jurisdiction: Jurisdiction,
  delimiter: z.string().length(1).default(','),
  columns: z.strictObject({
    case: Column,
    order: Column.optional().meta({ description: 'sequence of a row in its case; absent: the order of the file' }),
    activity: Column,
    agency: Column.optional(),
    time: Column.optional().meta({ description: 'when it happened; an empty cell means unknown' }),
  }),
  time: z.strictObject({
    zone: Zone.meta({ description: 'IANA zone in which the source dates its facts' }),
    precision: z.enum(['day', 'written']).meta({
      description: 'day: a time of day is a filler and is cut off; written: as the source writes it, a time of day with its offset',
    }),
  }),
  importer: z
    .strictObject({ agencyId: AgencyId, userId: UserId, role: Code })
    .meta({ description: 'who records; also what no listed agency did' }),
  agencies: z
    .record(z.string().min(1).max(200), z.strictObject({ agencyId: AgencyId, service: z.enum(SERVICES) }))
    .meta({ description: 'by the value of the agency column: who that is, and whose commands its activities become' }),
  cases: z
    .strictObject({ file: z.string().min(1).max(500), case: Column })
    .optional()
    .meta({ description: 'a second CSV with one row per case, beside the log' }),
  openings: z
    .array(z.strictObject({ agency: z.string().min(1).max(200), ...commandPart }))
    .max(10)
    .default([])
    .meta({ description: 'commands that the source implies, sent once per case before its first row, and counted apart' }),
  commands: z
    .array(
      z.strictObject({
        activity: z.string().min(1).max(200),
        by: z.array(z.string().min(1).max(200)).min(1).max(50).meta({ description: 'the agencies whose activity this is' }),
        ...commandPart,
      }),
    )
    .max(500)
    .meta({ description: 'which activity of which agency is which command; what stands nowhere here is kept as an external fact' }),
  keep: z
    .record(Column, KeptType)
    .default({})
    .meta({ description: 'columns that an external fact keeps, and as what; the cells of all other columns are withheld and counted' }),
})
export type Mapping = z.infer<typeof Mapping>

const refuse = (file: string, says: string): never => {
  throw new InputRefused('bad-mapping', file, says)
}

const textOf = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8')
  } catch {
    throw new InputRefused('no-such-file', file, 'the mapping cannot be read; name it with --map')
  }
}

const parsed = (file: string, text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    return refuse(file, `the mapping is not JSON: ${error instanceof SyntaxError ? error.message : 'unreadable'}`)
  }
}

/** Reads a mapping and checks its shape. @throws InputRefused naming each member that does not fit */
export const readMapping = async (file: string): Promise<Mapping> => {
  const mapping = Mapping.safeParse(parsed(file, await textOf(file)))
  if (!mapping.success) {
    const wrong = mapping.error.issues.map(({ path, message }) => `  ${path.join('.') || 'the mapping'}: ${message}`)
    return refuse(file, `the mapping does not fit deploy/mappings/mapping.schema.json:\n${wrong.join('\n')}`)
  }
  const { zone } = mapping.data.time
  try {
    spanOf('2000-01-01', zone)
  } catch {
    return refuse(file, `time.zone: ${zone} is no IANA time zone; write for example Asia/Jakarta`)
  }
  return mapping.data
}

/** The JSON Schema of a mapping file, for editors; published as deploy/mappings/mapping.schema.json. */
export const mappingSchema = (): string => `${JSON.stringify(z.toJSONSchema(Mapping, { io: 'input' }), null, 2)}\n`
