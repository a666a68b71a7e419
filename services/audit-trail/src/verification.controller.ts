import { Controller, Get } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Reveals, Roles } from '@case-timeline/access'
import { EventStore, type StoredEvent } from '@case-timeline/event-store'
import { Answers, type Asked, WhoAsks } from '@case-timeline/service-kit'
import { CASE_VERIFIED, CaseVerified, verifyStored } from './verification.ts'

@ApiTags('verification')
@Controller('cases/:caseId/verification')
export class VerificationController {
  constructor(private readonly store: EventStore) {}

  @Get()
  @Roles('auditor', 'analyst')
  @Reveals('hashes')
  @ApiOperation({ summary: 'Recomputes the hashes and chains of all streams of a case.' })
  @Answers(CaseVerified, CASE_VERIFIED)
  async verify(@WhoAsks() { caseId }: Asked) {
    const streams = new Set((await this.store.readCase(caseId)).map(({ stream }) => stream))
    const whole: StoredEvent[] = []
    // An item that was recorded in a wrong case, retracted there and recorded again here has one chain through both.
    for (const stream of streams) whole.push(...(await this.store.readStream(stream)))
    return { caseId, ...verifyStored(whole) }
  }
}
