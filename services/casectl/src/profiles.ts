import { readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { SERVICES } from '@case-timeline/contracts'
import { z } from 'zod'
import { EXIT, Failure } from './failure.ts'
import type { Urls } from './run-file.ts'

/** The variables of a process. */
export interface Environment {
  readonly [name: string]: string | undefined
}

/** The options by which a command names a system that is not the embedded one. */
export interface Choice {
  readonly profile?: string | undefined
  readonly url?: readonly string[] | undefined
}

/** A system that runs somewhere, and what is needed to call it. */
export interface Target {
  readonly urls: Partial<Urls>
  /** The token; it is sent to `urls` only. @throws Failure when there is none, or others can read its file */
  readonly token: () => Promise<string>
  /** Certificates (PEM) that are trusted in place of the system's. */
  readonly ca?: string | undefined
  /** Where its addresses are, and its token, for advice. */
  readonly addressesIn: string
  readonly tokenIn: string
}

const usage = (message: string, ...remedies: readonly string[]): Failure => new Failure(message, remedies, EXIT.usage)

/** The service with this name, which may be written in kebab case. */
const serviceNamed = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

const isService = (name: string): boolean => (SERVICES as readonly string[]).includes(name)

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost'])

/** An address to which a token or a password may be sent: it is not readable on the way. */
export const isPrivate = (text: string): boolean => {
  const { protocol, hostname, username, password, search, hash } = new URL(text)
  const isBare = username + password + search + hash === ''
  return isBare && (protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname)))
}

/** Messages name addresses, so none has a secret. */
const hasNoLogin = (text: string): boolean => new URL(text).username + new URL(text).password === ''

const Address = z
  .url({ protocol: /^https?$/ })
  .refine(hasNoLogin, 'expected an address without a login')
  .transform((url) => url.replace(/\/$/, ''))
const PrivateAddress = z
  .url()
  .refine(isPrivate, 'expected https://… (http://… only on this machine), without a login, a query and a fragment')
  .pipe(Address)
const addresses = (address: z.ZodType<string, string>) =>
  z
    .record(z.string(), address)
    .transform((urls) => Object.fromEntries(Object.entries(urls).map(([name, url]) => [serviceNamed(name), url])))
    .pipe(z.partialRecord(z.enum(SERVICES), z.string()))

/** A token is never in this file: who sees the names of deployments sees no secret. */
const Profile = z
  .strictObject({
    urls: addresses(PrivateAddress),
    tokenFile: z.string().min(1).optional(),
    tokenVariable: z.string().min(1).optional(),
    caFile: z.string().min(1).optional(),
  })
  .refine(
    ({ tokenFile, tokenVariable }) => (tokenFile === undefined) !== (tokenVariable === undefined),
    'expected one of tokenFile and tokenVariable',
  )
const Profiles = z.strictObject({ profiles: z.record(z.string(), Profile) })

/** Reads a list such as `auditTrail=https://…,victim-support=https://…`. */
const listed = (name: string, parts: readonly string[], address: z.ZodType<string, string>): Partial<Urls> => {
  const entries = parts.map((part) => [part.slice(0, part.indexOf('=')).trim(), part.slice(part.indexOf('=') + 1).trim()])
  const { data, error } = addresses(address).safeParse(Object.fromEntries(entries))
  if (data) return data
  const custom = error.issues.find(({ code }) => code === 'custom')
  // What is no word may be an address with a login.
  const unknown = entries.map(([service = '']) => service).find((one) => /^[\w-]+$/.test(one) && !isService(serviceNamed(one)))
  const reason = custom?.message ?? (unknown === undefined ? undefined : `there is no service ${unknown}`)
  throw usage(
    `${name} is not ${name.startsWith('--') ? 'service=URL' : 'a list of service=URL'}${reason === undefined ? '' : `: ${reason}`}; the services are ${SERVICES.join(', ')}.`,
  )
}

const tokenOf =
  (env: Environment, variable: string): Target['token'] =>
  () => {
    const token = env[variable]
    if (token) return Promise.resolve(token)
    return Promise.reject(usage(`${variable} is not set: set it to a token of your identity provider.`))
  }

