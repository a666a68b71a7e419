import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { preparedCompose } from './compose.fixtures.ts'
import { docker, output } from './docker.fixtures.ts'

describe.each(['minimal', 'full'])('deploy/compose.yaml with the profile %s', (profile) => {
  let folder: string
  let printed: string
  beforeAll(async () => {
    const prepared = await preparedCompose(profile)
    folder = prepared.folder
    printed = prepared.printed
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('is valid for Compose with the passwords that one command has made', async () => {
    expect(printed).toContain('is ready')
    await docker('compose', '--file', join(folder, 'compose.yaml'), 'config', '--quiet')
  })

  it('is invalid without them, with a sentence that names the command', async () => {
    const without = docker(
      'compose',
      '--file',
      join(folder, 'compose.yaml'),
      '--env-file',
      '/dev/null',
      '--profile',
      profile,
      'config',
      '--quiet',
    )
    await expect(without).rejects.toThrow('run node deploy/compose/prepare.mjs')
  })

  it('shows the passwords to nobody else on this machine', async () => {
    expect((await stat(join(folder, '.env'))).mode & 0o777).toBe(0o600)
    expect((await stat(join(folder, 'compose/secrets'))).mode & 0o777).toBe(0o700)
    const secrets = [...(await readFile(join(folder, '.env'), 'utf8')).matchAll(/^\w*(?:PASSWORD|KEY)\w*=(.*)$/gm)].map(
      ([, value]) => value,
    )
    expect(new Set(secrets).size).toBe(secrets.length)
    for (const secret of secrets) expect(secret).toMatch(/^[0-9a-f]{64}$/)
  })

  it('keeps the passwords that belong to data', async () => {
    const again = output('node', join(folder, 'compose/prepare.mjs'), profile)
    await expect(again).rejects.toThrow('its passwords belong to the data')
  })
})
