import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { approvalsOf, carryOut, correct, handle } from '@case-timeline/commands'
import { submissionBy } from '@case-timeline/commands/fixtures'
import { approvalCommandsOf } from '@case-timeline/contracts'
import { verifyCase } from '@case-timeline/audit-trail'
import { randomUUID } from 'node:crypto'
import { testDestination } from './destination.fixtures.ts'
import { checkLog, importLog } from './import-log.ts'
import { aMapping, header, writeImportFiles } from './mapping.fixtures.ts'
import type { RowReport } from './report.ts'

let destination: Awaited<ReturnType<typeof testDestination>>
beforeAll(async () => {
  destination = await testDestination()
})
afterAll(() => destination.close())

const MANDATE = 'memorandum/2024-7'
const charge = {
  activity: 'CHARGED',
  actorAgencies: ['PROSECUTION'],
  command: 'LayCharge',
  data: {
    chargeId: { $ref: 'charge' },
    accusedRef: { $ref: 'defendant' },
    offenceCode: 'traffickingInPersons',
    perVictim: [],
    aggravating: [],
  },
}
const opened = {
  activity: 'OPENED',
  actorAgencies: ['POLICE'],
  command: 'OpenCase',
  data: { source: 'migration', leadAgency: 'zz-police', suspectedPurposes: [] },
}
const mapping = () => ({
  ...aMapping(),
  agencies: {
    POLICE: { agencyId: 'zz-police', service: 'investigation', mandate: MANDATE },
    PROSECUTION: { agencyId: 'zz-prosecution', service: 'prosecution' },
  },
  commands: [...aMapping().commands, charge, opened],
})

const importRows = async (more: object, ...rows: readonly string[]) => {
  const source = `log-${randomUUID()}`
  const { log, remove } = await writeImportFiles([header, ...rows, ''].join('\n'), { ...mapping(), source, ...more })
  try {
    const reports: RowReport[] = []
    const report = await importLog(await checkLog(log, destination.aggregates), destination, { onRow: (row) => reports.push(row) })
    const events = (await destination.events()).filter(({ caseId }) => caseId === report.firstCaseId)
    const ofType = (type: string) => events.filter((event) => event.type === type)
    return { source, report, rows: reports, events, ofType }
  } finally {
    await remove()
  }
}

const CHARGED = 'c1,1,CHARGED,PROSECUTION,2016-05-01,,'

