import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { testDestination } from '../destination.fixtures.ts'
import { importHearings } from './import-hearings.fixtures.ts'

const SAMPLE = fileURLToPath(new URL('../../../../../deploy/demo/hearing-resulted.json', import.meta.url))

let destination: Awaited<ReturnType<typeof testDestination>>
let folder: string
beforeAll(async () => {
  destination = await testDestination()
  folder = await mkdtemp(join(tmpdir(), 'import-hearings-'))
})
afterAll(async () => {
  await destination.close()
  await rm(folder, { recursive: true })
})

describe('the sample of a resulted hearing', () => {
  it('becomes the history of one case, as reported, and nothing more in a second run', async () => {
    const first = await importHearings(destination, [SAMPLE], join(folder, 'first.csv'))
    expect(first.report.counts).toMatchObject({ rows: 9, recorded: 7, external: 2, refused: 0, unreadable: 0, rejected: 0 })
    const events = await destination.events()
    const recorded = events.filter(({ type }) => !/WarningRaised|CaseImported/.test(type))
    expect(recorded.map(({ type, envelope: { occurredAt } }) => [type, occurredAt])).toEqual([
      ['investigation.CaseOpened', undefined],
      ['adjudication.CourtCaseRegistered', undefined],
      ['investigation.SuspectIdentified', undefined],
      ['investigation.SuspectArrested', '2026-01-12'],
      ['prosecution.ChargeLaid', '2026-01-14'],
      ['adjudication.PleaEntered', '2026-03-09'],
      ['auditTrail.ExternalFactRecorded', '2026-03-09'],
      ['adjudication.HearingDateOrdered', '2026-03-09'],
      ['prosecution.ChargeLaid', undefined],
      ['adjudication.VerdictDelivered', '2026-03-09'],
      ['auditTrail.ExternalFactRecorded', '2026-03-09T10:00:00.000Z'],
    ])
    for (const { envelope } of recorded) expect(envelope.imported).toMatchObject({ source: 'common-platform', asReported: true })
    expect(new Set(events.map(({ caseId }) => caseId)).size).toBe(1)
    const accused = recorded
      .flatMap(({ data }) => Object.entries(data as object))
      .filter(([name]) => /^(?:accusedRef|personRef)$/.test(name))
    expect(new Set(accused.map(([, ref]) => String(ref))).size).toBe(1)

    const second = await importHearings(destination, [SAMPLE], join(folder, 'second.csv'))
    expect(second.report.counts).toMatchObject({ rows: 9, duplicate: 9 })
    expect(await destination.events()).toHaveLength(events.length)
  })
})
