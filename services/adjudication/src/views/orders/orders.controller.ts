import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { disclosedFrom, Reveals, Roles } from '@case-timeline/access'
import { Lists, PageQuery, pageSchema } from '@case-timeline/lists'
import { Answers, type RequestContext, Context } from '@case-timeline/http'
import { ORDER, orderOnDay, OrderShown, ordersView } from './orders.view.ts'

@ApiTags('orders')
@Controller('orders')
export class OrderListController {
  constructor(private readonly lists: Lists) {}

  @Get()
  @Roles('registrar', 'judge', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({
    summary:
      'The orders of the caller’s court: confidentiality, protection, bail, compensation, confiscation. Includes refused, lifted and expired orders.',
  })
  @Answers(pageSchema(OrderShown), { rows: [ORDER] })
  async orders(@Context() context: RequestContext, @Query({ schema: PageQuery }) page: PageQuery) {
    const orders = await this.lists.inCasesOfAgency(ordersView, context, page)
    const day = (await this.lists.momentOf(ordersView, page))?.slice(0, 10)
    if (day === undefined) return orders
    return disclosedFrom(orders, ({ rows, ...rest }) => ({ rows: rows.map((order) => orderOnDay(day, order)), ...rest }))
  }
}
