import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Confidentiality, obeying, Reveals, Roles, ThisService } from '@case-timeline/access'
import { ofCasesOf, pageOf, PageQuery, pageSchema, readerOf } from '@case-timeline/case-file'
import { Answers, type Asked, WhoAsks } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { OrderTable } from './orders.entity.ts'
import { ORDER, orderOn, OrderShown, ordersView } from './orders.view.ts'

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
      'The orders of the caller’s court: confidentiality, protection, bail, compensation, confiscation; refused, lifted and expired ones too.',
  })
  @Answers(pageSchema(OrderShown), { rows: [ORDER] })
  async orders(@WhoAsks() asked: Asked, @Query({ schema: PageQuery }) page: PageQuery) {
    const rows = this.db.getRepository(OrderTable).createQueryBuilder('listed')
    const reader = readerOf(asked, this.self)
    const { rows: orders, ...rest } = await pageOf(ofCasesOf(rows, reader), ordersView, page, reader, this.confidentiality)
    const today = new Date().toISOString().slice(0, 10)
    return obeying({ rows: orders.map((order) => orderOn(today, order)), ...rest })
  }
}
