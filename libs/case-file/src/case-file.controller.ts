import { Controller, Get, Query, type Type } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { CASE_READERS, Confidentiality, Reveals, Roles, ThisService } from '@case-timeline/access'
import { Answers, Context, ImportedCases, Problem, type RequestContext, restrictedTo, SOURCE_QUERY } from '@case-timeline/http'
import type { View } from '@case-timeline/projections'
import { EventStore } from '@case-timeline/event-store'
import { DataSource } from 'typeorm'
import { z } from 'zod'
import type { CaseFile } from './case-file.ts'
import { type CaseFileReader, caseFileReader } from './case-file-reader.ts'
import { CASE_PAGE, CasePage, casesOf, readableCaseFileOf, UnknownCursor } from './case-files.ts'
import { CASE_FILE_VIEW, readAtPosition, readerOf, SCHEMA_QUERY } from '@case-timeline/lists'

const Page = z.strictObject({
  cursor: z.string().max(200).optional().meta({ description: 'the `next` of the previous page' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  ...SOURCE_QUERY,
  ...SCHEMA_QUERY,
  // Read by an interceptor of every query.
  'min-position': z.string().optional(),
})

/**
 * The case files of a sector; roles of other sectors have no access.
 * @param view the sector's case files
 */
export const caseFileControllerOf = (view: View<CaseFile>): Type => {
  @ApiTags('case file')
  @Controller('cases')
  @Roles(...CASE_READERS)
  class CaseFileController {
    private readonly read: CaseFileReader

    constructor(
      private readonly db: DataSource,
      private readonly self: ThisService,
      private readonly confidentiality: Confidentiality,
      private readonly imported: ImportedCases,
      private readonly store: EventStore,
    ) {
      this.read = caseFileReader(db, view, confidentiality)
    }

    @Get()
    @Reveals('case-facts')
    @ApiOperation({
      summary:
        'The cases in which the caller’s agency participates, the newest first, in pages; or the one of them that was imported under an id.',
    })
    @Answers(CasePage, CASE_PAGE)
    async cases(@Context() context: RequestContext, @Query({ schema: Page }) { cursor, limit, schema, ...source }: z.infer<typeof Page>) {
      const { db, store } = this
      const query = { ...readerOf(context, this.self), cursor, limit, only: restrictedTo(this.imported, source) }
      try {
        return await readAtPosition({ db, store }, schema, CASE_FILE_VIEW, (at) =>
          casesOf(db, view, this.confidentiality, { ...query, at }),
        )
      } catch (error) {
        throw error instanceof UnknownCursor ? new Problem('malformed-request', error.message) : error
      }
    }

    @Get(':caseId')
    @Reveals('case-facts')
    @ApiOperation({ summary: 'A case as this sector may see it: its own facts and those that the other sectors share with it.' })
    @Answers(...readableCaseFileOf(view))
    async caseFile(@Context() context: RequestContext) {
      const file = await this.read(context.caseId, readerOf(context, this.self))
      if (!file) throw new Problem('position-not-reached', 'the case file is not built yet', { retryAfterSeconds: 1 })
      return file
    }
  }
  return CaseFileController
}
