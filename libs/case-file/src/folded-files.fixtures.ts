import { type Confidentiality, confidentiality } from '@case-timeline/access'
import {
  CaseReferredToProsecution,
  IndictmentFiled,
  PresumedVictimIdentified,
  VictimSuspectConflictFlagged,
} from '@case-timeline/contracts'
import { type Claim, claim, deliver, register, lowestPositionOf } from '@case-timeline/feed'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { textOf } from '@case-timeline/http'
import { projection, tablesOf, type View } from '@case-timeline/projections'
import type { DataSource } from 'typeorm'
import { caseFileOf, caseFileTable } from './case-file.view.ts'
import type { CaseFile } from './case-file.ts'
import { type CaseFileReader, caseFileReader } from './case-file-reader.ts'
import type { ReadableCaseFile } from './case-files.ts'
import { AGENCIES } from './case-history.fixtures.ts'

export const SECTORS = ['investigation', 'prosecution', 'adjudication', 'victimSupport'] as const
export type Sector = (typeof SECTORS)[number]

/** The case files of the four sectors, with the events that their handovers declare. */
export const CASE_FILES_OF: Readonly<Record<Sector, View<CaseFile>>> = {
  investigation: caseFileOf('investigation', []),
  prosecution: caseFileOf('prosecution', [CaseReferredToProsecution, VictimSuspectConflictFlagged]),
  adjudication: caseFileOf('adjudication', [IndictmentFiled]),
  victimSupport: caseFileOf('victimSupport', [PresumedVictimIdentified]),
}

/** The case files of the four sectors over one real log, folded on demand. */
export interface FoldedFiles {
  readonly log: TestLog
  readonly dbs: Readonly<Record<Sector, DataSource>>
  /** Brings a sector's view up to the end of the log, in batches of the given sizes, then the rest. */
  foldAvailable(sector: Sector, sizes?: readonly number[]): Promise<void>
  ordersOf(sector: Sector): Confidentiality
  /** A file as a user of an agency reads it; by default of the agency that records for the sector. */
  fileOf(sector: Sector, caseId: string, agencyId?: string): Promise<ReadableCaseFile>
}

/** Opens a log and the case files of the four sectors. */
export const foldedFiles = async (): Promise<FoldedFiles> => {
  const log = await testLog()
  const opened: [Sector, DataSource][] = []
  for (const sector of SECTORS) opened.push([sector, await log.open(tablesOf([caseFileTable]))])
  const dbs = Object.fromEntries(opened) as Record<Sector, DataSource>
  const ordersOf = (sector: Sector) => confidentiality(log.storeOf(sector))
  const readerOf = (sector: Sector): CaseFileReader => caseFileReader(dbs[sector], CASE_FILES_OF[sector], ordersOf(sector))
  // Those that keep what they read, for all specifications of a file.
  const warm = Object.fromEntries(SECTORS.map((sector) => [sector, readerOf(sector)])) as Record<Sector, CaseFileReader>
  const foldAvailable = async (sector: Sector, sizes: readonly number[] = []): Promise<void> => {
    const db = dbs[sector]
    const store = log.storeOf(sector)
    const consumer = projection(CASE_FILES_OF[sector], store)
    await register(db.manager, consumer, store)
    // Otherwise the lease of the previous call would have to expire first.
    await db.query('delete from feed_lease')
    const claimed = (await claim(db, consumer.name, 'spec', 60_000)) as Claim
    for (const limit of [...sizes, 5_000]) {
      const { events, ...at } = await store.readAll({ after: lowestPositionOf(claimed), limit })
      const unhandled = await deliver(db, consumer, claimed, events, at)
      if (unhandled.length > 0) throw new Error(`${sector} could not fold ${JSON.stringify(unhandled)}`)
    }
  }
  return {
    log,
    dbs,
    foldAvailable,
    ordersOf,
    fileOf: async (sector, caseId, agencyId = AGENCIES[sector]) => {
      await foldAvailable(sector)
      const file = await readerOf(sector)(caseId, { sector, agencyId })
      if (!file) throw new Error(`${sector} has no file of ${caseId}`)
      const kept = [await warm[sector](caseId, { sector, agencyId }), await warm[sector](caseId, { sector, agencyId })]
      for (const one of kept)
        if (String(textOf(one)) !== JSON.stringify(file))
          throw new Error(`a reader that keeps files gives ${sector} another file of ${caseId}`)
      return file
    },
  }
}

/** A file without the values that differ between two recordings of the same history: ids and recording times. */
export const comparable = (file: unknown): unknown =>
  JSON.parse(
    JSON.stringify(file, (key, value: unknown) => (['caseId', 'since', 'eventId', 'correctedAt'].includes(key) ? undefined : value)),
  )
