import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Reveals, Roles, ThisService } from '@case-timeline/access'
import { ofCasesOf, pageOf, PageQuery } from '@case-timeline/case-file'
import { type Asked, WhoAsks } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { CustodyTable } from './custody.entity.ts'

@ApiTags('custody')
@Controller('custody')
export class CustodyListController {
  constructor(
    private readonly db: DataSource,
    private readonly self: ThisService,
  ) {}

  @Get()
  @Roles('lead-investigator', 'investigator', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({
    summary: 'Who is or was held in the cases of the caller’s agency: by whose order, until when, and whether she is a presumed victim.',
  })
  custody(@WhoAsks() { actor }: Asked, @Query({ schema: PageQuery }) page: PageQuery) {
    const held = this.db.getRepository(CustodyTable).createQueryBuilder('listed').where(`listed.state <> 'neverHeld'`)
    return pageOf(ofCasesOf(held, { ...actor, receivingAgency: this.self.receivingAgency }), 'personRef', page, actor.userId)
  }
}
