import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Confidentiality, Reveals, Roles, ThisService } from '@case-timeline/access'
import { PageQuery, pageSchema, readerOf } from '@case-timeline/case-file'
import { Answers, type Asked, WhoAsks } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { LINKED_TRACE, LinkedTrace, linkedTraces } from './linked-traces.ts'

@ApiTags('traces')
@Controller('linked-traces')
export class LinkedTracesController {
  constructor(
    private readonly db: DataSource,
    private readonly self: ThisService,
    private readonly confidentiality: Confidentiality,
  ) {}

  @Get()
  @Roles('lead-investigator', 'investigator', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({ summary: 'The online traces of the agency’s cases that another case holds too; of a case of others only whom to ask.' })
  @Answers(pageSchema(LinkedTrace), { rows: [LINKED_TRACE] })
  traces(@WhoAsks() asked: Asked, @Query({ schema: PageQuery }) page: PageQuery) {
    return linkedTraces(this.db, readerOf(asked, this.self), page, this.confidentiality)
  }
}
