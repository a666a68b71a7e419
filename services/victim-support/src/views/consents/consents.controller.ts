import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { disclosedFrom, Reveals, Roles } from '@case-timeline/access'
import { Lists, PageQuery, pageSchema, rowsOfOffice } from '@case-timeline/lists'
import { Answers, type RequestContext, Context } from '@case-timeline/http'
import { CONSENT, consentsView, ShownConsent, consentShownTo, noMoreTermsThan } from './consents.view.ts'

@ApiTags('consents')
@Controller('consents')
export class ConsentsController {
  constructor(private readonly lists: Lists) {}

  @Get()
  @Roles('case-worker', 'support-lead', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({
    summary:
      'The consents that the caller’s agency recorded, and those that name it as a recipient, as they are in force now; of a position of the log, a recipient reads no terms of then that are not in force now.',
  })
  @Answers(pageSchema(ShownConsent), { rows: [CONSENT] })
  async consents(@Context() context: RequestContext, @Query({ schema: PageQuery }) page: PageQuery) {
    const { agencyId } = context.actor
    const consents = await this.lists.ownRows(consentsView, context, page, [
      ...rowsOfOffice('listed.recordedBy'),
      { condition: 'listed.holders @> array[:agencyId]', areGathered: true },
    ])
    const taken = await this.lists.takenOverBy(
      agencyId,
      consents.rows.map(({ caseId }) => caseId),
    )
    const live = page.schema === undefined ? undefined : await this.lists.liveRowsOf(consentsView, consents.rows)
    return disclosedFrom(consents, ({ rows, ...rest }) => ({
      rows: rows.map((consent) => {
        const offices = taken.get(consent.caseId) ?? []
        const shown = consentShownTo(agencyId, consent, offices)
        if (live === undefined || [agencyId, ...offices].includes(consent.recordedBy)) return shown
        return noMoreTermsThan(
          shown,
          live.find(({ consentId }) => consentId === consent.consentId),
        )
      }),
      ...rest,
    }))
  }
}
