import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Reveals, Roles, ThisService } from '@case-timeline/access'
import { ofCasesOf, pageOf, PageQuery } from '@case-timeline/case-file'
import { type Asked, WhoAsks } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { DocketEntryTable } from './docket.entity.ts'

@ApiTags('docket')
@Controller('docket')
export class DocketController {
  constructor(
    private readonly db: DataSource,
    private readonly self: ThisService,
  ) {}

  @Get()
  @Roles('registrar', 'judge', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({
    summary:
      'What lies before the caller’s court: registered cases and indictments to register, their charges, and what waits for a decision.',
  })
  docket(@WhoAsks() { actor }: Asked, @Query({ schema: PageQuery }) page: PageQuery) {
    const filed = this.db.getRepository(DocketEntryTable).createQueryBuilder('listed').where(`listed.state <> 'notFiled'`)
    return pageOf(ofCasesOf(filed, { ...actor, receivingAgency: this.self.receivingAgency }), 'caseId', page, actor.userId)
  }
}
