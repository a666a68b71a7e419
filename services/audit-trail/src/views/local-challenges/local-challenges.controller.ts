import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { CASE_READERS, FromEverySector, Reveals, Roles } from '@case-timeline/access'
import { AgencyId, RuleId, SERVICES } from '@case-timeline/contracts'
import { EventStore } from '@case-timeline/event-store'
import { Answers, DerivedKeys } from '@case-timeline/http'
import { readAtPosition, SCHEMA_QUERY } from '@case-timeline/lists'
import { DataSource } from 'typeorm'
import { z } from 'zod'
import { challengesBySector, SECTOR_CHALLENGES, SectorChallengesPage } from './challenges-by-sector.ts'
import { initiativesIn } from './initiatives.ts'
import { OFFSETS, SMALLEST_SHOWN, type ShownNumber, shownNumbers } from '../shown-number.ts'
import { CHALLENGES, ChallengesPage, localChallenges } from './local-challenges.ts'
import { localChallengesView } from './local-challenges.view.ts'
import { endedQuartersIn, MAX_MONTHS, Month, monthsOf } from './months.ts'

const cursorOf = (pattern: RegExp) => z.string().max(400).regex(pattern).optional().meta({ description: 'the `next` of the previous page' })
const CURSOR = /^\d{1,9}~\d{4}-\d\d~[a-z0-9-]{2,63}~[A-Za-z0-9.-]{3,161}~[A-Za-z]{2,63}$/
const SECTOR_CURSOR = /^\d{1,9}~\d{4}-Q[1-4]~[A-Za-z]{2,63}~[A-Za-z0-9.-]{3,161}$/

const common = {
  rule: RuleId.optional(),
  sector: z.enum(SERVICES).optional(),
  from: Month.optional().meta({
    description: `first month; absent: ${MAX_MONTHS} months up to the last one, which are the most of a list`,
  }),
  until: Month.optional().meta({ description: 'last month; absent: the present one' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  'min-position': z.string().optional(),
}

const ChallengesQuery = z.strictObject({ agency: AgencyId.optional(), ...common, ...SCHEMA_QUERY, cursor: cursorOf(CURSOR) })
type ChallengesQuery = z.infer<typeof ChallengesQuery>

const SectorChallengesQuery = z.strictObject({ ...common, cursor: cursorOf(SECTOR_CURSOR) })
type SectorChallengesQuery = z.infer<typeof SectorChallengesQuery>

@ApiTags('initiatives')
@Controller('local-challenges')
export class LocalChallengesController {
  private readonly initiatives: ReturnType<typeof initiativesIn>
  private readonly shown: ShownNumber

  constructor(
    private readonly db: DataSource,
    private readonly store: EventStore,
    keys: DerivedKeys,
  ) {
    this.initiatives = initiativesIn(store)
    this.shown = shownNumbers(keys.of(OFFSETS))
  }

  @Get()
  @Roles('auditor', 'analyst')
  @Reveals('nothing')
  @ApiOperation({
    summary:
      'The rules with the most warnings, missed deadlines and refusals, per agency and month, with what they are out of and the initiatives that answer them.',
  })
  @Answers(ChallengesPage, CHALLENGES)
  async challenges(@Query({ schema: ChallengesQuery }) query: ChallengesQuery) {
    const now = new Date().toISOString()
    const { db, store } = this
    return readAtPosition({ db, store }, query.schema, localChallengesView, async (at) =>
      localChallenges(db, await this.initiatives(now, at?.position), { ...query, months: monthsOf(query, now), at }),
    )
  }

  @Get('by-sector')
  @FromEverySector()
  @Roles(...CASE_READERS, 'auditor', 'analyst')
  @Reveals('nothing')
  @ApiOperation({
    summary: `The same per sector and quarter of recording that has ended, for every sector: each number rounded down to a multiple of ${SMALLEST_SHOWN}, by an offset that nobody knows, and none below it.`,
  })
  @Answers(SectorChallengesPage, SECTOR_CHALLENGES)
  async bySector(@Query({ schema: SectorChallengesQuery }) query: SectorChallengesQuery): Promise<SectorChallengesPage> {
    const now = new Date().toISOString()
    const months = endedQuartersIn(monthsOf(query, now), now)
    return months ? challengesBySector(this.db, this.shown, { ...query, months }) : { challenges: [] }
  }
}
