import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Confidentiality, Reveals, Roles, ThisService } from '@case-timeline/access'
import { ofCasesOf, pageOf, PageQuery, readerOf } from '@case-timeline/case-file'
import { type Asked, WhoAsks } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { OrderTable } from './orders.entity.ts'
import { ordersView } from './orders.view.ts'

@ApiTags('orders')
@Controller('orders')
export class OrderListController {
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
      'The orders of the caller’s court: confidentiality, protection, bail, compensation, confiscation; refused and lifted ones too.',
  })
  orders(@WhoAsks() asked: Asked, @Query({ schema: PageQuery }) page: PageQuery) {
    const rows = this.db.getRepository(OrderTable).createQueryBuilder('listed')
    const reader = readerOf(asked, this.self)
    return pageOf(ofCasesOf(rows, reader), ordersView, page, reader, this.confidentiality)
  }
}
