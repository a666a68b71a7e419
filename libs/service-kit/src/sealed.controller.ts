import { Body, Controller, Get, Post, Query } from '@nestjs/common'
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
import { Reveals, Roles } from '@case-timeline/access'
import { Id } from '@case-timeline/contracts'
import { z } from 'zod'
import { type Asked, WhoAsks } from './asked.ts'
import { Answers } from './openapi.ts'
import { OPENED_MEMBERS, OpenedMembers, OPENINGS, Openings, PURPOSES, SealedMatters } from './sealed-matters.ts'

const ToOpen = z.strictObject({
  eventIds: z.array(Id).min(1).max(50).meta({ description: 'events of this service’s own, of one agency: the caller’s' }),
  purpose: z.enum(PURPOSES).meta({ description: 'what they are opened for; kept with the opening' }),
})
const Page = z.strictObject({
  before: Id.optional().meta({ description: 'the id of the last opening of the page before' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

/** What is sealed in the events of a case: opened for a purpose, and every opening on record before its answer is sent. */
@ApiTags('sealed members')
@Controller('cases/:caseId')
export class SealedController {
  constructor(private readonly sealed: SealedMatters) {}

  @Post('open-sealed')
  @Roles('lead-investigator', 'investigator', 'prosecutor', 'supervising-prosecutor', 'registrar', 'judge', 'case-worker', 'support-lead')
  @Reveals('case-facts')
  @ApiOperation({ summary: 'Opens the sealed members of some events. Who opened what, and what for, is recorded first.' })
  @ApiCreatedResponse({
    description: 'on record as opened; each sealed member: its value, or that it was erased',
    standardSchema: OpenedMembers,
    example: OpenedMembers.parse(OPENED_MEMBERS),
  })
  open(@WhoAsks() asked: Asked, @Body({ schema: ToOpen }) { eventIds, purpose }: z.infer<typeof ToOpen>) {
    return this.sealed.open(asked, eventIds, purpose)
  }

  @Get('openings')
  @Roles('lead-investigator', 'supervising-prosecutor', 'registrar', 'support-lead', 'records-supervisor')
  @Reveals('case-ids')
  @ApiOperation({ summary: 'Who of the caller’s agency opened what of the case and what for, the newest first.' })
  @Answers(Openings, OPENINGS)
  openings(@WhoAsks() asked: Asked, @Query({ schema: Page }) page: z.infer<typeof Page>) {
    return this.sealed.openings(asked, page)
  }
}
