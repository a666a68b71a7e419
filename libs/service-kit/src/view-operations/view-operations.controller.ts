import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
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
  @Answers(OperationShown, OPERATION, 'begun', 202)
  @ApiOperation({ summary: 'Begins to rebuild, verify, roll back or retire views.' })
  begin(@Body({ schema: OperationRequested }) body: z.infer<typeof OperationRequested>, @Context() { actor }: RequestContext) {
    return this.operations.onViews.begin(body, actor.userId)
  }

  @Get()
  @Reveals('case-ids')
  @Answers(OperationsShown, [OPERATION])
  @ApiOperation({ summary: 'The operations on views, the newest first.' })
  list() {
    return this.operations.onViews.list()
  }

  @Get(':operation')
  @Reveals('case-ids')
  @Answers(OperationShown, OPERATION)
  @ApiOperation({ summary: 'An operation on views: how far it is, or what it did.' })
  find(@Param('operation', { schema: Id }) operation: string) {
    return this.operations.onViews.find(operation)
  }

  @Post(':operation/cancel')
  @HttpCode(202)
  @Answers(OperationShown, OPERATION, 'it ends soon', 202)
  @ApiOperation({ summary: 'Cancels an operation: it ends after what it is doing; a view that was not replaced stays as it is.' })
  cancel(@Param('operation', { schema: Id }) operation: string, @Context() { actor }: RequestContext) {
    return this.operations.onViews.cancel(operation, actor.userId)
  }
}
