import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { CASE_READERS, FromEverySector, Reveals, Roles } from '@case-timeline/access'
import { Answers, DerivedKeys, Problem } from '@case-timeline/http'
import { DataSource } from 'typeorm'
import { z } from 'zod'
import { OFFSETS, SMALLEST_SHOWN, type ShownNumber, shownNumbers } from '../shown-number.ts'
import { personsCounted } from './persons-counted.ts'
import { CHARACTERISTICS } from './persons-counted.view.ts'

const CountsQuery = z.strictObject({
  by: z.enum(CHARACTERISTICS).default('sex'),
  year: z
    .string()
    .regex(/^\d{4}$/)
    .optional()
    .meta({ description: 'a year that has ended, in which it was recorded; absent: the last one' }),
  'min-position': z.string().optional(),
})
type CountsQuery = z.infer<typeof CountsQuery>

const Counts = z.strictObject({
  by: z.enum(CHARACTERISTICS),
  year: z.string(),
  counts: z
    .array(z.strictObject({ code: z.string(), persons: z.int().min(SMALLEST_SHOWN).multipleOf(SMALLEST_SHOWN) }))
    .readonly()
    .meta({ description: `a multiple of ${SMALLEST_SHOWN}; up to 20 more persons may have stated it, and up to 20 a code that is absent` }),
})
type Counts = z.infer<typeof Counts>

/** How many persons stated a characteristic: one at a time, because two together single out persons. */
@ApiTags('persons counted')
@Controller('persons-counted')
export class PersonsCountedController {
  private readonly shown: ShownNumber

  constructor(
    private readonly db: DataSource,
    keys: DerivedKeys,
  ) {
    this.shown = shownNumbers(keys.of(OFFSETS))
  }

  @Get()
  @FromEverySector()
  @Roles(...CASE_READERS, 'auditor', 'analyst')
  @Reveals('nothing')
  @ApiOperation({
    summary: `How many persons stated each code of one characteristic in a year, rounded down to a multiple of ${SMALLEST_SHOWN} by an offset that nobody knows.`,
  })
  @Answers(Counts, { by: 'sex', year: '2025', counts: [{ code: 'Feminine', persons: 187 }] })
  async counts(@Query({ schema: CountsQuery }) query: CountsQuery): Promise<Counts> {
    const present = new Date().toISOString().slice(0, 4)
    const { by, year = String(Number(present) - 1) } = query
    if (year >= present) throw new Problem('malformed-request', `year (${year}) has not ended: ask for one before ${present}`)
    return { by, year, counts: await personsCounted(this.db, this.shown, by, year) }
  }
}
