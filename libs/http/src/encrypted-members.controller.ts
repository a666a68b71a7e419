import { Body, Controller, Get, Post, Query } from '@nestjs/common'
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
import { Reveals, Roles } from '@case-timeline/access'
import { Id } from '@case-timeline/contracts'
import { z } from 'zod'
import { type RequestContext, Context } from './request-context.ts'
import { Answers } from './openapi.ts'
import { OPENED_MEMBERS, OpenedMembers, OPENINGS, Openings, PURPOSES, EncryptedMemberReader } from './encrypted-members.ts'

const OpenBody = z.strictObject({
  eventIds: z.array(Id).min(1).max(50).meta({ description: 'events of this service that the caller’s agency recorded' }),
  purpose: z.enum(PURPOSES).meta({ description: 'purpose of the decryption, which is recorded with the opening' }),
})
const OpeningsQuery = z.strictObject({
  before: Id.optional().meta({ description: 'the id of the last opening of the previous page' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

/**
 * Decryption of encrypted members of a case for a stated purpose; every opening is recorded before its answer is sent.
 */
@ApiTags('encrypted members')
@Controller('cases/:caseId')
export class EncryptedMembersController {
  constructor(private readonly encryptedMembers: EncryptedMemberReader) {}

  @Post('open-encrypted')
  @Roles('lead-investigator', 'investigator', 'prosecutor', 'supervising-prosecutor', 'registrar', 'judge', 'case-worker', 'support-lead')
  @Reveals('case-facts')
  @ApiOperation({ summary: 'Decrypts the encrypted members of some events. The user, the events and the purpose are recorded first.' })
  @ApiCreatedResponse({
    description: 'the opening was recorded; each encrypted member has its value, or the state `erased` or `unreadable`',
    standardSchema: OpenedMembers,
    example: OpenedMembers.parse(OPENED_MEMBERS),
  })
  open(@Context() context: RequestContext, @Body({ schema: OpenBody }) { eventIds, purpose }: z.infer<typeof OpenBody>) {
    return this.encryptedMembers.open(context, eventIds, purpose)
  }

  @Get('openings')
  @Roles('lead-investigator', 'supervising-prosecutor', 'registrar', 'support-lead', 'records-supervisor')
  @Reveals('case-ids')
  @ApiOperation({ summary: 'The recorded decryptions of the case by the caller’s agency: user, events and purpose, newest first.' })
  @Answers(Openings, OPENINGS)
  openings(@Context() context: RequestContext, @Query({ schema: OpeningsQuery }) page: z.infer<typeof OpeningsQuery>) {
    return this.encryptedMembers.openings(context, page)
  }
}
