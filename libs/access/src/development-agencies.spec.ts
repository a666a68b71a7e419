import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { agencyRegister } from './agency-register.ts'
import { type DevelopmentAgencies, developmentAgencies, developmentSigner } from './development-agencies.ts'
import { genuineCommand } from './signed-command.ts'
import { aCommand, CASE } from './signing.fixtures.ts'

const AGENCIES = [
  { agencyId: 'zz-police', sector: 'investigation' },
  { agencyId: 'zz-court', sector: 'adjudication' },
] as const

let folder: string
let agencies: DevelopmentAgencies
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'development-agencies-'))
  agencies = await developmentAgencies(folder, AGENCIES, {})
})
afterAll(() => rm(folder, { recursive: true }))

const { iat: _, exp: __, ...command } = aCommand()
const judged = async (jws: string) => {
  const found = await genuineCommand(
    { key: Buffer.from(CASE), value: Buffer.from(jws), arrivedAt: Date.now() },
    { audience: command.aud, register: await agencyRegister(agencies.keys) },
  )
  return 'reason' in found ? found.reason : found.agency.agencyId
}

describe('agencies of a development system', () => {
  it('sign commands that its services believe, also after a restart', async () => {
    expect(await judged(await agencies.sign(command))).toBe('zz-police')
    await developmentAgencies(folder, AGENCIES, {})
    expect(await judged(await agencies.sign(command))).toBe('zz-police')
    expect(await judged(await developmentSigner(folder, {}).sign(command))).toBe('zz-police')
  })

  it('sign for themselves only', async () => {
    const stolen = await agencies.sign({ ...command, iss: 'zz-court' })
    expect(await judged(stolen)).toBe('zz-court')
    await expect(agencies.sign({ ...command, iss: 'zz-nobody' })).rejects.toThrow('no development key of zz-nobody was made')
    await expect(agencies.sign({ ...command, iss: '../../etc/passwd' })).rejects.toThrow('pattern')
  })

  it('sign for a time', async () => expect(await judged(await agencies.sign({ ...command, iat: 1, exp: 600 }))).toBe('expired'))

  it('have no keys in production', async () => {
    await expect(developmentAgencies(folder, AGENCIES, { NODE_ENV: 'production' })).rejects.toThrow('not made with NODE_ENV=production')
    expect(() => developmentSigner(folder, { NODE_ENV: 'production' })).toThrow('not made with NODE_ENV=production')
  })
})