/** Refuses a file in which others could put what they like, or, if it is secret, from which they could read. */
const checkAccess = async (file: string, isSecret: boolean): Promise<void> => {
  const { mode, uid } = await stat(file)
  // There are no such permissions on Windows.
  if (process.getuid === undefined) return
  const own = process.getuid()
  if (uid !== own && uid !== 0) throw usage(`${file} belongs to another user.`, 'make a file of your own')
  if ((mode & (isSecret ? 0o077 : 0o022)) === 0) return
  const allowed = isSecret ? 'read' : 'changed'
  throw usage(
    `${file} can be ${allowed} by other users (its mode is ${(mode & 0o777).toString(8).padStart(4, '0')}).`,
    `chmod ${isSecret ? '600' : 'go-w'} ${file}`,
    ...(isSecret ? ['and get a new token if somebody may have read this one'] : []),
  )
}

const readOwn = async (file: string, isSecret: boolean): Promise<string> => {
  try {
    await checkAccess(file, isSecret)
    return await readFile(file, 'utf8')
  } catch (failure) {
    if (failure instanceof Failure) throw failure
    throw usage(`${file} cannot be read (${(failure as NodeJS.ErrnoException).code}).`)
  }
}

const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/

const tokenInFile =
  (file: string): Target['token'] =>
  async () => {
    const token = (await readOwn(file, true)).trim()
    if (TOKEN.test(token)) return token
    throw usage(`${file} has no token: expected one JSON Web Token and nothing else.`, 'write a token of your identity provider into it')
  }

const profilesFile = (env: Environment): string =>
  env['CASECTL_PROFILES'] ?? join(env['XDG_CONFIG_HOME'] ?? join(env['HOME'] ?? homedir(), '.config'), 'case-timeline/profiles.json')

const parsed = (file: string, text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw usage(`${file} is not JSON.`)
  }
}

const profileNamed = async (name: string, env: Environment): Promise<Target> => {
  const file = resolve(profilesFile(env))
  const { data, error } = Profiles.safeParse(parsed(file, await readOwn(file, false)))
  if (error)
    throw usage(
      `${file} is not a list of profiles (docs/how-to/name-a-deployment.md).`,
      ...error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
    )
  const profile = Object.hasOwn(data.profiles, name) ? data.profiles[name] : undefined
  if (!profile) throw usage(`${file} has no profile ${name}.`, `it has ${Object.keys(data.profiles).join(', ') || 'none'}`)
  const { urls, tokenFile, tokenVariable = '', caFile } = profile
  const fromFolder = (path: string): string => resolve(dirname(file), path)
  return {
    urls,
    token: tokenFile === undefined ? tokenOf(env, tokenVariable) : tokenInFile(fromFolder(tokenFile)),
    ca: caFile === undefined ? undefined : await readOwn(fromFolder(caFile), false),
    addressesIn: `urls of the profile ${name} in ${file}`,
    tokenIn: tokenFile === undefined ? tokenVariable : fromFolder(tokenFile),
  }
}

/**
 * The system that options or variables name: `--profile`, `--url`, CASECTL_PROFILE or CASE_TIMELINE_URLS. A token belongs
 * to the addresses with which it is named: those of a profile, or else CASE_TIMELINE_TOKEN.
 *
 * @returns undefined when none is named
 * @throws Failure when two are named, or one is not complete
 */
export const targetOf = async ({ profile, url = [] }: Choice, env: Environment): Promise<Target | undefined> => {
  const list = env['CASE_TIMELINE_URLS']
  const own = { token: tokenOf(env, 'CASE_TIMELINE_TOKEN'), tokenIn: 'CASE_TIMELINE_TOKEN' }
  if (url.length > 0) {
    if (profile !== undefined) throw usage('--url and --profile name two systems.', 'leave one of them out')
    if (list !== undefined)
      throw usage(
        '--url and CASE_TIMELINE_URLS are both there, and CASE_TIMELINE_TOKEN belongs to one of them.',
        'unset CASE_TIMELINE_URLS',
      )
    return { ...own, urls: listed('--url', url, PrivateAddress), addressesIn: '--url' }
  }
  if (profile !== undefined) return profileNamed(profile, env)
  const name = env['CASECTL_PROFILE']
  if (name !== undefined && list !== undefined) throw usage('CASECTL_PROFILE and CASE_TIMELINE_URLS name two systems.', 'unset one of them')
  if (name !== undefined) return profileNamed(name, env)
  if (list !== undefined) return { ...own, urls: listed('CASE_TIMELINE_URLS', list.split(','), Address), addressesIn: 'CASE_TIMELINE_URLS' }
  return undefined
}
