import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { EXIT, run } from '../index.ts'

const captureStream = (): { stream: NodeJS.WritableStream; text: () => string } => {
  const chunks: string[] = []
  const stream = { write: (chunk: string) => chunks.push(chunk) > 0 } as unknown as NodeJS.WritableStream
  return { stream, text: () => chunks.join('') }
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policy-gaps-'))
  const policy = { jurisdiction: 'XX', reviewed: true, rules: {}, traffickingOffences: ['XX.1'], clocks: [], consularNotifications: [] }
  await writeFile(join(folder, 'XX.json'), JSON.stringify(policy))
  const detention = {
    activity: 'detentionOrdered',
    authority: 'POLICE',
    maxDays: 20,
    validFrom: '1981-12-31',
    source: 'Act 1',
    verified: 'primary',
  }
  const ended = { ...policy, jurisdiction: 'ZZ', clocks: [{ ...detention, validUntil: '2026-01-01' }] }
  await writeFile(join(folder, 'ZZ.json'), JSON.stringify(ended))
  await writeFile(join(folder, 'YY.json'), '{')
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs casectl policy gaps, with the policies of the specification or of this release. */
const gaps = async (args: readonly string[], env: Record<string, string> = { POLICY_DIR: folder }) => {
  const [out, err] = [captureStream(), captureStream()]
  const code = await run(['policy', 'gaps', ...args], env, { out: out.stream, err: err.stream })
  return { code, out: out.text(), err: err.text() }
}

describe('casectl policy gaps', () => {
  it('shows what a policy leaves open, grouped by what follows from it', async () => {
    const { code, out } = await gaps(['XX', '--on', '2026-06-01'])
    expect(code).toBe(EXIT.done)
    expect(out).toMatch(/^XX, by XX\.json, on 2026-06-01: \d+ gaps\n/)
    expect(out).toContain(
      '\n\nno clock: custody without one is listed as under no known limit, and nothing else is ever late (29)\n  detentionOrdered POLICE\n',
    )
    expect(out).not.toContain('reviewed')
  })

  it('shows since when a limit of detention is no longer in force', async () => {
    const after = await gaps(['ZZ', '--on', '2026-01-02', '--json'])
    const { gaps: found } = JSON.parse(after.out) as { gaps: readonly object[] }
    expect(found).toContainEqual({ gap: 'clockEnded', activity: 'detentionOrdered', authority: 'POLICE', validUntil: '2026-01-01' })
    expect((await gaps(['ZZ', '--on', '2026-01-01'])).out).not.toContain('clock ended')
  })

  it('prints JSON with the policy that applies and its hash', async () => {
    const { out } = await gaps(['XX', '--json'])
    expect(JSON.parse(out)).toMatchObject({ jurisdiction: 'XX', policy: 'XX', policyHash: expect.stringMatching(/^[0-9a-f]{64}$/) })
  })

  it('shows that the default applies to a country without a policy', async () => {
    const { out } = await gaps(['XK'], {})
    expect(out).toMatch(/^XK, by default\.json, /)
    expect(out).toContain('no policy of its own')
  })

  it.each([
    ['a country without a policy, where there is no default', ['XK'], EXIT.notFound, 'neither XK.json nor default.json'],
    ['a name that is no country', ['Indonesia'], EXIT.usage, 'no ISO 3166 code'],
    ['a day that is not in the calendar', ['XX', '--on', '2026-02-30'], EXIT.usage, 'no day of the calendar'],
    ['an invalid policy', ['YY'], EXIT.usage, 'the file is not JSON'],
  ])('fails for %s', async (_, args, code, message) => {
    const failed = await gaps(args)
    expect(failed).toMatchObject({ code, out: '' })
    expect(failed.err).toContain(message)
  })
})
