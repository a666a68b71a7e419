import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { CASE_READERS, CaseGate, Confidentiality, disclosedFrom, Reveals, Roles, ThisService } from '@case-timeline/access'
import { Id } from '@case-timeline/contracts'
import { EventStore } from '@case-timeline/event-store'
import { Answers, Context, type RequestContext } from '@case-timeline/http'
import {
  type AtPosition,
  disclosedRows,
  isStillOwn,
  PAGE_MEMBERS,
  readListAtPosition,
  rowsAt,
  SCHEMA_QUERY,
  withheldIn,
  withoutNulls,
} from '@case-timeline/lists'
import { DataSource } from 'typeorm'
import { z } from 'zod'
import { APPROVAL_REQUEST, ApprovalRequest, approvalsView } from './approvals.view.ts'

const CURSOR = /^\d{4}-\d\d-\d\dT[\d:.]{8,15}Z~[0-9a-f-]{36}$/

const ApprovalsQuery = z.strictObject({
  state: z.enum(['pending', 'all']).default('pending'),
  case: Id.optional().meta({ description: 'only the requests of this case' }),
  cursor: z.string().max(80).regex(CURSOR).optional().meta({ description: 'the `next` of the previous page' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  ...SCHEMA_QUERY,
  'min-position': z.string().optional(),
})

type ApprovalsQuery = z.infer<typeof ApprovalsQuery>

const IS_OWN = 'listed.agency = :agencyId'

const ShownRequest = ApprovalRequest.extend({
  state: z
    .enum([...ApprovalRequest.shape.state.options, 'lapsed'])
    .meta({ description: `${ApprovalRequest.shape.state.description}; lapsed: it can no longer be approved` }),
})
const ApprovalsPage = z.strictObject({ approvals: z.array(ShownRequest), ...PAGE_MEMBERS })

/** The commands of the caller's agency that wait for the approval of a second person. */
@ApiTags('approvals')
@Controller('approvals')
export class ApprovalsListController {
  constructor(
    private readonly db: DataSource,
    private readonly cases: CaseGate,
    private readonly confidentiality: Confidentiality,
    private readonly self: ThisService,
    private readonly store: EventStore,
  ) {}

  @Get()
  @Roles(...CASE_READERS, 'auditor', 'analyst')
  @Reveals('case-facts')
  @ApiOperation({
    summary:
      'The commands of the caller’s agency that wait for the approval of a second person, oldest first: those that can still be approved, or all that ever waited.',
  })
  @Answers(ApprovalsPage, { approvals: [APPROVAL_REQUEST] })
  approvals(@Context() context: RequestContext, @Query({ schema: ApprovalsQuery }) query: ApprovalsQuery) {
    const { db, store } = this
    return readListAtPosition({ db, store }, query, approvalsView(this.self.service), (at) => this.approvalsAt(context, query, at))
  }

  /**
   * As they were when the last event of a schema was recorded, or as they are. Who may see a request is decided by what is
   * in force now.
   */
  private async approvalsAt({ actor, sector }: RequestContext, query: ApprovalsQuery, at: AtPosition | undefined) {
    const { agencyId, userId } = actor
    const view = approvalsView(this.self.service)
    const moment = at === undefined ? new Date().toISOString() : (at.recordedAt ?? '')
    const rows = rowsAt(this.db, view, at).where(IS_OWN, { agencyId })
    if (at !== undefined) rows.andWhere(isStillOwn(view, IS_OWN))
    if (query.state === 'pending') rows.andWhere("listed.state = 'pending' and listed.lapsesAt >= :moment", { moment })
    if (query.case !== undefined) rows.andWhere('listed.caseId = :caseId', { caseId: query.case })
    const [since, requestId] = query.cursor?.split('~') ?? []
    if (query.cursor !== undefined) rows.andWhere('(listed.since, listed.requestId) > (:since, :requestId)', { since, requestId })
    rows.orderBy('listed.since').addOrderBy('listed.requestId')
    const found = await rows.limit(query.limit + 1).getMany()
    const page = found.slice(0, query.limit).map(withoutNulls)
    const last = page.at(-1)
    const next = found.length > query.limit && last ? { next: `${last.since}~${last.requestId}` } : {}
    const caseIds = [...new Set(page.map(({ caseId }) => caseId))]
    // All at once: the store reads them together.
    const isExcluded = await Promise.all(caseIds.map((caseId) => this.cases.isExcludedFrom({ userId, sector }, caseId)))
    const excludedFrom = new Set(caseIds.filter((_, at) => isExcluded[at]))
    const visible = page.filter(({ caseId }) => !excludedFrom.has(caseId))
    const disclosed = await disclosedRows(view, visible, { orders: this.confidentiality, viewer: { agencyId, sector }, at })
    return disclosedFrom(disclosed, ({ rows: shown, withheld }) => ({
      approvals: shown.map((row) => ({
        ...row,
        state: row.state === 'pending' && row.lapsesAt < moment ? ('lapsed' as const) : row.state,
      })),
      ...next,
      ...withheldIn({ withheld }),
    }))
  }
}
