import { type Confidentiality, confidentiality } from '@case-timeline/access'
import { type Claim, claim, deliver, register, startOf } from '@case-timeline/feed'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { projection } from '@case-timeline/projections'
import type { DataSource } from 'typeorm'
import { caseFileMigrations } from './case-file.migration.ts'
import { CaseFileTable } from './case-file.entity.ts'
import { caseFileOf } from './case-file.view.ts'
import { caseFile, type ReadableCaseFile } from './case-files.ts'
import { AGENCIES } from './told-case.fixtures.ts'

export const SECTORS = ['investigation', 'prosecution', 'adjudication', 'victimSupport'] as const
export type Sector = (typeof SECTORS)[number]

/** The case files of the four sectors on one real log, each folded on when it is asked for. */
export interface FoldedFiles {
  readonly log: TestLog
  readonly dbs: Readonly<Record<Sector, DataSource>>
  /** Brings a sector's view up to the end of the log, in batches of the sizes given, then the rest. */
  foldOn(sector: Sector, sizes?: readonly number[]): Promise<void>
  ordersOf(sector: Sector): Confidentiality
  /** A file as somebody of an agency reads it; unless stated, of the one that records for the sector. */
  fileOf(sector: Sector, caseId: string, agencyId?: string): Promise<ReadableCaseFile>
}

export const foldedFiles = async (): Promise<FoldedFiles> => {
  const log = await testLog()
  const opened: [Sector, DataSource][] = []
  for (const sector of SECTORS) opened.push([sector, await log.open({ entities: [CaseFileTable], migrations: caseFileMigrations })])
  const dbs = Object.fromEntries(opened) as Record<Sector, DataSource>
  const ordersOf = (sector: Sector) => confidentiality(log.storeOf(sector))
  const foldOn = async (sector: Sector, sizes: readonly number[] = []): Promise<void> => {
    const db = dbs[sector]
    const store = log.storeOf(sector)
    const consumer = projection(caseFileOf(sector), store)
    await register(db.manager, consumer, store)
    await db.query('delete from feed_lease')
    const held = (await claim(db, consumer.name, 'spec', 60_000)) as Claim
    for (const limit of [...sizes, 5_000]) {
      const { events, position } = await store.readAll({ after: startOf(held), limit })
      const unhandled = await deliver(db, consumer, held, events, position)
      if (unhandled.length > 0) throw new Error(`${sector} could not fold ${JSON.stringify(unhandled)}`)
    }
  }
  return {
    log,
    dbs,
    foldOn,
    ordersOf,
    fileOf: async (sector, caseId, agencyId = AGENCIES[sector]) => {
      await foldOn(sector)
      const file = await caseFile(dbs[sector], ordersOf(sector), caseId, { sector, agencyId })
      if (!file) throw new Error(`${sector} has no file of ${caseId}`)
      return file
    },
  }
}

/** A file without what differs between two tellings of one story: ids and times of recording. */
export const comparable = (file: unknown): unknown =>
  JSON.parse(JSON.stringify(file, (key, value: unknown) => (['caseId', 'since', 'eventId'].includes(key) ? undefined : value)))
