import { Controller, Get } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Confidentiality, Reveals, Roles } from '@case-timeline/access'
import { EventStore, type StoredEvent } from '@case-timeline/event-store'
import { Answers, type RequestContext, Context } from '@case-timeline/http'
import { CASE_VERIFIED, CaseVerified, verifyCase } from './verification.ts'

@ApiTags('verification')
@Controller('cases/:caseId/verification')
export class VerificationController {
  constructor(
    private readonly store: EventStore,
    private readonly confidentiality: Confidentiality,
  ) {}

  @Get()
  @Roles('auditor', 'analyst')
  @Reveals('hashes')
  @ApiOperation({ summary: 'Recomputes the hashes and chains of all streams of a case.' })
  @Answers(CaseVerified, CASE_VERIFIED)
  async verify(@Context() { caseId, sector, actor: { agencyId } }: RequestContext) {
    const { unfiltered: store } = this.store
    const streams = new Set((await store.readCase(caseId)).map(({ stream }) => stream))
    const events: StoredEvent[] = []
    // Complete streams: an item that was recorded in a wrong case, retracted and recorded again here has one chain for
    // both cases.
    for (const stream of streams) events.push(...(await store.readStream(stream)))
    const verification = verifyCase(events)
    if (verification.outcome === 'broken' && verification.otherForms.length === 0) return { caseId, ...verification }
    const facts = (await this.confidentiality.disclosedCases([caseId], { agencyId, sector })).get(caseId)?.facts ?? []
    const withheld = new Set(facts.filter(({ recordWithheldBy }) => recordWithheldBy.length > 0).map(({ recorded }) => recorded.id))
    // A stream may have events of another case, too: only what the caller is shown of this one is named.
    const named = new Set(events.filter((event) => event.caseId === caseId && !withheld.has(event.id)).map(({ id }) => id))
    const otherForms = verification.otherForms.filter(({ eventId }) => named.has(eventId))
    if (verification.outcome === 'broken') return { caseId, ...verification, otherForms }
    // Only their number, as the feed shows it: nothing else of them is in the answer.
    return { caseId, ...verification, otherForms, withheld: withheld.size }
  }
}