describe('a decision of an imported history', () => {
  it('is refused as if it were taken today, unless the mapping says that it is recorded as reported', async () => {
    const { report } = await importRows({}, CHARGED)
    expect(report.refusals).toEqual({ 'prosecution.charge-rests-on-dossier': 1 })
    const reported = await importRows({ asReported: true }, CHARGED)
    expect(reported.report).toMatchObject({ counts: { recorded: 1, refused: 0 }, refusals: {} })
    expect(reported.rows[0]).toMatchObject({ warnings: expect.arrayContaining(['prosecution.charge-rests-on-dossier']) })
  })

  it('can be recorded as reported by single commands of a mapping', async () => {
    const commands = mapping().commands.map((part) => ({ ...part, asReported: part.command === 'LayCharge' }))
    const { report, ofType } = await importRows({ commands }, CHARGED, 'c1,2,ARREST,POLICE,2016-05-01,,')
    expect(report.counts).toMatchObject({ recorded: 2, refused: 0 })
    const marked = ['prosecution.ChargeLaid', 'investigation.SuspectArrested'].map((type) => ofType(type)[0]?.envelope.imported?.asReported)
    expect(marked).toEqual([true, undefined])
  })

  it('is marked as imported, with its source, the agency and the mandate', async () => {
    const { source, ofType } = await importRows({ asReported: true }, CHARGED, 'c1,2,ARREST,POLICE,2016-05-01,,')
    expect(ofType('prosecution.ChargeLaid')[0]?.envelope.imported).toEqual({ source, agencyId: 'zz-prosecution', asReported: true })
    expect(ofType('investigation.SuspectArrested')[0]?.envelope.imported).toEqual({
      source,
      agencyId: 'zz-police',
      mandate: MANDATE,
      asReported: true,
    })
  })

  it('is recorded in the name of the agency only with its mandate, otherwise in that of the importer', async () => {
    for (const asReported of [true, false]) {
      const { events } = await importRows({ asReported }, 'c1,1,ARREST,POLICE,2016-05-01,,', 'c1,2,TRIAL,COURT,2016-05-01,,', CHARGED)
      const actors = events.map(({ stream, envelope }) => [stream.split('-')[0], envelope.actor.agencyId])
      expect(new Set(actors.filter(([stream]) => stream === 'investigation.case').map(([, agency]) => agency))).toEqual(
        new Set(['zz-police']),
      )
      const others = actors.filter(([stream]) => stream !== 'investigation.case').map(([, agency]) => agency)
      expect(new Set(others)).toEqual(new Set(['zz-archive']))
    }
  })

  it('without a date has an unknown time, not that of the import', async () => {
    for (const asReported of [true, false]) {
      const { ofType } = await importRows({ asReported }, 'c1,1,ARREST,POLICE,2016-05-01,,', 'c1,2,CHARGED,PROSECUTION,,,')
      expect(ofType('investigation.CaseOpened').map(({ occurredAt }) => occurredAt)).toEqual([undefined])
      expect(ofType('prosecution.ChargeLaid').map(({ occurredAt }) => occurredAt)).toEqual(asReported ? [undefined] : [])
    }
  })

  it('keeps the date of the source as reported, also in the future or centuries ago, with a warning', async () => {
    const { report, ofType } = await importRows(
      { asReported: true },
      'c1,1,HELD,POLICE,2301-11-08,,',
      'c1,2,HELD,POLICE,1018-11-08,,',
      'c1,3,TRIAL,COURT,2101-06-06,,',
    )
    expect(report).toMatchObject({ counts: { recorded: 2, external: 1, refused: 0 }, refusals: {} })
    expect(report.warnings).toEqual({ 'case.fact-is-not-in-future': 1, 'case.fact-is-not-centuries-old': 1 })
    expect(ofType('investigation.DetentionOrdered').map(({ occurredAt }) => occurredAt)).toEqual(['2301-11-08', '1018-11-08'])
    expect(ofType('auditTrail.ExternalFactRecorded').map(({ occurredAt }) => occurredAt)).toEqual(['2101-06-06'])
  })

  it('is kept as an external fact if it would contradict the record, and counted by the rule', async () => {
    const { report, rows, ofType } = await importRows({ asReported: true }, 'c1,1,OPENED,POLICE,2016-05-01,,')
    expect(rows[0]).toMatchObject({ outcome: 'external', rule: 'investigation.case-is-opened-once' })
    expect(report).toMatchObject({ counts: { external: 1, refused: 0 }, contradictions: { 'investigation.case-is-opened-once': 1 } })
    expect(ofType('auditTrail.ExternalFactRecorded')).toHaveLength(1)
  })

  it('is corrected by the same levels, and its warnings are raised again for the corrected data', async () => {
    const { report, ofType } = await importRows({ asReported: true }, CHARGED)
    const [charged] = ofType('prosecution.ChargeLaid')
    const caseId = report.firstCaseId ?? ''
    const context = destination.contexts.prosecution
    const sent = await correct(context, destination.aggregates, {
      ...submissionBy({ userId: 'k.santoso', agencyId: 'zz-archive', role: 'importer' }, caseId, 'ZZ'),
      name: 'CorrectEvent',
      body: {
        data: {
          correctsId: charged?.id,
          data: { ...(charged?.data as object), offenceCode: 'murder' },
          reasonCode: 'clericalError',
        },
      },
    })
    if (sent.outcome !== 'awaits-approval') throw new Error(`not waiting: ${JSON.stringify(sent)}`)
    const { requestId, digest } = sent.approval
    const given = await handle(context, approvalsOf('prosecution'), {
      ...submissionBy({ userId: 'p.reyes', agencyId: 'zz-archive', role: 'records-supervisor' }, caseId, 'ZZ'),
      name: approvalCommandsOf('prosecution').GiveApproval.name,
      body: { data: { requestId, digest } },
    })
    expect(given).toMatchObject({ outcome: 'appended' })
    const answer = await carryOut(context, destination.aggregates, { service: 'prosecution', id: caseId, requestId })
    expect(answer).toMatchObject({ outcome: 'appended', warnings: expect.arrayContaining(['prosecution.charge-rests-on-dossier']) })
  })

  it('is part of a case that verification finds intact', async () => {
    const { events } = await importRows({ asReported: true }, CHARGED, 'c1,2,ARREST,POLICE,,,')
    expect(verifyCase(events)).toMatchObject({ outcome: 'intact' })
  })
})
