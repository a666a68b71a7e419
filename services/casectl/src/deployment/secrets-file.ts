import { open, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ServiceName } from '@case-timeline/contracts'
import { kebabCase } from '../agencies.ts'
import { EXIT, Failure } from '../failure.ts'

/** A file that only its owner can read. */
export interface SecretsFile {
  /** @returns its path @throws Failure if it cannot be written, such as on a full disk */
  write(text: string): Promise<string>
  /** Removes the file again if nothing was written. */
  close(): Promise<void>
}

/** The variables that a run created, by service, and those that all services share. */
export interface CreatedVariables {
  readonly services: Readonly<Partial<Record<ServiceName, Readonly<Record<string, string>>>>>
  readonly shared: Readonly<Record<string, string>>
}

/** What to do after a run that created logins or keys, and showed them to nobody. */
export const AFTER_LOST_SECRETS: readonly string[] = [
  'correct that, and run the same command again with --reset-passwords: some logins have passwords that nobody knows',
  'it creates no keys for logins that exist; create the VAULT_KEYS and the DIGEST_KEY that you do not have by openssl rand -hex 32',
]

/** @throws Failure if the file exists or cannot be created */
export const newSecretsFile = async (name: string): Promise<SecretsFile> => {
  const path = resolve(name)
  const file = await open(path, 'wx', 0o600).catch(({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EEXIST')
      throw new Failure(
        `${path} exists already, and is not replaced: its passwords and keys may be the only copy.`,
        ['give another file to --secrets'],
        EXIT.usage,
      )
    throw new Failure(`${path} cannot be created (${code ?? message}).`, ['give another file to --secrets'], EXIT.usage)
  })
  let isWritten = false
  return {
    async write(text) {
      try {
        await file.writeFile(text)
        await file.sync()
      } catch (failure) {
        const { code, message } = failure as NodeJS.ErrnoException
        throw new Failure(`${path} cannot be written (${code ?? message}); the databases are provided.`, AFTER_LOST_SECRETS)
      }
      isWritten = true
      return path
    },
    async close() {
      await file.close()
      if (!isWritten) await rm(path)
    },
  }
}

/**
 * Secrets of Kubernetes with what a run created: one for each service, one for what all share, one for migrations. With
 * `stringData`, so that a Secret keeps keys that the manifest does not have.
 */
export const secretsOf = (deployment: string, { services, shared }: CreatedVariables, adminUrl: string): string =>
  [
    ...Object.entries(services).map(([service, variables]) => manifest(`${deployment}-${kebabCase(service)}`, variables)),
    ...(Object.keys(shared).length === 0 ? [] : [manifest(`${deployment}-shared`, shared)]),
    manifest(`${deployment}-migration`, { ADMIN_URL: adminUrl }),
  ].join('---\n')

/** A JSON string is a YAML string, whatever it contains. */
const manifest = (name: string, data: Readonly<Record<string, string>>): string =>
  [
    'apiVersion: v1',
    'kind: Secret',
    'metadata:',
    `  name: ${name}`,
    '  labels:',
    '    app.kubernetes.io/part-of: case-timeline',
    'type: Opaque',
    'stringData:',
    ...Object.entries(data).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`),
    '',
  ].join('\n')
