import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { EVENT_TYPES, type Released, releaseOf } from '@case-timeline/contracts'

/** A schema as it is served. */
export interface PublishedSchema {
  readonly text: string
  /** Of these very bytes (RFC 9110, section 8.8.3). */
  readonly etag: string
  /** A later version has taken its place: it never changes again. */
  readonly isPast: boolean
}

/** The schemas that come with the deployment, of every version that was ever released. */
const RELEASED = fileURLToPath(new URL('../../../libs/contracts/released/', import.meta.url))

const published = async (path: string): Promise<readonly [string, PublishedSchema]> => {
  const text = await readFile(path, 'utf8')
  const { type, version } = releaseOf(JSON.parse(text) as Released)
  const etag = `"${createHash('sha256').update(text).digest('base64url')}"`
  return [addressOf(type, version), { text, etag, isPast: version < (EVENT_TYPES.get(type)?.version ?? 0) }]
}

/** Where a schema is served, below `/schemas`. */
export const addressOf = (type: string, version: number): string => `${type}/v${version}`

/** The schemas by where they are served. An abstract class, because Nest injects it by this token. */
export abstract class PublishedSchemas {
  abstract at(address: string): PublishedSchema | undefined
}

/**
 * Reads the released schemas.
 * @throws when the folder cannot be read, or holds something else
 */
export const publishedSchemas = async (folder: string = RELEASED): Promise<PublishedSchemas> => {
  const schemas = new Map(await Promise.all((await readdir(folder)).map((file) => published(`${folder}/${file}`))))
  return { at: (address) => schemas.get(address) }
}
