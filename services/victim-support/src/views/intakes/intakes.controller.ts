import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Reveals, Roles } from '@case-timeline/access'
import { Lists, ownWhileInCase, PageQuery, pageSchema, type RowFilter } from '@case-timeline/lists'
import { Answers, type RequestContext, Context } from '@case-timeline/http'
import { z } from 'zod'
import { INTAKE, Intake, intakesView } from './intakes.view.ts'

const IntakesQuery = PageQuery.extend({ state: z.enum(['open', 'all']).default('all') })
type IntakesQuery = z.infer<typeof IntakesQuery>

/** A court order may withhold what became of an intake: it is found by what is shown of it. */
const IS_OPEN: RowFilter<Intake> = { condition: `listed.state = 'open'`, isShown: ({ state }) => state === 'open' }

@ApiTags('intakes')
@Controller('intakes')
export class IntakesController {
  constructor(private readonly lists: Lists) {}

  @Get()
  @Roles('case-worker', 'support-lead', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({
    summary: 'The calls and visits that the caller’s agency recorded, oldest first: all, or open ones. What was said is not shown.',
  })
  @Answers(pageSchema(Intake), { rows: [INTAKE] })
  intakes(@Context() context: RequestContext, @Query({ schema: IntakesQuery }) { state, ...page }: IntakesQuery) {
    return this.lists.ownRows(
      intakesView,
      context,
      page,
      [{ condition: ownWhileInCase('listed.recordedBy') }],
      state === 'open' ? IS_OPEN : undefined,
    )
  }
}
