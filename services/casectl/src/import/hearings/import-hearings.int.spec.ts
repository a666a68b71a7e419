import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { testDestination } from '../destination.fixtures.ts'
import { importHearings } from './import-hearings.fixtures.ts'
import { hearingWith, payloadFolder, SAMPLE, verdictOf } from './payloads.fixtures.ts'

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
    expect(first.report.counts).toMatchObject({ rows: 11, recorded: 7, external: 4, refused: 0, unreadable: 0, rejected: 0 })
    const events = await destination.events()
    const recorded = events.filter(({ type }) => !/WarningRaised|CaseImported/.test(type))
    expect(recorded.map(({ type, envelope: { occurredAt } }) => [type, occurredAt])).toEqual([
      ['investigation.CaseOpened', undefined],
      ['adjudication.CourtCaseRegistered', undefined],
      ['investigation.SuspectIdentified', undefined],
      ['investigation.SuspectArrested', '2026-01-12'],
      ['prosecution.ChargeLaid', '2026-01-14'],
      ['auditTrail.ExternalFactRecorded', '2026-03-09'],
      ['adjudication.PleaEntered', '2026-03-09'],
      ['auditTrail.ExternalFactRecorded', '2026-03-09'],
      ['adjudication.HearingDateOrdered', '2026-03-09'],
      ['prosecution.ChargeLaid', undefined],
      ['auditTrail.ExternalFactRecorded', undefined],
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
    expect(second.report.counts).toMatchObject({ rows: 11, duplicate: 11 })
    expect(await destination.events()).toHaveLength(events.length)
  })
})

describe('a charge on which payloads that are imported one by one contradict each other', () => {
  const { fileWith, remove } = payloadFolder()
  afterAll(remove)

  it.each([
    [['GUILTY', 'NOT_GUILTY']],
    [['NOT_GUILTY', 'GUILTY']],
    [['NOT_GUILTY', 'GUILTY', 'NOT_GUILTY']],
    [['GUILTY', 'NOT_GUILTY', 'GUILTY']],
  ])('is not left with a conviction by %j', async (values) => {
    const urn = values.join('-').replaceAll('_', '')
    const runs: Awaited<ReturnType<typeof importHearings>>[] = []
    for (const [index, value] of values.entries()) {
      const payload = hearingWith({ verdict: verdictOf(value), sharedTime: `2026-03-1${index}T10:00:00Z` })
      const file = fileWith(payload.replace('99ZZ0000126', urn))
      runs.push(await importHearings(destination, [file], join(folder, `${urn}-${index}.csv`)))
    }
    const caseId = runs[0]?.rows[0]?.caseId
    const verdicts = (await destination.events())
      .filter((event) => event.caseId === caseId && event.type === 'adjudication.VerdictDelivered')
      .map(({ data }) => (data as { verdict: string }).verdict)
    expect(verdicts).toEqual(values[0] === 'GUILTY' ? ['guilty', 'notGuilty'] : ['notGuilty'])
    // A conviction that comes after an acquittal is reported, since its row has another content than the exclusion.
    expect(runs[1]?.report.counts.changed).toBe(values[1] === 'GUILTY' ? 1 : 0)
  })
})
