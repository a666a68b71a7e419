import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Confidentiality, Reveals, Roles, ThisService } from '@case-timeline/access'
import { ofCasesOf, pageOf, PageQuery, pageSchema, readerOf } from '@case-timeline/case-file'
import { Answers, type Asked, WhoAsks } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { CustodyTable } from './custody.entity.ts'
import { Custody, CUSTODY, custodyView } from './custody.view.ts'

@ApiTags('custody')
@Controller('custody')
export class CustodyListController {
  constructor(
    private readonly db: DataSource,
    private readonly self: ThisService,
    private readonly confidentiality: Confidentiality,
  ) {}

  @Get()
  @Roles('lead-investigator', 'investigator', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({
    summary: 'Who is or was held in the cases of the caller’s agency: by whose order, until when, and whether she is a presumed victim.',
  })
  @Answers(pageSchema(Custody), { rows: [CUSTODY] })
  custody(@WhoAsks() asked: Asked, @Query({ schema: PageQuery }) page: PageQuery) {
    const held = this.db.getRepository(CustodyTable).createQueryBuilder('listed').where(`listed.state <> 'neverHeld'`)
    const reader = readerOf(asked, this.self)
    return pageOf(ofCasesOf(held, reader), custodyView, page, reader, this.confidentiality)
  }
}
