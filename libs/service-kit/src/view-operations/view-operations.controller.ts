import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Reveals, Roles } from '@case-timeline/access'
import { Id } from '@case-timeline/contracts'
import { Answers, Context, type RequestContext } from '@case-timeline/http'
import type { z } from 'zod'
import { Operations } from '../operations.ts'
import { OPERATION, OperationRequested, OperationShown, OperationsShown } from './view-operation-schemas.ts'

/** What is done to the views: each is begun, watched and cancelled, in whichever replica it runs. */
@ApiTags('operations')
@Controller('admin/operations')
@Roles('operator')
export class ViewOperationsController {
  constructor(private readonly operations: Operations) {}

  @Post()
  @HttpCode(202)
  begin(@Body({ schema: OperationRequested }) body: z.infer<typeof OperationRequested>, @Context() { actor }: RequestContext) {
    return this.operations.onViews.begin(body, actor.userId)
  }

  @Get()
  @Reveals('case-ids')
  @Answers(OperationsShown, [OPERATION])
  list() {
    return this.operations.onViews.list()
  }

  @Get(':operation')
  @Reveals('case-ids')
  @Answers(OperationShown, OPERATION)
  find(@Param('operation', { schema: Id }) operation: string) {
    return this.operations.onViews.find(operation)
  }

  @Post(':operation/cancel')
  @HttpCode(202)
  cancel(@Param('operation', { schema: Id }) operation: string, @Context() { actor }: RequestContext) {
    return this.operations.onViews.cancel(operation, actor.userId)
  }
}
