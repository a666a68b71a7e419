import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Confidentiality, Reveals, Roles, ThisService } from '@case-timeline/access'
import { ofCasesOf, pageOf, PageQuery, pageSchema, readerOf } from '@case-timeline/case-file'
import { Answers, type Asked, WhoAsks } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { HearingTable } from './hearings.entity.ts'
import { HEARING, Hearing, hearingsView } from './hearings.view.ts'

@ApiTags('hearings')
@Controller('hearings')
export class HearingListController {
  constructor(
    private readonly db: DataSource,
    private readonly self: ThisService,
    private readonly confidentiality: Confidentiality,
  ) {}

  @Get()
  @Roles('registrar', 'judge', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({
    summary: 'The hearings in the cases of the caller’s court: when, with what ready, how often put off and on whose account.',
  })
  @Answers(pageSchema(Hearing), { rows: [HEARING] })
  hearings(@WhoAsks() asked: Asked, @Query({ schema: PageQuery }) page: PageQuery) {
    const rows = this.db.getRepository(HearingTable).createQueryBuilder('listed')
    const reader = readerOf(asked, this.self)
    return pageOf(ofCasesOf(rows, reader), hearingsView, page, reader, this.confidentiality)
  }
}
