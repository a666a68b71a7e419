import { CASE_READERS, FromEverySector, Office, officesIn, Reveals, Roles } from '@case-timeline/access'
import { AgencyId, Code, Jurisdiction, SECTORS } from '@case-timeline/contracts'
import { EventStore } from '@case-timeline/event-store'
import { Answers, commandControllers } from '@case-timeline/http'
import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { z } from 'zod'
import { officeStream } from './office.stream.ts'

const REGISTRARS = ['records-supervisor'] as const

export const officeControllers = commandControllers(officeStream, {
  offices: {
    RegisterOffice: REGISTRARS,
    ChangeOffice: REGISTRARS,
    ProposeSuccession: REGISTRARS,
    ConfirmSuccession: REGISTRARS,
    WithdrawSuccession: REGISTRARS,
  },
})

const OfficesQuery = z.strictObject({
  sector: z.enum(SECTORS).optional(),
  jurisdiction: Jurisdiction.optional(),
  area: Code.optional().meta({ description: 'only offices that are responsible for this area' }),
  cursor: AgencyId.optional().meta({ description: 'the `next` of the previous page' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  'min-position': z.string().optional(),
})
type OfficesQuery = z.infer<typeof OfficesQuery>

const OfficesPage = z.strictObject({
  offices: z.array(Office).readonly(),
  next: AgencyId.optional().meta({ description: 'send it as `cursor` to read the next page; absent: there are no more' }),
})

/** The register of offices: to whom a document can be addressed. */
@ApiTags('offices')
@Controller('offices')
export class OfficesController {
  private readonly offices: ReturnType<typeof officesIn>

  constructor(store: EventStore) {
    this.offices = officesIn(store)
  }

  @Get()
  @FromEverySector()
  @Roles(...CASE_READERS, 'auditor', 'analyst')
  @Reveals('nothing')
  @ApiOperation({ summary: 'The offices to which documents can be addressed, by id, in pages.' })
  @Answers(OfficesPage, {
    offices: [
      {
        officeId: 'ph-rtc-cebu',
        name: 'Regional Trial Court, Branch 9, Cebu City',
        sector: 'adjudication',
        kind: 'trialCourt',
        courtLevel: 'first',
        jurisdiction: 'PH',
        areas: ['PH-CEB'],
      },
    ],
  })
  async list(
    @Query({ schema: OfficesQuery }) { sector, jurisdiction, area, cursor, limit }: OfficesQuery,
  ): Promise<z.infer<typeof OfficesPage>> {
    const found = [...(await this.offices()).values()]
      .filter((office) => sector === undefined || office.sector === sector)
      .filter((office) => jurisdiction === undefined || office.jurisdiction === jurisdiction)
      .filter((office) => area === undefined || office.areas.includes(area))
      .filter((office) => cursor === undefined || office.officeId > cursor)
      .toSorted((one, other) => (one.officeId < other.officeId ? -1 : 1))
    const offices = found.slice(0, limit).map(({ confirmation: _, proposal: __, ...office }) => office)
    const next = found.length > limit ? offices.at(-1)?.officeId : undefined
    return next === undefined ? { offices } : { offices, next }
  }
}
