import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  adjudicationCommands,
  adjudicationDetentionCommands,
  auditTrailCommands,
  type CommandType,
  investigationCommands,
  prosecutionDetentionCommands,
  type ServiceName,
} from '@case-timeline/contracts'
import type { Aggregate } from '@case-timeline/event-store'

const listing = (service: ServiceName, commands: readonly CommandType[]): Aggregate => ({
  service,
  name: 'listed',
  events: [],
  commands,
  decider: { initial: {}, evolve: (state) => state, decide: () => ({ under: [], events: [] }) },
  streamId: (caseId) => caseId,
})

/** Aggregates that only list the commands that exist: enough to plan an import, which decides nothing. */
export const listed: readonly Aggregate[] = [
  listing('investigation', investigationCommands),
  listing('prosecution', Object.values(prosecutionDetentionCommands)),
  listing('adjudication', [...adjudicationCommands, ...Object.values(adjudicationDetentionCommands)]),
  listing('auditTrail', auditTrailCommands),
]

/** A small mapping in the shape of the one that ships for the Indonesian log. */
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
      by: ['POLICE'],
      command: 'ArrestSuspect',
      data: { personRef: { $ref: 'defendant' }, unseparated: { $case: 'several', as: 'flag' } } as Record<string, unknown>,
    },
    {
      activity: 'HELD',
      by: ['POLICE'],
      command: 'OrderDetention',
      data: {
        personRef: { $ref: 'defendant' },
        from: { $column: 'from', as: 'date' },
        until: { $column: 'until', as: 'date' },
        authority: { $column: 'who', as: 'code' },
      } as Record<string, unknown>,
    },
  ],
  keep: { who: 'code', until: 'date' } as Record<string, string>,
})

export const header = 'case,no,what,who,from,until,note'

/** A log, its case file and its mapping in a folder of their own. */
export const filesOf = async (rows: string | Buffer, mapping: unknown = aMapping(), cases = 'case,several\nc1,0\nc2,1\n') => {
  const folder = await mkdtemp(join(tmpdir(), 'import-'))
  const log = { file: join(folder, 'log.csv'), mapping: join(folder, 'map.json') }
  await writeFile(log.file, rows)
  await writeFile(log.mapping, typeof mapping === 'string' ? mapping : JSON.stringify(mapping))
  await writeFile(join(folder, 'cases.csv'), cases)
  return { log, folder, remove: () => rm(folder, { recursive: true }) }
}
