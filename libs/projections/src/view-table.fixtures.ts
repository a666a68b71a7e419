import { hidden, optional, type TableDefinition } from './view-table.ts'

/** A row with a member for each kind of column, and an optional member. */
export interface Specimen {
  readonly caseId: string
  readonly itemId: string
  readonly label: string
  readonly sortKey: string
  readonly tags: readonly string[]
  readonly count: number
  readonly byteOffset: string
  readonly isOpen: boolean
  readonly startsAt: string
  readonly entries: readonly object[]
  readonly details: object
  readonly internal: Readonly<Record<string, string>>
  readonly note?: string | undefined
}

export const specimenTable: TableDefinition<Specimen> = {
  name: 'test-specimens',
  version: 2,
  key: ['itemId'],
  columns: {
    itemId: 'uuid',
    label: 'text',
    sortKey: 'orderedText',
    tags: 'text[]',
    count: 'int',
    byteOffset: 'bigint',
    isOpen: 'boolean',
    startsAt: 'timestamptz',
    entries: 'json',
    details: 'jsonb',
    internal: hidden('json'),
    note: optional('text'),
  },
  indexes: {
    sorted: ['sortKey', 'caseId', 'itemId'],
    newest: { on: ['sortKey', 'caseId'], order: 'descending' },
    tags: { on: ['tags'], using: 'gin' },
    noted: { on: ['note'], where: 'present' },
  },
  migration: 1_764_000_000_002,
}
