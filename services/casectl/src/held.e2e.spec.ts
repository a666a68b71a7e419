import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { OpenCase, SuspectArrested } from '@case-timeline/contracts'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from './client.ts'
import type { HeldDocument } from './held.ts'
import { EXIT, run } from './index.ts'
import { retrying } from './lives/retrying.fixtures.ts'
import { type TestSystem, testSystem } from './test-system.fixtures.ts'

jest.setTimeout(120_000)

let system: TestSystem
let folder: string
beforeAll(async () => {
  system = await testSystem()
  folder = await mkdtemp(join(tmpdir(), 'held-'))
  const police = await connect(system.dataDir, {}, { userId: 'j.cruz', agencyId: 'ph-police', roles: ['lead-investigator'] })
  const record = async (command: string, data: object, occurredAt?: string) => {
    const answer = await police.send('investigation', `/cases/${caseId}/${command}`, { data, ...(occurredAt ? { occurredAt } : {}) })
    expect(answer).toMatchObject({ status: 201 })
  }
  await record('open-case', { ...OpenCase.example, leadAgency: 'ph-police' })
  await record('arrest-suspect', { ...SuspectArrested.example, personRef }, '2026-03-02T08:00:00+08:00')
})
afterAll(async () => {
  await system.stop()
  await rm(folder, { recursive: true })
})

const casectl = async (...args: readonly string[]) => {
  const written = { out: '', err: '' }
  const stream = (name: 'out' | 'err') => ({ write: (text: string) => (written[name] += text) }) as unknown as NodeJS.WritableStream
  const code = await run(['--data', system.dataDir, ...args], {}, { out: stream('out'), err: stream('err') })
  return { code, ...written }
}
const [caseId, personRef] = [randomUUID(), randomUUID()]
const POLICE = ['--agency', 'ph-police', '--sector', 'investigation'] as const

describe('casectl held', () => {
  it('writes the signed list of an agency, which audit verify-held verifies without the system', async () => {
    const keyFile = join(folder, 'key')
    const { verifierKey } = JSON.parse((await casectl('--json', 'audit', 'create-key', keyFile, '--name', 'ph-police/held')).out) as {
      verifierKey: string
    }
    // The view needs a moment to follow the log.
    const total = async () => (JSON.parse((await casectl('--json', 'held', ...POLICE)).out) as HeldDocument).total.heldBeyondLaw
    expect(await retrying(40_000, total, (found) => found > 0)).toBeGreaterThan(0)
    const lists = await mkdtemp(join(folder, 'lists-'))
    const listed = await casectl('--json', 'held', ...POLICE, '--date', '2035-01-01', '--sign', keyFile, '--out', lists)
    expect(listed).toMatchObject({ code: EXIT.done, err: '' })
    const [name = ''] = await readdir(lists)
    expect(name).toMatch(/^held-ph-police-investigation-20350101T\d{6}Z\.note$/)

    const verified = await casectl('--json', 'audit', 'verify-held', join(lists, name), '--key', verifierKey)
    expect(verified.code).toBe(EXIT.done)
    const document = JSON.parse(verified.out) as HeldDocument
    expect(document).toMatchObject({
      agency: 'ph-police',
      service: 'investigation',
      total: { heldBeyondLaw: 1, limitUnknown: 0 },
      authorities: [{ authority: 'POLICE', persons: [{ caseId, personRef, concern: 'limitPassed', jurisdiction: 'PH' }] }],
    })

    const note = await readFile(join(lists, name), 'utf8')
    await writeFile(join(folder, 'changed'), note.replace(/"total": \{\n +"heldBeyondLaw": \d+/, '"total": {\n    "heldBeyondLaw": 0'))
    expect(await casectl('audit', 'verify-held', join(folder, 'changed'), '--key', verifierKey)).toMatchObject({
      code: EXIT.failed,
      err: expect.stringContaining('not what was signed'),
    })
    expect(await casectl('held', ...POLICE, '--sign', keyFile, '--out', join(lists, name))).toMatchObject({ code: EXIT.usage })
  })

  it('prints the counts of each authority, and says what is wrong with a request', async () => {
    expect((await casectl('held', ...POLICE)).out).toMatch(/^ph-police \(investigation\), as of .*\n.*authority +beyond law +limit unknown/)
    expect(await casectl('held', '--agency', 'zz-audit', '--sector', 'audit-trail')).toMatchObject({ code: EXIT.usage })
    expect(await casectl('held', ...POLICE, '--date', 'yesterday')).toMatchObject({ code: EXIT.usage })
    expect(await casectl('held', ...POLICE, '--sign', join(folder, 'none'))).toMatchObject({ code: EXIT.usage })
  })
})
