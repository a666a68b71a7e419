import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { COMMAND_TYPES, type ServiceName } from '@case-timeline/contracts'
import { aggregate, type Aggregate, takes } from '@case-timeline/commands'

const aggregateListing = (service: ServiceName): Aggregate =>
  aggregate({
    service,
    name: 'listed',
    events: [],
    initial: {},
    evolve: (state) => state,
    streamId: (caseId) => caseId,
    commands: [...COMMAND_TYPES.values()]
      .filter((type) => type.service === service)
      .map((type) => takes(type, { decide: () => ({ under: [], events: [] }) })),
  })

/** Aggregates with the existing commands, but without decisions: enough to plan an import. */
export const listedAggregates: readonly Aggregate[] = (['investigation', 'prosecution', 'adjudication', 'auditTrail'] as const).map(
  aggregateListing,
)

/** A small mapping, similar to the one for the Indonesian log in deploy/mappings. */
export const aMapping = () => ({
  source: 'test-log',
  jurisdiction: 'ZZ',
  columns: { case: 'case', order: 'no', activity: 'what', agency: 'who', time: 'from' },
  time: { zone: 'Asia/Jakarta', precision: 'day' },
  importer: { agencyId: 'zz-archive', userId: 'log-import', role: 'importer' },
  agencies: { POLICE: { agencyId: 'zz-police', service: 'investigation' } },
  cases: { file: 'cases.csv', case: 'case' },
  openings: [
    { agency: 'POLICE', command: 'OpenCase', data: { source: 'migration', leadAgency: 'zz-police', suspectedPurposes: [] as string[] } },
  ],
  commands: [
    {
      activity: 'ARREST',
      actorAgencies: ['POLICE'],
      command: 'ArrestSuspect',
      data: { personRef: { $ref: 'defendant' }, unseparated: { $case: 'several', as: 'flag' } } as Record<string, unknown>,
    },
    {
      activity: 'HELD',
      actorAgencies: ['POLICE'],
      command: 'OrderDetention',
      data: {
        personRef: { $ref: 'defendant' },
        from: { $column: 'from', as: 'date' },
        until: { $column: 'until', as: 'date' },
        authority: { $column: 'who', as: 'code' },
      } as Record<string, unknown>,
    },
  ],
  keepColumns: { who: 'code', until: 'date' } as Record<string, string>,
})

export const header = 'case,no,what,who,from,until,note'

/** Writes a log, its case file and its mapping into a new folder. */
export const writeImportFiles = async (rows: string | Buffer, mapping: unknown = aMapping(), cases = 'case,several\nc1,0\nc2,1\n') => {
  const folder = await mkdtemp(join(tmpdir(), 'import-'))
  const log = { file: join(folder, 'log.csv'), mapping: join(folder, 'map.json') }
  await writeFile(log.file, rows)
  await writeFile(log.mapping, typeof mapping === 'string' ? mapping : JSON.stringify(mapping))
  await writeFile(join(folder, 'cases.csv'), cases)
  return { log, folder, remove: () => rm(folder, { recursive: true }) }
}
