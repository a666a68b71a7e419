import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { CASE_READERS, Confidentiality, Reveals, Roles, ThisService } from '@case-timeline/access'
import { Answers, type Asked, Problem, WhoAsks } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { z } from 'zod'
import { CASE_FILE, CASE_PAGE, caseFile, CasePage, casesOf, ReadableCaseFile, UnknownCursor } from './case-files.ts'
import { readerOf } from './page.ts'

const Page = z.strictObject({
  cursor: z.string().max(200).optional().meta({ description: 'the `next` of the page before' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  'min-position': z.string().optional(),
})

/** A sector's own picture of its cases; the roles of the other sectors do not get this far. */
@ApiTags('case file')
@Controller('cases')
@Roles(...CASE_READERS)
export class CaseFileController {
  constructor(
    private readonly db: DataSource,
    private readonly self: ThisService,
    private readonly confidentiality: Confidentiality,
  ) {}

  @Get()
  @Reveals('case-facts')
  @ApiOperation({ summary: 'The cases that the caller’s agency takes part in, the last opened first, page by page.' })
  @Answers(CasePage, CASE_PAGE)
  async cases(@WhoAsks() asked: Asked, @Query({ schema: Page }) { cursor, limit }: z.infer<typeof Page>) {
    try {
      return await casesOf(this.db, this.confidentiality, { ...readerOf(asked, this.self), cursor, limit })
    } catch (error) {
      throw error instanceof UnknownCursor ? new Problem('malformed-request', error.message) : error
    }
  }

  @Get(':caseId')
  @Reveals('case-facts')
  @ApiOperation({ summary: 'A case as this sector sees it: its own facts and what the others share with it.' })
  @Answers(ReadableCaseFile, CASE_FILE)
  async caseFile(@WhoAsks() asked: Asked) {
    const file = await caseFile(this.db, this.confidentiality, asked.caseId, readerOf(asked, this.self))
    if (!file) throw new Problem('position-not-reached', 'the case file is not built yet', { retryAfterSeconds: 1 })
    return file
  }
}
