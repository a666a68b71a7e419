import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Confidentiality, Reveals, Roles, ThisService } from '@case-timeline/access'
import { ofCasesOf, pageOf, PageQuery, pageSchema, readerOf } from '@case-timeline/case-file'
import { Answers, type Asked, WhoAsks } from '@case-timeline/service-kit'
import { DataSource } from 'typeorm'
import { EvidenceItemTable } from './evidence-register.entity.ts'
import { EVIDENCE_ITEM, EvidenceItem, evidenceRegisterView } from './evidence-register.view.ts'

@ApiTags('evidence')
@Controller('evidence-register')
export class EvidenceRegisterController {
  constructor(
    private readonly db: DataSource,
    private readonly self: ThisService,
    private readonly confidentiality: Confidentiality,
  ) {}

  @Get()
  @Roles('lead-investigator', 'investigator', 'records-supervisor')
  @Reveals('case-facts')
  @ApiOperation({
    summary:
      'The evidence in the cases of the caller’s agency, item by item: who has it, whether its custody is unbroken, what became of it.',
  })
  @Answers(pageSchema(EvidenceItem), { rows: [EVIDENCE_ITEM] })
  register(@WhoAsks() asked: Asked, @Query({ schema: PageQuery }) page: PageQuery) {
    const rows = this.db.getRepository(EvidenceItemTable).createQueryBuilder('listed')
    const reader = readerOf(asked, this.self)
    return pageOf(ofCasesOf(rows, reader), evidenceRegisterView, page, reader, this.confidentiality)
  }
}
