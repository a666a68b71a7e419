import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { CASE_READERS, FromEverySector, Reveals, Roles } from '@case-timeline/access'
import { AgencyId, ChallengeRaised, Id, InitiativeAgreed, InitiativeReviewed, RuleId } from '@case-timeline/contracts'
import { EventStore } from '@case-timeline/event-store'
import { Answers, Context, type RequestContext } from '@case-timeline/http'
import { z } from 'zod'
import { IMPLEMENTATION } from './implementation.ts'
import { Initiative, initiativesIn } from './initiatives.ts'
import { WAITING_COMMAND, WaitingCommand, waitingCommandsIn } from './waiting-commands.ts'

const InitiativesQuery = z.strictObject({
  agency: AgencyId.optional().meta({
    description: 'only those that this agency raised or owns, or for which it did or measured something',
  }),
  theme: ChallengeRaised.data.shape.theme.optional(),
  rule: RuleId.optional(),
  review: z.enum(['due', 'overdue', 'ended']).optional().meta({ description: 'only those with a measure whose review is in this state' }),
  cursor: Id.optional().meta({ description: 'the `next` of the previous page' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  'min-position': z.string().optional(),
})
type InitiativesQuery = z.infer<typeof InitiativesQuery>

const WaitingQuery = z.strictObject({
  cursor: Id.optional().meta({ description: 'the `next` of the previous page' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  'min-position': z.string().optional(),
})
type WaitingQuery = z.infer<typeof WaitingQuery>

const WaitingPage = z.strictObject({
  approvals: z.array(WaitingCommand).readonly(),
  next: Id.optional().meta({ description: 'send it as `cursor` to get the next page; absent on the last page' }),
})

const InitiativesPage = z.strictObject({
  initiatives: z.array(Initiative).readonly(),
  next: Id.optional().meta({ description: 'send it as `cursor` to get the next page; absent on the last page' }),
})

/** The challenges that agencies raised, with what was agreed about them. */
@ApiTags('initiatives')
@Controller('initiatives')
export class InitiativesController {
  private readonly initiatives: (asOf: string) => Promise<readonly Initiative[]>

  private readonly waitingCommands: (agencyId: string, asOf: string) => Promise<readonly WaitingCommand[]>

  constructor(store: EventStore) {
    this.initiatives = initiativesIn(store)
    this.waitingCommands = waitingCommandsIn(store)
  }

  @Get()
  @FromEverySector()
  @Roles(...CASE_READERS, 'auditor', 'analyst')
  @Reveals('nothing')
  @ApiOperation({
    summary:
      'The challenges that agencies of all sectors raised, with the initiatives that answer them, the training, procedures and outcome measures, by id, in pages.',
  })
  @Answers(InitiativesPage, {
    initiatives: [
      { ...ChallengeRaised.example, agreed: InitiativeAgreed.example, lastReview: InitiativeReviewed.example, ...IMPLEMENTATION },
    ],
  })
  async list(
    @Query({ schema: InitiativesQuery }) { agency, theme, rule, review, cursor, limit }: InitiativesQuery,
  ): Promise<z.infer<typeof InitiativesPage>> {
    const found = (await this.initiatives(new Date().toISOString()))
      .filter((one) => agency === undefined || concerns(one, agency))
      .filter((one) => review === undefined || one.measures.some((measure) => measure.review.state === review))
      .filter((one) => theme === undefined || one.theme === theme)
      .filter((one) => rule === undefined || one.ruleId === rule)
      .filter(({ initiativeId }) => cursor === undefined || initiativeId > cursor)
      .toSorted((one, other) => (one.initiativeId < other.initiativeId ? -1 : 1))
    const initiatives = found.slice(0, limit)
    const next = found.length > limit ? initiatives.at(-1)?.initiativeId : undefined
    return next === undefined ? { initiatives } : { initiatives, next }
  }

  @Get('approvals')
  @FromEverySector()
  @Roles(...CASE_READERS, 'auditor', 'analyst')
  @Reveals('nothing')
  @ApiOperation({
    summary: 'The commands of the caller’s agency on initiatives that wait for the approval of a second person, oldest first.',
  })
  @Answers(WaitingPage, { approvals: [WAITING_COMMAND] })
  async approvals(
    @Context() { actor }: RequestContext,
    @Query({ schema: WaitingQuery }) { cursor, limit }: WaitingQuery,
  ): Promise<z.infer<typeof WaitingPage>> {
    const waiting = await this.waitingCommands(actor.agencyId, new Date().toISOString())
    // A request that is closed meanwhile is not found any more: then the list starts again.
    const found = waiting.slice(waiting.findIndex(({ requestId }) => requestId === cursor) + 1)
    const approvals = found.slice(0, limit)
    const next = found.length > limit ? approvals.at(-1)?.requestId : undefined
    return next === undefined ? { approvals } : { approvals, next }
  }
}

const concerns = ({ agency: raisedBy, agreed, trainings, procedures, measures }: Initiative, agency: string): boolean =>
  raisedBy === agency ||
  (agreed?.owners.includes(agency) ?? false) ||
  [...trainings, ...procedures, ...measures].some((one) => one.agency === agency)
