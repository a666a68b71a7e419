import { AgencyId, Code, Jurisdiction, Reference, SERVICES, UserId, Zone } from '@case-timeline/contracts'
import { z } from 'zod'

const Column = z.string().min(1).max(200).meta({ description: 'name of a column, as in the header' })

/** The types of cells that an import can keep. None of them allows free text. */
export const KeptType = z.enum(['code', 'number', 'date', 'reference'])
export type KeptType = z.infer<typeof KeptType>

const CellType = z.enum([...KeptType.options, 'flag']).meta({
  description: 'a flag is true for 1, true, yes, y, and left out otherwise; an empty cell of any type is left out',
})
export type CellType = z.infer<typeof CellType>

/** A table is bounded, because it is kept in memory and read for each row. */
const MAX_ENTRIES = 2_000
const tableOf = <T extends z.ZodType>(value: T) =>
  z.record(z.string().min(1).max(200), value).refine((table) => Object.keys(table).length <= MAX_ENTRIES, `at most ${MAX_ENTRIES} entries`)

const Values = tableOf(z.string().min(1).max(200)).meta({
  description: 'for each text that a cell may have, what it means; a cell with another text is not readable',
})

export const FromColumn = z
  .strictObject({ $column: Column, as: CellType, values: Values.optional() })
  .meta({ description: 'the cell of this row' })
export const FromCase = z
  .strictObject({ $case: Column, as: CellType, values: Values.optional() })
  .meta({ description: 'the cell of this case: in a column of `caseColumns`, or in the case file' })
export const GeneratedId = z
  .strictObject({
    $ref: Code,
    from: Column.optional().meta({
      description:
        'a column that distinguishes things of one kind, such as a name: equal cells in a case give the same id. The cell is not kept',
    }),
  })
  .meta({ description: 'an id computed from source, case and this word: the same word in a case gives the same id in every run' })
export type FromColumn = z.infer<typeof FromColumn>
export type FromCase = z.infer<typeof FromCase>
export type GeneratedId = z.infer<typeof GeneratedId>
export const Directive = z.union([FromColumn, FromCase, GeneratedId])
export type Directive = z.infer<typeof Directive>

/** The data of a command: constants, and directives that are replaced by values of a row or case. */
export type Template = string | number | boolean | Directive | Template[] | { [member: string]: Template }
export const Template: z.ZodType<Template> = z.lazy(() =>
  z.union([z.string().max(200), z.int(), z.boolean(), Directive, z.array(Template).max(100), z.record(Code, Template)]),
)

const AsReported = z.boolean().meta({
  description:
    'true: the rows are recorded as the source reports them, with warnings where a rule would refuse a decision; false: as if decided today',
})

const commandPart = {
  asReported: AsReported.optional().meta({ description: 'replaces that of the mapping' }),
  command: Code.meta({ description: 'name of a command of the service, such as ArrestSuspect' }),
  data: z.record(Code, Template),
}

export const Mapping = z.strictObject({
  $schema: z.string().max(500).optional(),
  about: z.string().max(2_000).optional().meta({ description: 'a note for readers of the mapping; the import ignores it' }),
  source: Reference.meta({ description: 'permanent name of the source: it is a part of the identity of every row, with case and order' }),
  jurisdiction: Jurisdiction,
  delimiter: z.string().length(1).default(','),
  columns: z.strictObject({
    case: Column,
    order: Column.optional().meta({ description: 'sequence number of a row in its case; absent: the order of the file' }),
    activity: Column,
    agency: Column.optional(),
    time: Column.optional().meta({ description: 'when the activity happened; an empty cell means that the time is unknown' }),
  }),
  time: z.strictObject({
    zone: Zone.meta({ description: 'IANA zone in which the source dates its facts' }),
    precision: z.enum(['day', 'written']).meta({
      description:
        'day: only the day counts, and a time of day is cut off; written: as the source writes it, and a time of day needs an offset',
    }),
  }),
  importer: z.strictObject({ agencyId: AgencyId, userId: UserId, role: Code }).meta({
    description: 'the user who records all rows; the agency is that of external facts, because a command has the agency of its row',
  }),
  agencies: z
    .record(
      z.string().min(1).max(200),
      z.strictObject({
        agencyId: AgencyId,
        service: z.enum(SERVICES),
        mandate: Reference.optional().meta({
          description:
            'the document by which the agency lets the import record in its name; absent: the importer’s agency records what the source reports',
        }),
      }),
    )
    .meta({ description: 'for each value of the agency column: the agency, and the service to which its commands are sent' }),
  asReported: AsReported.default(false),
  activities: tableOf(Code).optional().meta({
    description:
      'the code of each activity, by its name in the log; a row with an activity that is neither here nor in `commands` is unreadable. Absent: activities are codes already',
  }),
  caseIds: z.enum(['withheld', 'reference']).default('withheld').meta({
    description:
      'reference: the ids of cases in the source contain no personal data, and are recorded with the case where they are references; withheld: they are not recorded. A case is found by its id either way',
  }),
  caseColumns: z.array(Column).max(50).default([]).meta({
    description: 'columns of the log that hold for a case as a whole; $case reads them. The first cell of a case that is not empty counts',
  }),
  cases: z
    .strictObject({ file: z.string().min(1).max(500), case: Column })
    .optional()
    .meta({ description: 'a second CSV file with one row per case, in the folder of the log' }),
  openings: z
    .array(z.strictObject({ agency: z.string().min(1).max(200), ...commandPart }))
    .max(10)
    .default([])
    .meta({ description: 'commands that the source implies, sent once per case before its first row, and counted separately' }),
  commands: z
    .array(
      z.strictObject({
        activity: z.string().min(1).max(200),
        actorAgencies: z
          .array(z.string().min(1).max(200))
          .min(1)
          .max(50)
          .meta({ description: 'the values of the agency column for which this command is used' }),
        ...commandPart,
      }),
    )
    .max(500)
    .meta({ description: 'the command for each activity of an agency; any other activity is recorded as an external fact' }),
  keepColumns: z.record(Column, KeptType).default({}).meta({
    description: 'columns that an external fact keeps, with their types; the cells of all other columns are withheld and counted',
  }),
})
export type Mapping = z.infer<typeof Mapping>

/** The JSON Schema of a mapping file, for editors; published as deploy/mappings/mapping.schema.json. */
export const mappingSchema = (): string => `${JSON.stringify(z.toJSONSchema(Mapping, { io: 'input' }), null, 2)}\n`
