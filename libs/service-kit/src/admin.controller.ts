import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Reveals, Roles } from '@case-timeline/access'
import { CaseEventRecord, Code } from '@case-timeline/contracts'
import { z } from 'zod'
import { type RequestContext, Context, Answers } from '@case-timeline/http'
import {
  DIGEST,
  DigestShown,
  FEED,
  FeedShown,
  PARKED,
  ParkedShown,
  PROJECTIONS,
  ProjectionsShown,
  REALIGNED,
  RealignShown,
  RETRIED,
  RetryShown,
  SKIPPED,
  SkippedShown,
} from './operations-schemas.ts'
import { REBUILT, RebuildShown, VERIFIED, VerifyShown } from './view-operations/view-operation-schemas.ts'
import { Operations } from './operations.ts'

const Name = z.string().regex(/^[A-Za-z][A-Za-z0-9._~-]{0,99}$/)
const Skip = z.strictObject({
  position: CaseEventRecord.shape.position.meta({
    description: 'position of the event that cannot be handled, from the list of parked cases',
  }),
  reasonCode: Code.meta({ description: 'why the consumer may skip the event', examples: ['defectKnown'] }),
})
const CaseKey = z.string().regex(/^[A-Za-z0-9.~-]{1,200}$/)

/** The operations for operators; they show no data of a case except its id. */
@ApiTags('operations')
@Controller('admin')
@Roles('operator')
export class AdminController {
  constructor(private readonly operations: Operations) {}

  @Get('projections')
  @Reveals('nothing')
  @Answers(ProjectionsShown, PROJECTIONS)
  @ApiOperation({ summary: 'The views of the service: how far each has read, and what is parked.' })
  projections() {
    return this.operations.projections()
  }

  @Get('projections/:view/digest')
  @Reveals('hashes')
  @Answers(DigestShown, DIGEST)
  @ApiOperation({ summary: 'The number of rows of a view and a hash of all of them, to compare two replicas.' })
  digest(@Param('view', { schema: Name }) view: string) {
    return this.operations.digest(view)
  }

  @Post('projections/:view/rebuild')
  @HttpCode(200)
  @Answers(RebuildShown, REBUILT, 'what was done')
  @ApiOperation({ summary: 'Rebuilds a view from the first event; queries see the old rows until they see all of the new ones.' })
  rebuild(@Param('view', { schema: Name }) view: string, @Context() { actor }: RequestContext) {
    return this.operations.rebuild(view, actor.userId)
  }

  @Post('projections/:view/verify')
  @HttpCode(200)
  @Answers(VerifyShown, VERIFIED, 'what was done')
  @ApiOperation({ summary: 'Recomputes a view from the event store and compares it with the rows, row by row.' })
  verify(@Param('view', { schema: Name }) view: string, @Context() { actor }: RequestContext) {
    return this.operations.verify(view, actor.userId)
  }

  @Get('feed')
  @Reveals('nothing')
  @Answers(FeedShown, FEED)
  @ApiOperation({ summary: 'The event feed: how far each consumer has read, and why events are not delivered.' })
  feed() {
    return this.operations.feed()
  }

  @Post('feed/:consumer/realign')
  @HttpCode(200)
  @Answers(RealignShown, REALIGNED, 'what was done')
  @ApiOperation({ summary: 'Aligns a consumer with an event store that was restored to an earlier state.' })
  realign(@Param('consumer', { schema: Name }) consumer: string, @Context() { actor }: RequestContext) {
    return this.operations.realign(consumer, actor.userId)
  }

  @Get('parked')
  @Reveals('case-ids')
  @Answers(ParkedShown, PARKED)
  @ApiOperation({ summary: 'The cases that are parked for a consumer because one of their events could not be handled.' })
  parked() {
    return this.operations.parked()
  }

  @Get('skipped')
  @Reveals('case-ids')
  @Answers(SkippedShown, SKIPPED)
  @ApiOperation({ summary: 'The events that operators let a consumer skip.' })
  skipped() {
    return this.operations.skipped()
  }

  @Post('parked/:consumer/:caseKey/retry')
  @HttpCode(200)
  @Answers(RetryShown, RETRIED, 'what was done')
  @ApiOperation({ summary: 'Handles the waiting events of a parked case again.' })
  retry(@Param('consumer', { schema: Name }) consumer: string, @Param('caseKey', { schema: CaseKey }) caseKey: string) {
    return this.operations.retry(consumer, caseKey)
  }

  @Post('parked/:consumer/:caseKey/skip')
  @HttpCode(200)
  @Answers(RetryShown, RETRIED, 'what was done')
  @ApiOperation({ summary: 'Lets a consumer skip the event that it cannot handle, for a reason, and handles the events after it.' })
  skip(
    @Param('consumer', { schema: Name }) consumer: string,
    @Param('caseKey', { schema: CaseKey }) caseKey: string,
    @Body({ schema: Skip }) body: z.infer<typeof Skip>,
    @Context() { actor }: RequestContext,
  ) {
    return this.operations.skip(consumer, { ...body, caseKey, skippedBy: actor.userId })
  }
}
