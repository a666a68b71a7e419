import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { verifyCase } from '@case-timeline/audit-trail'
import { testDestination } from '../destination.fixtures.ts'
import type { ImportReport } from '../report.ts'
import { importHearings } from './import-hearings.fixtures.ts'
import { readHearings } from './read-hearings.ts'

const root = fileURLToPath(new URL('../../../../../', import.meta.url))
const data = resolve(root, process.env['CASE_TIMELINE_DATA'] ?? '../shared/data')
const payloads = join(data, 'payloads/uk-court-data/spec/fixtures/files')
if (!existsSync(payloads)) throw new Error(`${payloads} does not exist: set CASE_TIMELINE_DATA to the folder that contains payloads/.`)

const hearings = [
  join(payloads, 'hearing_resulted.json'),
  ...readdirSync(join(payloads, 'hearing')).map((name) => join(payloads, 'hearing', name)),
]

/** Counts the values of a document without the code under test. */
const valuesIn = (value: unknown): number =>
  typeof value === 'object' && value !== null ? Object.values(value).reduce((sum: number, one) => sum + valuesIn(one), 0) : 1

let destination: Awaited<ReturnType<typeof testDestination>>
let folder: string
let first: ImportReport
let second: ImportReport
beforeAll(async () => {
  destination = await testDestination()
  folder = await mkdtemp(join(tmpdir(), 'common-platform-'))
  first = (await importHearings(destination, hearings, join(folder, 'first.csv'))).report
  second = (await importHearings(destination, hearings, join(folder, 'second.csv'))).report
}, 120_000)
afterAll(async () => {
  await destination.close()
  await rm(folder, { recursive: true })
})

describe('the published payloads of resulted hearings of Common Platform', () => {
  it('are read, and each of their members is either taken or reported with a reason', async () => {
    const { report } = await readHearings(hearings)
    expect(report.hearings).toBe(9)
    expect(report.members).toBe(hearings.reduce((sum, file) => sum + valuesIn(JSON.parse(readFileSync(file, 'utf8'))), 0))
    expect(report.taken + report.untaken.reduce((sum, { count }) => sum + count, 0)).toBe(report.members)
    expect(report.untaken.every(({ reason }) => reason.length > 10)).toBe(true)
    process.stdout.write(`${report.hearings} hearings, ${report.members} members, ${report.taken} taken\n`)
  })

  it('have misspelt members, which are found', async () => {
    const { report } = await readHearings(hearings)
    const unknown = report.untaken.filter(({ reason }) => reason.startsWith('unknown to this reader'))
    expect(unknown.map(({ member }) => member)).toContainEqual(expect.stringContaining('hearing.prosectionCases[][]'))
  })

  it('have a plea on another offence than the charged one, which is no plea on the charge', async () => {
    const { report } = await readHearings(hearings)
    expect(report.facts).toMatchObject({ PLEA_ON_OTHER_OFFENCE: 1 })
    expect(report.contradictions).toEqual([])
  })

  it('become events of two cases, each fact a row with one outcome', () => {
    const { counts, cases } = first
    expect(cases).toBe(2)
    expect(counts).toMatchObject({ refused: 0, rejected: 0, duplicate: 0, changed: 0 })
    expect(counts.recorded + counts.external + counts.unreadable).toBe(counts.rows)
    expect(counts.recorded).toBeGreaterThan(counts.external)
  })

  it('record nothing in a second run', () => expect(second.counts.duplicate).toBe(second.counts.rows))

  it('give intact cases, in which no value of a person or free text of the payloads occurs', async () => {
    const events = await destination.events()
    expect(verifyCase(events)).toMatchObject({ outcome: 'intact' })
    const recorded = JSON.stringify(events.map(({ dataText, envelopeText }) => [dataText, envelopeText]))
    for (const value of ['Jammy', 'Dodger', '1987-05-21', 'JC123456A', 'Random string', 'cardigan']) {
      expect(hearings.some((file) => readFileSync(file, 'utf8').includes(value))).toBe(true)
      expect(recorded).not.toContain(value)
    }
  })
})
