import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CompactSign, importPKCS8 } from 'jose'
import { agencyRegister } from './agency-register.ts'
import { type DevelopmentAgencies, developmentAgencies, developmentSigner } from './development-agencies.ts'
import { verifyCommand } from './signed-command.ts'
import { aCommand, CASE } from './signing.fixtures.ts'

const AGENCIES = [
  { agencyId: 'zz-police', sector: 'investigation' },
  { agencyId: 'zz-court', sector: 'adjudication' },
] as const

let folder: string
let agencies: DevelopmentAgencies
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'development-agencies-'))
  agencies = await developmentAgencies(folder, AGENCIES)
})
afterAll(() => rm(folder, { recursive: true }))

const { iat: _, exp: __, ...command } = aCommand()
const verificationOf = async (jws: string) => {
  const found = await verifyCommand(
    { key: Buffer.from(CASE), value: Buffer.from(jws), arrivedAt: Date.now() },
    { audience: command.aud, register: await agencyRegister(agencies.keys, { development: true }) },
  )
  return 'reason' in found ? found.reason : found.agency.agencyId
}

describe('agencies of a development system', () => {
  it('sign commands that verify, also after a restart', async () => {
    expect(await verificationOf(await agencies.sign(command))).toBe('zz-police')
    await developmentAgencies(folder, AGENCIES)
    expect(await verificationOf(await agencies.sign(command))).toBe('zz-police')
    expect(await verificationOf(await developmentSigner(folder).sign(command))).toBe('zz-police')
  })

  it('have a second key in PEM, with which any program signs with ES256', async () => {
    const now = Math.floor(Date.now() / 1_000)
    const key = await importPKCS8(await readFile(join(folder, 'agency-zz-police.pem'), 'utf8'), 'ES256')
    const signed = (kid: string) =>
      new CompactSign(Buffer.from(JSON.stringify({ ...command, iat: now, exp: now + 600 })))
        .setProtectedHeader({ alg: 'ES256', kid, typ: 'case-command+jwt' })
        .sign(key)
    expect(await verificationOf(await signed('zz-police:es256:development'))).toBe('zz-police')
    expect(await verificationOf(await signed('zz-court:es256:development'))).toBe('wrong-signature')
  })

  it('sign only for themselves', async () => {
    const stolen = await agencies.sign({ ...command, iss: 'zz-court' })
    expect(await verificationOf(stolen)).toBe('zz-court')
    await expect(agencies.sign({ ...command, iss: 'zz-nobody' })).rejects.toThrow('there is no development key of zz-nobody')
    await expect(agencies.sign({ ...command, iss: '../../etc/passwd' })).rejects.toThrow('pattern')
  })

  it('sign with a validity period', async () =>
    expect(await verificationOf(await agencies.sign({ ...command, iat: 1, exp: 600 }))).toBe('expired'))

  it('are refused by a register that is not in development mode, with the name of the key', async () =>
    expect(agencyRegister(agencies.keys)).rejects.toThrow('zz-police:development is a development key'))
})
