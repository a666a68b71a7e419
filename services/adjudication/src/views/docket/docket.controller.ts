import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Confidentiality, Reveals, Roles, ThisService } from '@case-timeline/access'
import { ofCasesOf, pageOf, PageQuery, pageSchema, readerOf } from '@case-timeline/case-file'
import { Answers, type Asked, WhoAsks } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { DocketEntryTable } from './docket.entity.ts'
import { DOCKET_ENTRY, DocketEntryShown, docketView } from './docket.view.ts'

@ApiTags('docket')
@Controller('docket')
export class DocketController {
  constructor(
    private readonly db: DataSource,
    private readonly self: ThisService,
    private readonly confidentiality: Confidentiality,
  ) {}

  @Get()
  @Roles('registrar', 'judge', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({
    summary:
      'What lies before the caller’s court: registered cases and indictments to register, their charges, and what waits for a decision.',
  })
  @Answers(pageSchema(DocketEntryShown), { rows: [DOCKET_ENTRY] })
  docket(@WhoAsks() asked: Asked, @Query({ schema: PageQuery }) page: PageQuery) {
    const filed = this.db.getRepository(DocketEntryTable).createQueryBuilder('listed').where(`listed.state <> 'notFiled'`)
    const reader = readerOf(asked, this.self)
    return pageOf(ofCasesOf(filed, reader), docketView, page, reader, this.confidentiality)
  }
}
