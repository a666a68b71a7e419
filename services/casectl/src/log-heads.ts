import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { newSignerKey, noteSigner } from '@case-timeline/event-store'
import { keysFolder } from './run-file.ts'

/** The file to which an embedded system appends the signed heads of its log. */
export const headsFile = (dataDir: string): string => join(dataDir, 'log-heads')
export const headsKeyFile = (dataDir: string): string => join(keysFolder(dataDir), 'log-heads-key')
const verifierKeyFile = (dataDir: string): string => join(dataDir, 'log-heads-verifier-key')

/** Creates a signing key, readable only by its owner; an existing one is kept. @returns its verifier key */
export const createSignerKey = async (file: string, name: string): Promise<string> => {
  await writeFile(file, `${newSignerKey(name)}\n`, { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  return noteSigner(await readFile(file, 'utf8')).verifierKey
}

/** The variables with which audit-trail of an embedded system signs. The folder of the keys must exist. */
export const signingVariables = async (dataDir: string, deployment: string) => {
  const verifierKey = await createSignerKey(headsKeyFile(dataDir), `case-timeline/${deployment}`)
  await writeFile(verifierKeyFile(dataDir), `${verifierKey}\n`)
  return { LOG_HEADS_KEY_FILE: headsKeyFile(dataDir), LOG_HEADS_FILE: headsFile(dataDir) }
}

export const readVerifierKey = (dataDir: string): Promise<string> => readFile(verifierKeyFile(dataDir), 'utf8')
