import { Controller, Get } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Reveals, Roles } from '@case-timeline/access'
import { EventStore } from '@case-timeline/event-store'
import { type Asked, WhoAsks } from '@case-timeline/service-kit'
import { verifyCase } from './verification.ts'

@ApiTags('verification')
@Controller('cases/:caseId/verification')
export class VerificationController {
  constructor(private readonly store: EventStore) {}

  @Get()
  @Roles('auditor', 'analyst')
  @Reveals('hashes')
  @ApiOperation({ summary: 'Recomputes the hashes and chains of all streams of a case.' })
  async verify(@WhoAsks() { caseId }: Asked) {
    const history = await this.store.readCase(caseId)
    return { caseId, ...verifyCase(history.map((event) => event.toRecord())) }
  }
}
