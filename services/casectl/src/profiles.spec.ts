import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EXIT, Failure } from './failure.ts'
import { type Choice, targetOf } from './profiles.ts'

const TOKEN = 'aGVhZGVy.cGF5bG9hZA.c2lnbmF0dXJl'
const URLS = { 'audit-trail': 'https://audit.example/' }

describe('the system that casectl calls', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'profiles-'))
    await writeFile(join(folder, 'own.token'), `${TOKEN}\n`, { mode: 0o600 })
  })
  afterAll(() => rm(folder, { recursive: true }))

  /** Writes the profiles of a user. @returns the variables by which casectl finds them */
  const withProfiles = async (profiles: object, mode = 0o600) => {
    const file = join(folder, 'profiles.json')
    await writeFile(file, JSON.stringify({ profiles }))
    await chmod(file, mode)
    return { CASECTL_PROFILES: file }
  }
  const refusal = async (choice: Choice, env: Readonly<Record<string, string>>): Promise<string> => {
    const failure = await targetOf(choice, env).catch((one: unknown) => one)
    if (!(failure instanceof Failure)) throw new Error('it was not refused')
    expect(failure.exitCode).toBe(EXIT.usage)
    return [failure.message, ...failure.remedies].join('\n')
  }

  it('is the embedded one unless another is named', async () => expect(await targetOf({}, { CASE_TIMELINE_TOKEN: TOKEN })).toBeUndefined())

  it.each([
    ['by the option', { profile: 'north' }, {}],
    ['by the variable', {}, { CASECTL_PROFILE: 'north' }],
    ['by the option rather than the variable', { profile: 'north' }, { CASECTL_PROFILE: 'south' }],
    ['by the option rather than a list of addresses', { profile: 'north' }, { CASE_TIMELINE_URLS: 'investigation=https://other.example' }],
  ])('is the profile that is named %s, with its own token', async (_, choice, variables) => {
    const profiles = { north: { urls: URLS, tokenFile: 'own.token' } }
    const target = await targetOf(choice, { ...(await withProfiles(profiles)), ...variables, CASE_TIMELINE_TOKEN: 'of.another.system' })
    expect(target?.urls).toEqual({ auditTrail: 'https://audit.example' })
    expect(await target?.token()).toBe(TOKEN)
  })

  it('takes the token of a profile from the variable that it names', async () => {
    const env = { ...(await withProfiles({ north: { urls: URLS, tokenVariable: 'NORTH' } })), NORTH: TOKEN }
    expect(await (await targetOf({ profile: 'north' }, env))?.token()).toBe(TOKEN)
    const without = await targetOf({ profile: 'north' }, { ...env, NORTH: '' })
    await expect(without?.token()).rejects.toThrow('NORTH is not set')
  })

  it('has no login in its address, which a message could repeat', async () => {
    const text = await refusal({}, { CASE_TIMELINE_URLS: 'auditTrail=https://user:secret@audit.example', CASE_TIMELINE_TOKEN: TOKEN })
    expect(text).toContain('expected an address without a login')
    expect(text).not.toContain('secret')
  })

  it('is at the addresses of --url, with CASE_TIMELINE_TOKEN', async () => {
    const url = ['victim-support=https://support.example', 'auditTrail=http://127.0.0.1:3005']
    const target = await targetOf({ url }, { CASECTL_PROFILE: 'north', CASE_TIMELINE_TOKEN: TOKEN })
    expect(target?.urls).toEqual({ victimSupport: 'https://support.example', auditTrail: 'http://127.0.0.1:3005' })
    expect(await target?.token()).toBe(TOKEN)
  })

  it.each([
    ['--url and --profile', { profile: 'north', url: ['auditTrail=https://a.example'] }, {}, 'name two systems'],
    ['--url and a list', { url: ['auditTrail=https://a.example'] }, { CASE_TIMELINE_URLS: 'x' }, 'belongs to one of them'],
    ['a profile and a list, both by variable', {}, { CASECTL_PROFILE: 'north', CASE_TIMELINE_URLS: 'x' }, 'unset one of them'],
    ['an address without a service', { url: ['https://a.example'] }, {}, '--url is not service=URL'],
    ['an unknown service', { url: ['police=https://a.example'] }, {}, 'there is no service police; the services are investigation'],
    ['an address that others can listen to', { url: ['auditTrail=http://audit.example'] }, {}, 'expected https://'],
    ['an address with a login', { url: ['auditTrail=https://me:secret@a.example'] }, {}, 'without a login'],
    ['a list that is none', {}, { CASE_TIMELINE_URLS: 'https://a.example' }, 'is not a list of service=URL'],
  ])('is refused for %s', async (_, choice, env, sentence) => expect(await refusal(choice, env)).toContain(sentence))

  it.each([
    ['without addresses', { tokenFile: 'own.token' }, 'profiles.north.urls'],
    ['without a token', { urls: URLS }, 'expected one of tokenFile and tokenVariable'],
    ['with two tokens', { urls: URLS, tokenFile: 'own.token', tokenVariable: 'NORTH' }, 'expected one of tokenFile and tokenVariable'],
    ['with a token in the file itself', { urls: URLS, token: TOKEN }, 'Unrecognized key: "token"'],
    [
      'with an address that others can listen to',
      { urls: { auditTrail: 'http://a.example' }, tokenFile: 'own.token' },
      'expected https://',
    ],
    [
      'with certificates that are not there',
      { urls: URLS, tokenFile: 'own.token', caFile: 'none.pem' },
      'none.pem cannot be read (ENOENT)',
    ],
  ])('is refused for a profile %s', async (_, north, sentence) => {
    const text = await refusal({ profile: 'north' }, await withProfiles({ north }))
    expect(text).toContain(sentence)
    expect(text).not.toContain(TOKEN)
  })

  it('is refused for a profile that the file does not have, and names those that it has', async () =>
    expect(await refusal({ profile: 'nroth' }, await withProfiles({ north: { urls: URLS, tokenFile: 'own.token' } }))).toMatch(
      /has no profile nroth\.\nit has north$/,
    ))

  it('is refused for a file of profiles that is not there, and one that other users can change', async () => {
    expect(await refusal({ profile: 'north' }, { HOME: folder })).toContain('.config/case-timeline/profiles.json cannot be read (ENOENT)')
    const env = await withProfiles({ north: { urls: URLS, tokenFile: 'own.token' } }, 0o664)
    expect(await refusal({ profile: 'north' }, env)).toMatch(/can be changed by other users \(its mode is 0664\)\.\nchmod go-w /)
  })

  it.each([
    [0o644, 'can be read by other users'],
    [0o640, 'can be read by other users'],
    [0o600, 'has no token'],
  ])('is refused for a file of the mode %o whose content is no token, before it is sent', async (mode, sentence) => {
    await writeFile(join(folder, 'other.token'), 'secret of somebody')
    await chmod(join(folder, 'other.token'), mode)
    const target = await targetOf({ profile: 'north' }, await withProfiles({ north: { urls: URLS, tokenFile: 'other.token' } }))
    const failure = (await target?.token().catch((one: unknown) => one)) as Failure
    expect(failure.message).toContain(sentence)
    expect(failure.message).not.toContain('secret')
  })
})
